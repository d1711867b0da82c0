from datetime import time

import pytest

from content.errors import InvalidInputError
from content.schedule import Daypart
from server.services.publishing import get_notice
from server.staff_web.daypart_fields import read_windows, windows_text
from tests.server.notice_builders import AUTHOR, pair_a_board
from tests.server.staff_web.conftest import Staff, notice_fields, text_of, written

WEEK = ["1", "2", "3", "4", "5"]


def test_windows_are_read_as_people_write_them() -> None:
    expected = [(time(5), time(8)), (time(16), time(19, 30))]
    for text in ("5:00-8:00, 16:00-19:30", "5h-8h; 16h – 19h30", "5-8,16:00 - 19:30,"):
        assert read_windows(text, "dayparts") == expected
    parts = [Daypart(start, end) for start, end in expected]
    assert windows_text(parts) == "5:00-8:00, 16:00-19:30"
    assert read_windows("22:00-24:00", "dayparts") == [(time(22), time(0))]


@pytest.mark.parametrize(
    "bad",
    ["sáng", "5:00", "25:00-26:00", "5:60-7:00", "24:00-5:00", "7:00-7:00",
     "5:00-8:00, 7:00-9:00", "22:00-5:00, 4:00-6:00", "5-8, 5-8", ",".join(["5-6"] * 21)],
)  # fmt: skip
def test_windows_that_are_empty_overlap_or_mean_nothing_are_refused(bad: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_windows(bad, "dayparts")
    assert caught.value.field == "dayparts"


def test_hours_and_days_are_kept_and_read_back_in_words(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    typed = {"windows": "5:00-8:00, 16:00-19:00", "day": WEEK, "weight": "many"}
    notice = written(author, **typed, most_minutes_a_day="30")
    content = get_notice(staff.resources, AUTHOR, notice).content
    assert [part.days for part in content.dayparts] == [frozenset({1, 2, 3, 4, 5})] * 2
    assert (content.weight, content.most_minutes_a_day) == (4, 30)
    said = text_of(author.get(f"/staff/notices/{notice}"))
    assert "5–8 giờ và 16–19 giờ, thứ Hai đến thứ Sáu" in said
    assert "Nhiều" in said


def test_what_is_wrong_stands_at_the_section_and_stays_typed(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    author.get("/staff/notices/new")
    fields = notice_fields(windows="5:00-8:00, 7:00-9:00", most_minutes_a_day="0")
    answer = author.post("/staff/notices/new", **fields)
    assert answer.status_code == 422
    said = text_of(answer)
    assert "Khung giờ 7:00-9:00 trùng với khung giờ khác" in said
    assert "Nhập số phút là số nguyên từ 1 đến 1440" in said
    assert 'value="5:00-8:00, 7:00-9:00"' in answer.get_data(as_text=True)


def test_untouched_hours_of_another_making_survive_an_edit(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    notice = written(author, windows="5:00-8:00", day=["6", "7"])
    before = get_notice(staff.resources, AUTHOR, notice).content
    author.get(f"/staff/notices/{notice}/edit")
    fields = notice_fields(title="Khác", windows="5:00-8:00", day=["6", "7"], weight="usual")
    assert author.post(f"/staff/notices/{notice}/edit", **fields).status_code == 303
    assert get_notice(staff.resources, AUTHOR, notice).content.dayparts == before.dayparts


def test_hours_that_never_meet_the_days_are_warned_of(staff: Staff) -> None:
    """The fixed day is a Tuesday; the notice ends with it, and wants Sundays only."""
    pair_a_board(staff.resources)
    author = staff.person("author")
    notice = written(author, until="today", day=["7"], windows="5:00-8:00")
    assert "tin sẽ không lên bảng" in text_of(author.get(f"/staff/notices/{notice}"))
