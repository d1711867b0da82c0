"""Units as the pages need them: the person's own, those below, and their boards counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from flask import g

from content.errors import NotFoundError
from content.schedule import TIMEZONE
from content.text import sort_key
from content.unit import Unit
from server.services.boards import BoardRecord
from server.services.permissions import Right, can, require, roots_with, units_with
from server.staff_web.site import actor, resources


@dataclass(frozen=True)
class Place:
    """A unit in a list to tick: its depth below the first one and the boards it reaches."""

    id: str
    code: str
    name: str
    depth: int
    boards: int


def today() -> date:
    """Return the local day."""
    return resources().clock.now().astimezone(TIMEZONE).date()


def home_unit() -> Unit:
    """Return the topmost unit the person works for."""
    if "home_unit" not in g:
        tree = resources().units.tree()
        held = [tree.get(grant.unit_id) for grant in actor().grants if grant.unit_id in tree]
        held.sort(key=lambda unit: (len(tree.path(unit.id)), unit.name))
        g.home_unit = held[0] if held else Unit("", "", actor().name, "")
    return cast(Unit, g.home_unit)


def unit_name(unit_id: str) -> str:
    """Return a unit's name, its id when it is gone."""
    tree = resources().units.tree()
    return tree.get(unit_id).name if unit_id in tree else unit_id


def inside(name: str) -> str:
    """Return a unit's name as it stands inside a sentence: `xã Ba Tơ`."""
    return name[:1].lower() + name[1:]


def units_for(right: Right) -> list[Unit]:
    """Return today's units the person holds `right` over, the topmost first."""
    tree = resources().units.tree()
    held = units_with(resources(), actor(), right)
    found = [unit for unit in tree.valid_on(today()) if unit.id in held]
    return sorted(found, key=lambda unit: len(tree.path(unit.id)))


def boards_for(right: Right) -> list[BoardRecord]:
    """Return the boards in service in the person's units, by unit and name."""
    held, tree = units_with(resources(), actor(), right), resources().units.tree()
    return [board for board in resources().boards.by_place(tree) if board.unit_id in held]


def boards_below(boards: Iterable[BoardRecord], unit_id: str) -> list[BoardRecord]:
    """Return the boards of a unit and all below it."""
    return [board for board in boards if unit_id in board.addressee.path]


def places(right: Right) -> list[Place]:
    """Return the person's units as a tree to tick, each with the boards it reaches."""
    tree = resources().units.tree()
    boards = resources().boards.in_service()
    found: list[Place] = []
    for root in roots_with(resources(), actor(), right):
        if root in tree:
            _walk(tree.get(root), 0, boards, found)
    return found


def _walk(unit: Unit, depth: int, boards: Iterable[BoardRecord], found: list[Place]) -> None:
    count = len(boards_below(boards, unit.id))
    found.append(Place(unit.id, unit.code, unit.name, depth, count))
    for child in resources().units.tree().children(unit.id, today()):
        _walk(child, depth + 1, boards, found)


def label_counts(boards: Iterable[BoardRecord]) -> list[tuple[str, str, int]]:
    """Return the groups and tags of boards as (field, label, boards that bear it)."""
    counted: Counter[tuple[str, str]] = Counter()
    for board in boards:
        counted.update(("group", label) for label in board.addressee.groups)
        counted.update(("tag", label) for label in board.addressee.tags)
    found = [(field, label, count) for (field, label), count in counted.items()]
    return sorted(found, key=lambda one: (one[0], sort_key(one[1])))


def readable_board(board_id: str) -> BoardRecord:
    """Return a board of the person's units. Raises: NotFoundError."""
    found = resources().boards.find(board_id)
    if found is None or not can(resources(), actor(), Right.READ, found.unit_id):
        raise NotFoundError("There is no board {board}.", board=board_id[:40])
    return found


def board_with(right: Right, board_id: str) -> BoardRecord:
    """Return a board to do something to. Raises: NotFoundError, ForbiddenError."""
    found = readable_board(board_id)
    require(resources(), actor(), right, found.unit_id)
    return found
