"""What a technician does with a board that hangs: move it, command it, put it out of service."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from content.errors import ConflictError, InvalidInputError, NotFoundError
from content.instant import format_instant
from content.power import LONGEST_POWER
from server.services import audit
from server.services.actor import Actor
from server.services.board_places import BoardPlace, check_place
from server.services.boards import BoardRecord
from server.services.identities import signer_of
from server.services.permissions import Right, require
from server.storage.ids import new_id
from server.storage.tables.boards import BoardRow

if TYPE_CHECKING:
    from server.services.resources import Resources

COMMANDS = ("screenshot", "identify", "reload", "power")


def move_board(
    resources: "Resources", actor: Actor | None, board_id: str, place: BoardPlace
) -> BoardRecord:
    """Change what was said in the place and sign the identity anew; no actor is the operator.

    Raises: NotFoundError, ForbiddenError, InvalidInputError, UnitRetiredError, ConflictError.
    """
    _board_of(resources, actor, Right.PAIR_BOARDS, board_id)
    checked = check_place(resources, place)
    if actor is not None and checked.unit is not None:
        require(resources, actor, Right.PAIR_BOARDS, checked.unit.id)
    signer = signer_of(resources)

    def work(session: Session) -> None:
        row = session.get_one(BoardRow, board_id)
        before = row.unit_id
        checked.put_into(row)
        signer.sign_row(session, row)
        audit.record(
            session,
            at=signer.at,
            actor=actor,
            action="board.moved",
            subject=row.id,
            unit_id=row.unit_id,
            details={
                "name": row.name,
                "from_unit": before,
                "identity": row.identity_digest,
                "profile": row.profile,
            },
        )

    resources.database.write(work)
    return resources.boards.get(board_id)


def revoke_board(resources: "Resources", actor: Actor | None, board_id: str) -> None:
    """Put a board out of service: its tokens and sockets end, its history stays.

    No actor is the operator. Raises: NotFoundError, ForbiddenError, ConflictError.
    """
    _board_of(resources, actor, Right.PAIR_BOARDS, board_id)
    now = resources.clock.now()

    def work(session: Session) -> None:
        row = session.get_one(BoardRow, board_id)
        row.revoked_at = now
        audit.record(
            session,
            at=now,
            actor=actor,
            action="board.revoked",
            subject=row.id,
            unit_id=row.unit_id,
            details={"name": row.name, "key_id": row.key_id},
        )

    resources.database.write(work)


def send_command(
    resources: "Resources",
    actor: Actor,
    board_id: str,
    name: str,
    *,
    on: bool | None = None,
    until: datetime | None = None,
) -> str:
    """Have a command pushed to the board's socket; give the command's id.

    `power` takes `on` and until when it holds, a day at most; without `on` the hours count again.
    Raises: NotFoundError, ForbiddenError, InvalidInputError, ConflictError.
    """
    board = _board_of(resources, actor, Right.COMMAND_BOARDS, board_id)
    if name not in COMMANDS:
        raise InvalidInputError(
            "name must be one of: {choices}.", field="name", choices=", ".join(COMMANDS)
        )
    command_id, now = new_id(), resources.clock.now()
    fields = {"id": command_id, "name": name, **_power(name, on, until, now)}

    def work(session: Session) -> None:
        audit.record(
            session,
            at=now,
            actor=actor,
            action="board.command",
            subject=board_id,
            unit_id=board.unit_id,
            details=fields,
        )

    resources.database.write(work)
    return command_id


def _power(
    name: str, on: bool | None, until: datetime | None, now: datetime
) -> dict[str, bool | str]:
    """Give what a power command says beside its name."""
    if on is None and until is None:
        return {}
    if name != "power" or on is None:
        raise InvalidInputError("Only power takes on, and until beside it.", field="on")
    if until is None:
        return {"on": on}
    if not now < until <= now + LONGEST_POWER:
        raise InvalidInputError("until must be within the next 24 hours.", field="until")
    return {"on": on, "until": format_instant(until)}


def _board_of(
    resources: "Resources", actor: Actor | None, right: Right, board_id: str
) -> BoardRecord:
    board = resources.boards.find(board_id)
    if board is None:
        raise NotFoundError("There is no board {board}.", board=board_id[:40])
    if actor is not None:
        require(resources, actor, right, board.unit_id)
    if board.is_revoked:
        raise ConflictError("This board has been revoked.", code="board_revoked")
    return board
