from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import postgresql, sqlite

from server.storage.columns import UtcDateTime

HANOI = timezone(timedelta(hours=7))
NOON = datetime(2026, 11, 24, 12, tzinfo=HANOI)


def test_sqlite_is_handed_utc_without_its_name_so_that_text_sorts_like_time() -> None:
    stored = UtcDateTime().process_bind_param(NOON, sqlite.dialect())
    assert stored == datetime(2026, 11, 24, 5)  # noqa: DTZ001
    assert UtcDateTime().process_result_value(stored, sqlite.dialect()) == NOON


def test_postgresql_answers_in_its_own_zone_and_we_in_utc() -> None:
    answer = UtcDateTime().process_result_value(NOON, postgresql.dialect())
    assert answer == NOON
    assert answer is not None
    assert answer.tzinfo is UTC


def test_nothing_stays_nothing_and_a_naive_instant_is_refused() -> None:
    column = UtcDateTime()
    assert column.process_bind_param(None, sqlite.dialect()) is None
    assert column.process_result_value(None, sqlite.dialect()) is None
    with pytest.raises(ValueError, match="without a time zone"):
        column.process_bind_param(datetime(2026, 1, 1), sqlite.dialect())  # noqa: DTZ001
