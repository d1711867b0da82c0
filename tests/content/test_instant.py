from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import InvalidInputError
from content.instant import EPOCH, format_instant, parse_instant, unix_ms

INSTANTS = st.integers(-62135510400000000, 253402128000000000).map(
    lambda microseconds: EPOCH + timedelta(microseconds=microseconds)
)


@given(INSTANTS)
def test_what_is_written_is_read_back_to_the_millisecond(at: datetime) -> None:
    again = parse_instant(format_instant(at))
    assert timedelta(0) <= at - again < timedelta(milliseconds=1)
    assert format_instant(again) == format_instant(at)


@given(INSTANTS)
def test_milliseconds_since_1970_are_whole_ones(at: datetime) -> None:
    assert (
        timedelta(0) <= at - EPOCH - timedelta(milliseconds=unix_ms(at)) < timedelta(milliseconds=1)
    )


def test_any_zone_is_written_in_utc() -> None:
    local = datetime(2026, 11, 25, 12, tzinfo=timezone(timedelta(hours=7)))
    assert format_instant(local) == "2026-11-25T05:00:00Z"


@pytest.mark.parametrize("value", [None, 5, True, b"2026-11-25T05:00:00Z", ["x"], "now", "9" * 99])
def test_what_is_no_instant_is_refused_with_its_field(value: object) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_instant(value, "expires")
    assert caught.value.field == "expires"


def test_an_offset_beyond_the_first_day_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        parse_instant("0001-01-01T00:00:00+23:59")
