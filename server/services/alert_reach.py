"""Whom an alert reaches: targets resolved by code today, the boards they mean, who may say so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.errors import ForbiddenError, InvalidInputError, NoBoardsError
from content.targeting import Targets
from content.values import read_list, read_string
from server.services.actor import Actor
from server.services.boards import BoardRecord
from server.services.identities import issuer_of
from server.services.permissions import Right, require, require_anywhere, roots_with
from server.services.publishing_drafts import resolve_unit

if TYPE_CHECKING:
    from server.services.resources import Resources


@dataclass(frozen=True, slots=True)
class Reach:
    """Hold resolved targets and the unit that answers for the alert."""

    targets: Targets
    boards: tuple[BoardRecord, ...]
    unit_id: str
    sender: str

    @property
    def audience(self) -> list[str]:
        """List the boards' ids, sorted."""
        return sorted(board.id for board in self.boards)


@dataclass(frozen=True, slots=True)
class AudienceBoard:
    """Name a board that targets reach."""

    id: str
    name: str
    unit_id: str


@dataclass(frozen=True, slots=True)
class Audience:
    """Show whom an alert would reach, before it is fired."""

    boards: tuple[AudienceBoard, ...]

    @property
    def count(self) -> int:
        """Count the boards."""
        return len(self.boards)


def preview_audience(
    resources: "Resources", actor: Actor, targets: Mapping[str, object]
) -> Audience:
    """Show whom these targets reach; nobody is an answer too.

    Raises: ForbiddenError, InvalidInputError, UnitRetiredError.
    """
    require_anywhere(resources, actor, Right.FIRE_ALERTS)
    resolved = resolve_targets(resources, targets)
    boards = resources.boards.matching(resolved)
    _responsible_unit(resources, actor, _touched_units(resources, resolved, boards))
    return Audience(tuple(AudienceBoard(board.id, board.name, board.unit_id) for board in boards))


def read_reach(resources: "Resources", actor: Actor, targets: Mapping[str, object]) -> Reach:
    """Resolve the targets of an alert that this actor fires.

    Raises: ForbiddenError when they go beyond one unit of the actor's, NoBoardsError,
    InvalidInputError, UnitRetiredError.
    """
    require_anywhere(resources, actor, Right.FIRE_ALERTS)
    resolved = resolve_targets(resources, targets)
    boards = require_boards(resources, resolved)
    tree = resources.units.tree()
    unit_id = _responsible_unit(resources, actor, _touched_units(resources, resolved, boards))
    return Reach(resolved, boards, unit_id, issuer_of(tree.get(unit_id), tree))


def require_boards(
    resources: "Resources", targets: Targets, *, within: str | None = None
) -> tuple[BoardRecord, ...]:
    """Give the boards in service, of one unit's subtree, that the targets mean.

    Raises: NoBoardsError.
    """
    found = resources.boards.matching(targets)
    boards = tuple(board for board in found if within in (None, *board.addressee.path))
    if not boards:
        raise NoBoardsError("These targets reach no board.", field="targets")
    return boards


def common_unit(resources: "Resources", actor: Actor, one: str, other: str) -> str:
    """Give the lowest unit that holds both. Raises: ForbiddenError when it is not the actor's."""
    tree = resources.units.tree()
    above = [unit for unit in tree.path(one) if tree.is_within(other, unit)]
    if not above:
        raise ForbiddenError("These targets go beyond your unit.", field="targets")
    require(resources, actor, Right.FIRE_ALERTS, above[-1])
    return above[-1]


def resolve_targets(resources: "Resources", value: Mapping[str, object]) -> Targets:
    """Turn codes of today into unit ids. Raises: InvalidInputError, UnitRetiredError."""
    if not isinstance(value, Mapping):
        raise InvalidInputError("Targets must be an object.", field="targets")
    resolved = dict(value)
    for name in ("units", "subtrees"):
        field = f"targets.{name}"
        codes = read_list(value.get(name), field)
        resolved[name] = [resolve_unit(resources, code, field).id for code in codes]
    for board in read_list(value.get("boards"), "targets.boards"):
        known = resources.boards.find(read_string(board, "targets.boards"))
        if known is None or known.is_revoked:
            raise InvalidInputError(
                "There is no board {board}.", code="unknown_board", field="targets.boards",
                board=board,
            )  # fmt: skip
    targets = Targets.from_dict(resolved)
    if targets.is_empty:
        raise InvalidInputError("Say where the alert goes.", field="targets")
    return targets


def _touched_units(
    resources: "Resources", targets: Targets, boards: Iterable[BoardRecord]
) -> frozenset[str]:
    named = {resources.boards.get(board).unit_id for board in targets.boards}
    reached = {board.unit_id for board in boards}
    return frozenset(named | reached | set(targets.units) | set(targets.subtrees))


def _responsible_unit(resources: "Resources", actor: Actor, touched: frozenset[str]) -> str:
    """Give the lowest of the actor's units that holds everything touched."""
    tree = resources.units.tree()
    fitting = [
        root
        for root in roots_with(resources, actor, Right.FIRE_ALERTS)
        if all(tree.is_within(unit, root) for unit in touched)
    ]
    if not fitting:
        raise ForbiddenError("These targets go beyond your unit.", field="targets")
    return max(fitting, key=lambda root: (len(tree.path(root)), root))
