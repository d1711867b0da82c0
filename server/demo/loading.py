"""Loads the sample once; later calls only tell what was made and give fresh board links."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from server.demo import boards, choices, notices, people
from server.demo.people import Login
from server.services.pairing_links import make_link
from server.services.successions_import import import_successions, read_successions_csv
from server.services.units_import import import_units, read_units_csv
from server.storage.tables.boards import BoardRow
from server.storage.tables.units import UnitRow

if TYPE_CHECKING:
    from server.services.resources import Resources

HERE = Path(__file__).parent
LOGINS_FILE = "first-logins.json"
LOADING_FILE = "sample-loading"
LINKED = tuple(board.name for board in boards.BOARDS[:2])


@dataclass(frozen=True)
class BoardLink:
    """A one-time address that makes the browser that opens it this board."""

    name: str
    address: str


@dataclass(frozen=True)
class DemoSummary:
    """What a newcomer needs to begin; `is_new` on the first load only."""

    is_new: bool
    staff_address: str
    logins: tuple[Login, ...]
    board_links: tuple[BoardLink, ...]


def load_demo(resources: "Resources") -> DemoSummary:
    """Load units, boards, people and notices into an empty database.

    Where there are units already nothing is loaded, unless a load was cut short: that is gone
    on with. The summary repeats the first logins while their owner-only file is there, with new
    links for the sample's boards.
    """
    loading = resources.settings.data_dir / LOADING_FILE
    logins_file = resources.settings.data_dir / LOGINS_FILE
    is_empty = not resources.database.read(lambda session: session.scalar(select(UnitRow.id)))
    is_new = is_empty or loading.exists()
    if is_new:
        loading.touch()
        if not _read_logins(logins_file):
            _write_owner_only(logins_file, people.new_logins())
        import_units(resources, read_units_csv((HERE / "units.csv").read_text("utf-8")))
        follow = (HERE / "successions.csv").read_text("utf-8")
        import_successions(resources, read_successions_csv(follow))
        boards.make_boards(resources)
        actors = people.make_people(resources, _read_logins(logins_file))
        choices.subscribe_once(resources, actors)
        notices.publish_all(resources, actors)
        choices.choose_all(resources, actors)
        loading.unlink()
    return DemoSummary(
        is_new=is_new,
        staff_address=f"{resources.settings.address}/staff/",
        logins=tuple(login for login in _read_logins(logins_file) if login.is_shown),
        board_links=_links(resources),
    )


def _links(resources: "Resources") -> tuple[BoardLink, ...]:
    query = select(BoardRow.name, BoardRow.id).where(
        BoardRow.name.in_(LINKED), BoardRow.revoked_at.is_(None)
    )
    rows = resources.database.read(lambda session: session.execute(query).all())
    found = {row.name: row.id for row in rows}
    return tuple(
        BoardLink(name, make_link(resources, found[name])) for name in LINKED if name in found
    )


def _read_logins(path: Path) -> tuple[Login, ...]:
    if not path.exists():
        return ()
    return tuple(Login(**entry) for entry in json.loads(path.read_text("utf-8")))


def _write_owner_only(path: Path, logins: tuple[Login, ...]) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(login) for login in logins], file, ensure_ascii=False, indent=1)
