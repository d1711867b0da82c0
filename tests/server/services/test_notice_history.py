import pytest

from content.errors import NotFoundError
from server.services.actor import Role
from server.services.notice_history import notice_history, withdrawal_of
from server.services.publishing import edit_notice, reject_notice, submit_notice
from server.services.resources import Resources
from server.services.withdrawing import withdraw_notice
from tests.server.notice_builders import APPROVER, AUTHOR, pair_a_board, published, submitted
from tests.server.staff_builders import add_units, an_actor


@pytest.fixture(autouse=True)
def board(resources: Resources) -> str:
    add_units(resources)
    return pair_a_board(resources)


def test_every_version_tells_who_wrote_it_and_what_was_decided(resources: Resources) -> None:
    view = submitted(resources)
    reject_notice(resources, APPROVER, view.id, "Thiếu giờ")
    edit_notice(resources, AUTHOR, view.id, {"body": "Lúc 7 giờ."})
    submit_notice(resources, AUTHOR, view.id)
    newest, first = notice_history(resources, APPROVER, view.id)
    assert (newest.revision, newest.decision, newest.content.body) == (2, None, "Lúc 7 giờ.")
    assert newest.submitted_at is not None
    assert (first.decision, first.reason) == ("rejected", "Thiếu giờ")
    assert (first.created_by, first.decided_by) == (AUTHOR.account_id, APPROVER.account_id)
    assert not first.is_shown


def test_what_is_on_the_boards_says_so(resources: Resources) -> None:
    view = published(resources)
    edit_notice(resources, AUTHOR, view.id, {"title": "Đổi giờ tiêm phòng"})
    assert [row.is_shown for row in notice_history(resources, AUTHOR, view.id)] == [False, True]


def test_the_versions_are_for_those_who_may_read_the_notice(resources: Resources) -> None:
    view = submitted(resources)
    with pytest.raises(NotFoundError):
        notice_history(resources, an_actor(Role.APPROVER, "elsewhere"), view.id)


def test_who_took_it_down_is_kept(resources: Resources) -> None:
    view = published(resources)
    assert withdrawal_of(resources, AUTHOR, view.id) is None
    above = an_actor(Role.ADMINISTRATOR, "province")
    withdraw_notice(resources, above, view.id, "Sai ngày")
    deed = withdrawal_of(resources, AUTHOR, view.id)
    assert deed is not None
    assert (deed.by, deed.at) == (above.account_id, resources.clock.now())
    with pytest.raises(NotFoundError):
        withdrawal_of(resources, an_actor(Role.VIEWER, "sibling"), view.id)
