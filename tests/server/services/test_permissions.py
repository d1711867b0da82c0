"""The one policy function: every role x right x own, sibling, ancestor, descendant unit."""

from datetime import timedelta
from pathlib import Path

import pytest

from content.errors import ForbiddenError
from server.services.actor import Actor, Grant, Role
from server.services.permissions import (
    RIGHTS_OF_ROLE,
    SCOPE_OF_RIGHT,
    SCOPES,
    Right,
    can,
    require,
    require_anywhere,
    require_not_own,
    units_with,
)
from server.services.resources import Resources
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units, an_actor

README = Path(__file__).resolve().parents[3] / "README.md"


@pytest.fixture(autouse=True)
def units(resources: Resources) -> None:
    add_units(resources)


@pytest.mark.parametrize("role", Role)
def test_a_right_holds_in_the_own_subtree_and_nowhere_else(
    resources: Resources, role: Role
) -> None:
    for right in Right:
        check_right(resources, role, right)


def check_right(resources: Resources, role: Role, right: Right) -> None:
    actor = an_actor(role, "area")
    is_held = right in RIGHTS_OF_ROLE[role]
    assert can(resources, actor, right, "area") is is_held
    assert can(resources, actor, right, "commune") is is_held
    assert not can(resources, actor, right, "province")
    assert not can(resources, actor, right, "elsewhere")
    assert not can(resources, actor, right, "no such unit")
    expected = {"area", "commune", "sibling"} if is_held else set()
    assert units_with(resources, actor, right) == expected


def test_every_role_and_right_has_its_row() -> None:
    assert set(RIGHTS_OF_ROLE) == set(Role)
    assert set(SCOPE_OF_RIGHT) == set(Right)
    assert set(SCOPE_OF_RIGHT.values()) == set(SCOPES)


def test_administrator_holds_everything_but_firing() -> None:
    assert set(Right) - RIGHTS_OF_ROLE[Role.ADMINISTRATOR] == {Right.FIRE_ALERTS}


def test_a_scope_gives_no_right_its_account_lacks(resources: Resources) -> None:
    viewer = an_actor(Role.VIEWER, "commune", scopes=frozenset(SCOPES))
    held = [right for right in Right if can(resources, viewer, right, "commune")]
    assert held == [Right.READ]


def test_a_missing_scope_takes_a_right_away(resources: Resources) -> None:
    for right in RIGHTS_OF_ROLE[Role.ADMINISTRATOR]:
        others = frozenset(SCOPES) - {SCOPE_OF_RIGHT[right]}
        actor = an_actor(Role.ADMINISTRATOR, "province", scopes=others)
        assert not can(resources, actor, right, "commune")
        with pytest.raises(ForbiddenError):
            require(resources, actor, right, "commune")
        with pytest.raises(ForbiddenError):
            require_anywhere(resources, actor, right)


def test_a_grant_holds_only_in_its_time(resources: Resources, clock: FixedClock) -> None:
    start = clock.now() + timedelta(hours=1)
    grant = Grant(Role.APPROVER, "commune", start, start + timedelta(hours=1))
    deputy = Actor("deputy", "deputy", "Phó chủ tịch", (grant,))
    found = []
    for _ in range(3):
        found.append(can(resources, deputy, Right.APPROVE_NOTICES, "commune"))
        clock.advance(3600)
    assert found == [False, True, False]


def test_nobody_decides_on_their_own_work() -> None:
    actor = an_actor(Role.ADMINISTRATOR, "province")
    require_not_own(actor, "somebody else")
    with pytest.raises(ForbiddenError) as caught:
        require_not_own(actor, actor.account_id)
    assert caught.value.code == "own_work"


def test_the_readme_shows_the_policy_as_it_is() -> None:
    lines = README.read_text("utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("| right |"))
    roles = [cell.strip() for cell in lines[start].split("|")[4:-1]]
    shown: dict[str, set[str]] = {role: set() for role in roles}
    scopes = {}
    for line in lines[start + 2 : start + 2 + len(Right)]:
        right, _, scope, *ticks = (cell.strip(" `") for cell in line.split("|")[1:-1])
        scopes[right] = scope
        for role, tick in zip(roles, ticks, strict=True):
            if tick:
                shown[role].add(right)
    assert shown == {str(role): set(map(str, held)) for role, held in RIGHTS_OF_ROLE.items()}
    assert scopes == {str(right): scope for right, scope in SCOPE_OF_RIGHT.items()}
