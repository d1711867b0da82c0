"""The form's fields that make a notice an official document, and what it is posted as."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from content.document import Document
from content.errors import InvalidInputError
from content.notice import NoticeContent
from content.posting import posting_of
from server.locale import gettext, ngettext
from server.services.posting_kinds import kinds_of
from server.staff_web import times
from server.staff_web.forms import Form, sentence_of
from server.staff_web.site import resources

LINES = ("kind", "issuer", "source", "number", "signer", "replaces")
DAYS = ("issued_on", "effective_from", "effective_until")


def values_of(document: Document | None) -> dict[str, str]:
    """Return the form's values of a document."""
    if document is None:
        return {}
    values: dict[str, str] = {name: getattr(document, name) or "" for name in LINES}
    values |= {name: _day_text(getattr(document, name)) for name in DAYS}
    if document.posting is not None:
        values |= {
            "posting": document.posting.kind,
            "posting_reason": document.posting.reason or "",
        }
    return values


def read(form: Form, before: NoticeContent | None) -> dict[str, Any] | None:
    """Return what publishing takes; what is wrong is noted in the form."""
    held: dict[str, Any] = before.document.to_dict() if before and before.document else {}
    for name in LINES:
        if name in form.typed:
            held[name] = _line(form, name)
    for name in DAYS:
        if name in form.typed:
            held[name] = _day(form, name)
    if "posting" in form.typed:
        held["posting"] = _posting(form)
    return {name: value for name, value in held.items() if value is not None} or None


def posting_choices(unit_id: str, before: NoticeContent | None) -> list[tuple[str, str]]:
    """List the kinds of posting to choose from: key and words."""
    held = posting_of(before) if before else None
    known = {one.kind.key: (one.kind.name, one.kind.days) for one in kinds_of(resources(), unit_id)}
    if held is not None:
        known.setdefault(held.kind, (held.name, held.days))
    return [(key, f"{name} ({least(days)})") for key, (name, days) in known.items()]


def least(days: int) -> str:
    """Say for how many days at least."""
    return ngettext("at least %(num)d day", "at least %(num)d days", days)


def facts(document: Document) -> Iterator[tuple[str, str]]:
    """Give what is known of a document, term and words; empty words for what is not."""
    posting = document.posting
    yield gettext("Kind of document"), document.kind or ""
    yield gettext("Number and symbol"), document.number or ""
    yield gettext("Issued by"), document.issuer or ""
    yield gettext("Signed by"), document.signer or ""
    yield gettext("Signed on"), _day_text(document.issued_on)
    yield gettext("In effect from"), _day_text(document.effective_from)
    yield gettext("In effect until"), _day_text(document.effective_until)
    yield gettext("Takes the place of number"), document.replaces or ""
    yield gettext("Source"), document.source or ""
    if posting is not None:
        yield gettext("Publicly posted as"), f"{posting.name} ({least(posting.days)})"
        yield gettext("By the rule"), posting.basis
        yield gettext("Why it is posted for fewer days"), posting.reason or ""


def _posting(form: Form) -> dict[str, str] | None:
    kind, reason = form.value("posting"), _line(form, "posting_reason")
    if not kind:
        return None
    return {"kind": kind} | ({"reason": reason} if reason else {})


def _line(form: Form, name: str) -> str | None:
    try:
        return form.line(name) or None
    except InvalidInputError as error:
        form.refuse(name, sentence_of(error))
        return None


def _day(form: Form, name: str) -> str | None:
    typed = form.value(name).strip()
    if not typed:
        return None
    try:
        return times.read_day(typed, name).isoformat()
    except InvalidInputError as error:
        form.refuse(name, sentence_of(error))
        return None


def _day_text(day: date | None) -> str:
    return times.day_text(day) if day else ""
