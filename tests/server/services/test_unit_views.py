import pytest

from content.errors import NotFoundError
from server.services.actor import Role
from server.services.resources import Resources
from server.services.unit_changes import change_units
from server.services.unit_views import count_moving, find_units, get_unit
from tests.server.notice_builders import pair_a_board, submitted
from tests.server.services.test_unit_changes import ADMIN, SOON, a_merge
from tests.server.staff_builders import add_units, an_actor


def test_units_are_found_by_name_without_marks_and_by_code(resources: Resources) -> None:
    add_units(resources)
    found, total = find_units(resources, ADMIN, "ba to", 1)
    assert (len(found), total) == (1, 3)
    assert [unit.code for unit in find_units(resources, ADMIN, "20860", 20)[0]] == ["20860"]
    assert find_units(resources, ADMIN, "", 20)[1] == 5
    assert find_units(resources, an_actor(Role.VIEWER, "commune"), "", 20)[1] == 1


def test_a_unit_shows_what_hangs_there_and_what_is_planned(resources: Resources) -> None:
    add_units(resources)
    pair_a_board(resources)
    submitted(resources)
    change_units(resources, ADMIN, a_merge(SOON))
    view = get_unit(resources, ADMIN, "commune")
    assert (view.boards, view.people, view.notices) == (1, 0, 1)
    assert [unit.id for unit in view.above] == ["province", "area"]
    assert [(step.unit.name, step.day, step.is_planned) for step in view.after] == [
        ("Xã Ba Tơ Mới", SOON, True)
    ]
    assert count_moving(resources, [view.unit]) == (1, 0, 1)


def test_a_neighbours_unit_is_not_there(resources: Resources) -> None:
    add_units(resources)
    with pytest.raises(NotFoundError):
        get_unit(resources, an_actor(Role.ADMINISTRATOR, "sibling"), "commune")
    with pytest.raises(NotFoundError):
        get_unit(resources, ADMIN, "nothing")
