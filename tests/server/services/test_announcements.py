import pytest

from content.errors import ForbiddenError
from server.services import alerting
from server.services.actor import Role
from server.services.announcements import announced, announcement_of
from server.services.resources import Resources
from tests.server.board_builders import a_board, officer
from tests.server.staff_builders import add_units, an_actor
from tests.server.voice_builders import fired

VIEWER = an_actor(Role.VIEWER, "commune")


@pytest.fixture(autouse=True)
def board(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)


def test_each_account_hears_of_its_own_units(resources: Resources) -> None:
    view = fired(resources, voice_within_s=None, targets={"subtrees": ["51"]})
    (one,) = announced(resources, VIEWER).items
    assert one.alert.identifier == view.identifier and one.units == ("20857",)
    (above,) = announced(resources, an_actor(Role.VIEWER, "province")).items
    assert {"51", "20857", "20860"} <= set(above.units)
    (narrow,) = announced(resources, an_actor(Role.VIEWER, "province"), unit="20860").items
    assert narrow.units == ("20860",)
    with pytest.raises(ForbiddenError):
        announced(resources, VIEWER, unit="20860")


def test_a_unit_without_boards_is_told_too(resources: Resources) -> None:
    fired(resources, voice_within_s=None, targets={"subtrees": ["51"]})
    assert announced(resources, an_actor(Role.VIEWER, "sibling")).items
    fired(resources, voice_within_s=None)
    assert len(announced(resources, an_actor(Role.VIEWER, "sibling")).items) == 1
    assert len(announced(resources, VIEWER).items) == 2


def test_a_cursor_leaves_out_what_was_told_and_brings_the_cancel(resources: Resources) -> None:
    view = fired(resources, voice_within_s=None)
    first = announced(resources, VIEWER)
    assert len(first.items) == 1 and announced(resources, VIEWER, first.cursor).items == ()
    alerting.cancel_alert(resources, officer(), view.id, "Hết lũ")
    (ended,) = announced(resources, VIEWER, first.cursor).items
    assert ended.order == "stop" and ended.alert.revision == 2
    resources.clock.advance(3601)
    assert announced(resources, VIEWER).items == ()


def test_silent_drills_and_tests_are_not_announced(resources: Resources) -> None:
    fired(resources, status="Exercise", silent=True)
    assert announced(resources, VIEWER).items == ()
    (held,) = resources.alerts.snapshot().officers
    assert announcement_of(resources, held).order == "stop"
