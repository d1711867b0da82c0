"""Between the fields of the alert pages and what alerting takes; nothing here is sent."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from content.alert_info import LONGEST_EVENT, AlertInfo
from content.alert_template import fill_template, wrong_places
from content.errors import ContentError, InvalidInputError
from content.instant import format_instant
from content.languages import LANGUAGES
from content.schedule import TIMEZONE
from content.slot import SlotKind, is_time_alone
from server.locale import N_, gettext
from server.services.alert_requests import AlertRequest
from server.services.alerting import AlertView
from server.staff_web import times
from server.staff_web.alert_areas import has_area, told
from server.staff_web.alert_kinds import (
    BREAK_GLASS,
    DRILLS,
    FREE,
    MORE_LANGUAGES,
    PARTS,
    Kind,
    Place,
    kind_of,
)
from server.staff_web.alert_recordings import FIELD as RECORDINGS
from server.staff_web.alert_recordings import recorded
from server.staff_web.forms import Form, sentence_of
from server.staff_web.site import resources

__all__ = ["BREAK_GLASS", "DRILLS", "FREE", "Kind", "Place", "kind_of"]

KINDS = (
    ("Met", N_("Weather, flood")),
    ("Geo", N_("Landslide, earthquake")),
    ("Fire", N_("Fire")),
    ("Health", N_("Disease")),
    ("Safety", N_("Safety of people")),
    ("Security", N_("Public order")),
    ("Infra", N_("Roads, dams, power")),
    ("Env", N_("Pollution")),
    ("Rescue", N_("Rescue")),
    ("Other", N_("Something else")),
)
SEVERITIES = (
    ("Extreme", N_("Life in danger now")),
    ("Severe", N_("Great danger")),
    ("Moderate", N_("Some danger")),
    ("Minor", N_("Little danger")),
)
ENDINGS = {
    "30m": (timedelta(minutes=30), N_("In 30 minutes")),
    "1h": (timedelta(hours=1), N_("In 1 hour")),
    "2h": (timedelta(hours=2), N_("In 2 hours")),
    "6h": (timedelta(hours=6), N_("In 6 hours")),
    "24h": (timedelta(hours=24), N_("In 24 hours")),
}
LATEST_START = timedelta(days=30)
_OFFERED = {True: ("30m", "1h", "2h"), False: ("2h", "6h", "24h")}


def endings(kind: Kind, is_drill: bool) -> list[tuple[str, str]]:
    """Return the ends to choose from."""
    chosen = [(name, gettext(ENDINGS[name][1])) for name in _offered(kind, is_drill)]
    return [*chosen, ("clock", gettext("At a time"))]


def fresh_form(kind: Kind, is_drill: bool) -> Form:
    """Return the form with its defaults ticked."""
    return Form.of(
        {
            "risk": str(kind.risk_level or "none"),
            "starts": "now",
            "ends": _offered(kind, is_drill)[0 if kind.is_all_clear else 1],
            "severity": "Extreme",
            "kind": "Met",
        }
    )


def read_words(form: Form, kind: Kind) -> tuple[AlertInfo, ...]:
    """Return what the boards will say; a missing place is noted in the form."""
    slots = _slots(form, kind)
    if kind.template is None:
        for place in kind.slots[:2]:
            if not slots[place.key]:
                form.refuse(place.field, gettext("Fill in: %(label)s", label=place.label))
        main = AlertInfo("vi", slots["headline"], slots["description"], slots["instruction"])
        return (main, *_other_languages(form))
    for wrong in wrong_places(kind.template, slots):
        form.refuse(_field_of(wrong), sentence_of(wrong))
    if form.problems:
        return ()
    try:
        return fill_template(kind.template, slots)
    except InvalidInputError as error:
        form.refuse(_field_of(error), sentence_of(error))
        return ()


def read_start(form: Form, kind: Kind) -> datetime | None:
    """Return when it begins, None for at once; what cannot be read is noted in the form."""
    if form.value("starts") != "clock" or kind.id == BREAK_GLASS:
        return None
    now = resources().clock.now()
    try:
        clock = times.read_time(form.value("starts_at"), "effective")
        if not form.value("starts_on").strip():
            return _next(clock, now)
        day = times.read_day(form.value("starts_on"), "effective")
    except InvalidInputError as error:
        form.refuse("effective", sentence_of(error))
        return None
    at = datetime.combine(day, clock, TIMEZONE)
    if at <= now:
        form.refuse("effective", gettext("The start lies in the past. Choose “At once” or later."))
    elif at >= now + LATEST_START:
        form.refuse("effective", gettext("An alert begins within 30 days."))
    return at


def read_expiry(form: Form, kind: Kind) -> datetime:
    """Return when it ends, counted from its start; what cannot be read is noted in the form."""
    now = resources().clock.now()
    if kind.id == BREAK_GLASS:
        return now + ENDINGS["30m"][0]
    start = read_start(form, kind) or now
    if form.value("ends") in ENDINGS:
        return start + ENDINGS[form.value("ends")][0]
    try:
        return _next(times.read_time(form.value("ends_at"), "expires"), start)
    except InvalidInputError as error:
        form.refuse("expires", sentence_of(error))
        return start


def read_alert(form: Form, kind: Kind, mode: str, targets: Mapping[str, object]) -> AlertRequest:
    """Return the request that alerting takes."""
    risk, start = form.value("risk"), read_start(form, kind)
    common: dict[str, Any] = {
        "targets": targets,
        "expires": format_instant(read_expiry(form, kind)),
        "effective": None if start is None else format_instant(start),
        "status": "Exercise" if mode == DRILLS else "Actual",
        "risk_level": int(risk) if risk in {"1", "2", "3", "4", "5"} else None,
        "silent": mode == DRILLS,
        "corrects": form.has("corrects", "yes"),
        "audio": recorded(form),
    }
    if kind.template is not None:
        return AlertRequest(template_id=kind.id, template_slots=_slots(form, kind), **common)
    words = _slots(form, kind)
    return AlertRequest(
        event=words["headline"][:LONGEST_EVENT],
        category=form.value("kind"),
        severity=form.value("severity"),
        urgency="Immediate",
        certainty="Likely",
        info=[{"language": "vi", **words}, *(said.to_dict() for said in _other_languages(form))],
        break_glass=kind.id == BREAK_GLASS,
        **common,
    )


def note_refusal(form: Form, error: ContentError) -> None:
    """Put alerting's refusal at the field of these pages that it speaks of."""
    field = error.field or "targets"
    if field.split(".")[0] == "audio":
        form.refuse(RECORDINGS, sentence_of(error))
    elif field.startswith("template.slots.") or field.startswith("info."):
        form.refuse(_field_of(error), sentence_of(error))
    elif field.startswith("targets.areas") or (field.startswith("targets") and has_area(form)):
        form.refuse("areas", told(error, form))
    elif field.startswith("targets"):
        form.refuse("targets", sentence_of(error))
    else:
        form.refuse_error(error, "targets")


def filled_form(kind: Kind, view: AlertView, is_drill: bool) -> Form:
    """Return the form of an update: words as they stand, places as they were filled."""
    form, info = fresh_form(kind, is_drill), view.alert.info[0]
    if view.alert.effective > resources().clock.now():
        begins = times.local(view.alert.effective)
        form.typed["starts"] = "clock"
        form.typed["starts_at"] = times.clock_time(view.alert.effective)
        form.typed["starts_on"] = times.day_text(begins.date())
    if kind.asks_level:
        form.typed["risk"] = str(view.alert.risk_level or "none")
    for place in kind.slots:
        held = getattr(info, place.key) if kind.is_free else view.template_slots.get(place.key, "")
        form.typed[place.field] = held
    if kind.is_free:
        for number, said in zip(MORE_LANGUAGES, view.alert.info[1:], strict=False):
            form.typed[f"lang_{number}"] = said.language
            for part in PARTS:
                form.typed[f"{part}_{number}"] = getattr(said, part)
    return form


def _other_languages(form: Form) -> list[AlertInfo]:
    """Return what it says in other languages; what is half written is noted in the form."""
    found: list[AlertInfo] = []
    for number in MORE_LANGUAGES:
        tag = form.value(f"lang_{number}")
        try:
            words = [form.line(f"headline_{number}")]
            words += [form.text(f"{part}_{number}") for part in PARTS[1:]]
        except InvalidInputError as error:
            form.refuse(f"headline_{number}", sentence_of(error))
            continue
        if any(words) and tag not in LANGUAGES:
            form.refuse(f"lang_{number}", gettext("Choose the language of these words"))
        elif tag in LANGUAGES and not words[0]:
            form.refuse(f"headline_{number}", gettext("Say in this language what is happening"))
        elif tag in {"vi", *(said.language for said in found)}:
            form.refuse(f"lang_{number}", gettext("Each language stands once."))
        elif tag in LANGUAGES:
            found.append(AlertInfo(tag, *words))
    return found


def _slots(form: Form, kind: Kind) -> dict[str, str]:
    found: dict[str, str] = {}
    for place in kind.slots:
        try:
            read = form.text if place.rows else form.line
            found[place.key] = _with_day(place, read(place.field))
        except InvalidInputError as error:
            form.refuse(place.field, sentence_of(error))
            found[place.key] = ""
    return found


def _with_day(place: Place, text: str) -> str:
    """Add the day to a time of day that stands alone: the next one there is."""
    if place.kind is not SlotKind.MOMENT or not is_time_alone(text):
        return text
    now = resources().clock.now()
    try:
        clock = times.read_time(text, place.field)
    except InvalidInputError:
        return text
    return f"{text} ngày {_next(clock, now):%d/%m}"


def _offered(kind: Kind, is_drill: bool) -> tuple[str, ...]:
    return ("1h", "2h", "6h") if kind.is_all_clear else _OFFERED[is_drill]


def _field_of(error: ContentError) -> str:
    return f"slot-{(error.field or '').split('.')[-1]}"


def _next(clock: time, now: datetime) -> datetime:
    here = times.local(now)
    at = here.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    return at if at > here else at + timedelta(days=1)
