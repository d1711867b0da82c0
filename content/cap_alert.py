"""An event told in CAP as the fields of our alert: words within our limits, times, risk level."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.alert import LONGEST_DAYS
from content.alert_info import (
    LONGEST_DESCRIPTION,
    LONGEST_EVENT,
    LONGEST_HEADLINE,
    LONGEST_INSTRUCTION,
    LONGEST_SENDER,
    MOST_LANGUAGES,
    AlertInfo,
)
from content.alert_words import until_text
from content.cap import CapInfo, CapMessage
from content.cap_areas import plain_name
from content.cap_incidents import CapIncident
from content.cap_text import language_tag, plain_line, plain_text
from content.languages import VIETNAMESE
from content.targeting import Targets

RISK_LEVEL = "VN-CapDoRuiRo"
"""The parameter we write the disaster risk level in (Decision 18/2021: 1 to 5)."""
_RISK_NAMES = frozenset(
    {
        "capdoruiro", "vncapdoruiro", "capdoruirothientai", "vncapdoruirothientai", "risklevel",
        "vnrisklevel", "disasterrisklevel", "vndisasterrisklevel",
    }
)  # fmt: skip
_LEVEL = re.compile(r"(?<![\d.,])[1-5](?![\d.,])")
_EXPECTED = {VIETNAMESE: "Dự kiến từ {when}.", "en": "Expected from {when}."}


@dataclass(frozen=True, slots=True)
class CapWords:
    """Hold what an alert or notice is made of; Vietnamese stands first where it is given."""

    event: str
    category: str
    urgency: str
    severity: str
    certainty: str
    risk_level: int | None
    info: tuple[AlertInfo, ...]
    sender: str
    effective: datetime
    expires: datetime
    targets: Targets


def words_of(incident: CapIncident, message: CapMessage) -> CapWords:
    """Give an event's fields; all pass the checks of an alert.

    What is too long is cut at the end of a sentence, with …; an end later than an alert may
    have is brought forward. The first category counts. Of two blocks in one of our languages
    (en-US, en-GB) the first does.
    """
    told: dict[str, CapInfo] = {}
    for info in incident.infos:
        told.setdefault(_language(info), info)
    ordered = sorted(told, key=lambda language: language != VIETNAMESE)[:MOST_LANGUAGES]
    first = told[ordered[0]]
    return CapWords(
        event=_event(first),
        category=str(first.categories[0]),
        urgency=str(first.urgency),
        severity=str(first.severity),
        certainty=str(first.certainty),
        risk_level=_risk_level(incident.infos),
        info=tuple(_info(told[language], language, incident) for language in ordered),
        sender=plain_line(first.sender_name or message.sender, LONGEST_SENDER) or _UNSEEN,
        effective=incident.begins,
        expires=min(incident.expires, incident.begins + timedelta(days=LONGEST_DAYS)),
        targets=incident.targets,
    )


_UNSEEN = "?"
"""Stands where a line that must be there holds nothing that can be seen."""


def told_as(info: CapInfo) -> tuple[str, str]:
    """Give the language and the headline under which a block's words are shown here."""
    return _language(info), _headline(info)


def _headline(info: CapInfo) -> str:
    return plain_line(info.headline or "", LONGEST_HEADLINE) or _event(info)


def _info(info: CapInfo, language: str, incident: CapIncident) -> AlertInfo:
    return AlertInfo(
        language=language,
        headline=_headline(info),
        description=_description(info, language, incident),
        instruction=plain_text(info.instruction or "", LONGEST_INSTRUCTION),
    )


def _event(info: CapInfo) -> str:
    return plain_line(info.event, LONGEST_EVENT) or _UNSEEN


def _description(info: CapInfo, language: str, incident: CapIncident) -> str:
    """Give the description, and when it is expected where that lies ahead."""
    form = _EXPECTED.get(language)
    if form is None or info.onset is None or info.onset <= incident.begins:
        return plain_text(info.description or "", LONGEST_DESCRIPTION)
    when = form.format(when=until_text(info.onset, None, language))
    told = plain_text(info.description or "", LONGEST_DESCRIPTION - len(when) - 1)
    return f"{told}\n{when}".strip()


def _language(info: CapInfo) -> str:
    told = " ".join((info.event, info.headline or "", info.description or ""))
    return language_tag(info.language, told)


def _risk_level(infos: tuple[CapInfo, ...]) -> int | None:
    for name, value in (pair for info in infos for pair in info.parameters):
        found = _LEVEL.search(value) if plain_name(name) in _RISK_NAMES else None
        if found:
            return int(found[0])
    return None
