import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from content.errors import InvalidInputError
from content.lunar import LunarDate, lunar_date, year_name

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "lunar.json").read_text())


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2024-02-10", "1/1 Giáp Thìn"),
        ("2025-01-29", "1/1 Ất Tỵ"),
        ("2026-02-17", "1/1 Bính Ngọ"),
        ("2027-02-06", "1/1 Đinh Mùi"),
        ("2025-10-14", "23/8 Ất Tỵ"),
        ("2025-07-25", "1/6 nhuận Ất Tỵ"),
        ("2023-03-22", "1/2 nhuận Quý Mão"),
        ("2020-05-23", "1/4 nhuận Canh Tý"),
    ],
)
def test_days_known_from_almanacs(day: str, text: str) -> None:
    assert str(lunar_date(date.fromisoformat(day))) == text


@pytest.mark.parametrize(
    ("day", "beijing"), [("1985-01-21", "1985-02-20"), ("2007-02-17", "2007-02-18")]
)
def test_new_year_is_reckoned_at_utc_plus_7_not_8(day: str, beijing: str) -> None:
    first = lunar_date(date.fromisoformat(day))
    assert (first.day, first.month, first.leap) == (1, 1, False)
    other = lunar_date(date.fromisoformat(beijing))
    assert (other.day, other.month) != (1, 1)


def test_tet_of_thirty_years() -> None:
    days = """2000-02-05 2001-01-24 2002-02-12 2003-02-01 2004-01-22 2005-02-09 2006-01-29
    2007-02-17 2008-02-07 2009-01-26 2010-02-14 2011-02-03 2012-01-23 2013-02-10 2014-01-31
    2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01
    2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-02"""
    for day in map(date.fromisoformat, days.split()):
        assert lunar_date(day) == LunarDate(1, 1, False, day.year)


def test_leap_months_of_this_century() -> None:
    known = {2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2}
    known |= {2025: 6, 2028: 5, 2031: 3, 2033: 11, 2036: 6}
    day, found = date(2001, 1, 1), {}
    while day.year < 2038:
        lunar = lunar_date(day)
        if lunar.leap:
            found[lunar.year] = lunar.month
        day += timedelta(days=10)
    assert found == known


def test_days_follow_each_other_without_gap() -> None:
    day = date(1990, 1, 1)
    before = lunar_date(day)
    while day.year < 2060:
        day += timedelta(days=1)
        now = lunar_date(day)
        if now.day == 1:
            assert before.day in (29, 30)
            assert now.month == (before.month if now.leap else before.month % 12 + 1)
            assert now.year == before.year + (now.month == 1 and not now.leap)
        else:
            assert now == LunarDate(before.day + 1, before.month, before.leap, before.year)
        before = now


def test_names_of_years_go_round_in_sixty() -> None:
    assert year_name(1984) == "Giáp Tý"
    assert year_name(2025) == "Ất Tỵ"
    assert len({year_name(year) for year in range(1984, 2044)}) == 60
    assert year_name(2044) == year_name(1984)


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2200, 1, 1), date.min, date.max])
def test_days_beyond_the_tables_are_refused(day: date) -> None:
    with pytest.raises(InvalidInputError):
        lunar_date(day)


def test_the_first_and_last_day_known_have_a_date() -> None:
    assert str(lunar_date(date(1900, 1, 1))) == "1/12 Kỷ Hợi"
    assert lunar_date(date(2199, 12, 31)).year == 2199


def test_vectors() -> None:
    for case in VECTORS["cases"]:
        found: LunarDate = lunar_date(date.fromisoformat(case["day"]))
        expected: dict[str, Any] = case
        assert [found.day, found.month, found.leap, found.year] == expected["lunar"]
        assert str(found) == expected["text"]
