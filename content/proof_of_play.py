"""Proof of posting: what boards showed of a notice by day, held against the days it had to hang."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from content.canonical import canonical
from content.envelope import digest
from content.instant import format_instant
from content.notice import NoticeContent, ends_at
from content.posting import last_day, required_until
from content.rotation import local_midnight
from content.schedule import TIMEZONE, opens_within

MOST_DAYS = timedelta(days=1100)
"""A sheet looks at three years of days at most: whatever last day somebody typed."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlayDay:
    """Hold what one board showed of one revision on a local day, added up from `records`."""

    board: str
    revision: int
    day: date
    first_at: datetime
    last_at: datetime
    seconds: int
    count: int
    records: int

    def to_dict(self) -> dict[str, object]:
        """Write it as JSON values, instants in UTC."""
        return {
            "board": self.board,
            "revision": self.revision,
            "day": self.day.isoformat(),
            "first_at": format_instant(self.first_at),
            "last_at": format_instant(self.last_at),
            "seconds": self.seconds,
            "count": self.count,
            "records": self.records,
        }


@dataclass(frozen=True, slots=True)
class Approved:
    """Hold a wording that was put on the boards, and when."""

    at: datetime
    content: NoticeContent

    @property
    def begins(self) -> datetime:
        """Give the instant from which boards could show it."""
        return max(self.at, self.content.valid_from or self.at)


@dataclass(frozen=True, slots=True)
class Service:
    """Say since and until when a board was there to show something; local days, None for still."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether it was there on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class BoardProof:
    """Add up one board: `required` and `shown` count days, `missed` names those over without."""

    board: str
    first_at: datetime | None
    last_at: datetime | None
    required: int
    shown: int
    missed: tuple[date, ...]
    showings: int
    seconds: int
    records: int


@dataclass(frozen=True, slots=True)
class ProofOfPosting:
    """Hold a notice's required days and what each board showed; `last` is None while it is open.

    `missed` names the days, over by now, on which no board showed it. `digest` is the SHA-256
    over the canonical list of all day totals.
    """

    first: date
    last: date | None
    today: date
    required: tuple[date, ...]
    missed: tuple[date, ...]
    boards: tuple[BoardProof, ...]
    digest: str

    @property
    def is_over(self) -> bool:
        """Tell whether the last required day is over."""
        return self.last is not None and self.last < self.today

    @property
    def is_met_somewhere(self) -> bool:
        """Tell whether each required day is over and was shown on one board or another."""
        return self.is_over and bool(self.boards) and not self.missed

    @property
    def is_met_everywhere(self) -> bool:
        """Tell whether each required day is over and was shown on every board there was."""
        return self.is_met_somewhere and not any(board.missed for board in self.boards)

    @property
    def records(self) -> int:
        """Count the signed records it rests on."""
        return sum(board.records for board in self.boards)


def last_required(approved: Sequence[Approved], withdrawn_at: datetime | None) -> date | None:
    """Give the last local day a notice had to hang, None while it has no end.

    A public posting's least period or the document's own day holds however early it was taken
    down; any other notice need not hang longer than it was meant to, or was left up.
    """
    newest = approved[-1]
    until = required_until(newest.content, newest.at)
    if until is not None:
        return last_day(until)
    document = newest.content.document
    if document is not None and document.posted_until is not None:
        return document.posted_until
    ends = [end for end in (ends_at(newest.content, newest.at), withdrawn_at) if end is not None]
    return last_day(min(ends)) if ends else None


def required_days(
    approved: Sequence[Approved], withdrawn_at: datetime | None, today: date
) -> tuple[date, ...]:
    """List the local days a notice has to hang, up to today where it has no end.

    A day on which none of its hours of the day falls is not required.
    """
    begins = approved[0].begins
    first = begins.astimezone(TIMEZONE).date()
    last = min(last_required(approved, withdrawn_at) or today, first + MOST_DAYS)
    return tuple(day for day in _days(first, last) if _is_open(approved, begins, day))


def _is_open(approved: Sequence[Approved], begins: datetime, day: date) -> bool:
    """Tell whether any of its hours fall on a day, as the wording in force that day had them."""
    start, end = max(begins, local_midnight(day)), local_midnight(day + _DAY)
    in_force = [one for one in approved if one.begins < end] or approved[:1]
    return opens_within(in_force[-1].content.dayparts, start, end)


def prove(
    approved: Sequence[Approved],
    withdrawn_at: datetime | None,
    days: Iterable[PlayDay],
    boards: Mapping[str, Service],
    today: date,
) -> ProofOfPosting:
    """Hold day totals against the required days: of `boards`, and of any other that showed it.

    `approved` lists the wordings in the order they were approved, one at least.
    """
    required = required_days(approved, withdrawn_at, today)
    by_board: dict[str, list[PlayDay]] = {board: [] for board in boards}
    for one in days:
        by_board.setdefault(one.board, []).append(one)
    shown = {one.day for held in by_board.values() for one in held}
    return ProofOfPosting(
        first=approved[0].begins.astimezone(TIMEZONE).date(),
        last=last_required(approved, withdrawn_at),
        today=today,
        required=required,
        missed=tuple(day for day in required if day < today and day not in shown),
        boards=tuple(
            _board(board, held, boards.get(board), required, today)
            for board, held in sorted(by_board.items())
        ),
        digest=digest_of(one for held in by_board.values() for one in held),
    )


def digest_of(days: Iterable[PlayDay]) -> str:
    """Give the hex SHA-256 of the canonical list of day totals, by board, day and revision."""
    listed = sorted(days, key=lambda one: (one.board, one.day, one.revision))
    return digest(canonical([one.to_dict() for one in listed]))


def _board(
    board: str,
    held: Sequence[PlayDay],
    service: Service | None,
    required: Sequence[date],
    today: date,
) -> BoardProof:
    """A board that is no longer one of the notice's owes the days it showed, and no others."""
    seen = {one.day for one in held}
    asked = [day for day in required if (day in seen or (service and service.covers(day)))]
    return BoardProof(
        board=board,
        first_at=min((one.first_at for one in held), default=None),
        last_at=max((one.last_at for one in held), default=None),
        required=len(asked),
        shown=sum(day in seen for day in asked),
        missed=tuple(day for day in asked if day < today and day not in seen),
        showings=sum(one.count for one in held),
        seconds=sum(one.seconds for one in held),
        records=sum(one.records for one in held),
    )


def _days(first: date, last: date) -> Iterable[date]:
    return (first + _DAY * place for place in range((last - first).days + 1))
