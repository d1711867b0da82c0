"""Which boards the stop pages are about: all of the person's, a unit with all below it, or one."""

from dataclasses import dataclass
from typing import Any

from flask import request

from content.errors import ContentError, NotFoundError
from server.locale import gettext
from server.services.boards import BoardRecord
from server.services.permissions import Right
from server.services.slates import SlateScope, boards_in
from server.staff_web.places import board_with, boards_for, inside, places, today, unit_name
from server.staff_web.site import actor, resources

MOST_FOUND = 20


@dataclass(frozen=True)
class Asked:
    """What an address asks for: the scope, what stands for it in addresses, and its name."""

    scope: SlateScope
    query: dict[str, Any]
    label: str
    boards: tuple[BoardRecord, ...]

    @property
    def stopped(self) -> tuple[BoardRecord, ...]:
        """Return those that are to show the stop slate."""
        return tuple(board for board in self.boards if board.slate is not None)


@dataclass(frozen=True)
class UnitChoice:
    """A unit to stop with all below it; those without a unit below are folded under theirs."""

    code: str
    label: str
    boards: int
    below: "tuple[UnitChoice, ...]" = ()


def asked() -> Asked:
    """Return what the address asks for. Raises: NotFoundError, ForbiddenError, NoBoardsError."""
    board, unit = request.args.get("board", ""), request.args.get("unit", "")
    if board:
        found = board_with(Right.STOP_BOARDS, board)
        return _asked(SlateScope(board=found.id), {"board": found.id}, found.name)
    if unit:
        return _asked_unit(unit)
    label = gettext("All boards that you may stop")
    return _asked(SlateScope(is_everything=True), {"all": "yes"}, label)


def stoppable() -> list[BoardRecord]:
    """Return every board that the person may stop."""
    return boards_for(Right.STOP_BOARDS)


def unit_choices() -> list[UnitChoice]:
    """Return the units with boards: the upper ones, each with those at the bottom below it."""
    listed = [place for place in places(Right.STOP_BOARDS) if place.boards]
    deepest = max((place.depth for place in listed), default=0)
    found: list[UnitChoice] = []
    for place in listed:
        if place.depth == deepest and deepest > 0 and found:
            above, leaf = found[-1], UnitChoice(place.code, place.name, place.boards)
            found[-1] = UnitChoice(above.code, above.label, above.boards, (*above.below, leaf))
        else:
            is_whole = place.depth < deepest
            name = gettext("All of %(unit)s", unit=inside(place.name)) if is_whole else place.name
            found.append(UnitChoice(place.code, name, place.boards))
    return found


def _asked_unit(code: str) -> Asked:
    try:
        unit = resources().units.tree().resolve(code, today())
    except ContentError as error:
        raise NotFoundError("There is no unit {code}.", code=code[:40]) from error
    label = gettext("All of %(unit)s", unit=inside(unit_name(unit.id)))
    return _asked(SlateScope(unit_id=unit.id), {"unit": unit.code}, label)


def _asked(scope: SlateScope, query: dict[str, str], label: str) -> Asked:
    return Asked(scope, query, label, boards_in(resources(), actor(), scope))
