"""Alerts as public-address systems are told of them: which, for whom, what changed since."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.alert import Alert
from content.announcement import Announcement, Order
from content.envelope import Envelope, payload_of
from content.unit import Unit
from server.services.actor import Actor
from server.services.alert_book import BookAlert
from server.services.alert_reach import each_within
from server.services.permissions import Right, require, roots_with
from server.services.publishing_drafts import resolve_unit, today

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_KNOWN = 200


@dataclass(frozen=True, slots=True)
class Announced:
    """Hold what one account may hear of, oldest first; `cursor` is the `since` of the next time."""

    items: tuple[Announcement, ...]
    cursor: int


def announcement_of(resources: "Resources", held: BookAlert) -> Announcement:
    """Give an alert as every loudspeaker is told of it."""
    return Announcement(alert_in(held), _codes(resources, units_of(resources, held)))


def announced(
    resources: "Resources", actor: Actor, since: int = 0, unit: str | None = None
) -> Announced:
    """Give what is announced, or to be stopped, in the units this account may read.

    `unit`, an official code, narrows it to that unit and all below. Raises: ForbiddenError,
    InvalidInputError, UnitRetiredError.
    """
    roots = set(roots_with(resources, actor, Right.READ))
    if unit is not None:
        root = resolve_unit(resources, unit, "unit").id
        require(resources, actor, Right.READ, root)
        roots = {root}
    snapshot, now = resources.alerts.snapshot(), resources.clock.now()
    found = []
    for held in snapshot.officers:
        if held.sequence <= since or now >= held.expires:
            continue
        units = [one for one in units_of(resources, held) if roots & _path(resources, one)]
        one = Announcement(alert_in(held), _codes(resources, units))
        if units and (one.order is Order.ANNOUNCE or held.revision > 1):
            found.append(one)
    return Announced(tuple(found), snapshot.as_of)


def units_of(resources: "Resources", held: BookAlert) -> frozenset[str]:
    """Give the units an alert is for, whether or not a board hangs there; told once, it stays."""
    known = resources.loudspeakers.units
    if held.digest not in known:
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[held.digest] = _meant(resources, held)
    return known[held.digest]


def _meant(resources: "Resources", held: BookAlert) -> frozenset[str]:
    tree, day = resources.units.tree(), today(resources)
    named = set(held.targets.units)
    for root in held.targets.subtrees:
        named |= tree.subtree(root, day)
    named |= {board.unit_id for board in each_within(resources, held.targets, held.unit_id)}
    return frozenset(one for one in named if one in tree and tree.is_within(one, held.unit_id))


def _path(resources: "Resources", unit_id: str) -> set[str]:
    return set(resources.units.tree().path(unit_id))


def _codes(resources: "Resources", units: Iterable[str]) -> tuple[str, ...]:
    found: list[Unit] = [resources.units.tree().get(one) for one in units]
    return tuple(sorted({one.code for one in found}))


def alert_in(held: BookAlert) -> Alert:
    """Read the alert that went out."""
    return Alert.from_payload(payload_of(Envelope.from_dict(held.envelope, "alert")))
