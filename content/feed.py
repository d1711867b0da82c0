"""A feed a unit lets run in the ticker: its entries, which of them are shown, until when."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from content.errors import InvalidInputError
from content.feed_reading import ReadEntry
from content.instant import format_instant, parse_instant
from content.text import clean_line, fold
from content.values import check_length, read_whole

MOST_KEPT = 200
LONGEST_NAME = 60
LONGEST_ADDRESS = 1000
LONGEST_WORD = 60
MOST_WORDS = 50
MOST_HEADLINES = 10
MOST_DAYS = 30
DEFAULT_HEADLINES = 5
DEFAULT_DAYS = 3
MOST_ON_A_BOARD = 30


class FeedState(StrEnum):
    """Say whether it runs: `waiting` for a person to see its first headlines, or stopped."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """Hold one entry; `seen_at` is when it was first fetched."""

    key: str
    title: str
    link: str
    published_at: datetime
    seen_at: datetime

    def to_dict(self) -> dict[str, str]:
        """Write it as it is stored."""
        return {
            "key": self.key,
            "title": self.title,
            "link": self.link,
            "published_at": format_instant(self.published_at),
            "seen_at": format_instant(self.seen_at),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "FeedEntry":
        """Read what was stored."""
        return cls(
            values["key"],
            values["title"],
            values["link"],
            parse_instant(values["published_at"]),
            parse_instant(values["seen_at"]),
        )


@dataclass(frozen=True, slots=True)
class FeedWish:
    """Say what to show of which feed: `name` stands on the glass as the source.

    `subtree`: also on the boards of all units below. An entry leaves `keep_days` after it was
    published. A headline that holds one of `refused` words is not shown.
    """

    name: str
    url: str
    subtree: bool = True
    most: int = DEFAULT_HEADLINES
    keep_days: int = DEFAULT_DAYS
    refused: tuple[str, ...] = ()

    def cleaned(self) -> "FeedWish":
        """Give it cleaned and within its limits. Raises: InvalidInputError."""
        name, url = clean_line(self.name), clean_line(self.url)
        check_length(name, "name", LONGEST_NAME)
        check_length(url, "url", LONGEST_ADDRESS)
        words = tuple(filter(None, dict.fromkeys(clean_line(word) for word in self.refused)))
        if len(words) > MOST_WORDS:
            raise InvalidInputError(
                "At most {most} words can be refused.", field="refused", most=MOST_WORDS
            )
        for word in words:
            check_length(word, "refused", LONGEST_WORD)
        return FeedWish(
            name,
            url,
            self.subtree,
            read_whole(self.most, 1, MOST_HEADLINES, "most"),
            read_whole(self.keep_days, 1, MOST_DAYS, "keep_days"),
            words,
        )


@dataclass(frozen=True, slots=True)
class Headline:
    """Hold one line for the ticker: what, from whom, from when to when."""

    feed: str
    source: str
    key: str
    title: str
    link: str
    published_at: datetime
    seen_at: datetime
    until: datetime

    @property
    def item(self) -> str:
        """Name it among a manifest's items; the dot keeps it apart from notices."""
        return f"feed.{self.feed}.{self.key}"


@dataclass(frozen=True)
class Feed:
    """Hold a feed as boards know it; `hidden` are keys of entries a person took off."""

    id: str
    unit_id: str
    wish: FeedWish
    state: FeedState
    entries: tuple[FeedEntry, ...] = ()
    hidden: frozenset[str] = frozenset()

    def is_for(self, unit_id: str, path: Collection[str]) -> bool:
        """Tell whether a board of this unit, so many units below the root, shows it."""
        if self.state is not FeedState.RUNNING:
            return False
        return self.unit_id == unit_id or (self.wish.subtree and self.unit_id in path)

    @cached_property
    def distinct(self) -> tuple[FeedEntry, ...]:
        """Give the entries without repeats: of those with the same words, the newest."""
        by_title: dict[str, FeedEntry] = {}
        for entry in self.entries:
            by_title.setdefault(fold(entry.title), entry)
        return tuple(by_title.values())

    @cached_property
    def headlines(self) -> tuple[Headline, ...]:
        """Give what may be shown, the newest first, each with the instant it leaves."""
        shown = [entry for entry in self.distinct if not self.why_not(entry)]
        return tuple(
            Headline(
                self.id,
                self.wish.name,
                entry.key,
                entry.title,
                entry.link,
                entry.published_at,
                entry.seen_at,
                self.ends(entry),
            )
            for entry in shown[: self.wish.most]
        )

    def headlines_at(self, now: datetime) -> tuple[Headline, ...]:
        """Give those of the headlines that are not over yet."""
        return tuple(line for line in self.headlines if line.until > now)

    def ends(self, entry: FeedEntry) -> datetime:
        """Give the instant from which an entry is too old to be shown."""
        return entry.published_at + timedelta(days=self.wish.keep_days)

    def why_not(self, entry: FeedEntry) -> str:
        """Say what keeps an entry off the boards: `hidden`, the refused word, or nothing."""
        if entry.key in self.hidden:
            return "hidden"
        title = fold(entry.title)
        for word in self.wish.refused:
            if re.search(rf"(?<!\w){re.escape(fold(word))}(?!\w)", title):
                return word
        return ""


def chosen(
    feeds: Iterable[Feed], unit_id: str, path: Collection[str], at: datetime
) -> tuple[Headline, ...]:
    """Give what a board of this unit shows at an instant: of the nearest unit's feeds first."""
    depth = {unit: place for place, unit in enumerate(path)}
    mine = [feed for feed in feeds if feed.is_for(unit_id, path)]
    mine.sort(key=lambda feed: (-depth.get(feed.unit_id, 0), feed.id))
    found = [line for feed in mine for line in feed.headlines_at(at)]
    return tuple(found[:MOST_ON_A_BOARD])


def merged(
    read: Iterable[ReadEntry], known: Iterable[FeedEntry], now: datetime
) -> tuple[FeedEntry, ...]:
    """Give what a feed holds now: newest first, each name once.

    An entry keeps the instant it was first seen; without a date, or with one yet to come, that
    is when it was published. Other words under the same name are news of that moment (a daily
    bulletin often has one name for ever). What is too old to be shown, or repeats another's
    words, is kept as long as the feed names it: forgotten, it would come back as new.
    """
    seen = {entry.key: entry for entry in known}
    found: dict[str, FeedEntry] = {}
    for one in read:
        entry = _entry(one, seen, now.replace(microsecond=0))
        found.setdefault(entry.key, entry)
    newest = sorted(found.values(), key=lambda one: one.published_at, reverse=True)
    return tuple(newest[:MOST_KEPT])


def _entry(one: ReadEntry, seen: Mapping[str, FeedEntry], now: datetime) -> FeedEntry:
    name = one.name or f"{one.link}\n{fold(one.title)}"
    key = hashlib.sha256(name.encode()).hexdigest()[:16]
    before = seen.get(key)
    seen_at = before.seen_at if before and before.title == one.title else now
    published_at = min(one.published_at or seen_at, seen_at)
    return FeedEntry(key, one.title, one.link, published_at, seen_at)
