"""Single values of CAP, read and written."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.cap import CapReference
from content.cap_fields import (
    CapFieldError,
    read_circle,
    read_decimal,
    read_instant,
    read_list,
    read_references,
    read_ring,
    read_size,
    write_decimal,
    write_instant,
    write_list,
    write_references,
)


def test_utc_is_written_as_minus_zero_never_z() -> None:
    at = read_instant("2026-11-25T07:30:00+07:00", "sent")
    assert at == datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
    assert write_instant(at) == "2026-11-25T00:30:00-00:00"
    assert write_instant(datetime(7, 1, 1, tzinfo=UTC)).startswith("0007-01-01T")


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00+07:00", "2026-11-25", "2026-11-25T24:00:00Z"]
)
def test_an_instant_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CapFieldError) as error:
        read_instant(text, "sent")
    assert error.value.problem.field == "sent"


@given(st.floats(-180, 180, allow_nan=False))
def test_a_number_is_written_without_exponent_and_reads_the_same(number: float) -> None:
    assert "e" not in write_decimal(number).lower()
    assert read_decimal(write_decimal(number), "x") == number


def test_names_with_blanks_stand_in_quotes() -> None:
    names = ("a@b.vn", "Phòng trực ban", "x")
    assert write_list(names) == 'a@b.vn "Phòng trực ban" x'
    assert read_list(write_list(names)) == names
    assert read_list('  "" ') == ()


def test_a_reference_lacking_a_mark_names_nothing_and_spoils_no_other() -> None:
    whole = CapReference("a@b.vn", "1", datetime(2026, 1, 1, tzinfo=UTC))
    text = f"a@b.vn,1 ,1,2026-01-01T00:00:00Z x,y,z {write_references((whole,))}"
    assert read_references(text) == (whole,)


def test_shapes_are_read() -> None:
    assert read_ring("1,2 1,3 2,3 1,2", "polygon")[-1] == (1.0, 2.0)
    assert read_circle("1.5,-2.5 0", "circle") == (1.5, -2.5, 0.0)
    assert read_size("17296", "size") == 17296


def test_a_size_that_is_none_is_refused() -> None:
    with pytest.raises(CapFieldError):
        read_size("-1", "size")
