"""What may be filled into a prepared alert, and how it is written: content.slot."""

import pytest

from content.errors import InvalidInputError
from content.slot import REFUSALS, Slot, SlotKind, in_language, is_time_alone, read_slot


def a_slot(kind: SlotKind, unit: str = "") -> Slot:
    return Slot("x", "Where", 60, "", kind=kind, unit=unit)


@pytest.mark.parametrize(
    ("kind", "typed", "written"),
    [
        (SlotKind.TIME, "19h", "19h00"),
        (SlotKind.TIME, "7:05", "7h05"),
        (SlotKind.TIME, "07 giờ 05 phút", "7h05"),
        (SlotKind.DATE, "1/6", "01/06"),
        (SlotKind.DATE, "14-10-2026", "14/10/2026"),
        (SlotKind.DATE, "29/2", "29/02"),
        (SlotKind.MOMENT, "19h00 ngày 14/10", "19h00 ngày 14/10"),
        (SlotKind.MOMENT, "19:00, 14/10/2026", "19h00 ngày 14/10/2026"),
        (SlotKind.MOMENT, "7 giờ 14.10", "7h00 ngày 14/10"),
        (SlotKind.NUMBER, "3,5", "3,5"),
        (SlotKind.NUMBER, "3.5", "3,5"),
        (SlotKind.NUMBER, "1200", "1.200"),
        (SlotKind.NUMBER, "1 200", "1.200"),
        (SlotKind.PHONE, "0255 3822 113", "0255 3822 113"),
        (SlotKind.PHONE, "+84 (255) 3822-113", "+84 (255) 3822-113"),
        (SlotKind.PHONE, "112", "112"),
        (SlotKind.LEVEL, "Cấp 3", "3"),
        (SlotKind.LEVEL, "5", "5"),
        (SlotKind.AGE, "6 tuổi", "6"),
        (SlotKind.AGE, "006", "6"),
        (SlotKind.AGE, "120", "120"),
        (SlotKind.PLACE, " ven   sông ", "ven   sông"),
        (SlotKind.TEXT, "{noi} 100%", "{noi} 100%"),
    ],
)
def test_what_is_right_is_written_one_way(kind: SlotKind, typed: str, written: str) -> None:
    assert " ".join(read_slot(a_slot(kind), typed, "f").split()) == " ".join(written.split())


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (SlotKind.TIME, "25h00"),
        (SlotKind.TIME, "19h60"),
        (SlotKind.TIME, "tối nay"),
        (SlotKind.TIME, "1900"),
        (SlotKind.DATE, "31/4"),
        (SlotKind.DATE, "29/2/2027"),
        (SlotKind.DATE, "14/13"),
        (SlotKind.DATE, "mai"),
        (SlotKind.MOMENT, "19h00"),
        (SlotKind.MOMENT, "14/10"),
        (SlotKind.MOMENT, "19h00 hôm nay"),
        (SlotKind.MOMENT, "25h00 ngày 14/10"),
        (SlotKind.NUMBER, "nhiều"),
        (SlotKind.NUMBER, "-3"),
        (SlotKind.NUMBER, "3,5,6"),
        (SlotKind.NUMBER, "1e9"),
        (SlotKind.PHONE, "12"),
        (SlotKind.PHONE, "0255 3822 113 x"),
        (SlotKind.PHONE, "٠٢٥٥"),
        (SlotKind.PHONE, "1" * 16),
        (SlotKind.LEVEL, "0"),
        (SlotKind.LEVEL, "6"),
        (SlotKind.LEVEL, "III"),
        (SlotKind.AGE, "121"),
        (SlotKind.AGE, "sáu"),
    ],
)
def test_what_is_wrong_is_refused_in_words_that_name_the_place(kind: SlotKind, typed: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_slot(a_slot(kind), typed, "template.slots.x")
    assert caught.value.field == "template.slots.x"
    assert caught.value.message == REFUSALS[kind]
    assert "Where" in str(caught.value)


def test_a_number_bears_its_unit_typed_or_not() -> None:
    metres = a_slot(SlotKind.NUMBER, "m³/s")
    assert read_slot(metres, "350", "f") == read_slot(metres, "350 m³/s", "f") == "350 m³/s"


def test_english_writes_times_and_numbers_its_own_way() -> None:
    assert in_language(a_slot(SlotKind.MOMENT), "19h00 ngày 14/10", "en") == "19:00 on 14/10"
    assert in_language(a_slot(SlotKind.NUMBER), "1.200,5 m", "en-GB") == "1,200.5 m"
    assert in_language(a_slot(SlotKind.MOMENT), "19h00 ngày 14/10", "hre") == "19h00 ngày 14/10"
    assert in_language(a_slot(SlotKind.TEXT), "16h00 hôm nay", "en") == "16h00 hôm nay"


def test_a_time_without_its_day_is_told_apart() -> None:
    assert is_time_alone("19h00") and not is_time_alone("19h00 ngày 14/10")
