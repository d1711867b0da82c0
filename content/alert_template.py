"""Prepared alerts: fixed words with a few places to fill, so that seconds are enough.

The wording stands in `alert_wording`, `alert_wording_seasons` and `all_clear_wording`; a unit's
own templates are filled the same way. Drills use the same templates with status Exercise.
"""

import re
import string
from collections.abc import Mapping

from content.alert_info import AlertInfo, check_words
from content.alert_wording import HAZARDS
from content.alert_wording_seasons import SEASONS
from content.all_clear_wording import ALL_CLEARS
from content.errors import InvalidInputError, NotFoundError
from content.prepared_alert import AlertTemplate, Wording
from content.slot import Slot, in_language, read_slot

__all__ = [
    "ALL_CLEAR",
    "TEMPLATES",
    "AlertTemplate",
    "Slot",
    "Wording",
    "all_clear_of",
    "fill",
    "fill_template",
    "places",
    "template_of",
    "wrong_places",
]

ALL_CLEAR = "all-clear"
TEMPLATES: Mapping[str, AlertTemplate] = {
    template.id: template for template in (*HAZARDS, *SEASONS, *ALL_CLEARS)
}
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


def template_of(template_id: str) -> AlertTemplate:
    """Find a template. Raises: NotFoundError."""
    try:
        return TEMPLATES[template_id]
    except KeyError as error:
        raise NotFoundError(
            "There is no template {id}.", code="unknown_template", field="template.id",
            id=str(template_id)[:40],
        ) from error  # fmt: skip


def all_clear_of(template_id: str | None) -> AlertTemplate:
    """Give what says that the danger of this prepared alert is over."""
    fitting = (one for one in ALL_CLEARS if template_id is not None and one.clears == template_id)
    return next(fitting, TEMPLATES[ALL_CLEAR])


def fill(template_id: str, slots: Mapping[str, object]) -> tuple[AlertInfo, ...]:
    """Give the words in each language. Raises: NotFoundError, InvalidInputError."""
    return fill_template(template_of(template_id), slots)


def fill_template(template: AlertTemplate, slots: Mapping[str, object]) -> tuple[AlertInfo, ...]:
    """Give the words in each language. Raises: InvalidInputError naming the place."""
    for name in slots:
        if name not in {slot.key for slot in template.slots}:
            raise InvalidInputError(
                "This template has no place called {name}.",
                field="template.slots", name=str(name)[:40],
            )  # fmt: skip
    values = {slot.key: _value(slot, slots.get(slot.key)) for slot in template.slots}
    info = tuple(
        _info(language, wording, _told(template, values, language))
        for language, wording in template.words.items()
    )
    check_words(template.event, "-", info)
    return info


def wrong_places(
    template: AlertTemplate, slots: Mapping[str, object]
) -> tuple[InvalidInputError, ...]:
    """List what is wrong with each place, for whoever may put all of it right at once."""
    found = []
    for slot in template.slots:
        try:
            _value(slot, slots.get(slot.key))
        except InvalidInputError as error:
            found.append(error)
    return tuple(found)


def places(text: str) -> list[str]:
    """List the places named in a text, in their order. Raises: ValueError for a lone brace."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def _value(slot: Slot, given: object) -> str:
    field = f"template.slots.{slot.key}"
    if given is None or given == "":
        if slot.is_needed:
            raise InvalidInputError("Fill in: {label}.", field=field, label=slot.label)
        return ""
    if not isinstance(given, str):
        raise InvalidInputError("{label} must be text.", field=field, label=slot.label)
    return read_slot(slot, given, field)


def _told(template: AlertTemplate, values: Mapping[str, str], language: str) -> dict[str, str]:
    return {slot.key: in_language(slot, values[slot.key], language) for slot in template.slots}


def _info(language: str, wording: Wording, values: Mapping[str, str]) -> AlertInfo:
    return AlertInfo(
        language,
        headline=_put(wording.headline, values),
        description=_put(wording.description, values),
        instruction=_put(wording.instruction, values),
    )


def _put(text: str, values: Mapping[str, str]) -> str:
    """Fill the places of each line; what stands around a place left empty is left out."""

    def chosen(found: re.Match[str]) -> str:
        return found[1] if all(values[name] for name in places(found[1])) else ""

    lines = (_OPTIONAL.sub(chosen, line) for line in text.split("\n"))
    kept = [line for line in lines if all(values[name] for name in places(line))]
    filled = (line.format_map(values) for line in kept)
    return "\n".join(line[:1].upper() + line[1:] for line in filled)
