"""The stop button: a signed slate on one board, a subtree or all, in the very next head."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from content.errors import InvalidInputError, NoBoardsError
from content.head import Slate
from content.text import clean_line
from content.values import check_length, read_string
from server.services import audit
from server.services.actor import Actor
from server.services.boards import BoardRecord
from server.services.permissions import Right, require
from server.storage.tables.boards import BoardRow

if TYPE_CHECKING:
    from server.services.resources import Resources

LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class SlateScope:
    """Say which boards: one by id, or those of a unit (id) and all below it."""

    board: str | None = None
    unit_id: str | None = None


def set_slate(
    resources: "Resources", actor: Actor, scope: SlateScope, text: str | None
) -> tuple[str, ...]:
    """Stop the boards with this text, or with None let them go on; give their ids.

    Alerts are shown all the same. Raises: NotFoundError, ForbiddenError, NoBoardsError,
    InvalidInputError.
    """
    boards = _boards(resources, actor, scope)
    now = resources.clock.now()
    slate = None if text is None else Slate(_read_text(text), now).to_dict()
    ids = sorted(board.id for board in boards)

    def work(session: Session) -> None:
        known = session.scalars(select(BoardRow.id).where(BoardRow.id.in_(ids)))
        session.execute(update(BoardRow), [{"id": board, "slate": slate} for board in known])
        audit.record(
            session,
            at=now,
            actor=actor,
            action="board.slate",
            subject=scope.board or scope.unit_id or "",
            unit_id=scope.unit_id or boards[0].unit_id,
            details={"boards": ids, "text": slate["text"] if slate else None},
        )

    resources.database.write(work)
    return tuple(ids)


def _boards(resources: "Resources", actor: Actor, scope: SlateScope) -> tuple[BoardRecord, ...]:
    if scope.board is not None:
        board = resources.boards.get(scope.board)
        require(resources, actor, Right.STOP_BOARDS, board.unit_id)
        return (board,)
    if scope.unit_id is None:
        raise InvalidInputError("Say which boards.", field="unit")
    require(resources, actor, Right.STOP_BOARDS, scope.unit_id)
    tree = resources.units.tree()
    boards = tuple(
        board
        for board in resources.boards.in_service()
        if tree.is_within(board.unit_id, scope.unit_id)
    )
    if not boards:
        raise NoBoardsError("There is no board in this unit.", field="unit")
    return boards


def _read_text(text: str) -> str:
    line = clean_line(read_string(text, "text"))
    check_length(line, "text", LONGEST_TEXT)
    return line
