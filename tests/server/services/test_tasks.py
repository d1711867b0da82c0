from dataclasses import replace

import pytest

from server.services import publishing
from server.services.actor import Role
from server.services.resources import Resources
from server.services.tasks import count_waiting
from tests.server.notice_builders import APPROVER, AUTHOR, pair_a_board, submitted
from tests.server.staff_builders import add_units, an_actor


@pytest.fixture
def office(resources: Resources) -> Resources:
    add_units(resources)
    pair_a_board(resources)
    return resources


def test_what_waits_is_counted_for_those_who_may_decide(office: Resources) -> None:
    submitted(office)
    submitted(office, title="Họp thôn")
    assert count_waiting(office, APPROVER) == 2
    assert count_waiting(office, an_actor(Role.APPROVER, "area")) == 2
    for other in (AUTHOR, an_actor(Role.APPROVER, "sibling"), an_actor(Role.VIEWER, "commune")):
        assert count_waiting(office, other) == 0


def test_ones_own_work_does_not_wait_for_oneself(office: Resources) -> None:
    submitted(office)
    own = replace(APPROVER, account_id=AUTHOR.account_id)
    assert count_waiting(office, own) == 0


def test_what_was_sent_back_waits_for_its_author(office: Resources) -> None:
    view = submitted(office)
    publishing.reject_notice(office, APPROVER, view.id, "Thiếu giờ")
    assert count_waiting(office, AUTHOR) == 1
    assert count_waiting(office, APPROVER) == 0
    publishing.edit_notice(office, AUTHOR, view.id, {"title": "Họp thôn lúc 19 giờ"})
    assert count_waiting(office, AUTHOR) == 0
