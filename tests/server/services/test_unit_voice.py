import pytest

from content.errors import ForbiddenError
from content.speech_voice import Accent
from server.services.actor import Role
from server.services.audit import verify
from server.services.resources import Resources
from server.services.unit_voice import accent_above, accent_of, own_accent, set_accent
from tests.server.staff_builders import add_units, an_actor


@pytest.fixture(autouse=True)
def units(resources: Resources) -> None:
    add_units(resources)


def test_without_a_setting_the_province_decides(resources: Resources) -> None:
    assert accent_of(resources, "commune") is Accent.CENTRAL
    assert own_accent(resources, "commune") is None


def test_an_accent_holds_for_all_below_until_one_sets_its_own(resources: Resources) -> None:
    admin = an_actor(Role.ADMINISTRATOR, "province")
    set_accent(resources, admin, "province", Accent.SOUTH)
    assert accent_of(resources, "commune") is accent_above(resources, "commune") is Accent.SOUTH
    set_accent(resources, admin, "commune", Accent.NORTH)
    assert accent_of(resources, "commune") is Accent.NORTH
    assert accent_above(resources, "commune") is Accent.SOUTH
    set_accent(resources, admin, "commune", None)
    assert accent_of(resources, "commune") is Accent.SOUTH
    assert resources.database.read(verify).is_good


def test_only_who_manages_units_sets_it(resources: Resources) -> None:
    with pytest.raises(ForbiddenError):
        set_accent(resources, an_actor(Role.DUTY_OFFICER, "province"), "commune", Accent.NORTH)
