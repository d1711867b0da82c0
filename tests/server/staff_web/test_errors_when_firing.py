"""The database goes away at the moment of firing: the officer is told that nothing was sent."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from content.instant import format_instant
from server.services.alerting import list_alerts
from server.services.resources import Resources
from server.staff_web import errors
from server.storage import engines
from server.storage.database import DatabaseUnavailableError
from tests.server.board_builders import a_board, fire, officer
from tests.server.builders import FixedClock
from tests.server.staff_web.conftest import Staff, text_of
from tests.server.staff_web.test_alert_wizard import to_confirm

PATH = "/staff/alerts/new/flash-flood/send"


@contextmanager
def held_by_somebody(resources: Resources) -> Iterator[None]:
    """Hold the database's one writer, as a stuck process would."""
    path = engines.sqlite_path(resources.database.engine)
    assert path is not None
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.fixture(autouse=True)
def short_wait(resources: Resources) -> None:
    """Do not wait the full time for a lock that never opens."""
    with resources.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=100")


def test_a_locked_database_sends_nothing_and_says_so_and_the_next_press_sends_once(
    staff: Staff,
) -> None:
    a_board(staff.resources)
    browser = staff.person("duty_officer")
    carried = to_confirm(browser)
    with held_by_somebody(staff.resources):
        answer = browser.post(PATH, **carried, count="1")
        assert answer.status_code == 503
        page = text_of(answer)
        assert "CHƯA phát" in page and "gửi lại lần nữa" in page
    assert staff.resources.alerts.snapshot().alerts == ()
    assert list_alerts(staff.resources, officer()).items == ()
    assert browser.post(PATH, **carried, count="1").status_code == 303
    assert browser.post(PATH, **carried, count="1").status_code == 303
    assert len(list_alerts(staff.resources, officer()).items) == 1


def test_with_no_database_at_all_the_page_still_says_that_nothing_was_sent(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(work: object) -> None:
        raise DatabaseUnavailableError

    a_board(staff.resources)
    browser = staff.person("duty_officer")
    carried = to_confirm(browser)
    with monkeypatch.context() as patch:
        patch.setattr(staff.resources.database, "read", away)
        patch.setattr(staff.resources.database, "write", away)
        answer = browser.post(PATH, **carried, count="1")
    assert answer.status_code == 503
    assert "CHƯA phát" in text_of(answer)
    assert list_alerts(staff.resources, officer()).items == ()


def test_twenty_alerts_at_once_are_listed_and_each_has_its_page(staff: Staff) -> None:
    a_board(staff.resources)
    views = [fire(staff.resources, officer("commune")) for _ in range(20)]
    browser = staff.person("duty_officer")
    listed = browser.get("/staff/alerts").get_data(as_text=True)
    assert all(f"/staff/alerts/{view.id}" in listed for view in views)
    assert browser.get(f"/staff/alerts/{views[7].id}").status_code == 200


def test_an_alert_of_the_future_is_shown_as_scheduled(staff: Staff, clock: FixedClock) -> None:
    a_board(staff.resources)
    now = clock.now()
    view = fire(
        staff.resources,
        officer("commune"),
        effective=format_instant(now + timedelta(hours=1)),
        expires=format_instant(now + timedelta(hours=2)),
    )
    browser = staff.person("duty_officer")
    page = text_of(browser.get(f"/staff/alerts/{view.id}"))
    assert "Cảnh báo hẹn giờ" in page and "bắt đầu" in page and "Đang phát:" not in page
    clock.advance(3700)
    browser = staff.person("duty_officer", number=2)
    assert "Đang phát:" in text_of(browser.get(f"/staff/alerts/{view.id}"))


def test_a_cancel_that_cannot_be_written_leaves_the_alert_on_and_says_so(staff: Staff) -> None:
    a_board(staff.resources)
    view, browser = fire(staff.resources, officer("commune")), staff.person("duty_officer")
    path = f"/staff/alerts/{view.id}/cancel"
    browser.get(path)
    with held_by_somebody(staff.resources):
        answer = browser.post(path, reason="Phát nhầm")
    assert answer.status_code == 503
    assert "không có gì thay đổi" in text_of(answer)
    assert not staff.resources.alerts.snapshot().alerts[0].is_cancelled
    assert errors.AWAY == "unavailable"
