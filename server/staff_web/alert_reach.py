"""Who receives an alert, as its third step shows it: the tree, the number, the names."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from content.errors import ContentError
from content.text import search_key
from server.locale import gettext
from server.services.alert_reach import AudienceBoard, preview_audience
from server.services.permissions import Right
from server.staff_web.board_state import is_online
from server.staff_web.forms import Form
from server.staff_web.places import Place, inside, places, unit_name
from server.staff_web.site import actor, resources
from server.staff_web.target_fields import read_targets


@dataclass(frozen=True)
class Reached:
    """The boards that the ticked targets reach, counted and named."""

    count: int = 0
    units: int = 0
    online: int = 0
    silent: list[str] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    alike: str = ""
    is_cut: bool = False


@dataclass(frozen=True)
class Group:
    """A unit to tick with the units right below it, folded away."""

    place: Place
    label: str
    children: list[Place]
    is_open: bool


def reached(form: Form) -> Reached:
    """Return whom the ticked targets reach; nothing ticked reaches nobody."""
    targets = read_targets(form)
    if not any(targets.values()):
        return Reached()
    try:
        audience = preview_audience(resources(), actor(), targets)
    except ContentError:
        return Reached()
    boards = audience.boards
    by_unit: dict[str, list[AudienceBoard]] = {}
    for board in boards:
        by_unit.setdefault(unit_name(board.unit_id), []).append(board)
    silent = [board for board in boards if not is_online(resources().boards.get(board.id))]
    return Reached(
        count=len(boards),
        units=len(by_unit),
        online=len(boards) - len(silent),
        silent=[f"{board.name} ({unit_name(board.unit_id)})" for board in silent],
        names=[(unit, _few([board.name for board in found])) for unit, found in by_unit.items()],
        alike=_alike(list(by_unit)),
        is_cut=audience.is_cut,
    )


def groups(form: Form) -> list[Group]:
    """Return the officer's units: the upper ones with what lies below them folded."""
    found: list[Group] = []
    ticked = set(form.values("subtree"))
    listed = places(Right.FIRE_ALERTS)
    parents = {place.depth for place in listed}
    deepest = max(parents, default=0)
    for place in listed:
        if place.depth == deepest and found and deepest > 0:
            found[-1].children.append(place)
        else:
            found.append(Group(place, _label(place, deepest), [], False))
    return [replace(group, is_open=_is_open(group, ticked)) for group in found]


def split_by_boards(groups: list[Group]) -> tuple[list[Group], list[Group]]:
    """Return the groups that reach a board, and those that reach none yet."""
    busy = [group for group in groups if group.place.boards]
    return busy, [group for group in groups if not group.place.boards]


def _is_open(group: Group, ticked: set[str]) -> bool:
    return group.place.code not in ticked and any(c.code in ticked for c in group.children)


def _label(place: Place, deepest: int) -> str:
    if place.depth == deepest:
        return place.name
    return gettext("All of %(unit)s", unit=inside(place.name))


def _few(names: Sequence[str]) -> str:
    shown = " · ".join(names[:6])
    return shown if len(names) <= 6 else gettext("%(names)s and more", names=shown)


def _alike(units: Sequence[str]) -> str:
    """Return the first pair of names that differ by marks only, such as Ba Tơ and Ba Tô."""
    seen: dict[str, str] = {}
    for name in units:
        key = search_key(name)
        if key in seen:
            return gettext("both %(one)s and %(two)s are chosen.", one=seen[key], two=name)
        seen[key] = name
    return ""
