"""Public posting: how many days a kind of document must stay up, and until when that is.

The day of posting does not count: a period in days begins on the day after (Civil Code 2015,
article 147). The days of each kind are what a unit sets; those here are only where it starts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from content.errors import InvalidInputError
from content.rotation import local_midnight
from content.schedule import EVERY_DAY, TIMEZONE
from content.values import check_length, read_line, read_string, read_whole

if TYPE_CHECKING:
    from content.notice import NoticeContent

LONGEST_DAYS = 366
LONGEST_NAME = 120
LONGEST_BASIS = 300
LONGEST_REASON = 300
_KEY = re.compile(r"[a-z0-9]{1,32}")


@dataclass(frozen=True, slots=True)
class PostingKind:
    """Name a kind of public posting, its least days and the rule they come from."""

    key: str
    name: str
    days: int
    basis: str = ""

    def validate(self) -> None:
        """Raise InvalidInputError naming what is wrong."""
        if not _KEY.fullmatch(self.key):
            raise InvalidInputError("This is no kind of posting.", field="key")
        if not self.name:
            raise InvalidInputError("Write what is posted.", field="name")
        check_length(self.name, "name", LONGEST_NAME)
        if type(self.days) is not int or not 1 <= self.days <= LONGEST_DAYS:
            raise InvalidInputError(
                "Write a whole number of days, 1 to {most}.", field="days", most=LONGEST_DAYS
            )
        if self.basis:
            check_length(self.basis, "basis", LONGEST_BASIS)


STARTING_KINDS = (
    PostingKind("public", "Thông tin phải công khai", 30),
    PostingKind("land", "Hồ sơ đất đai, bồi thường, tái định cư", 30),
    PostingKind("inheritance", "Khai nhận, phân chia di sản thừa kế", 30),
    PostingKind("auction", "Đấu giá tài sản", 30),
    PostingKind("served", "Tống đạt văn bản bằng niêm yết", 30),
)
"""Common kinds, each with a cautious period: units set what the rules in force ask for."""


@dataclass(frozen=True, slots=True)
class Posting:
    """Hold what a notice is posted as; `days` were the kind's when it was written.

    `reason` tells why it is posted for fewer days.
    """

    kind: str
    name: str
    days: int
    basis: str = ""
    reason: str | None = None

    def validate(self) -> None:
        """Raise InvalidInputError naming what is wrong."""
        PostingKind(self.kind, self.name, self.days, self.basis).validate()
        if self.reason is not None:
            check_length(self.reason, "document.posting.reason", LONGEST_REASON)

    def to_dict(self) -> dict[str, object]:
        """Write what is present."""
        kept = {"kind": self.kind, "name": self.name, "days": self.days}
        return kept | {k: v for k, v in (("basis", self.basis), ("reason", self.reason)) if v}

    @classmethod
    def from_dict(cls, value: object) -> "Posting | None":
        """Read what `to_dict` wrote; None stays None. Raises: InvalidInputError."""
        if value is None:
            return None
        if not isinstance(value, Mapping) or not set(value) <= set(cls.__slots__):
            raise InvalidInputError("The posting cannot be read.", field="document.posting")
        return cls(
            kind=read_string(value.get("kind"), "document.posting"),
            name=read_line(value.get("name"), "document.posting") or "",
            days=read_whole(value.get("days"), 1, LONGEST_DAYS, "document.posting"),
            basis=read_line(value.get("basis"), "document.posting") or "",
            reason=read_line(value.get("reason"), "document.posting.reason"),
        )


def posting_of(content: "NoticeContent") -> Posting | None:
    """Give what a notice is posted as, None for one that need not stay up."""
    return None if content.document is None else content.document.posting


def required_until(content: "NoticeContent", approved_at: datetime) -> datetime | None:
    """Give the instant until which a notice must stay up, None for one that need not."""
    posting = posting_of(content)
    if posting is None:
        return None
    begins = max(approved_at, content.valid_from or approved_at)
    first = begins.astimezone(TIMEZONE).date()
    return local_midnight(first + timedelta(days=posting.days + 1))


def check_posting(content: "NoticeContent", approved_at: datetime, ends: datetime | None) -> None:
    """Refuse a posting that, approved at that instant, would end too early or leave out days.

    Raises: InvalidInputError; a reason written down lets a shorter period pass.
    """
    posting, until = posting_of(content), required_until(content, approved_at)
    if posting is None or until is None:
        return
    shown_on = frozenset().union(*(part.days for part in content.dayparts))
    if content.dayparts and shown_on != EVERY_DAY:
        raise InvalidInputError(
            "A public posting is shown every day: tick all weekdays.",
            field="dayparts",
            code="posting_not_daily",
        )
    if posting.reason is None and ends is not None and ends < until:
        raise InvalidInputError(
            "“{kind}” stays up for at least {days} days: until {day} at the earliest. Choose a "
            "later end, or write why it is shorter.",
            field="valid_until",
            code="posting_too_short",
            kind=posting.name,
            days=posting.days,
            day=last_day(until).strftime("%d/%m/%Y"),
        )


def last_day(until: datetime) -> date:
    """Give the last local day before an instant."""
    return (until - timedelta(microseconds=1)).astimezone(TIMEZONE).date()
