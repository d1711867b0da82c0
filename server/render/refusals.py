"""Why a file is not taken, from a child's code to the sentence a person reads."""

from collections.abc import Mapping
from typing import Any

from content.errors import ContentError, InvalidInputError, TooLargeError, UnsupportedMediaError
from server.locale import N_

_UNSUPPORTED: Mapping[str, str] = {
    "not_a_picture": N_("This file is not a JPEG, PNG or WebP picture."),
    "not_taken": N_(
        "This file is none that boards can show. Send a picture, a PDF, a Word document, "
        "a film or a recording."
    ),
    "heic": N_(
        "This is a HEIC picture, which boards cannot show. On an iPhone: Settings > Camera > "
        "Formats > Most Compatible, or send it as JPEG."
    ),
    "no_office": N_("The server has no LibreOffice; save the document as PDF and send that."),
}
_TOO_LARGE: Mapping[str, str] = {
    "too_many_pixels": N_(
        "The picture has {width} x {height} points, too many to be taken in. Send a smaller one."
    ),
    "too_many_pages": N_(
        "The document has {pages} pages; {most} are the most. Send the pages that matter."
    ),
    "film_too_long": N_(
        "The film runs for {minutes} minutes; {most} are the most. Send a shorter one."
    ),
    "sound_too_long": N_(
        "The recording runs for {minutes} minutes; {most} are the most. Send a shorter one."
    ),
    "unpacks_too_large": N_("This document unpacks to more than can be taken in."),
}
_INVALID: Mapping[str, tuple[str, str]] = {
    "broken": (
        "broken_picture",
        N_("The picture is damaged or not complete. Send it again."),
    ),
    "broken_document": (
        "broken_document",
        N_("The document is damaged or not complete. Send it again."),
    ),
    "encrypted": (
        "encrypted_document",
        N_("The document is locked with a password. Save it without one and send that."),
    ),
    "has_macros": (
        "document_with_macros",
        N_("The document contains macros. Save it as PDF and send that."),
    ),
    "no_pages": ("broken_document", N_("The document has no pages.")),
    "odd_page": (
        "broken_document",
        N_("Page {page} of the document has a size that no board can show."),
    ),
    "too_hard": (
        "unreadable_file",
        N_("The file could not be read: it takes too long or too much memory."),
    ),
    "no_film_track": (
        "no_film_track",
        N_("There is no moving picture in this film. Send another file."),
    ),
    "no_sound_track": (
        "no_sound_track",
        N_("There is no sound in this recording. Send another file."),
    ),
    "no_voice": ("no_voice", N_("The words could not be spoken.")),
    "broken_recording": (
        "broken_recording",
        N_("The film or recording is damaged or not complete. Send it again."),
    ),
}


def refusal_of(answer: Mapping[str, Any]) -> ContentError:
    """Give the error for a child's answer."""
    code = str(answer["error"])
    figures = {name: value for name, value in answer.items() if name not in ("error", "peak_kb")}
    return refusal(code, **figures)


def refusal(code: str, **figures: Any) -> ContentError:
    """Give the error for a code and its figures."""
    if code in _UNSUPPORTED:
        return UnsupportedMediaError(_UNSUPPORTED[code], field="file", **figures)
    if code in _TOO_LARGE:
        return TooLargeError(_TOO_LARGE[code], field="file", **figures)
    stable, sentence = _INVALID[code]
    return InvalidInputError(sentence, code=stable, field="file", **figures)
