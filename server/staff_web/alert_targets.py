"""Whom an alert is for: from the ticked fields to targets, and from targets to words."""

from collections.abc import Mapping

from content.errors import InvalidInputError
from content.targeting import LONGEST_ENTRY, Targets
from server.locale import N_, gettext, ngettext
from server.services.alert_reach import Reach, read_reach
from server.services.alerting import get_alert
from server.services.permissions import Right
from server.staff_web.alert_areas import read_areas
from server.staff_web.forms import Form
from server.staff_web.places import boards_for, inside, label_counts, unit_name
from server.staff_web.site import actor, resources
from server.staff_web.target_fields import read_targets, targets_with_codes

_UNKNOWN = {
    "group": N_("No board of your units is in the group “{name}”."),
    "tag": N_("No board of your units bears the tag “{name}”."),
}
_MOST_NAMED = 8


def asked_targets(form: Form) -> dict[str, object]:
    """Return what was ticked; an update keeps the alert's own. Raises: InvalidInputError."""
    if form.value("updates"):
        held = get_alert(resources(), actor(), form.value("updates"))
        return targets_with_codes(held.alert.targets)
    _require_known_labels(form)
    return {**read_targets(form), "areas": read_areas(form)}


def reach_of(form: Form, targets: Mapping[str, object]) -> Reach:
    """Return whom these targets reach, in the alert that the form updates or a new one."""
    updates = form.value("updates")
    updated = get_alert(resources(), actor(), updates) if updates else None
    return read_reach(resources(), actor(), targets, updated=updated)


def receivers(targets: Targets, unit_id: str) -> list[str]:
    """Return a line for each thing chosen; groups and tags mean boards of this unit."""
    unit = inside(unit_name(unit_id))
    found = [gettext("All of %(unit)s", unit=inside(unit_name(one))) for one in targets.subtrees]
    found += [unit_name(one) for one in targets.units]
    for label in targets.groups:
        found.append(gettext("Group “%(name)s” of %(unit)s", name=label, unit=unit))
    for label in targets.tags:
        found.append(gettext("Tag “%(name)s” in %(unit)s", name=label, unit=unit))
    if targets.boards:
        found.append(gettext("Single boards: %(names)s", names=_names(targets.boards)))
    if targets.areas:
        areas = len(targets.areas)
        found.append(ngettext("%(num)d area of the map", "%(num)d areas of the map", areas))
    return found


def is_picked(targets: Targets) -> bool:
    """Say whether the units of the boards alone do not tell who was chosen."""
    return any((targets.boards, targets.groups, targets.tags, targets.areas))


def _require_known_labels(form: Form) -> None:
    """Refuse a group or tag that no board of the officer's bears. Raises: InvalidInputError."""
    borne = {(field, label) for field, label, _ in label_counts(boards_for(Right.FIRE_ALERTS))}
    for field, message in _UNKNOWN.items():
        for label in form.values(field):
            if (field, label) not in borne:
                raise InvalidInputError(message, field="targets", name=label[:LONGEST_ENTRY])


def _names(boards: tuple[str, ...]) -> str:
    known = [resources().boards.find(board) for board in boards[:_MOST_NAMED]]
    shown = ", ".join(board.name for board in known if board is not None)
    more = len(boards) > _MOST_NAMED
    return gettext("%(names)s and more", names=shown) if more else shown
