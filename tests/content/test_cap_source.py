from dataclasses import replace

import pytest

from content.cap import CapCategory, CapCertainty, CapInfo, CapSeverity, CapUrgency
from content.cap_source import CapSourceKind, CapSourceWish, needs_person
from content.errors import InvalidInputError
from content.priority import Priority

WISH = CapSourceWish("Đài tỉnh", CapSourceKind.ATOM, "https://kttv.example/cap.atom")


def info(severity: CapSeverity) -> CapInfo:
    categories = (CapCategory.MET,)
    return CapInfo(categories, "Lũ", CapUrgency.IMMEDIATE, severity, CapCertainty.LIKELY)


def test_a_new_source_takes_severe_danger_for_an_emergency_and_moderate_for_priority() -> None:
    policy = WISH.policy()
    found = [policy.priority_of(info(one)) for one in CapSeverity]
    emergency, priority, normal = Priority.EMERGENCY, Priority.PRIORITY, Priority.NORMAL
    assert found == [emergency, emergency, priority, normal, normal]


def test_its_limits_move_what_takes_the_screen() -> None:
    strict = replace(WISH, emergency="Extreme", priority="Severe").policy()
    assert strict.priority_of(info(CapSeverity.SEVERE)) is Priority.PRIORITY
    assert strict.priority_of(info(CapSeverity.MODERATE)) is Priority.NORMAL


def test_words_are_cleaned_and_a_sending_source_has_no_address() -> None:
    found = replace(WISH, name="  Đài  tỉnh ", senders=(" a@b.vn ", "", "a@b.vn")).cleaned()
    assert (found.name, found.senders) == ("Đài tỉnh", ("a@b.vn",))
    assert replace(WISH, kind=CapSourceKind.PUSH).cleaned().url == ""


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"url": ""}, "url"),
        ({"url": "ftp://a.vn"}, "url"),
        ({"url": "https://" + "x" * 1000}, "url"),
        ({"expiry_hours": 0}, "expiry_hours"),
        ({"expiry_hours": 73}, "expiry_hours"),
        ({"emergency": "Unknown"}, "emergency"),
        ({"priority": "x"}, "priority"),
        ({"emergency": "Minor", "priority": "Severe"}, "priority"),
        ({"senders": ("x" * 301,)}, "senders"),
        ({"senders": tuple(map(str, range(21)))}, "senders"),
    ],
)
def test_each_bad_field_is_named(fields: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInputError, check=lambda error: error.field == field):
        replace(WISH, **fields).cleaned()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("automatic", "proven", "confirmed", "waits"),
    [
        (False, False, False, True),
        (False, True, False, True),
        (False, True, True, False),
        (False, False, True, True),
        (True, False, False, False),
    ],
)
def test_a_person_looks_first_unless_the_source_earned_it(
    automatic: bool, proven: bool, confirmed: bool, waits: bool
) -> None:
    asked = needs_person(is_automatic=automatic, is_proven=proven, was_confirmed=confirmed)
    assert asked is waits
