"""Between the notice form's fields and what publishing takes; nothing here saves."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from content.errors import ContentError, InvalidInputError
from content.instant import format_instant
from content.notice import NoticeContent
from content.posting import posting_of
from content.targeting import Targets
from server.locale import gettext
from server.staff_web import daypart_fields, document_fields, times, tongue_fields
from server.staff_web.forms import Form, sentence_of
from server.staff_web.site import resources
from server.staff_web.target_fields import read_targets, targets_with_codes

DAYS = {"today": 0, "week": 6, "month": 30}
_INSTANT = timedelta(microseconds=1)


def fresh_form(unit_code: str) -> Form:
    """Return the form of a new notice with its defaults ticked."""
    return Form.of(
        {
            "where": "all",
            "until": "week",
            "priority": "normal",
            "unit": unit_code,
            "day": list("1234567"),
            "weight": "usual",
        }
    )


def form_of(content: NoticeContent) -> Form:
    """Return the form filled with a notice's content."""
    return Form.of(
        {
            "title": content.title,
            "body": content.body,
            "category": content.category.value,
            "priority": content.priority.value,
            "media": list(content.media),
            "consent": ["yes"] if content.picture_consent else [],
            **_target_values(content.targets, content.unit_id),
            **_end_values(content),
            **_begin_values(content.valid_from),
            **daypart_fields.values_of(content),
            **tongue_fields.values_of(content),
            **document_fields.values_of(content.document),
            "plan_entry": content.plan_entry or "",
        }
    )


def read_fields(form: Form, before: NoticeContent | None) -> dict[str, Any]:
    """Return what publishing takes, from the typed fields; what is wrong is noted in the form."""
    values: dict[str, Any] = {
        "title": _line(form, "title"),
        "body": _text(form, "body"),
        "category": form.value("category"),
        "priority": form.value("priority") or "normal",
        "targets": _targets(form, before),
        "document": document_fields.read(form, before),
        "picture_consent": form.has("consent", "yes"),
        "media": [name for name in form.values("media") if not form.has("drop_media", name)],
    }
    for name, read in (("valid_from", _begin), ("valid_until", _end)):
        try:
            at = read(form, before)
            values[name] = None if at is None else format_instant(at)
        except InvalidInputError as error:
            form.refuse(name, sentence_of(error))
    daypart_fields.put_in(form, values, before)
    if "plan_entry" in form.typed:
        values["plan_entry"] = form.value("plan_entry") or None
    _ask_for_the_needed(form, values)
    return values


def note_refusal(form: Form, error: ContentError) -> None:
    """Put a service's refusal at the field of this form that it speaks of."""
    field = error.field or "targets"
    if field == "document.source":
        form.refuse("source", gettext("Name the newspaper, station or office and the day"))
    elif field == "picture_consent":
        form.refuse("consent", sentence_of(error))
    elif tongue_fields.note(form, error):
        return
    elif field.startswith("document.posting"):
        form.refuse("posting_reason" if field.endswith("reason") else "posting", sentence_of(error))
    elif field.startswith("document."):
        form.refuse(field.removeprefix("document."), sentence_of(error))
    elif field == "media":
        form.refuse("picture", sentence_of(error))
    else:
        form.refuse_error(error, "targets")


def _ask_for_the_needed(form: Form, values: Mapping[str, Any]) -> None:
    if not values["title"]:
        form.refuse("title", gettext("Write a title, for example: Power cut in Nước Nẻ village"))
    if not values["body"]:
        form.refuse("body", gettext("Write the text of the notice"))
    if not values["category"]:
        form.refuse("category", gettext("Choose a category"))
    if not any(values["targets"].values()):
        form.refuse("targets", gettext("Tick at least one board or unit"))


def _line(form: Form, name: str) -> str:
    try:
        return form.line(name)
    except InvalidInputError as error:
        form.refuse(name, sentence_of(error))
        return form.value(name)


def _text(form: Form, name: str) -> str:
    try:
        return form.text(name)
    except InvalidInputError as error:
        form.refuse(name, sentence_of(error))
        return form.value(name)


def _targets(form: Form, before: NoticeContent | None) -> dict[str, Any]:
    where = form.value("where")
    if where == "kept" and before is not None:
        return targets_with_codes(before.targets)
    if where == "pool":
        return {"pool": True}
    if where == "some":
        return read_targets(form)
    return {"subtrees": [form.value("unit")] if form.value("unit") else []}


def _target_values(targets: Targets, unit_id: str) -> dict[str, Any]:
    tree = resources().units.tree()
    unit = {"unit": tree.get(unit_id).code}
    is_lowest = not tree.children(unit_id)
    if targets == Targets(subtrees=(unit_id,)) or (
        is_lowest and targets == Targets(units=(unit_id,))
    ):
        return {"where": "all", **unit}
    if targets == Targets(pool=True):
        return {"where": "pool", **unit}
    if targets.units or targets.areas or targets.pool:
        return {"where": "kept", **unit}
    return {
        "where": "some",
        "board": list(targets.boards),
        "subtree": [tree.get(known).code for known in targets.subtrees],
        "group": list(targets.groups),
        "tag": list(targets.tags),
        **unit,
    }


def _end_values(content: NoticeContent) -> dict[str, Any]:
    until = content.valid_until
    if until is None:
        return {"until": "open" if posting_of(content) is None else "posting"}
    return {"until": "day", "until_day": times.day_text(times.local(until - _INSTANT).date())}


def _begin_values(begins: datetime | None) -> dict[str, Any]:
    if begins is None:
        return {}
    here = times.local(begins)
    return {"from_day": times.day_text(here.date()), "from_time": here.strftime("%H:%M")}


def _end(form: Form, before: NoticeContent | None) -> datetime | None:
    choice = form.value("until")
    if choice == "posting":
        _require_posting(form)
        return None
    if choice == "open" and before is not None and before.valid_until is None:
        return None
    if choice in DAYS:
        today = times.local(resources().clock.now()).date()
        return times.end_of(today + timedelta(days=DAYS[choice]))
    day = times.read_day(form.value("until_day"), "valid_until")
    if before and _end_values(before).get("until_day") == times.day_text(day):
        return before.valid_until
    return times.end_of(day)


def _require_posting(form: Form) -> None:
    if not form.value("posting"):
        raise InvalidInputError(
            "Choose what it is publicly posted as, or another last day.", field="valid_until"
        )


def _begin(form: Form, before: NoticeContent | None) -> datetime | None:
    if not form.value("from_day").strip():
        return None
    day = times.read_day(form.value("from_day"), "valid_from")
    clock = form.value("from_time").strip()
    begins = times.start_of(day)
    if clock:
        at = times.read_time(clock, "valid_from")
        begins = begins.replace(hour=at.hour, minute=at.minute)
    return begins
