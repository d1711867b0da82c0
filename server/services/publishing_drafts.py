"""From what a client wrote to content the domain knows: codes become ids, as of today."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import ForbiddenError, InvalidInputError, NoBoardsError, NotFoundError
from content.notice import NoticeContent
from content.posting import posting_of
from content.schedule import TIMEZONE
from content.targeting import Targets, reaches
from content.unit import Unit, UnitTree
from content.values import read_list, read_string
from server.services import permissions
from server.services.actor import Actor
from server.services.notice_recordings import require_drawable, require_recordings
from server.services.permissions import Right
from server.services.posting_kinds import complete
from server.services.year_plans import find_entry
from server.storage.tables.media import MediaRow

if TYPE_CHECKING:
    from server.services.resources import Resources


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """Hold a notice as the API gives it: codes, RFC 3339 instants, plain JSON values."""

    title: str
    body: str
    category: str
    language: str
    unit: str
    targets: Mapping[str, object]
    priority: str = "normal"
    valid_from: str | None = None
    valid_until: str | None = None
    dayparts: Sequence[Mapping[str, object]] = ()
    media: Sequence[str] = ()
    weight: int = 1
    document: Mapping[str, object] | None = None
    picture_consent: bool = False
    most_minutes_a_day: int | None = None
    plan_entry: str | None = None
    audio: str | None = None
    translations: Sequence[Mapping[str, object]] = ()


_KEY = re.compile(r"[0-9a-f]{32}")

FIELDS = tuple(NoticeDraft.__dataclass_fields__)


def read_draft(resources: "Resources", actor: Actor, draft: NoticeDraft) -> NoticeContent:
    """Resolve and check a new notice.

    Raises: InvalidInputError, UnitRetiredError, NoBoardsError, ForbiddenError.
    """
    unit = resolve_unit(resources, draft.unit, "unit")
    permissions.require(resources, actor, Right.WRITE_NOTICES, unit.id)
    values = asdict(draft) | {"unit_id": unit.id}
    values["targets"] = _resolve_targets(resources, draft.targets)
    values["document"] = complete(resources, unit.id, draft.document, None)
    content = NoticeContent.from_dict(values)
    content.validate()
    require_drawable(resources.settings.fonts_dir, content)
    check_targets(resources, content)
    _check_end(resources, content)
    _check_media(resources, actor, content)
    _check_plan(resources, content)
    return content


def draft_id(actor: Actor, key: str) -> str:
    """Give the id of the notice that this person's form with this key makes.

    Raises: InvalidInputError for a key that is not 32 hex digits.
    """
    if not _KEY.fullmatch(key):
        raise InvalidInputError(
            "The form is damaged. Load the page again; what you typed is offered there."
        )
    return sha256(f"{actor.account_id}:{key}".encode()).hexdigest()[:16]


def read_changes(
    resources: "Resources", actor: Actor, before: NoticeContent, changes: Mapping[str, object]
) -> NoticeContent:
    """Resolve and check what an edit makes of a notice; only the fields given change.

    Raises: InvalidInputError, UnitRetiredError, NoBoardsError, ForbiddenError.
    """
    unknown = sorted(set(changes) - set(FIELDS))
    if unknown:
        raise InvalidInputError("A notice has no field {name}.", field=unknown[0], name=unknown[0])
    before = resources.units.lineage().carry(before, today(resources))
    _check_same_unit(resources, before, changes)
    values = before.to_dict() | {name: changes[name] for name in changes if name != "unit"}
    if "targets" in changes:
        values["targets"] = _resolve_targets(resources, changes["targets"])
    if "document" in changes:
        held = posting_of(before)
        values["document"] = complete(resources, before.unit_id, changes["document"], held)
    content = NoticeContent.from_dict(values)
    content.validate()
    require_drawable(resources.settings.fonts_dir, content)
    if content.targets != before.targets:
        check_targets(resources, content)
    if content.valid_until != before.valid_until:
        _check_end(resources, content)
    if content.all_media != before.all_media:
        _check_media(resources, actor, content)
    if content.plan_entry != before.plan_entry:
        _check_plan(resources, content)
    return content


def resolve_unit(resources: "Resources", code: object, field: str) -> Unit:
    """Give the unit with this code today. Raises: InvalidInputError, UnitRetiredError."""
    try:
        return resources.units.tree().resolve(read_string(code, field), today(resources))
    except NotFoundError as error:
        raise InvalidInputError(
            error.message, code="unknown_unit", field=field, **error.params
        ) from error
    except InvalidInputError as error:
        error.field = field
        raise


def _check_plan(resources: "Resources", content: NoticeContent) -> None:
    """Refuse an entry that is not of the notice's unit or one above."""
    if content.plan_entry is None:
        return
    found = find_entry(resources, content.plan_entry)
    tree = resources.units.tree()
    if found is None or not tree.is_within(content.unit_id, found.unit_id):
        raise InvalidInputError(
            "There is no such entry in the plan of this unit.", field="plan_entry"
        )


def today(resources: "Resources") -> date:
    """Give the local day it is."""
    return resources.clock.now().astimezone(TIMEZONE).date()


def check_targets(resources: "Resources", content: NoticeContent) -> None:
    """Refuse targets outside the issuing unit, and such as reach no board in service.

    Raises: ForbiddenError, InvalidInputError, NoBoardsError.
    """
    tree = resources.units.tree()
    for name in ("units", "subtrees"):
        _require_below(tree, content.unit_id, getattr(content.targets, name), f"targets.{name}")
    named = [_unit_of_board(resources, board) for board in content.targets.boards]
    _require_below(tree, content.unit_id, named, "targets.boards")
    if content.targets.pool and content.targets.is_empty:
        return
    boards = resources.boards.in_service()
    if not any(reaches(content.targets, content.unit_id, board.addressee) for board in boards):
        raise NoBoardsError("These targets reach no board.", field="targets")


def _resolve_targets(resources: "Resources", value: object) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise InvalidInputError("Targets must be an object.", field="targets")
    unknown = sorted(set(map(str, value)) - set(Targets.__dataclass_fields__))
    if unknown:
        raise InvalidInputError("Targets know no field {name}.", field="targets", name=unknown[0])
    resolved = dict(value)
    for name in ("units", "subtrees"):
        codes = read_list(value.get(name), f"targets.{name}")
        resolved[name] = [resolve_unit(resources, code, f"targets.{name}").id for code in codes]
    return resolved


def _require_below(tree: UnitTree, issuer: str, units: Sequence[str], field: str) -> None:
    for unit in units:
        if not tree.is_within(unit, issuer):
            raise ForbiddenError(
                "{unit} is not below {issuer}.",
                code="outside_unit",
                field=field,
                unit=tree.get(unit).name,
                issuer=tree.get(issuer).name,
            )


def _unit_of_board(resources: "Resources", board_id: str) -> str:
    board = resources.boards.find(board_id)
    if board is None or board.is_revoked:
        raise InvalidInputError(
            "There is no board {board}.",
            code="unknown_board",
            field="targets.boards",
            board=board_id,
        )
    return board.unit_id


def _check_same_unit(
    resources: "Resources", before: NoticeContent, changes: Mapping[str, object]
) -> None:
    if "unit" not in changes:
        return
    if resources.units.tree().get(before.unit_id).code != changes["unit"]:
        raise InvalidInputError("A notice stays with its unit.", field="unit")


def _check_end(resources: "Resources", content: NoticeContent) -> None:
    if content.valid_until is not None and content.valid_until <= resources.clock.now():
        raise InvalidInputError("The notice would be over already.", field="valid_until")


def _check_media(resources: "Resources", actor: Actor, content: NoticeContent) -> None:
    if not content.all_media:
        return
    owners = resources.database.read(_owners_of(content.all_media))
    for media_id in content.all_media:
        account_id, unit_id = owners.get(media_id, ("", ""))
        is_own = account_id == actor.account_id or unit_id == content.unit_id
        if not is_own and not permissions.can(resources, actor, Right.READ, unit_id):
            raise InvalidInputError(
                "There is no picture {media}.", code="unknown_media", field="media", media=media_id
            )
    resources.database.read(lambda session: require_recordings(session, content))


def _owners_of(media: Sequence[str]) -> Callable[[Session], dict[str, tuple[str, str]]]:
    def work(session: Session) -> dict[str, tuple[str, str]]:
        rows = session.scalars(select(MediaRow).where(MediaRow.id.in_(media)))
        return {row.id: (row.account_id, row.unit_id) for row in rows}

    return work
