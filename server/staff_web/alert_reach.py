"""Who receives an alert, as its third step shows it: the tree, the number, the names."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from content.errors import ContentError
from content.text import search_key
from server.locale import gettext
from server.services.alert_reach import AudienceBoard, preview_audience
from server.services.boards import BoardRecord
from server.services.permissions import Right
from server.staff_web.alert_areas import NO_BOARD_IN_AREA, has_area, read_areas, told
from server.staff_web.board_state import is_online
from server.staff_web.forms import Form
from server.staff_web.places import Place, inside, places, unit_name
from server.staff_web.site import actor, resources
from server.staff_web.target_fields import read_targets


@dataclass(frozen=True)
class ReachedBoard:
    """A board by name, and whether it is out of contact now."""

    name: str
    is_silent: bool


@dataclass(frozen=True)
class ReachedUnit:
    """A unit's boards, each by name."""

    name: str
    boards: list[ReachedBoard]

    @property
    def silent(self) -> int:
        """Count those out of contact."""
        return sum(1 for board in self.boards if board.is_silent)


@dataclass(frozen=True)
class Reached:
    """The boards that the ticked targets reach, counted and named."""

    count: int = 0
    units: int = 0
    online: int = 0
    silent: list[str] = field(default_factory=list)
    named: list[ReachedUnit] = field(default_factory=list)
    alike: str = ""
    is_cut: bool = False
    problem: str = ""
    left_behind: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """A unit to tick with the units right below it, folded away."""

    place: Place
    label: str
    children: list[Place]
    is_open: bool


def reached(form: Form) -> Reached:
    """Return whom the ticked targets reach; nothing ticked reaches nobody."""
    try:
        targets = {**read_targets(form), "areas": read_areas(form)}
        if not any(targets.values()):
            return Reached()
        audience = preview_audience(resources(), actor(), targets)
    except ContentError as error:
        return Reached(problem=told(error, form))
    found = reached_by(audience.boards, is_cut=audience.is_cut)
    names = [f"{board.name} ({unit_name(board.unit_id)})" for board in audience.left_behind]
    found = replace(found, left_behind=names)
    is_empty_area = not audience.boards and has_area(form)
    return replace(found, problem=gettext(NO_BOARD_IN_AREA)) if is_empty_area else found


def reached_by(boards: Sequence[AudienceBoard | BoardRecord], *, is_cut: bool = False) -> Reached:
    """Return these boards counted and named, by unit, with those out of contact marked."""
    by_unit: dict[str, list[ReachedBoard]] = {}
    silent = []
    for board in boards:
        is_silent = not is_online(resources().boards.get(board.id))
        unit = unit_name(board.unit_id)
        by_unit.setdefault(unit, []).append(ReachedBoard(board.name, is_silent))
        if is_silent:
            silent.append(f"{board.name} ({unit})")
    return Reached(
        count=len(boards),
        units=len(by_unit),
        online=len(boards) - len(silent),
        silent=silent,
        named=[ReachedUnit(unit, found) for unit, found in by_unit.items()],
        alike=_alike(list(by_unit)),
        is_cut=is_cut,
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


def _alike(units: Sequence[str]) -> str:
    """Return the first pair of names that differ by marks only, such as Ba Tơ and Ba Tô."""
    seen: dict[str, str] = {}
    for name in units:
        key = search_key(name)
        if key in seen:
            return gettext("both %(one)s and %(two)s are chosen.", one=seen[key], two=name)
        seen[key] = name
    return ""
