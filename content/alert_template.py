"""Prepared alerts: fixed words with a few places to fill, so that seconds are enough.

The wording stands in `alert_wording`; drills use the same templates with status Exercise.
"""

import string
from collections.abc import Mapping
from dataclasses import replace

from content.alert_info import AlertInfo, check_line, check_words
from content.alert_wording import TEMPLATES as _PLAIN
from content.alert_wording import AlertTemplate, Slot, Wording
from content.errors import InvalidInputError, NotFoundError

__all__ = ["TEMPLATES", "AlertTemplate", "Slot", "Wording", "fill", "template_of"]

TEMPLATES: Mapping[str, AlertTemplate] = {template.id: template for template in _PLAIN}


def template_of(template_id: str) -> AlertTemplate:
    """Find a template. Raises: NotFoundError."""
    try:
        return TEMPLATES[template_id]
    except KeyError as error:
        raise NotFoundError(
            "There is no template {id}.", code="unknown_template", field="template.id",
            id=str(template_id)[:40],
        ) from error  # fmt: skip


def fill(template_id: str, slots: Mapping[str, object]) -> tuple[AlertInfo, ...]:
    """Give the words in each language. Raises: NotFoundError, InvalidInputError."""
    template = template_of(template_id)
    for name in slots:
        if name not in {slot.key for slot in template.slots}:
            raise InvalidInputError(
                "This template has no place called {name}.",
                field="template.slots", name=str(name)[:40],
            )  # fmt: skip
    values = {slot.key: _value(slot, slots.get(slot.key)) for slot in template.slots}
    info = tuple(_info(language, wording, values) for language, wording in template.words.items())
    check_words(template.event, "-", info)
    return info


def _value(slot: Slot, given: object) -> str:
    field = f"template.slots.{slot.key}"
    if given is None or given == "":
        if slot.is_needed:
            raise InvalidInputError("Fill in: {label}.", field=field, label=slot.label)
        return ""
    if not isinstance(given, str):
        raise InvalidInputError("{label} must be text.", field=field, label=slot.label)
    check_line(given, field, slot.longest)
    return " ".join(given.split(" ")).strip()


def _info(language: str, wording: Wording, values: Mapping[str, str]) -> AlertInfo:
    said = AlertInfo(language, wording.headline, wording.description, wording.instruction)
    return replace(
        said,
        headline=_put(said.headline, values),
        description=_put(said.description, values),
        instruction=_put(said.instruction, values),
    )


def _put(text: str, values: Mapping[str, str]) -> str:
    """Fill the places of each line; a line whose place stays empty is left out."""
    kept = [line for line in text.split("\n") if all(values[name] for name in _places(line))]
    filled = (line.format_map(values) for line in kept)
    return "\n".join(line[:1].upper() + line[1:] for line in filled)


def _places(line: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(line) if name]
