"""The stop button: a signed slate on one board, a subtree or all, in the very next head."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlalchemy.orm import Session

from content.errors import InvalidInputError, NoBoardsError
from content.head import Slate
from content.text import clean_line
from content.values import check_length, read_string
from server.services import audit
from server.services.actor import Actor
from server.services.boards import BoardRecord
from server.services.permissions import Right, require, require_anywhere, roots_with, units_with
from server.storage.tables.boards import BoardRow

if TYPE_CHECKING:
    from server.services.resources import Resources

LONGEST_TEXT = 200
LONGEST_REASON = 1000
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SlateScope:
    """Say which boards: one by id, those of a unit (id) and all below it, or every one allowed."""

    board: str | None = None
    unit_id: str | None = None
    is_everything: bool = False


def boards_in(resources: "Resources", actor: Actor, scope: SlateScope) -> tuple[BoardRecord, ...]:
    """List the boards of a scope by unit and name, those with the slate too.

    Raises: NotFoundError, ForbiddenError, NoBoardsError, InvalidInputError.
    """
    if scope.board is not None:
        board = resources.boards.get(scope.board)
        require(resources, actor, Right.STOP_BOARDS, board.unit_id)
        return (board,)
    tree = resources.units.tree()
    boards = resources.boards.by_place(tree)
    if scope.is_everything:
        require_anywhere(resources, actor, Right.STOP_BOARDS)
        held = units_with(resources, actor, Right.STOP_BOARDS)
        found = tuple(board for board in boards if board.unit_id in held)
    elif scope.unit_id is not None:
        require(resources, actor, Right.STOP_BOARDS, scope.unit_id)
        found = tuple(board for board in boards if tree.is_within(board.unit_id, scope.unit_id))
    else:
        raise InvalidInputError("Say which boards.", field="unit")
    if not found:
        raise NoBoardsError("There is no board in this unit.", field="unit")
    return found


def set_slate(
    resources: "Resources",
    actor: Actor,
    scope: SlateScope,
    text: str | None,
    reason: str | None = None,
) -> tuple[str, ...]:
    """Stop the boards with this text, or with None let them go on; give their ids.

    Alerts are shown all the same. The reason is for the audit alone. Raises: NotFoundError,
    ForbiddenError, NoBoardsError, InvalidInputError.
    """
    boards = boards_in(resources, actor, scope)
    now = resources.clock.now()
    slate = None if text is None else Slate(_read(text, "text", LONGEST_TEXT), now).to_dict()
    why = None if reason is None else _read(reason, "reason", LONGEST_REASON)
    parts = _parts(resources, actor, scope, boards)

    def work(session: Session) -> None:
        for subject, (unit_id, ids) in parts.items():
            for first in range(0, len(ids), ROWS_AT_ONCE):
                some = ids[first : first + ROWS_AT_ONCE]
                rows = update(BoardRow).where(BoardRow.id.in_(some))
                session.execute(rows.values(slate=slate))
            audit.record(
                session,
                at=now,
                actor=actor,
                action="board.slate",
                subject=subject,
                unit_id=unit_id,
                details={"boards": ids, "text": slate["text"] if slate else None, "reason": why},
            )

    resources.database.write(work)
    return tuple(sorted(board.id for board in boards))


def _parts(
    resources: "Resources", actor: Actor, scope: SlateScope, boards: tuple[BoardRecord, ...]
) -> Mapping[str, tuple[str, list[str]]]:
    """Give for each line of the audit its subject, unit and boards: one for each unit of a right.

    So whoever watches over one of these units finds there what was done to its boards.
    """
    if scope.board is not None:
        return {scope.board: (boards[0].unit_id, [scope.board])}
    if scope.unit_id is not None:
        return {scope.unit_id: (scope.unit_id, sorted(board.id for board in boards))}
    found: dict[str, list[str]] = defaultdict(list)
    roots = sorted(roots_with(resources, actor, Right.STOP_BOARDS))
    tree = resources.units.tree()
    for board in boards:
        within = (root for root in roots if tree.is_within(board.unit_id, root))
        found[next(within, board.unit_id)].append(board.id)
    return {root: (root, sorted(ids)) for root, ids in found.items()}


def _read(text: str, name: str, longest: int) -> str:
    line = clean_line(read_string(text, name))
    check_length(line, name, longest)
    return line
