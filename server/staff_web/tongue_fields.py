"""The other languages of a notice on its form, each read or heard, and the recording of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from flask import request

from content.errors import ContentError, InvalidInputError
from content.languages import LANGUAGES, VIETNAMESE
from content.notice import NoticeContent
from content.translation import MOST_TRANSLATIONS, Translation
from server.locale import gettext
from server.services.media import add_media, list_media
from server.staff_web.forms import Form, sentence_of
from server.staff_web.site import actor, resources

FIELD = "translations"
_SHOWN = "tongues"
_FREE = 1


@dataclass(frozen=True)
class Slot:
    """One language's fields; `number` 0 is the notice's own, which has a recording only."""

    number: int
    audio: str
    file_name: str


def values_of(content: NoticeContent) -> dict[str, Any]:
    """Return the fields that hold what a notice says in other languages."""
    values: dict[str, Any] = {"tongue_audio_0": content.audio or ""}
    for place, one in enumerate(content.translations, 1):
        values |= {
            f"tongue_{place}": one.language,
            f"tongue_title_{place}": one.title,
            f"tongue_body_{place}": one.body,
            f"tongue_audio_{place}": one.audio or "",
        }
    return values


def put_in(form: Form, values: dict[str, Any], unit_id: str | None = None) -> None:
    """Add what was typed and recorded to what publishing takes; a form without them adds nothing.

    Recordings sent along are stored for the unit and kept in the form, also when another field
    is wrong; without a unit they are left alone.
    """
    if _SHOWN not in form.typed:
        return
    for number in range(MOST_TRANSLATIONS + 1):
        _take_recording(form, number, unit_id)
    values["audio"] = form.value("tongue_audio_0") or None
    found = (_translation(form, number) for number in range(1, MOST_TRANSLATIONS + 1))
    values[FIELD] = [one.to_dict() for one in found if one is not None]


def slots(form: Form) -> list[Slot]:
    """Return the notice's own slot, those in use and one that is free."""
    used = [number for number in range(1, MOST_TRANSLATIONS + 1) if _is_used(form, number)]
    last = min(MOST_TRANSLATIONS, max(used, default=0) + _FREE)
    numbers = range(last + 1)
    held = [form.value(f"tongue_audio_{number}") for number in numbers]
    names = {
        view.id: view.name
        for view in list_media(resources(), actor(), [one for one in held if one])
    }
    return [Slot(number, held[number], names.get(held[number], "")) for number in numbers]


def choices() -> Sequence[tuple[str, str]]:
    """Return the languages there are to choose from."""
    return [(one.tag, one.name) for one in LANGUAGES.values() if one.tag != VIETNAMESE]


def is_open(form: Form) -> bool:
    """Say whether there is something to see in these fields."""
    return bool(form.problem(FIELD)) or any(
        form.value(f"tongue_audio_{number}") or _is_used(form, number)
        for number in range(MOST_TRANSLATIONS + 1)
    )


def note(form: Form, error: ContentError) -> bool:
    """Put a refusal that speaks of a language at these fields; False for any other."""
    if (error.field or "").split(".")[0] not in (FIELD, "audio"):
        return False
    form.refuse(FIELD, sentence_of(error))
    return True


def _translation(form: Form, number: int) -> Translation | None:
    if not _is_used(form, number):
        return None
    try:
        title, body = form.line(f"tongue_title_{number}"), form.text(f"tongue_body_{number}")
    except InvalidInputError as error:
        form.refuse(FIELD, sentence_of(error))
        return None
    language, audio = form.value(f"tongue_{number}"), form.value(f"tongue_audio_{number}")
    if not language:
        form.refuse(FIELD, gettext("Choose the language of this text"))
        return None
    return Translation(language, title, body, audio or None)


def _is_used(form: Form, number: int) -> bool:
    names = ("tongue", "tongue_title", "tongue_body", "tongue_audio")
    return number > 0 and any(form.value(f"{name}_{number}").strip() for name in names)


def _take_recording(form: Form, number: int, unit_id: str | None) -> None:
    name = f"tongue_audio_{number}"
    if form.has(f"tongue_drop_{number}", "yes"):
        form.typed[name] = ""
    file = request.files.get(f"tongue_file_{number}")
    if file is None or not file.filename or unit_id is None:
        return
    try:
        view = add_media(resources(), actor(), cast(BinaryIO, file.stream), file.filename, unit_id)
    except ContentError as error:
        form.refuse(FIELD, sentence_of(error))
    else:
        form.typed[name] = view.id


def told(content: NoticeContent) -> str:
    """Return the languages of a notice as one line of facts, empty with its own text alone."""
    parts = []
    if content.audio:
        parts.append(f"{LANGUAGES[content.language].name} ({gettext('to hear')})")
    for one in content.translations:
        way = gettext("to read and hear") if one.audio else gettext("to read")
        way = gettext("to hear") if one.is_spoken_only else way
        parts.append(f"{LANGUAGES[one.language].name} ({way})")
    return "; ".join(parts)
