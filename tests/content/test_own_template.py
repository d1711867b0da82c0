"""A unit's own prepared alert: content.own_template, content.prepared_alert."""

from dataclasses import replace
from typing import Any

import pytest

from content.alert_template import fill_template
from content.errors import InvalidInputError
from content.own_template import PLACES, OwnTemplate, PlaceNote, places_in
from content.prepared_alert import Wording
from content.slot import SlotKind, read_slot

WORDS = Wording(
    "VỠ BỜ KÈ", "Nước sông lên {so}[ từ {luc}]: {noi}, cấp {cap}.", "Lên chỗ cao\nGọi {dt}"
)
OWN = OwnTemplate(
    name="Vỡ bờ kè",
    category="Infra",
    severity="Extreme",
    risk_level=None,
    words={"vi": WORDS, "en": Wording("DIKE BREAKS", "At {noi}", "Go up")},
    notes={"so": PlaceNote("Mực nước", "m"), "ten": PlaceNote("thừa")},
)


def with_words(**parts: str) -> OwnTemplate:
    return replace(OWN, words={**OWN.words, "vi": replace(WORDS, **parts)})


def test_the_places_are_read_from_the_text_with_their_kinds() -> None:
    template = OWN.validate().to_template("own-1")
    assert [(slot.key, slot.kind, slot.is_needed) for slot in template.slots] == [
        ("so", SlotKind.NUMBER, True),
        ("luc", SlotKind.MOMENT, False),
        ("noi", SlotKind.PLACE, True),
        ("cap", SlotKind.LEVEL, True),
        ("dt", SlotKind.PHONE, True),
    ]
    assert (template.slots[0].label, template.slots[0].unit) == ("Mực nước", "m")
    assert template.level_slot is template.slots[3]
    assert not template.is_all_clear


def test_it_is_filled_like_any_other_template() -> None:
    template = OWN.validate().to_template("own-1")
    slots: dict[str, object] = {"so": "3.5", "noi": "thôn Làng Teng", "cap": "cấp 3", "dt": "112"}
    said = fill_template(template, slots)
    assert said[0].description == "Nước sông lên 3,5 m: thôn Làng Teng, cấp 3."
    assert said[1].description == "At thôn Làng Teng"


def test_a_second_place_of_a_kind_has_a_number() -> None:
    own = with_words(description="Từ {noi} đến {noi2}, cấp {cap}, {so}, {luc}").validate()
    keys = [slot.key for slot in own.to_template("own").slots]
    assert keys[:2] == ["noi", "noi2"]


def test_it_survives_being_kept_and_notes_on_places_it_has_not_fall_away() -> None:
    kept = OWN.validate()
    assert set(kept.notes) == {"so"}
    assert OwnTemplate.from_dict(kept.to_dict()) == kept


@pytest.mark.parametrize(
    ("own", "field"),
    [
        (replace(OWN, name=""), "name"),
        (replace(OWN, name="x" * 61), "name"),
        (replace(OWN, category="Nonsense"), "kind"),
        (replace(OWN, words={"en": WORDS}), "headline"),
        (with_words(headline=""), "headline"),
        (with_words(headline="Hai\ndòng"), "headline"),
        (with_words(description="{noi"), "description"),
        (with_words(description="noi}"), "description"),
        (with_words(description="{}"), "description"),
        (with_words(description="{0}"), "description"),
        (with_words(description="{noi.__class__}"), "description"),
        (with_words(description="{noi!r}"), "description"),
        (with_words(description="{noi:>900}"), "description"),
        (with_words(description="{nowhere}"), "description"),
        (with_words(instruction="[Gọi {dt}"), "instruction"),
        (with_words(instruction="Gọi [[{dt}]]"), "instruction"),
        (with_words(description="Không có gì"), "en.description"),
        (replace(OWN, notes={"so": PlaceNote(unit="x" * 13)}), "unit-so"),
        (replace(OWN, notes={"so": PlaceNote(label="x" * 61)}), "label-so"),
    ],
)
def test_what_cannot_be_sent_is_refused_when_it_is_written(own: OwnTemplate, field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        own.validate()
    assert caught.value.field == field
    assert str(caught.value)


def test_too_many_places_are_refused() -> None:
    many = " ".join(f"{{{key}}}" for key in list(PLACES)[:9])
    with pytest.raises(InvalidInputError, match="8"):
        with_words(description=many).validate()


def test_no_template_is_read_from_something_else() -> None:
    broken: dict[str, Any] = {"name": "x", "words": [], "notes": {}}
    with pytest.raises(InvalidInputError):
        OwnTemplate.from_dict(broken)


def test_every_kind_of_place_takes_its_own_example() -> None:
    for slot in PLACES.values():
        assert read_slot(slot, slot.example, "f")
    assert places_in([WORDS, WORDS]) == ["so", "luc", "noi", "cap", "dt"]
