from collections import Counter
from datetime import date, timedelta

from content import trust, weekly_test
from content.alert import Alert, on_glass
from tests.vectors.statements import NOON

WEEK = date(2026, 11, 23)


def test_a_week_begins_on_monday_in_vietnam() -> None:
    begins = weekly_test.week_begins(WEEK)
    assert begins.weekday() == 0 and begins.utcoffset() == timedelta(hours=7)
    assert weekly_test.week_of(begins) == WEEK
    assert weekly_test.week_of(begins - timedelta(seconds=1)) == WEEK - timedelta(days=7)


def test_a_boards_hour_is_its_own_the_same_each_time_and_another_each_week() -> None:
    hours = {weekly_test.due_at("board", WEEK + timedelta(weeks=n)) for n in range(8)}
    assert len({(at - weekly_test.week_begins(weekly_test.week_of(at))) for at in hours}) > 4
    weekly_test.due_at.cache_clear()
    assert weekly_test.due_at("board", WEEK) in hours
    assert all(
        weekly_test.week_of(at) in {WEEK + timedelta(weeks=n) for n in range(8)} for at in hours
    )


def test_ten_thousand_boards_are_spread_over_the_week() -> None:
    counts = Counter(weekly_test.due_at(f"board-{n}", WEEK) for n in range(10_000))
    assert len(counts) == weekly_test.HOURS_A_WEEK
    assert max(counts.values()) < 110


def test_a_test_is_silent_unseen_short_and_valid_on_the_wire() -> None:
    made = weekly_test.a_test("a1", ["b2", "b1"], "Ủy ban nhân dân tỉnh Quảng Ngãi", NOON)
    made.validate()
    payload = trust.parse_json(made.to_payload())
    assert isinstance(payload, dict)
    read = Alert.from_payload(payload)
    assert read == made and read.is_test and read.silent and read.targets.boards == ("b1", "b2")
    assert on_glass([read], NOON, 15) is None
    assert read.expires - NOON == weekly_test.LASTS


def test_proof_is_missing_after_a_day() -> None:
    day = timedelta(hours=24)
    assert not weekly_test.is_unproven(NOON, None, NOON + day - timedelta(seconds=1))
    assert weekly_test.is_unproven(NOON, None, NOON + day)
    assert not weekly_test.is_unproven(NOON, NOON, NOON + day)
