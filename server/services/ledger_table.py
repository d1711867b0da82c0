"""The ledger of an alert as a table to take away: a row for each board, whole, in plain words.

The words are handed in, so that a table of 10,000 rows can be made off the event hub.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from content.text import sort_key
from server.services.actor import Actor
from server.services.alert_calls import Call, calls_by_board
from server.services.deliveries import BoardDelivery, deliveries

if TYPE_CHECKING:
    from server.services.resources import Resources

COLUMNS = (
    "board", "name", "place", "unit_code", "unit", "state", "revision", "sent_at", "received_at",
    "painted_at", "ended_at", "failed_at", "fault", "phone", "calls",
)  # fmt: skip
"""What each row holds, in this order; `unit` is the chain of names below the topmost unit."""

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableWords:
    """How states, instants, calls and the reasons of failures are written."""

    state: Mapping[str, str]
    instant: Callable[[datetime], str]
    call: Callable[[Call], str]
    failure: Callable[[str], str]


def table_of(resources: "Resources", actor: Actor, alert_id: str, words: TableWords) -> list[Row]:
    """Give a row for each board the alert was addressed to, by unit and name.

    Raises: NotFoundError.
    """
    found = deliveries(resources, actor, alert_id)
    calls = resources.database.read(lambda session: calls_by_board(session, alert_id))

    def work() -> list[Row]:
        rows = [_row(resources, one, calls.get(one.board, []), words) for one in found.boards]
        return sorted(rows, key=lambda row: (sort_key(row[4]), sort_key(row[1]), row[0]))

    return resources.offload(work)


def _row(resources: "Resources", one: BoardDelivery, calls: list[Call], words: TableWords) -> Row:
    board, tree = resources.boards.get(one.board), resources.units.tree()
    path = tree.path(one.unit) if one.unit in tree else ()
    names = [tree.get(unit).name for unit in path[1:] or path]
    lat, lon, times = board.addressee.lat, board.addressee.lon, one.times
    reached = (
        times.sent_at, times.received_at, times.painted_at, times.ended_at, times.failed_at,
    )  # fmt: skip
    return (
        one.board,
        one.name,
        "" if lat is None or lon is None else f"{lat:.5f}, {lon:.5f}",
        tree.get(one.unit).code if path else one.unit,
        ", ".join(reversed(names)),
        words.state[one.state],
        str(one.revision),
        *("" if at is None else words.instant(at) for at in reached),
        words.failure(times.reason or ""),
        one.phone or "",
        "; ".join(map(words.call, calls)),
    )
