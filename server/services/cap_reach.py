"""Where a message from outside may go: never beyond the unit its source speaks for."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from content.cap_areas import UnitLookup
from content.cap_incidents import CapIncident
from content.errors import ContentError
from content.targeting import Targets
from server.services.alert_reach import boards_within
from server.services.boards import BoardRecord
from server.services.publishing_drafts import today

if TYPE_CHECKING:
    from server.services.resources import Resources


@dataclass(frozen=True)
class Clipped:
    """An event within a unit: its boards there; `is_cut` when it names more than the unit."""

    incident: CapIncident
    boards: tuple[BoardRecord, ...]
    is_cut: bool


def clip(resources: "Resources", incident: CapIncident, unit_id: str) -> Clipped:
    """Cut an event's targets to a unit and all below it."""
    tree, meant = resources.units.tree(), incident.targets
    subtrees: dict[str, None] = {}
    is_cut = False
    for unit in meant.subtrees:
        if tree.is_within(unit, unit_id):
            subtrees[unit] = None
            continue
        is_cut = True
        if tree.is_within(unit_id, unit):
            subtrees[unit_id] = None
    targets = replace(meant, subtrees=tuple(subtrees))
    boards = boards_within(resources, targets, unit_id)
    areas = Targets(areas=meant.areas)
    outside = any(unit_id not in board.addressee.path for board in _in(resources, areas))
    return Clipped(replace(incident, targets=targets), boards, is_cut or outside)


def unit_lookup(resources: "Resources") -> UnitLookup:
    """Give how a code of a day becomes the unit that follows it today."""
    tree, mains = resources.units.tree(), resources.units.mains(today(resources))

    def find(code: str, day: date) -> str | None:
        try:
            meant = tree.resolve(code, day).id
        except ContentError:
            return None
        return mains.get(meant, meant)

    return find


def _in(resources: "Resources", areas: Targets) -> tuple[BoardRecord, ...]:
    return resources.boards.matching(areas) if areas.areas else ()
