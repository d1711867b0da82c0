"""From what an officer sent to an alert the domain knows: codes to ids today, words checked."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from content.alert import BREAK_GLASS_S, Alert, AlertState
from content.alert_info import AlertInfo
from content.alert_template import AlertTemplate, fill_template, template_of
from content.canonical import canonical
from content.errors import InvalidInputError
from content.instant import parse_instant
from content.text import clean_line, clean_text
from content.trust import digest
from content.values import read_string, read_whole

if TYPE_CHECKING:
    from server.services.alert_reach import Reach

# The longest that anybody may have an alert kept back for its voice.
LONGEST_VOICE_WAIT_S = 8
_OVERRIDES = ("urgency", "severity", "certainty", "risk_level")
_INFO_FIELDS = ("headline", "description", "instruction")
_OTHER_FIELDS = ("language", "audio")


@dataclass(frozen=True, slots=True)
class AlertRequest:
    """Hold an alert as the API gives it: codes, RFC 3339 instants, plain JSON values.

    With `template_id` the words, event and category are the template's; urgency, severity,
    certainty and risk level stand when given. `corrects` says that the words before were wrong.
    `audio` names the media that hold recordings, by language; an info may name its own.
    `voice_within_s` is how long the alert may be kept back for its voice, where that is wanted.
    """

    targets: Mapping[str, object]
    expires: str
    status: str = "Actual"
    event: str | None = None
    category: str | None = None
    urgency: str | None = None
    severity: str | None = None
    certainty: str | None = None
    info: Sequence[Mapping[str, object]] = ()
    risk_level: int | None = None
    template_id: str | None = None
    template_slots: Mapping[str, object] = field(default_factory=dict)
    break_glass: bool = False
    effective: str | None = None
    silent: bool = False
    corrects: bool = False
    audio: Mapping[str, object] = field(default_factory=dict)
    voice_within_s: int | None = None

    @property
    def is_immediate(self) -> bool:
        """Tell whether it comes into force without a second officer."""
        return self.template_id is not None or self.break_glass

    @property
    def digest(self) -> str:
        """Name the request: the same content gives the same digest."""
        return digest(canonical(asdict(self)))


@dataclass(frozen=True, slots=True)
class AlertName:
    """Name an alert through all its revisions."""

    id: str
    identifier: str


def read_request(
    request: AlertRequest,
    reach: "Reach",
    name: AlertName,
    revision: int,
    now: datetime,
    template: AlertTemplate | None = None,
) -> Alert:
    """Build the revision, as yet without a sequence; a unit's own `template` is handed in.

    Raises: InvalidInputError, NotFoundError.
    """
    if template is None and request.template_id is not None:
        template = template_of(read_string(request.template_id, "template.id"))
    expires = parse_instant(request.expires, "expires")
    if request.break_glass:
        expires = min(expires, now + timedelta(seconds=BREAK_GLASS_S))
    alert = Alert(
        id=name.id,
        identifier=name.identifier,
        revision=revision,
        sequence=0,
        status=request.status,
        state=AlertState.IN_FORCE,
        targets=reach.targets,
        issued_at=now,
        effective=_effective(request, now),
        expires=expires,
        sender=reach.sender,
        silent=request.silent or (template is not None and template.is_all_clear),
        **(_own_words(request) if template is None else _template_words(request, template)),
    )
    if request.corrects:
        alert = replace(alert, info=tuple(map(_corrected, alert.info)))
    alert.validate()
    if alert.effective >= now + timedelta(days=30):
        raise InvalidInputError("An alert begins within 30 days.", field="effective")
    return alert


def _corrected(said: AlertInfo) -> AlertInfo:
    """Say that it takes the place of what was wrong."""
    mark = "Correction" if said.language.split("-")[0] == "en" else "Đính chính"
    return replace(said, description=f"{mark}: {said.description}".strip())


def _effective(request: AlertRequest, now: datetime) -> datetime:
    """Begin at the full minute, so that a board whose clock is a little behind shows it too."""
    if request.effective is None:
        return now.replace(second=0, microsecond=0)
    return parse_instant(request.effective, "effective")


def clean_slots(request: AlertRequest) -> dict[str, Any]:
    """Give what fills the template's places, cleaned."""
    return {
        name: clean_line(value) if isinstance(value, str) else value
        for name, value in request.template_slots.items()
    }


def _template_words(request: AlertRequest, template: AlertTemplate) -> dict[str, Any]:
    if request.info:
        raise InvalidInputError("Give a template or info, not both.", field="info")
    if template.is_for_drills and request.status != "Exercise":
        raise InvalidInputError(
            "This template is for drills: send it with status Exercise.", field="template.id"
        )
    slots = clean_slots(request)
    given = {name: getattr(request, name) for name in _OVERRIDES}
    return {
        "event": template.event,
        "category": template.category,
        "urgency": given["urgency"] or template.urgency,
        "severity": given["severity"] or template.severity,
        "certainty": given["certainty"] or template.certainty,
        "info": fill_template(template, slots),
        "risk_level": _risk_level(request) or _filled_level(template, slots) or template.risk_level,
    }


def _filled_level(template: AlertTemplate, slots: Mapping[str, Any]) -> int | None:
    slot = template.level_slot
    text = str(slots.get(slot.key) or "") if slot is not None else ""
    return int(text[-1]) if text else None


def _own_words(request: AlertRequest) -> dict[str, Any]:
    words: dict[str, Any] = {
        name: clean_line(read_string(getattr(request, name), name))
        for name in ("event", "category", "urgency", "severity", "certainty")
    }
    infos = tuple(_info(value, f"info.{place}") for place, value in enumerate(request.info))
    return words | {"risk_level": _risk_level(request), "info": infos}


def _risk_level(request: AlertRequest) -> int | None:
    level = request.risk_level
    return None if level is None else read_whole(level, 1, 5, "risk_level")


def _info(value: object, place: str) -> AlertInfo:
    if not isinstance(value, Mapping):
        raise InvalidInputError("Each info must be an object.", field=place)
    unknown = sorted(set(map(str, value)) - {*_OTHER_FIELDS, *_INFO_FIELDS})
    if unknown:
        raise InvalidInputError(
            "There is no field {name} here.", field=f"{place}.{unknown[0]}", name=unknown[0]
        )
    texts = {
        name: clean_text(read_string(value.get(name) or "", f"{place}.{name}"))
        for name in _INFO_FIELDS
    }
    language = read_string(value.get("language") or "vi", f"{place}.language")
    return AlertInfo(language=language, **texts)
