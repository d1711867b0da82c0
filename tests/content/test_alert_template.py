"""Prepared alerts: content.alert_template, content.alert_wording."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.alert import CATEGORIES, CERTAINTIES, SEVERITIES, URGENCIES
from content.alert_info import check_words
from content.alert_template import TEMPLATES, fill, template_of
from content.alert_wording import AlertTemplate
from content.errors import InvalidInputError, NotFoundError

ALL = list(TEMPLATES.values())


def examples(template: AlertTemplate) -> dict[str, object]:
    return {slot.key: slot.example for slot in template.slots}


@pytest.mark.parametrize("template", ALL, ids=lambda template: template.id)
def test_a_template_filled_with_its_examples_is_a_good_alert(template: AlertTemplate) -> None:
    info = fill(template.id, examples(template))
    check_words(template.event, "Ủy ban nhân dân xã Ba Tơ", info)
    assert [entry.language for entry in info] == ["vi", "en"]
    assert template.category in CATEGORIES and template.urgency in URGENCIES
    assert template.severity in SEVERITIES and template.certainty in CERTAINTIES
    for entry in info:
        text = entry.headline + entry.description + entry.instruction
        assert "{" not in text and unicodedata.is_normalized("NFC", text)
        assert 2 <= len(entry.instruction.split("\n")) <= 4
        assert all(line[0].isupper() or line[0].isdigit() for line in text.split("\n"))


def test_the_kinds_of_danger_that_must_be_there_are_there() -> None:
    assert set(TEMPLATES) == {
        "flash-flood", "storm", "dam-release", "landslide", "fire", "epidemic", "missing-person",
        "all-clear",
    }  # fmt: skip


def test_a_line_whose_place_stays_empty_is_left_out() -> None:
    with_it = fill("flash-flood", {"where": "xã Ba Tơ", "shelter": "trường Ba Tơ"})[0]
    without = fill("flash-flood", {"where": "xã Ba Tơ", "shelter": ""})[0]
    assert "Đến nơi an toàn: trường Ba Tơ" in with_it.instruction
    assert "an toàn" not in without.instruction
    assert without.description == "Nước lên rất nhanh: xã Ba Tơ."


@pytest.mark.parametrize(
    ("slots", "field"),
    [
        ({}, "template.slots.where"),
        ({"where": ""}, "template.slots.where"),
        ({"where": "   "}, "template.slots.where"),
        ({"where": 5}, "template.slots.where"),
        ({"where": "x" * 121}, "template.slots.where"),
        ({"where": "hai\ndòng"}, "template.slots.where"),
        ({"where": "Ba To\u031b"}, "template.slots.where"),
        ({"where": "x\u202ey"}, "template.slots.where"),
        ({"where": "x", "nowhere": "y"}, "template.slots"),
    ],
)
def test_a_wrong_slot_is_named(slots: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        fill("flash-flood", slots)
    assert caught.value.field == field
    assert str(caught.value)


def test_an_unknown_template_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        template_of("tsunami")


@given(st.text("abc {}%$\\", min_size=1, max_size=20).filter(str.strip))
def test_braces_in_a_slot_stay_what_they_are(text: str) -> None:
    said = fill("flash-flood", {"where": text})[0]
    assert text.strip() in said.description
