from datetime import timedelta

import pytest

from content.choosing import Choice
from content.errors import NotFoundError
from content.proof_of_play import digest_of
from server.services import board_changes
from server.services.actor import Role
from server.services.choosing import decide
from server.services.plays import store_plays
from server.services.posting_proof import play_days, proof_of, was_posted
from server.services.publishing import NoticeView, edit_notice, get_notice
from server.services.resources import Resources
from server.services.withdrawing import withdraw_notice
from tests.server.board_builders import ABoard, a_board, technician
from tests.server.builders import START, FixedClock
from tests.server.choice_builders import from_above
from tests.server.notice_builders import APPROVER, AUTHOR, published, submitted
from tests.server.staff_builders import add_units, an_actor

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VIEWER, STRANGER = an_actor(Role.INSPECTOR, "commune"), an_actor(Role.VIEWER, "sibling")


def heard(board: ABoard) -> ABoard:
    """The same board, after it has been in contact."""
    board.resources.presence.saw(board.id, board.resources.clock.now())
    return board


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return heard(a_board(resources))


@pytest.fixture
def notice(resources: Resources, board: ABoard) -> NoticeView:
    return published(resources, document={"posted_until": "2026-11-27"})


def play(board: ABoard, notice: NoticeView, clock: FixedClock, days: int) -> None:
    """Have the board say each day for so many days that it showed the notice for an hour."""
    for _ in range(days):
        clock.advance(3600)
        record = board.play_of(notice.id, clock.now() - HOUR)
        assert store_plays(board.resources, board.id, [record])["rejected"] == []
        clock.advance(23 * 3600)


def test_a_proof_says_who_put_it_up_and_what_each_board_showed(
    resources: Resources, board: ABoard, notice: NoticeView, clock: FixedClock
) -> None:
    silent = heard(a_board(resources, name="Bảng im"))
    a_board(resources, name="Chưa có máy")
    play(board, notice, clock, days=4)
    found = proof_of(resources, VIEWER, notice.id)
    (up,) = found.deeds
    assert (up.is_up, up.by, up.at, up.revision) == (True, APPROVER.account_id, START, 1)
    proof = found.proof
    by_board = {one.board: one for one in proof.boards}
    assert set(by_board) == set(found.boards) == {board.id, silent.id}
    shown = by_board[board.id]
    assert (shown.shown, shown.showings, shown.seconds, shown.records) == (4, 48, 480, 4)
    assert len(by_board[silent.id].missed) == len([d for d in proof.required if d < proof.today])
    assert proof.digest == digest_of(play_days(resources, VIEWER, notice.id))
    assert len(found.audit_head) == 64


def test_only_who_may_read_the_notice_sees_its_proof(
    resources: Resources, notice: NoticeView
) -> None:
    for ask in (proof_of, play_days):
        with pytest.raises(NotFoundError):
            ask(resources, STRANGER, notice.id)
        with pytest.raises(NotFoundError):
            ask(resources, VIEWER, "nothing")


def test_a_notice_never_put_up_has_none(resources: Resources, board: ABoard) -> None:
    waiting = submitted(resources)
    assert not was_posted(resources, waiting)
    with pytest.raises(NotFoundError, match="has not been on the boards"):
        proof_of(resources, VIEWER, waiting.id)


def test_who_took_it_down_and_why_stands_in_the_proof(
    resources: Resources, board: ABoard, notice: NoticeView, clock: FixedClock
) -> None:
    play(board, notice, clock, days=1)
    edit_notice(resources, AUTHOR, notice.id, {"title": "Tên khác"})
    withdraw_notice(resources, APPROVER, notice.id, "Đăng nhầm")
    assert was_posted(resources, get_notice(resources, VIEWER, notice.id))
    clock.advance(5 * DAY.total_seconds())
    found = proof_of(resources, VIEWER, notice.id)
    assert [(deed.is_up, deed.reason) for deed in found.deeds] == [
        (True, None),
        (False, "Đăng nhầm"),
    ]
    assert found.approved[-1].content.title == notice.content.title
    assert found.proof.is_over
    assert not found.proof.is_met_somewhere


def test_a_board_put_out_of_service_stays_in_the_proof(
    resources: Resources, board: ABoard, notice: NoticeView, clock: FixedClock
) -> None:
    play(board, notice, clock, days=1)
    board_changes.revoke_board(resources, technician(), board.id)
    clock.advance(5 * DAY.total_seconds())
    (proved,) = proof_of(resources, VIEWER, notice.id).proof.boards
    assert (proved.board, proved.shown) == (board.id, 1)
    assert proved.required < len(proof_of(resources, VIEWER, notice.id).proof.required)


def test_boards_whose_unit_left_it_out_owe_nothing(resources: Resources, board: ABoard) -> None:
    notice = from_above(resources).id
    reader = an_actor(Role.VIEWER, "province")
    assert [one.board for one in proof_of(resources, reader, notice).proof.boards] == [board.id]
    decide(resources, an_actor(Role.AUTHOR, "commune"), "20857", notice, Choice.DECLINED)
    assert proof_of(resources, reader, notice).proof.boards == ()
