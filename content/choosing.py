"""What a unit below makes of what comes from above: whether its boards show it, with which weight.

A notice from above is one whose issuer stands above the board's own unit. Source: Circular
39/2020: normal waits for the unit's choice, priority is shown by itself and may be reordered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from content.errors import ConflictError, InvalidInputError
from content.priority import Priority, may_decline


class Choice(StrEnum):
    """Name what a unit decided."""

    SHOWN = "shown"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold what one unit decided; `weight` None leaves the issuer's own."""

    choice: Choice
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Describe what a board is offered: by whom, how urgent, since when.

    `by_pool` says that it is there only for those who adopt it.
    """

    issuer: str
    priority: Priority
    begun_at: datetime
    by_pool: bool = False


class Standing(StrEnum):
    """Name how an offer stands: `own` is no offer but the unit's own notice."""

    OWN = "own"
    BY_ITSELF = "by_itself"
    CHOSEN = "chosen"
    DECLINED = "declined"
    WAITING = "waiting"
    UNATTENDED = "unattended"
    IN_POOL = "in_pool"


_SHOWN = frozenset({Standing.OWN, Standing.BY_ITSELF, Standing.CHOSEN, Standing.UNATTENDED})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say how the offer stands, which unit decided, and the weight it gave."""

    standing: Standing
    decided_by: str | None = None
    weight: int | None = None

    @property
    def is_shown(self) -> bool:
        """Tell whether the boards show it."""
        return self.standing in _SHOWN


def verdict(
    offer: Offer,
    path: Sequence[str],
    decisions: Mapping[str, Decision],
    attended: Mapping[str, datetime],
) -> Verdict:
    """Judge an offer for a unit, `path` running from the root to it.

    The decision nearest to the unit counts. `attended` tells since when a unit has somebody
    who chooses: without anybody, and for what came before, normal notices are shown, so that
    nothing is lost and nothing vanishes.
    """
    stretch = below(offer.issuer, path)
    if not stretch:
        return Verdict(Standing.IN_POOL if offer.by_pool else Standing.OWN)
    for unit in reversed(stretch):
        if unit in decisions:
            return _decided(offer, unit, decisions[unit])
    if offer.by_pool:
        return Verdict(Standing.IN_POOL)
    if not may_decline(offer.priority):
        return Verdict(Standing.BY_ITSELF)
    waits = any(unit in attended and attended[unit] <= offer.begun_at for unit in stretch)
    return Verdict(Standing.WAITING if waits else Standing.UNATTENDED)


def below(issuer: str, path: Sequence[str]) -> Sequence[str]:
    """Give the units of a path below the issuer, the issuer itself not among them."""
    return path[path.index(issuer) + 1 :] if issuer in path else ()


def check_choice(offer: Offer, choice: Choice) -> None:
    """Refuse to hide what is shown by itself. Raises: ConflictError."""
    if choice is Choice.DECLINED and not offer.by_pool and not may_decline(offer.priority):
        raise ConflictError(
            "A priority notice is shown by itself; you can only say how often it comes.",
            code="priority_is_shown",
        )


def check_subscription(unit: str, source: str | None, path: Sequence[str]) -> None:
    """Refuse a source that does not stand above the unit of this path.

    Raises: InvalidInputError.
    """
    if source == unit:
        raise InvalidInputError(
            "A unit cannot subscribe to itself.", field="source", code="own_source"
        )
    if source is not None and source not in path:
        raise InvalidInputError(
            "Only a unit above can be a source.", field="source", code="source_not_above"
        )


def _decided(offer: Offer, unit: str, decision: Decision) -> Verdict:
    if not offer.by_pool and not may_decline(offer.priority):
        return Verdict(Standing.BY_ITSELF, unit, decision.weight)
    chosen = Standing.CHOSEN if decision.choice is Choice.SHOWN else Standing.DECLINED
    return Verdict(chosen, unit, decision.weight)
