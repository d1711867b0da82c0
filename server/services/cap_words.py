"""An event of a CAP message in our words: an alert for the glass, or a notice."""

from datetime import datetime
from typing import TYPE_CHECKING

from content.alert import Alert, AlertState
from content.alert_info import AlertInfo
from content.cap import CapMessage
from content.cap_alert import words_of
from content.cap_incidents import CapIncident
from content.category import CategoryKey
from content.errors import InvalidInputError
from content.languages import LANGUAGES, VIETNAMESE
from content.notice import SOURCE_MARK, NoticeContent
from content.text import clean_line
from content.translation import MOST_TRANSLATIONS, Translation
from server.services.notice_recordings import require_drawable
from server.storage.tables import CapSourceRow

if TYPE_CHECKING:
    from server.services.resources import Resources

_UNNAMED = "cap"
_ORDER = {VIETNAMESE: 0, "en": 1}


def alert_of(message: CapMessage, incident: CapIncident, now: datetime) -> Alert:
    """Give the alert that an event becomes, yet without a name. Raises: InvalidInputError.

    It begins at the full minute, so that a board whose clock is a little behind shows it too.
    """
    words = words_of(incident, message)
    alert = Alert(
        id=_UNNAMED,
        identifier=_UNNAMED,
        revision=1,
        sequence=0,
        status=message.status.value,
        state=AlertState.IN_FORCE,
        targets=words.targets,
        issued_at=now,
        effective=words.effective.replace(second=0, microsecond=0),
        expires=words.expires,
        event=words.event,
        category=words.category,
        urgency=words.urgency,
        severity=words.severity,
        certainty=words.certainty,
        risk_level=words.risk_level,
        info=words.info,
        sender=words.sender,
    )
    alert.validate()
    return alert


def notice_of(
    resources: "Resources",
    source: CapSourceRow,
    message: CapMessage,
    incident: CapIncident,
    now: datetime,
) -> NoticeContent:
    """Give the notice that an event becomes, in those of its languages that boards know.

    Raises: InvalidInputError.
    """
    words = words_of(incident, message)
    told: dict[str, AlertInfo] = {}
    for info in words.info:
        told.setdefault(info.language.split("-")[0], info)
    tongues = sorted(set(told) & set(LANGUAGES), key=lambda tag: (_ORDER.get(tag, 2), tag))
    if not tongues:
        raise InvalidInputError(
            "The language {value} is not one of the boards' languages.",
            field="info.language",
            value=words.info[0].language,
        )
    areas = [area for info in incident.infos for area in info.areas]
    places = ", ".join(dict.fromkeys(clean_line(area.description) for area in areas))[:_MOST_PLACES]
    first, *others = ((tag, told[tag]) for tag in tongues[: MOST_TRANSLATIONS + 1])
    content = NoticeContent(
        title=first[1].headline,
        body=_lines(first[1].description, first[1].instruction, places, _named(words.sender)),
        category=CategoryKey.EMERGENCY,
        language=first[0],
        unit_id=source.unit_id,
        targets=words.targets,
        priority=incident.priority,
        valid_from=words.effective if words.effective > now else None,
        valid_until=words.expires,
        translations=tuple(
            Translation(tag, info.headline, _lines(info.description, info.instruction, places))
            for tag, info in others
        ),
    )
    content.validate()
    require_drawable(resources.settings.fonts_dir, content)
    return content


_MOST_PLACES = 1000


def _named(sender: str) -> str:
    return f"{SOURCE_MARK} {sender}"


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
