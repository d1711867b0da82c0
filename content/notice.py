"""A notice: its content, and its states as time goes by.

The body is plain text, one paragraph per line. Two or more `Label: value` lines in a row are
facts, `a | b | c` lines a table headed by its first row, `Tin sai:` opens the rumour of a
correction, `Nguồn:` names the source.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from content.canonical import canonical
from content.category import CATEGORIES, CategoryKey
from content.document import Document
from content.errors import InvalidInputError
from content.instant import format_instant, parse_instant
from content.notice_state import STORED_STATES, NoticeAction, NoticeState, allowed_actions, move
from content.posting import required_until
from content.priority import Priority, is_for_notices
from content.schedule import TIMEZONE, Daypart, is_valid
from content.targeting import Targets
from content.text import clean_line, clean_text, fold
from content.translation import (
    LONGEST_BODY,
    LONGEST_TITLE,
    Translation,
    check_language,
    check_translations,
)
from content.values import check_length, read_choice, read_clean, read_list, read_string, read_whole

__all__ = [
    "LONGEST_BODY",
    "LONGEST_TITLE",
    "STORED_STATES",
    "Document",
    "NoticeAction",
    "NoticeContent",
    "NoticeState",
    "allowed_actions",
    "clean_reason",
    "ends_at",
    "is_stale_soon",
    "move",
    "stale_at",
    "time_state",
]

LONGEST_REASON = 1000
MOST_MEDIA = 20
MOST_DAYPARTS = 20
HEAVIEST = 10
LONGEST_DAY_MINUTES = 24 * 60
SOURCE_MARK = "Nguồn:"
STALE_SOON = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """Hold everything an approver approves; instants are aware UTC, ids refer to the server's."""

    title: str
    body: str
    category: CategoryKey
    language: str
    unit_id: str
    targets: Targets
    priority: Priority = Priority.NORMAL
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    dayparts: tuple[Daypart, ...] = ()
    media: tuple[str, ...] = ()
    weight: int = 1
    document: Document | None = None
    picture_consent: bool = False
    most_minutes_a_day: int | None = None
    plan_entry: str | None = None
    audio: str | None = None
    translations: tuple[Translation, ...] = ()

    def validate(self) -> None:
        """Raise InvalidInputError naming the field that breaks a rule."""
        check_length(self.title, "title", LONGEST_TITLE)
        check_length(self.body, "body", LONGEST_BODY)
        self._check_choices()
        self._check_times()
        check_translations(self.language, self.translations)
        if len(self.media) > MOST_MEDIA or len(set(self.media)) < len(self.media):
            raise InvalidInputError(
                "Attach each picture once, {most} at most.", field="media", most=MOST_MEDIA
            )
        if self.document is not None:
            self.document.validate()

    def check_ready(self) -> None:
        """Raise InvalidInputError when the category asks for something before submission."""
        category = CATEGORIES[self.category]
        if category.source_required and not self.source:
            raise InvalidInputError(
                "Name the source of this news.", field="document.source", code="source_missing"
            )
        if category.picture_consent and self.media and not self.picture_consent:
            raise InvalidInputError(
                "Confirm that the person in the picture agrees to be shown.",
                field="picture_consent",
                code="consent_missing",
            )

    @property
    def source(self) -> str | None:
        """Give the source named in the document fields or in a `Nguồn:` line."""
        if self.document is not None and self.document.source:
            return self.document.source
        mark = fold(SOURCE_MARK)
        for line in self.body.split("\n"):
            if fold(line).startswith(mark) and line[len(SOURCE_MARK) :].strip():
                return line[len(SOURCE_MARK) :].strip()
        return None

    @property
    def recordings(self) -> tuple[tuple[str, str], ...]:
        """Give the recordings: language and medium, the main text's first."""
        spoken = [(self.language, self.audio)]
        spoken += [(one.language, one.audio) for one in self.translations]
        return tuple((language, audio) for language, audio in spoken if audio is not None)

    @property
    def all_media(self) -> tuple[str, ...]:
        """Give every medium it names: files to look at, then recordings."""
        return (*self.media, *(audio for _, audio in self.recordings))

    def digest(self) -> str:
        """Give the hex SHA-256 of the canonical JSON: what an approval is bound to."""
        return hashlib.sha256(canonical(self.to_dict())).hexdigest()

    def to_dict(self) -> dict[str, object]:
        """Write every field as JSON values."""
        return {
            "title": self.title,
            "body": self.body,
            "category": self.category.value,
            "priority": self.priority.value,
            "language": self.language,
            "unit_id": self.unit_id,
            "targets": self.targets.to_dict(),
            "valid_from": _write(self.valid_from),
            "valid_until": _write(self.valid_until),
            "dayparts": [part.to_dict() for part in self.dayparts],
            "media": list(self.media),
            "weight": self.weight,
            "document": None if self.document is None else self.document.to_dict(),
            "picture_consent": self.picture_consent,
            **self._named(),
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, object]) -> "NoticeContent":
        """Read what `to_dict` wrote or the API gave, text cleaned, defaults filled in.

        Raises: InvalidInputError.
        """
        return cls(
            title=read_clean(clean_line, value.get("title"), "title"),
            body=read_clean(clean_text, value.get("body"), "body"),
            category=read_choice(CategoryKey, value.get("category"), "category"),
            priority=read_choice(Priority, _or(value, "priority", Priority.NORMAL), "priority"),
            language=read_string(value.get("language"), "language"),
            unit_id=read_string(value.get("unit_id"), "unit"),
            targets=Targets.from_dict(value.get("targets")),
            valid_from=_instant(value, "valid_from"),
            valid_until=_instant(value, "valid_until"),
            dayparts=tuple(map(Daypart.from_dict, read_list(value.get("dayparts"), "dayparts"))),
            media=tuple(
                read_string(item, "media") for item in read_list(value.get("media"), "media")
            ),
            weight=read_whole(_or(value, "weight", 1), 1, HEAVIEST, "weight"),
            document=_document(value.get("document")),
            picture_consent=_flag(value, "picture_consent"),
            most_minutes_a_day=_minutes(value.get("most_minutes_a_day")),
            plan_entry=_string(value, "plan_entry"),
            audio=_string(value, "audio"),
            translations=_translations(value.get("translations")),
        )

    def _named(self) -> dict[str, object]:
        """Write what came later than the first notices: left out unset, so digests stay."""
        later = {
            "most_minutes_a_day": self.most_minutes_a_day,
            "plan_entry": self.plan_entry,
            "audio": self.audio,
            "translations": [one.to_dict() for one in self.translations] or None,
        }
        return {name: value for name, value in later.items() if value is not None}

    def _check_choices(self) -> None:
        if not is_for_notices(self.priority):
            raise InvalidInputError(
                "An emergency goes out as an alert, not as a notice.",
                field="priority",
                code="emergency_is_an_alert",
            )
        check_language(self.language, "language")
        if self.targets.is_empty and not self.targets.pool:
            raise InvalidInputError("Say which boards this is for.", field="targets")
        read_whole(self.weight, 1, HEAVIEST, "weight")

    def _check_times(self) -> None:
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise InvalidInputError("The notice ends before it begins.", field="valid_until")
        if len(self.dayparts) > MOST_DAYPARTS:
            raise InvalidInputError(
                "Give at most {most} dayparts.", field="dayparts", most=MOST_DAYPARTS
            )


def stale_at(content: NoticeContent, approved_at: datetime) -> datetime | None:
    """Give the instant it grows stale: so many days after the day it was posted, or never."""
    days = CATEGORIES[content.category].stale_after_days
    if days is None:
        return None
    posted = max(approved_at, content.valid_from or approved_at).astimezone(TIMEZONE).date()
    midnight = datetime.combine(posted + timedelta(days=days + 1), time(0), tzinfo=TIMEZONE)
    return midnight.astimezone(UTC)


def ends_at(content: NoticeContent, approved_at: datetime | None) -> datetime | None:
    """Give the instant it leaves the boards by itself.

    That is its own end, that of a public posting's least period, or when it grows stale.
    """
    own, stale = content.valid_until, None
    if approved_at is not None:
        own = own or required_until(content, approved_at)
        stale = stale_at(content, approved_at)
    return min((end for end in (own, stale) if end is not None), default=None)


def is_stale_soon(content: NoticeContent, approved_at: datetime | None, at: datetime) -> bool:
    """Tell whether it grows stale within two days, and would have gone on otherwise."""
    stale = None if approved_at is None else stale_at(content, approved_at)
    if stale is None or ends_at(content, approved_at) != stale:
        return False
    return stale - STALE_SOON <= at < stale


def time_state(
    stored: NoticeState, content: NoticeContent, at: datetime, approved_at: datetime | None = None
) -> NoticeState:
    """Give the state as of an instant: an approved notice is scheduled, live or expired."""
    if stored is not NoticeState.APPROVED:
        return stored
    until = ends_at(content, approved_at)
    if is_valid(content.valid_from, until, at):
        return NoticeState.LIVE
    if until is not None and until <= at:
        return NoticeState.EXPIRED
    return NoticeState.SCHEDULED


def clean_reason(reason: object) -> str:
    """Give the cleaned reason for a rejection or withdrawal. Raises: InvalidInputError."""
    text = read_clean(clean_text, reason, "reason")
    check_length(text, "reason", LONGEST_REASON)
    return text


def _write(at: datetime | None) -> str | None:
    return None if at is None else format_instant(at)


def _or(value: Mapping[str, object], name: str, default: object) -> object:
    found = value.get(name)
    return default if found is None else found


def _instant(value: Mapping[str, object], name: str) -> datetime | None:
    found = value.get(name)
    return None if found is None else parse_instant(found, name)


def _document(value: object) -> Document | None:
    return None if value is None else Document.from_dict(value)


def _minutes(value: object) -> int | None:
    if value is None:
        return None
    return read_whole(value, 1, LONGEST_DAY_MINUTES, "most_minutes_a_day")


def _string(value: Mapping[str, object], name: str) -> str | None:
    found = value.get(name)
    return None if found is None else read_string(found, name)


def _translations(value: object) -> tuple[Translation, ...]:
    return tuple(
        Translation.from_dict(one, f"translations.{place}")
        for place, one in enumerate(read_list(value, "translations"))
    )


def _flag(value: Mapping[str, object], name: str) -> bool:
    found = _or(value, name, False)
    if not isinstance(found, bool):
        raise InvalidInputError("{name} must be true or false.", field=name, name=name)
    return found
