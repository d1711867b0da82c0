from datetime import timedelta

import pytest

from content.instant import format_instant
from content.notice import NoticeState
from server.services import publishing, replacing
from server.services.publishing import NoticeView
from server.services.replacing import replace_due
from server.services.resources import Resources
from tests.server.builders import FixedClock
from tests.server.notice_builders import APPROVER, AUTHOR, pair_a_board, published, submitted
from tests.server.staff_builders import add_units

OLD = {"document": {"number": "12/TB-UBND"}}
NEW = {
    "title": "Lịch họp mới",
    "document": {"number": "15/TB-UBND", "replaces": "12/tb-ubnd"},
}


@pytest.fixture(autouse=True)
def board(resources: Resources) -> str:
    add_units(resources)
    return pair_a_board(resources)


def now(resources: Resources, view: NoticeView) -> NoticeView:
    return publishing.get_notice(resources, AUTHOR, view.id)


def test_what_is_replaced_goes_when_the_new_one_is_approved(resources: Resources) -> None:
    old = published(resources, **OLD)
    new = submitted(resources, **NEW)
    assert now(resources, old).state is NoticeState.LIVE, "the new one only waits"
    publishing.approve_notice(resources, APPROVER, new.id, new.revision, new.digest)
    gone = now(resources, old)
    assert gone.stored_state is NoticeState.WITHDRAWN
    assert gone.withdrawn_reason == "Thay bằng 15/TB-UBND: Lịch họp mới"
    assert replace_due(resources) == 0


def test_one_that_begins_later_leaves_the_old_one_up_until_then(
    resources: Resources, clock: FixedClock
) -> None:
    old = published(resources, **OLD)
    begins = clock.now() + timedelta(days=10)
    published(resources, **NEW, valid_from=format_instant(begins))
    clock.advance(9 * 86_400)
    assert replace_due(resources) == 0
    assert now(resources, old).state is NoticeState.LIVE
    clock.advance(86_400)
    assert replace_due(resources) == 1
    assert now(resources, old).stored_state is NoticeState.WITHDRAWN


def test_other_numbers_and_other_units_stay(resources: Resources) -> None:
    pair_a_board(resources, "20860")
    other = published(resources, document={"number": "12/TB"})
    without = published(resources)
    published(resources, **NEW)
    assert {now(resources, view).state for view in (other, without)} == {NoticeState.LIVE}


def test_what_was_missed_is_made_up_for(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = published(resources, **OLD)
    with monkeypatch.context() as broken:
        broken.setattr(replacing, "replace_due", lambda *_: 0)
        published(resources, **NEW)
    assert now(resources, old).state is NoticeState.LIVE
    assert replace_due(resources) == 1
