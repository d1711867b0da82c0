from datetime import date

import pytest

from content.category import CategoryKey
from content.errors import InvalidInputError
from content.year_plan import (
    PlanEntry,
    PlanState,
    period_key,
    read_category,
    read_period,
    read_table,
)

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def an_entry(**changes: object) -> PlanEntry:
    values: dict[str, object] = {
        "year": 2026,
        "title": "Tuyên truyền phòng chống cháy rừng",
        "category": CategoryKey.SECURITY,
        "first_day": MARCH[0],
        "last_day": MARCH[1],
        "planned": 2,
        **changes,
    }
    return PlanEntry(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "period", "key"),
    [
        ("3", MARCH, ("month", 3)),
        ("Tháng 3", MARCH, ("month", 3)),
        ("03/2026", MARCH, ("month", 3)),
        ("Quý 1", (date(2026, 1, 1), date(2026, 3, 31)), ("quarter", 1)),
        ("quý IV", (date(2026, 10, 1), date(2026, 12, 31)), ("quarter", 4)),
        ("cả năm", (date(2026, 1, 1), date(2026, 12, 31)), ("year", 2026)),
        ("1/3-15/3", (date(2026, 3, 1), date(2026, 3, 15)), ("days", 0)),
        ("20/02/2026 – 5/3/2026", (date(2026, 2, 20), date(2026, 3, 5)), ("days", 0)),
        ("2", (date(2026, 2, 1), date(2026, 2, 28)), ("month", 2)),
        ("12", (date(2026, 12, 1), date(2026, 12, 31)), ("month", 12)),
    ],
)
def test_periods_are_read_as_offices_write_them(
    text: str, period: tuple[date, date], key: tuple[str, int]
) -> None:
    assert read_period(text, 2026) == period
    assert period_key(*period) == key


@pytest.mark.parametrize("bad", ["", "13", "0", "quý 5", "30/2-3/3", "mùa xuân", "1/3", "9" * 40])
def test_periods_that_mean_nothing_are_refused(bad: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_period(bad, 2026)
    assert caught.value.field == "period"


def test_states_follow_from_notices_ticks_and_the_day() -> None:
    entry = an_entry()
    assert entry.state(0, False, date(2026, 2, 28)) is PlanState.AHEAD
    assert entry.state(1, False, date(2026, 3, 31)) is PlanState.NOW
    assert entry.state(1, False, date(2026, 4, 1)) is PlanState.LATE
    assert entry.state(2, False, date(2026, 4, 1)) is PlanState.DONE
    assert entry.state(0, True, date(2026, 1, 1)) is PlanState.DONE


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"planned": 0}, "planned"),
        ({"planned": 1001}, "planned"),
        ({"note": "x" * 501}, "note"),
        ({"year": 1999}, "year"),
        ({"last_day": date(2026, 2, 1)}, "period"),
        ({"last_day": date(2027, 1, 5)}, "period"),
        ({"first_day": date(2025, 12, 31)}, "period"),
    ],
)
def test_entries_that_cannot_be_are_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        an_entry(**changes).validate()
    assert caught.value.field == field


def test_a_pasted_table_becomes_entries() -> None:
    text = (
        "Nội dung\tChuyên mục\tThời gian\tSố tin\tPhụ trách\tGhi chú\n"
        "Phòng chống cháy rừng\tAn ninh\tquý 1\t3\tCông an xã\t\n"
        "\n"
        "Vay vốn ưu đãi\tpolicy\t5\t\t\tcùng Ngân hàng\n"
    )
    first, second = read_table(text, 2026)
    assert (first.category, first.planned, first.responsible) == ("security", 3, "Công an xã")
    assert (second.category, second.planned, second.note) == ("policy", 1, "cùng Ngân hàng")
    assert read_table('"Vay vốn, tín dụng",Chính sách,3', 2026)[0].title == "Vay vốn, tín dụng"
    assert read_table("\ufeffVay vốn;Chính sách;3;2", 2026)[0].planned == 2


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Vay vốn;Chính sách;13", "Write the period"),
        ("Vay vốn;Thời tiết;3", "There is no category"),
        ("Vay vốn;Chính sách;3;nhiều", "whole number"),
        (";Chính sách;3", "must not be empty"),
        ("Vay vốn", "Write the period"),
        ("Vay vốn;Chính sách;3/2027", "lies outside the year 2026"),
    ],
)
def test_a_table_with_one_bad_line_is_refused_whole_and_names_it(line: str, sentence: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_table(f"Tốt;Chính sách;1;1\n{line}\n", 2026)
    assert sentence in str(caught.value)
    assert (caught.value.field, caught.value.params["line"]) == ("table", 2)


@pytest.mark.parametrize("text", ["", "\n \n", "Nội dung;Chuyên mục;Thời gian"])
def test_an_empty_table_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        read_table(text, 2026)
    with pytest.raises(InvalidInputError):
        read_table("a;Chính sách;1\n" * 501, 2026)


def test_categories_are_found_by_the_beginning_of_their_name() -> None:
    assert read_category("Chính sách, pháp luật") is CategoryKey.POLICY
    assert read_category("role-models") is CategoryKey.ROLE_MODELS
