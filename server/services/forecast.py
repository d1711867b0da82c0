"""What will be on a board: its week notice by notice, and what is on at an instant and after it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from content.errors import InvalidInputError, NotFoundError
from content.instant import parse_instant
from content.item import ItemSource
from content.manifest import MAIN, slot_at
from content.notice import NoticeContent, stale_at
from content.rotation import local_midnight
from content.schedule import TIMEZONE, opens_within
from content.targeting import reaches
from server.services import permissions
from server.services.actor import Actor
from server.services.boards import BoardRecord
from server.services.manifest_shelf import Score
from server.services.manifest_sources import read_waiting
from server.services.permissions import Right

if TYPE_CHECKING:
    from server.services.resources import Resources

DAYS = 7
MOST_SLOTS = 600
FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Row:
    """Show one notice in a week: on which days it comes, and whether it still waits."""

    notice: str
    content: NoticeContent
    days: tuple[bool, ...]
    is_waiting: bool
    stale_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """Hold how long one round of a day takes and how many pages it has."""

    seconds: int
    pages: int


@dataclass(frozen=True, slots=True)
class Week:
    """Hold a board's week: rows by first day, and each day's longest round."""

    first: date
    rows: tuple[Row, ...]
    rounds: tuple[Round | None, ...]


@dataclass(frozen=True, slots=True)
class OnAt:
    """Hold what is on at an instant: notice, title, page; `follows` are the titles after it."""

    at: datetime
    notice: str = ""
    title: str = ""
    page: int = 0
    pages: int = 0
    follows: tuple[str, ...] = ()
    waiting: tuple[tuple[str, datetime], ...] = ()


def week_of(
    resources: "Resources",
    actor: Actor,
    board_id: str,
    first: date,
    hours: tuple[time, time] | None = None,
) -> Week:
    """Show a week of a board; `hours` narrows it to a time of day. Raises: NotFoundError."""
    board = _board(resources, actor, board_id)
    windows = [_window(first + timedelta(days=n), hours) for n in range(DAYS)]
    waiting = waiting_for(resources, actor, board)
    approved = resources.scores.sources_for(board_id)
    rows = [_row(source, windows, is_waiting=False) for source in approved]
    rows += [_row(source, windows, is_waiting=True) for source in waiting]
    shown = [row for row in rows if any(row.days)]
    shown.sort(key=lambda row: (row.days.index(True), row.is_waiting, row.content.title))
    rounds = tuple(_round(resources, board, window) for window in windows)
    return Week(first, tuple(shown), rounds)


def on_at(resources: "Resources", actor: Actor, board_id: str, at: datetime) -> OnAt:
    """Tell what the board will show at an instant from today on, and what follows.

    Raises: NotFoundError; InvalidInputError for days gone by or more than a year ahead.
    """
    board = _board(resources, actor, board_id)
    now = resources.clock.now()
    today = local_midnight(now.astimezone(TIMEZONE).date())
    if not today <= at <= now + FARTHEST:
        raise InvalidInputError("Ask for a day from today on, at most a year ahead", field="day")
    score = resources.scores.score_at(board_id, at)
    slots = _slots(json.loads(score.payload), at)
    waiting = waiting_for(resources, actor, board)
    found = OnAt(at, waiting=_first_showings(resources, board_id, at, waiting))
    if not slots:
        return found
    items = [_item(score, item) for item, _, _ in slots]
    titles = list(dict.fromkeys(str(item["title"]) for item in items[1:]))
    first = items[0]
    return OnAt(
        at=at,
        notice=str(first["notice"]),
        title=str(first["title"]),
        page=slots[0][1],
        pages=len(first["pages"]),
        follows=tuple(title for title in titles if title != first["title"])[:2],
        waiting=found.waiting,
    )


def waiting_for(resources: "Resources", actor: Actor, board: BoardRecord) -> list[ItemSource]:
    """List what waits for approval, is addressed to the board and may be read by the actor."""
    now, address = resources.clock.now(), resources.settings.address
    found = resources.database.read(lambda session: read_waiting(session, address, now))
    return [
        source
        for source in found.values()
        if reaches(source.content.targets, source.content.unit_id, board.addressee)
        and permissions.can(resources, actor, Right.READ, source.content.unit_id)
    ]


def _board(resources: "Resources", actor: Actor, board_id: str) -> BoardRecord:
    board = resources.boards.find(board_id)
    if board is None or not permissions.can(resources, actor, Right.READ, board.unit_id):
        raise NotFoundError("There is no board {board}.", board=board_id[:40])
    return board


def _window(day: date, hours: tuple[time, time] | None) -> tuple[datetime, datetime]:
    start = local_midnight(day)
    if hours is None:
        return start, start + timedelta(days=1)
    first, last = hours
    return start + timedelta(hours=first.hour), start + timedelta(hours=last.hour)


def _row(
    source: ItemSource, windows: Sequence[tuple[datetime, datetime]], *, is_waiting: bool
) -> Row:
    content = source.content
    days = []
    for start, end in windows:
        first = max(start, source.valid_from)
        last = end if source.until is None else min(end, source.until)
        days.append(first < last and opens_within(content.dayparts, first, last))
    return Row(
        source.notice, content, tuple(days), is_waiting, stale_at(content, source.approved_at)
    )


def _round(
    resources: "Resources", board: BoardRecord, window: tuple[datetime, datetime]
) -> Round | None:
    """Give the longest round that plays in a window; none for what is over."""
    start, end = window
    if end <= resources.clock.now() or board.is_revoked:
        return None
    zone = json.loads(resources.scores.score_at(board.id, start).payload)["zones"][MAIN]
    timeline = [(parse_instant(at), name) for at, name in zone["timeline"]]
    ends = [at for at, _ in timeline[1:]] + [end]
    playing = (
        {
            name
            for (at, name), until in zip(timeline, ends, strict=True)
            if at < end and until > start
        }
        if timeline
        else set()
    )
    rounds = [zone["cycles"][name] for name in playing]
    longest: list[Any] = max(rounds, key=lambda slots: sum(slot[2] for slot in slots), default=[])
    return Round(sum(slot[2] for slot in longest), len(longest))


def _slots(manifest: dict[str, Any], at: datetime) -> list[tuple[str, int, datetime]]:
    """Give what is on from an instant on, slot by slot, until three items were seen."""
    found: list[tuple[str, int, datetime]] = []
    moment = at
    for _ in range(MOST_SLOTS):
        slot = slot_at(manifest, MAIN, moment, lambda item, page: True)
        if slot is None or len({item for item, _, _ in found}) > 3:
            break
        found.append((slot.item, slot.page, moment))
        moment = slot.starts_at + timedelta(seconds=slot.seconds)
    return found


def _item(score: Score, name: str) -> dict[str, Any]:
    manifest = json.loads(score.payload)
    item: dict[str, Any] = json.loads(score.items[manifest["items"][name]["digest"]])
    return item


def _first_showings(
    resources: "Resources", board_id: str, at: datetime, waiting: Sequence[ItemSource]
) -> tuple[tuple[str, datetime], ...]:
    """Tell when each waiting notice would first come after an instant, were all approved."""
    if not waiting:
        return ()
    score = resources.scores.score_at(board_id, at, waiting)
    manifest = json.loads(score.payload)
    titles = {source.notice: source.content.title for source in waiting}
    first: dict[str, datetime] = {}
    moment = at
    for _ in range(MOST_SLOTS):
        slot = slot_at(manifest, MAIN, moment, lambda item, page: True)
        if slot is None or len(first) == len(titles):
            break
        if slot.item in titles:
            first.setdefault(slot.item, max(at, slot.starts_at))
        moment = slot.starts_at + timedelta(seconds=slot.seconds)
    return tuple((titles[name], seen) for name, seen in first.items())
