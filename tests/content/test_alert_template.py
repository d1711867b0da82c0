"""Prepared alerts: alert_template, alert_wording, alert_wording_seasons, all_clear_wording."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.alert import CATEGORIES, CERTAINTIES, SEVERITIES, URGENCIES
from content.alert_info import check_words
from content.alert_template import TEMPLATES, all_clear_of, fill, template_of
from content.alert_wording import HAZARDS
from content.alert_wording_seasons import SEASONS
from content.alert_words import colour_level, is_safe
from content.all_clear_wording import ALL_CLEARS
from content.errors import InvalidInputError, NotFoundError
from content.prepared_alert import AlertTemplate
from tests.vectors.statements import an_alert

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
    assert {one.id for one in ALL if not one.is_all_clear} == {
        "flash-flood", "storm", "dam-release", "landslide", "fire", "epidemic", "missing-person",
        "river-flood", "heat", "cold-spell", "forest-fire", "test",
    }  # fmt: skip
    assert [one.id for one in ALL if one.is_for_drills] == ["test"]
    assert len(HAZARDS) + len(SEASONS) + len(ALL_CLEARS) == len(ALL)
    assert all(one.is_all_clear for one in ALL_CLEARS)


def test_each_danger_has_words_for_its_end_that_look_calm() -> None:
    for template in ALL:
        over = all_clear_of(template.id)
        assert over.is_all_clear and (over.clears in ("", template.id))
        alert = replace(
            an_alert(), event=over.event, severity=over.severity, urgency=over.urgency,
            risk_level=over.risk_level,
        )  # fmt: skip
        assert is_safe(alert) and colour_level(alert) == 0
    assert all_clear_of("flash-flood").id == "all-clear-flash-flood"
    assert all_clear_of(None).id == all_clear_of("own-1").id == "all-clear"


def test_what_stands_around_an_empty_place_is_left_out_within_its_line() -> None:
    slots = {"person": "bé Mai", "looks": "áo đỏ", "seen": "chợ", "phone": "113"}
    assert fill("missing-person", slots)[0].description.startswith("Bé Mai. Đặc điểm")
    with_age = fill("missing-person", {**slots, "age": "6 tuổi"})[0]
    assert with_age.description.startswith("Bé Mai, 6 tuổi. Đặc điểm")


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
