"""Whom an alert reaches: targets resolved by code today, the boards they mean, who may say so."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from content.areas import require_drawn_well
from content.errors import ForbiddenError, InvalidInputError, NoBoardsError
from content.targeting import Targets, matches, reaches
from content.values import read_list, read_string
from server.services.actor import Actor
from server.services.boards import BoardRecord
from server.services.identities import issuer_of
from server.services.permissions import Right, require, require_anywhere, roots_with
from server.services.publishing_drafts import resolve_unit

if TYPE_CHECKING:
    from server.services.alert_views import AlertView
    from server.services.resources import Resources


@dataclass(frozen=True, slots=True)
class Reach:
    """Hold resolved targets and the unit that answers for the alert.

    `is_cut` says that boards of other units bear a group or tag named; they are left out.
    """

    targets: Targets
    boards: tuple[BoardRecord, ...]
    unit_id: str
    sender: str
    is_cut: bool

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
    """Show whom an alert would reach, before it is fired; `is_cut` as in Reach.

    `left_behind` are boards of these places that keep another address until an officer's touch.
    """

    boards: tuple[AudienceBoard, ...]
    is_cut: bool = False
    left_behind: tuple[AudienceBoard, ...] = ()

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
    meant = resources.boards.matching(resolved)
    unit_id = _responsible_unit(resources, actor, _touched_units(resources, actor, resolved, meant))
    boards = _below(meant, unit_id)
    return Audience(
        _named(boards),
        is_cut=len(boards) < len(meant),
        left_behind=_named(_left_behind(resources, resolved)),
    )


def _named(boards: Iterable[BoardRecord]) -> tuple[AudienceBoard, ...]:
    return tuple(AudienceBoard(board.id, board.name, board.unit_id) for board in boards)


def _left_behind(resources: "Resources", targets: Targets) -> Iterator[BoardRecord]:
    """Give the boards that the targets would mean if they had their unit's address already."""
    tree = resources.units.tree()
    for board in resources.boards.in_service():
        path = tree.path(board.unit_id)
        if path != board.addressee.path and not matches(targets, board.addressee):
            if matches(targets, replace(board.addressee, unit=board.unit_id, path=path)):
                yield board


def read_reach(
    resources: "Resources",
    actor: Actor,
    targets: Mapping[str, object],
    *,
    updated: "AlertView | None" = None,
) -> Reach:
    """Resolve the targets of an alert that this actor fires, or of one that is updated.

    Groups and tags mean the boards of the unit that answers for the alert, as for notices; in
    an update with the same targets that unit stays, whoever writes it.
    Raises: ForbiddenError when they go beyond one unit of the actor's, NoBoardsError,
    InvalidInputError, UnitRetiredError.
    """
    require_anywhere(resources, actor, Right.FIRE_ALERTS)
    resolved = resolve_targets(resources, targets)
    meant = _some(resources.boards.matching(resolved))
    if updated is not None and updated.alert.targets == resolved:
        unit_id = updated.unit_id
        require(resources, actor, Right.FIRE_ALERTS, unit_id)
    else:
        touched = _touched_units(resources, actor, resolved, meant)
        unit_id = _responsible_unit(resources, actor, touched)
    boards, tree = _some(_below(meant, unit_id)), resources.units.tree()
    sender = issuer_of(tree.get(unit_id), tree)
    return Reach(resolved, boards, unit_id, sender, is_cut=len(boards) < len(meant))


def boards_within(
    resources: "Resources", targets: Targets, unit_id: str
) -> tuple[BoardRecord, ...]:
    """Give the boards in service, of one unit's subtree, that the targets mean."""
    return tuple(each_within(resources, targets, unit_id))


def each_within(resources: "Resources", targets: Targets, unit_id: str) -> Iterator[BoardRecord]:
    """Go through the boards as boards_within gives them, for whom the first ones do."""
    for board in resources.boards.in_service():
        if reaches(targets, unit_id, board.addressee):
            yield board


def require_boards(
    resources: "Resources", targets: Targets, unit_id: str
) -> tuple[BoardRecord, ...]:
    """Give the boards as boards_within does. Raises: NoBoardsError."""
    return _some(boards_within(resources, targets, unit_id))


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
    require_drawn_well(targets.areas)
    return targets


def _below(boards: Iterable[BoardRecord], unit_id: str) -> tuple[BoardRecord, ...]:
    return tuple(board for board in boards if unit_id in board.addressee.path)


def _some(boards: tuple[BoardRecord, ...]) -> tuple[BoardRecord, ...]:
    if not boards:
        raise NoBoardsError("These targets reach no board.", field="targets")
    return boards


def _touched_units(
    resources: "Resources", actor: Actor, targets: Targets, boards: Iterable[BoardRecord]
) -> frozenset[str]:
    """Give the units that must answer: of groups and tags only those that are the actor's.

    Other units name their groups alike: a market elsewhere is nobody's wish here.
    """
    named = {resources.boards.get(board).unit_id for board in targets.boards}
    placed = replace(targets, groups=(), tags=())
    own = roots_with(resources, actor, Right.FIRE_ALERTS)
    reached = {
        board.unit_id
        for board in boards
        if matches(placed, board.addressee) or not own.isdisjoint(board.addressee.path)
    }
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
