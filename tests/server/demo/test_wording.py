from datetime import date

from server.demo.wording import with_days


def test_days_are_counted_from_the_day_of_loading() -> None:
    text = "{w+3} {d+3}, từ {dm+0} đến {dm+10}"
    assert with_days(text, date(2026, 11, 24)) == "thứ Sáu 27/11/2026, từ 24/11 đến 04/12"


def test_sundays_have_their_own_name() -> None:
    assert with_days("{w+0}", date(2026, 11, 29)) == "Chủ nhật"


def test_other_braces_stay_as_they_are() -> None:
    assert with_days("{x} {d-1}", date(2026, 11, 24)) == "{x} {d-1}"
