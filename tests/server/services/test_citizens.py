"""What anybody may read: only what was approved, and what a unit's own boards carry now."""

import io

import pytest
from PIL import Image

from content.errors import NotFoundError
from content.unit import Unit
from server.services import alerting, citizens, media
from server.services.publishing import edit_notice
from server.services.resources import Resources
from server.services.slates import SlateScope, set_slate
from server.services.withdrawing import withdraw_notice
from tests.server.board_builders import fire, officer
from tests.server.builders import FixedClock
from tests.server.notice_builders import APPROVER, AUTHOR, pair_a_board, published, submitted
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def board(resources: Resources) -> str:
    add_units(resources)
    return pair_a_board(resources, name="Cổng chợ")


def commune(resources: Resources) -> Unit:
    return resources.units.tree().get("commune")


def test_a_notice_is_given_as_it_was_approved_not_as_it_is_edited(resources: Resources) -> None:
    view = published(resources)
    edit_notice(resources, AUTHOR, view.id, {"title": "Chưa ai duyệt"})
    found = citizens.public_notice(resources, view.id)
    assert (found.content.title, found.revision) == (view.content.title, view.revision)
    assert (found.boards, found.issuer) == (("Cổng chợ",), view.issuer_name)
    assert found.posted_at == resources.clock.now()


def test_a_notice_names_the_pictures_that_boards_show(resources: Resources) -> None:
    sink = io.BytesIO()
    Image.new("RGB", (640, 480), (0, 0, 200)).save(sink, "PNG")
    added = media.add_media(resources, AUTHOR, sink.getvalue(), "a.png", "commune")
    view = published(resources, media=[added.id])
    (picture,) = citizens.public_notice(resources, view.id).pictures
    assert (picture.width, picture.height) == (640, 480)
    assert resources.media.has(picture.sha256)


def test_what_was_never_approved_is_unknown_and_what_was_taken_down_is_gone(
    resources: Resources,
) -> None:
    waiting = submitted(resources)
    for name in (waiting.id, "nothing"):
        with pytest.raises(NotFoundError):
            citizens.public_notice(resources, name)
    view = published(resources)
    withdraw_notice(resources, APPROVER, view.id, "Sai ngày")
    with pytest.raises(citizens.WithdrawnError, match="Sai ngày"):
        citizens.public_notice(resources, view.id)


def test_a_notice_is_public_a_day_before_it_is_shown(
    resources: Resources, clock: FixedClock
) -> None:
    view = published(resources, valid_from="2026-11-27T00:00:00Z")
    with pytest.raises(NotFoundError):
        citizens.public_notice(resources, view.id)
    assert citizens.on_now(resources, commune(resources)) == ()
    clock.advance(2 * 86_400)
    assert citizens.public_notice(resources, view.id).id == view.id


def test_a_unit_lists_what_its_own_running_boards_carry_each_once(
    resources: Resources, clock: FixedClock
) -> None:
    pair_a_board(resources, name="Nhà văn hóa")
    first = published(resources)
    clock.advance(60)
    second = published(resources, title="Lịch cắt điện")
    listed = citizens.on_now(resources, commune(resources))
    assert [one.notice for one in listed] == [second.id, first.id]
    assert citizens.on_now(resources, resources.units.tree().get("sibling")) == ()
    set_slate(resources, officer(), SlateScope(unit_id="commune"), "Đang kiểm tra")
    assert citizens.on_now(resources, commune(resources)) == ()


def test_alerts_are_listed_drills_last_and_the_gravest_first(
    resources: Resources, clock: FixedClock
) -> None:
    drill = fire(resources, status="Exercise")
    grave = fire(resources)
    clock.advance(1)
    slots = {"name": "bão số 12", "when": "19h00 ngày 25/11", "where": "toàn xã"}
    lesser = fire(resources, template_id="storm", template_slots=slots)
    listed = citizens.alerts_on(resources, commune(resources))
    assert [one.alert.id for one in listed] == [grave.id, lesser.id, drill.id]
    alerting.cancel_alert(resources, officer(), grave.id, "Nước đã rút")
    clock.advance(3600)
    assert citizens.alerts_on(resources, commune(resources)) == ()
