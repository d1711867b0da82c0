"""Recordings that an officer attaches to an alert, one a language: the fields of its last check."""

from collections.abc import Iterator
from typing import BinaryIO, cast

from flask import request
from werkzeug.datastructures import FileStorage

from content.errors import ContentError
from content.languages import LANGUAGES
from server.locale import gettext
from server.services.alert_voice import check_recording
from server.services.media import add_media
from server.staff_web.forms import Form, sentence_of
from server.staff_web.site import actor, resources

FIELD = "heard"
CARRIED = tuple(f"audio_{tag}" for tag in LANGUAGES)


def recorded(form: Form) -> dict[str, str]:
    """Return the media that the form carries, by language."""
    held = {tag: form.value(f"audio_{tag}") for tag in LANGUAGES}
    return {tag: media for tag, media in held.items() if media}


def choices() -> list[tuple[str, str]]:
    """Return the languages there are to choose from."""
    return [(one.tag, one.name) for one in LANGUAGES.values()]


def take_recordings(form: Form, unit_id: str) -> None:
    """Take in the recordings sent along and take out those that are ticked; problems are noted.

    What was stored stays in the form, also when another field is wrong.
    """
    for tag in LANGUAGES:
        if form.has(f"unrecord_{tag}", "yes"):
            form.typed.poplist(f"audio_{tag}")
    for tag, file in _sent(form):
        if not tag:
            form.refuse(FIELD, gettext("Choose the language of the recording"))
            continue
        try:
            stream, name = cast(BinaryIO, file.stream), file.filename or tag
            view = add_media(resources(), actor(), stream, name, unit_id)
            form.typed.setlist(f"audio_{tag}", [view.id])
            check_recording(view, tag)
        except ContentError as error:
            form.refuse(FIELD, sentence_of(error))
            if error.code != "media_not_ready":
                form.typed.poplist(f"audio_{tag}")


def _sent(form: Form) -> Iterator[tuple[str, FileStorage]]:
    """Give the files by language; the last one says its language in a field of its own."""
    named = [(tag, request.files.get(f"record_{tag}")) for tag in LANGUAGES]
    chosen = form.value("record_lang")
    last = (chosen if chosen in LANGUAGES else "", request.files.get("record_other"))
    for tag, file in (*named, last):
        if file is not None and file.filename:
            yield tag, file
