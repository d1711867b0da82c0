"""The weekly silent tests: content.weekly_test kept by a chore, over restarts."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from content import weekly_test
from content.approvals import check_alert_approvals
from content.errors import ConflictError, ForbiddenError, NotFoundError
from content.trust import Envelope, verify_alert
from server.realtime.pushes import LARGEST_PUSHED_BYTES
from server.services import alerting, board_tests, heads, ledger
from server.services.actor import Role
from server.services.board_views import view_board
from server.services.deliveries import deliveries
from server.services.resources import Resources
from server.storage.tables import AlertRow, AuditRow, BoardTestRow
from tests.server.board_builders import ABoard, a_board, fire, officer, technician
from tests.server.builders import FixedClock
from tests.server.officer_builders import a_person as new_person
from tests.server.officer_builders import hold_ceremony, somebody_for_alerts, with_name
from tests.server.staff_builders import add_units, an_actor, cheap_hashes
from tests.server.telling_builders import a_person, told, with_mail

DAY = timedelta(days=1)


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


def due(board: ABoard, week: int = 1) -> datetime:
    """The board's hour in the week after so many."""
    monday = weekly_test.week_of(board.resources.clock.now()) + timedelta(weeks=week)
    return weekly_test.due_at(board.id, monday)


def rows(resources: Resources) -> list[BoardTestRow]:
    query = select(BoardTestRow).order_by(BoardTestRow.week, BoardTestRow.board_id)
    return list(resources.database.read(lambda session: session.scalars(query).all()))


def run_at(resources: Resources, clock: FixedClock, at: datetime) -> None:
    clock.at = at
    board_tests.run(resources)


def answer(board: ABoard, *states: str) -> None:
    """Have the board say of the test it was sent last how far it came."""
    resources = board.resources
    row = next(row for row in reversed(rows(resources)) if row.board_id == board.id)
    alert = next(one for one in resources.alerts.snapshot().alerts if one.id == row.alert_id)
    receipts = [board.receipt(alert, state) for state in states]  # type: ignore[arg-type]
    ledger.store_receipts(resources, board.id, receipts)


def heard(board: ABoard) -> None:
    board.resources.presence.saw(board.id, board.resources.clock.now())


def test_a_board_is_tested_at_its_hour_from_the_week_after_pairing_once_a_week(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    first = due(board)
    while clock.now() + timedelta(hours=6) < first:
        run_at(resources, clock, clock.now() + timedelta(hours=6))
    run_at(resources, clock, first - timedelta(seconds=1))
    assert rows(resources) == []
    for _ in range(3):
        run_at(resources, clock, first + timedelta(minutes=1))
    (row,) = rows(resources)
    assert (row.board_id, row.tries, row.first_at) == (board.id, 1, first + timedelta(minutes=1))


def test_what_was_missed_while_the_server_was_down_is_made_up_in_the_same_week(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    first = due(board)
    end = weekly_test.week_begins(weekly_test.week_of(first)) + 7 * DAY - timedelta(minutes=1)
    run_at(resources, clock, end)
    run_at(resources, clock, end)
    assert [row.issued_at for row in rows(resources)] == [end]


def test_a_test_goes_the_whole_way_and_is_proven_by_the_screen(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    run_at(resources, clock, due(board))
    (listed,) = board.head().alerts
    assert [envelope["payloadType"] for envelope in heads.alerts_for(resources, board.id)] == [
        "application/vnd.bangtin.alert+json"
    ]
    (row,) = rows(resources)
    assert listed.id == row.alert_id
    clock.advance(5)
    answer(board, "received")
    board_tests.run(resources)
    last = resources.tests.last(board.id)
    assert last is not None and last.received_at == clock.now() and last.proven_at is None
    clock.advance(5)
    answer(board, "painted", "ended")
    board_tests.run(resources)
    (row,) = rows(resources)
    assert (row.proof_s, row.proven_at) == (10, clock.now())
    clock.advance(weekly_test.LASTS.total_seconds())
    assert board.head().alerts == ()


def test_a_test_is_no_alert_to_officers_and_citizens(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    run_at(resources, clock, due(board))
    (row,) = rows(resources)
    assert alerting.list_alerts(resources, officer()).items == ()
    for ask in (alerting.get_alert, deliveries):
        with pytest.raises(NotFoundError):
            ask(resources, officer(), row.alert_id)
    with pytest.raises(NotFoundError):
        alerting.cancel_alert(resources, officer(), row.alert_id, "x")
    assert resources.alerts.snapshot().officers == ()
    count = select(func.count()).where(AuditRow.action == "alert.test")
    assert resources.database.read(lambda session: session.scalar(count)) == 1


def test_a_board_with_an_alert_is_tested_when_the_alert_is_over(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    first = due(board)
    clock.at = first - timedelta(minutes=1)
    alert = fire(resources)
    run_at(resources, clock, first)
    assert rows(resources) == []
    with pytest.raises(ConflictError):
        board_tests.try_board(resources, technician(), board.id)
    alerting.cancel_alert(resources, officer(), alert.id, "Hết")
    run_at(resources, clock, first + timedelta(minutes=1))
    assert len(rows(resources)) == 1


def test_without_proof_for_a_day_the_board_is_degraded_and_its_technician_told_once(
    resources: Resources, board: ABoard, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap_hashes(monkeypatch)
    with_mail(resources)
    a_person(resources, "kythuat", "technician", "20857")
    run_at(resources, clock, due(board))
    answer(board, "received")
    for hour in range(1, 24):
        run_at(resources, clock, rows(resources)[0].first_at + timedelta(hours=hour))
    heard(board)
    assert view_board(resources, resources.boards.get(board.id)).state == "online"
    assert told(resources, "news.boards") == []
    for _ in range(3):
        run_at(resources, clock, rows(resources)[0].first_at + DAY)
    heard(board)
    assert view_board(resources, resources.boards.get(board.id)).state == "degraded"
    assert told(resources, "news.boards") == [("kythuat", "news.boards_unproven")]


def test_a_board_that_comes_back_is_tested_again_and_its_proof_clears_it(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    run_at(resources, clock, due(board))
    run_at(resources, clock, clock.now() + 2 * DAY)
    assert resources.tests.is_degraded(board.id, clock.now())
    assert rows(resources)[0].tries == 1
    heard(board)
    board_tests.run(resources)
    board_tests.run(resources)
    assert rows(resources)[0].tries == 2
    answer(board, "received", "painted")
    board_tests.run(resources)
    assert not resources.tests.is_degraded(board.id, clock.now())
    assert rows(resources)[0].proof_s == 2 * 86_400


def test_a_technician_tests_a_board_at_once(resources: Resources, board: ABoard) -> None:
    board_tests.try_board(resources, technician(), board.id)
    answer(board, "received", "painted")
    board_tests.collect(resources)
    last = resources.tests.last(board.id)
    assert last is not None and last.proven_at is not None
    with pytest.raises(ForbiddenError):
        board_tests.try_board(resources, an_actor(Role.DUTY_OFFICER, "province"), board.id)
    with pytest.raises(NotFoundError):
        board_tests.try_board(resources, technician(), "no such")


def test_many_boards_of_one_hour_share_a_few_small_tests(
    resources: Resources, board: ABoard, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        a_board(resources, name=f"Bảng {number}")
    monkeypatch.setattr(board_tests, "MOST_BOARDS", 3)
    run_at(
        resources,
        clock,
        weekly_test.week_begins(weekly_test.week_of(due(board))) + 7 * DAY - timedelta(minutes=1),
    )
    count = select(func.count()).select_from(AlertRow)
    assert resources.database.read(lambda session: session.scalar(count)) == 3
    assert len(rows(resources)) == 7


def test_a_test_of_the_most_boards_is_pushed_whole(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    made = weekly_test.a_test("a" * 26, ["b" * 26] * board_tests.MOST_BOARDS, "x" * 80, clock.now())
    signed = resources.keyring.sign("drill", "alert", made.to_payload())
    assert len(signed.to_bytes()) < LARGEST_PUSHED_BYTES


def test_where_officers_approve_alerts_the_weekly_test_goes_on_without_them(
    resources: Resources, board: ABoard, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap_hashes(monkeypatch)
    somebody_for_alerts(with_name(resources), new_person(resources, "quan", "administrator", "51"))
    hold_ceremony(resources)
    run_at(resources, clock, due(board) + timedelta(minutes=1))
    (row,) = rows(resources)
    held = resources.alerts.get(row.alert_id or "")
    assert held is not None
    payload = verify_alert(Envelope.from_dict(held.envelope, "alert"), resources.keyring.trusted)
    path = resources.boards.get(board.id).addressee.path
    officers = resources.keyring.officers()
    assert officers is not None
    assert check_alert_approvals(payload, officers, path, clock.now()) == ()
