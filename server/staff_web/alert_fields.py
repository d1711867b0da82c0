"""Between the fields of the alert pages and what alerting takes; nothing here is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from content.alert_info import LONGEST_DESCRIPTION, LONGEST_EVENT, LONGEST_INSTRUCTION, AlertInfo
from content.alert_template import TEMPLATES, AlertTemplate, fill
from content.errors import ContentError, InvalidInputError, NotFoundError
from content.instant import format_instant
from server.locale import N_, gettext
from server.services.alert_requests import AlertRequest
from server.staff_web import times
from server.staff_web.forms import Form, sentence_of
from server.staff_web.site import resources

FREE, BREAK_GLASS = "free", "break-glass"
DRILLS = "drills"
ICONS = {
    "flash-flood": "flood",
    "storm": "storm",
    "dam-release": "dam",
    "landslide": "slide",
    "fire": "fire",
    "epidemic": "virus",
    "missing-person": "person",
    "all-clear": "check",
}
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
_OFFERED = {True: ("30m", "1h", "2h"), False: ("2h", "6h", "24h")}
_FREE_FIELDS = ("headline", "description", "instruction")


@dataclass(frozen=True)
class Place:
    """A place to fill in: its field's name, label, hint and size."""

    field: str
    key: str
    label: str
    hint: str
    longest: int
    rows: int = 0


@dataclass(frozen=True)
class Kind:
    """A prepared template or one of the two free ways, as the pages fill it."""

    id: str
    name: str
    icon: str
    slots: tuple[Place, ...]
    risk_level: int | None
    template: AlertTemplate | None = None

    @property
    def is_free(self) -> bool:
        """Say whether every word is the officer's own."""
        return self.template is None

    @property
    def is_pending(self) -> bool:
        """Say whether a second officer must approve it."""
        return self.id == FREE

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of all fields that later steps carry along."""
        own = tuple(slot.field for slot in self.slots)
        return (*own, "kind", "severity", "risk", "ends", "ends_at", "updates")


def kind_of(template_id: str, mode: str) -> Kind:
    """Return what is to be filled in. Raises: NotFoundError."""
    if template_id in (FREE, BREAK_GLASS) and mode != DRILLS:
        name = gettext("Another alert") if template_id == FREE else gettext("Break glass")
        return Kind(template_id, name, "alert", _free_places(), None)
    if template_id not in TEMPLATES:
        raise NotFoundError("There is nothing at this address.")
    return _prepared(TEMPLATES[template_id])


def kinds() -> list[Kind]:
    """Return the prepared templates."""
    return [_prepared(template) for template in TEMPLATES.values()]


def endings(is_drill: bool) -> list[tuple[str, str]]:
    """Return the ends to choose from."""
    chosen = [(name, gettext(ENDINGS[name][1])) for name in _OFFERED[is_drill]]
    return [*chosen, ("clock", gettext("At a time"))]


def fresh_form(kind: Kind, is_drill: bool) -> Form:
    """Return the form with its defaults ticked."""
    return Form.of(
        {
            "risk": str(kind.risk_level or "none"),
            "ends": _OFFERED[is_drill][1],
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
        return (AlertInfo("vi", slots["headline"], slots["description"], slots["instruction"]),)
    try:
        return fill(kind.id, slots)
    except InvalidInputError as error:
        form.refuse(_field_of(error), sentence_of(error))
        return ()


def read_expiry(form: Form, kind: Kind) -> datetime:
    """Return when it ends; what cannot be read is noted in the form."""
    now = resources().clock.now()
    if kind.id == BREAK_GLASS:
        return now + ENDINGS["30m"][0]
    if form.value("ends") in ENDINGS:
        return now + ENDINGS[form.value("ends")][0]
    try:
        return _next(times.read_time(form.value("ends_at"), "expires"), now)
    except InvalidInputError as error:
        form.refuse("expires", sentence_of(error))
        return now


def read_alert(form: Form, kind: Kind, mode: str, targets: Mapping[str, object]) -> AlertRequest:
    """Return the request that alerting takes."""
    risk = form.value("risk")
    common: dict[str, Any] = {
        "targets": targets,
        "expires": format_instant(read_expiry(form, kind)),
        "status": "Exercise" if mode == DRILLS else "Actual",
        "risk_level": int(risk) if risk in {"1", "2", "3", "4", "5"} else None,
        "silent": mode == DRILLS,
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
        info=[{"language": "vi", **words}],
        break_glass=kind.id == BREAK_GLASS,
        **common,
    )


def note_refusal(form: Form, error: ContentError) -> None:
    """Put alerting's refusal at the field of these pages that it speaks of."""
    field = error.field or "targets"
    if field.startswith("template.slots.") or field.startswith("info."):
        form.refuse(_field_of(error), sentence_of(error))
    elif field.startswith("targets"):
        form.refuse("targets", sentence_of(error))
    else:
        form.refuse_error(error, "targets")


def filled_form(kind: Kind, info: AlertInfo, risk_level: int | None, is_drill: bool) -> Form:
    """Return the form of an update: free words as they stand, a template's places empty."""
    form = fresh_form(kind, is_drill)
    form.typed["risk"] = str(risk_level or "none")
    if kind.is_free:
        for name in _FREE_FIELDS:
            form.typed[f"slot-{name}"] = getattr(info, name)
    return form


def _slots(form: Form, kind: Kind) -> dict[str, str]:
    found: dict[str, str] = {}
    for place in kind.slots:
        try:
            read = form.text if place.rows else form.line
            found[place.key] = read(place.field)
        except InvalidInputError as error:
            form.refuse(place.field, sentence_of(error))
            found[place.key] = ""
    return found


def _field_of(error: ContentError) -> str:
    return f"slot-{(error.field or '').split('.')[-1]}"


def _next(clock: time, now: datetime) -> datetime:
    here = times.local(now)
    at = here.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    return at if at > here else at + timedelta(days=1)


def _prepared(template: AlertTemplate) -> Kind:
    places = tuple(
        Place(
            field=f"slot-{slot.key}",
            key=slot.key,
            label=gettext(slot.label),
            hint=_hint(slot.example, slot.is_needed),
            longest=slot.longest,
        )
        for slot in template.slots
    )
    icon = ICONS.get(template.id, "alert")
    return Kind(template.id, gettext(template.label), icon, places, template.risk_level, template)


def _hint(example: str, is_needed: bool) -> str:
    told = gettext("For example: %(example)s", example=example)
    if is_needed:
        return told
    empty = gettext("may stay empty")
    return f"{told} · {empty}"


def _free_places() -> tuple[Place, ...]:
    return (
        Place(
            "slot-headline",
            "headline",
            gettext("What is happening"),
            gettext("Two or three words, very large on the board. For example: DAM BREAK"),
            LONGEST_EVENT,
        ),
        Place(
            "slot-description",
            "description",
            gettext("Where, and what people see"),
            gettext("One or two sentences"),
            min(300, LONGEST_DESCRIPTION),
            rows=3,
        ),
        Place(
            "slot-instruction",
            "instruction",
            gettext("What people must do now"),
            gettext("A line for each deed, three at most, the verb first"),
            min(300, LONGEST_INSTRUCTION),
            rows=4,
        ),
    )
