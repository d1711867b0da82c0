"""A unit's own prepared alert: words with places such as {noi}, whose kind the name tells.

An officer writes the text; which places it has, and of which kind, is read from it.
"""

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from content.alert import CATEGORIES, SEVERITIES
from content.alert_info import (
    LONGEST_DESCRIPTION,
    LONGEST_HEADLINE,
    LONGEST_INSTRUCTION,
    MOST_LANGUAGES,
    check_line,
    check_text,
)
from content.alert_template import AlertTemplate, fill_template
from content.errors import InvalidInputError
from content.prepared_alert import Wording
from content.slot import Slot, SlotKind

LONGEST_NAME, LONGEST_LABEL, LONGEST_UNIT = 60, 60, 12
MOST_PLACES = 8
MAIN = "vi"
URGENCY, CERTAINTY = "Immediate", "Likely"
# What may stand in braces; a digit after it makes a second place of the kind: {noi2}.
PLACES: Mapping[str, Slot] = {
    "noi": Slot("noi", "Where", 120, "thôn Làng Teng, xã Ba Tơ", kind=SlotKind.PLACE),
    "tru": Slot("tru", "Safe place to go to", 80, "trường THCS Ba Tơ", kind=SlotKind.SHELTER),
    "luc": Slot("luc", "From when", 60, "19h00 ngày 14/10", kind=SlotKind.MOMENT),
    "gio": Slot("gio", "Time of day", 20, "19h00", kind=SlotKind.TIME),
    "ngay": Slot("ngay", "Day", 20, "14/10", kind=SlotKind.DATE),
    "so": Slot("so", "Number", 20, "3,5", kind=SlotKind.NUMBER),
    "dt": Slot("dt", "Phone number to call", 30, "0255 3822 113", kind=SlotKind.PHONE),
    "cap": Slot("cap", "Disaster risk level", 10, "3", kind=SlotKind.LEVEL),
    "tuoi": Slot("tuoi", "Age", 10, "6", kind=SlotKind.AGE),
    "ten": Slot("ten", "Name", 80, "bé Phạm Thị Mai"),
    "chu": Slot("chu", "Other words", 120, "theo thông báo của xã"),
}
_KEY = re.compile(rf"({'|'.join(PLACES)})([2-9])?")
_OPTIONAL = re.compile(r"\[[^\[\]]*\]")
_PARTS = ("headline", "description", "instruction")
_LONGEST = {
    "headline": LONGEST_HEADLINE,
    "description": LONGEST_DESCRIPTION,
    "instruction": LONGEST_INSTRUCTION,
}


@dataclass(frozen=True, slots=True)
class PlaceNote:
    """Say what the officer reads beside a place, and the unit after a number."""

    label: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class OwnTemplate:
    """Hold what an officer wrote; `words` by language, Vietnamese among them."""

    name: str
    category: str
    severity: str
    risk_level: int | None
    words: Mapping[str, Wording]
    notes: Mapping[str, PlaceNote] = field(default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        """Write it as it is kept and approved."""
        return {
            "name": self.name,
            "category": self.category,
            "severity": self.severity,
            "risk_level": self.risk_level,
            "words": {
                language: {part: getattr(wording, part) for part in _PARTS}
                for language, wording in self.words.items()
            },
            "notes": {
                key: {"label": note.label, "unit": note.unit} for key, note in self.notes.items()
            },
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, object]) -> "OwnTemplate":
        """Read what was kept. Raises: InvalidInputError."""
        words, notes, level = value.get("words"), value.get("notes"), value.get("risk_level")
        if not isinstance(words, Mapping) or not isinstance(notes, Mapping):
            raise InvalidInputError("This is no template.", field="words")
        return cls(
            name=str(value.get("name")),
            category=str(value.get("category")),
            severity=str(value.get("severity")),
            risk_level=level if isinstance(level, int) else None,
            words={str(tag): Wording(**said) for tag, said in words.items()},
            notes={str(key): PlaceNote(**note) for key, note in notes.items()},
        )

    def validate(self) -> "OwnTemplate":
        """Check it and drop notes on places it has not. Raises: InvalidInputError."""
        check_line(self.name, "name", LONGEST_NAME)
        if self.category not in CATEGORIES or self.severity not in SEVERITIES:
            raise InvalidInputError("Say what kind of danger it is, and how bad.", field="kind")
        if MAIN not in self.words or len(self.words) > MOST_LANGUAGES:
            raise InvalidInputError("The Vietnamese text must be there.", field="headline")
        for language, wording in self.words.items():
            _check_words(wording, "" if language == MAIN else f"{language}.")
        main = set(places_in([self.words[MAIN]]))
        for language, wording in self.words.items():
            for key in places_in([wording]):
                if key not in main:
                    raise InvalidInputError(
                        "The place {name} is not in the Vietnamese text.",
                        field=f"{language}.description", name=f"{{{key}}}",
                    )  # fmt: skip
        kept = replace(self, notes={key: self.notes[key] for key in self.notes if key in main})
        for key, note in kept.notes.items():
            check_text(note.label, f"label-{key}", LONGEST_LABEL)
            check_text(note.unit, f"unit-{key}", LONGEST_UNIT)
        template = kept.to_template("own")
        fill_template(template, {slot.key: slot.example for slot in template.slots})
        return kept

    def to_template(self, template_id: str) -> AlertTemplate:
        """Give it as any prepared alert."""
        return AlertTemplate(
            id=template_id,
            label=self.name,
            event=self.name,
            category=self.category,
            urgency=URGENCY,
            severity=self.severity,
            certainty=CERTAINTY,
            risk_level=self.risk_level,
            slots=tuple(self._slot(key) for key in places_in([self.words[MAIN]])),
            words=self.words,
        )

    def _slot(self, key: str) -> Slot:
        kind, note = PLACES[key.rstrip("23456789")], self.notes.get(key, PlaceNote())
        must = {name for text in _texts([self.words[MAIN]]) for name in _named(_bare(text))}
        return replace(
            kind, key=key, label=note.label or kind.label, unit=note.unit, is_needed=key in must
        )


def places_in(wordings: Sequence[Wording]) -> list[str]:
    """List the places of some wordings, each once, in their order. Raises: InvalidInputError."""
    found = [name for text in _texts(wordings) for name in _named(text)]
    return list(dict.fromkeys(found))


def _check_words(wording: Wording, place: str) -> None:
    check_line(wording.headline, f"{place}headline", LONGEST_HEADLINE)
    for part in _PARTS:
        text, name = getattr(wording, part), f"{place}{part}"
        check_text(text, name, _LONGEST[part])
        named = _named(text, name)
        if len(set(named)) > MOST_PLACES:
            raise InvalidInputError("At most {most} places.", field=name, most=MOST_PLACES)
        if set("[]") & set(_OPTIONAL.sub("", text)):
            raise InvalidInputError(
                "A square bracket stands alone. They go in pairs around what may be left out.",
                field=name,
            )


def _texts(wordings: Sequence[Wording]) -> Iterator[str]:
    return (getattr(wording, part) for wording in wordings for part in _PARTS)


def _bare(text: str) -> str:
    return _OPTIONAL.sub("", text)


def _named(text: str, field_name: str = "description") -> list[str]:
    """List the places of a text. Raises: InvalidInputError for what is none of ours."""
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError:
        raise InvalidInputError(
            "A brace stands alone. Write places like {example}.", field=field_name, example="{noi}"
        ) from None
    found = []
    for _, name, form, conversion in parsed:
        if name is None:
            continue
        if form or conversion or not _KEY.fullmatch(name):
            raise InvalidInputError(
                "There is no place {name}. Choose one of: {known}.",
                field=field_name, name=f"{{{name[:40]}}}",
                known=", ".join(f"{{{key}}}" for key in PLACES),
            )  # fmt: skip
        found.append(name)
    return found
