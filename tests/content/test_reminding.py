from datetime import UTC, datetime, timedelta

import pytest

from content.reminding import PACES, Task, levels, next_telling
from content.schedule import TIMEZONE

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=TIMEZONE)
EVENING = datetime(2026, 11, 24, 19, 0, tzinfo=TIMEZONE)


def test_a_notice_that_waits_is_told_again_by_day() -> None:
    assert next_telling(Task.APPROVE_NOTICE, 1, MORNING) == MORNING + timedelta(hours=2)
    at = next_telling(Task.APPROVE_NOTICE, 1, EVENING)
    assert at == datetime(2026, 11, 25, 7, 0, tzinfo=TIMEZONE)


def test_before_sunrise_waits_for_seven() -> None:
    night = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)  # 3:30 in Vietnam
    at = next_telling(Task.APPROVE_NOTICE, 1, night - timedelta(hours=2))
    assert at == datetime(2026, 11, 25, 7, 0, tzinfo=TIMEZONE)


def test_an_alert_that_waits_is_told_again_at_night_too() -> None:
    at = next_telling(Task.APPROVE_ALERT, 1, EVENING + timedelta(hours=4))
    assert at == EVENING + timedelta(hours=4, minutes=3)


@pytest.mark.parametrize("task", list(Task))
def test_it_ends(task: Task) -> None:
    last = len(PACES[task].waits)
    assert next_telling(task, last, MORNING) is not None
    assert next_telling(task, last + 1, MORNING) is None
    assert next_telling(task, 0, MORNING) is None


@pytest.mark.parametrize(
    ("task", "told", "reach"),
    [
        (Task.APPROVE_NOTICE, 1, 1),
        (Task.APPROVE_NOTICE, 2, 2),
        (Task.APPROVE_NOTICE, 3, 3),
        (Task.APPROVE_ALERT, 1, 2),
        (Task.MEND_NOTICE, 3, 1),
    ],
)
def test_the_unit_above_is_told_when_nobody_answers(task: Task, told: int, reach: int) -> None:
    assert levels(task, told) == reach
