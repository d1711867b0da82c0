"""Making one score: items set in pages, laid into cycles, signed. Heavy; runs off the event hub."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import structlog

from content.envelope import digest
from content.errors import InvalidInputError
from content.feed import Headline
from content.headline import make_headline
from content.hours import BoardHours
from content.item import Item, ItemSource, make_item, make_ticker
from content.layout import body_em_u, largest_em_u, shape
from content.manifest import NO_HOURS, PUBLIC_BEFORE, Layout, manifest_payload
from content.profile import Profile
from content.rotation import NO_SHARES, local_midnight
from content.schedule import TIMEZONE
from content.shares import CategoryShares
from server.render.fonts import FontsMissingError, measure_with
from server.services.keyring import Keyring
from server.services.manifest_shelf import Score

log = structlog.get_logger(__name__)

Version = tuple[str, int]
_Set = tuple[Item, Item | None]


@dataclass(frozen=True, slots=True)
class Order:
    """Say what a score is made of; equal keys give equal bytes."""

    sources: tuple[ItemSource, ...]
    layout: Layout
    day: date
    root: int
    good_until: datetime
    shares: CategoryShares = NO_SHARES
    hours: BoardHours = NO_HOURS
    headlines: tuple[Headline, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """Name content, weights and files' size, the layout, the day, the root, the time rules."""
        versions = frozenset(
            (source.notice, source.revision, source.content.weight, source.is_thin)
            for source in self.sources
        )
        rules = (self.shares, self.hours)
        return versions, self.headlines, self.layout, self.day, self.root, *rules


def order_for(
    sources: Iterable[ItemSource],
    layout: Layout,
    root: int,
    now: datetime,
    *,
    is_thin: bool = False,
    shares: CategoryShares = NO_SHARES,
    hours: BoardHours = NO_HOURS,
    headlines: Iterable[Headline] = (),
) -> Order:
    """Choose what belongs in the score now, and how long that holds; `is_thin`: small files.

    In it is what is not over and may be shown within 24 hours: when the last notice of its own
    is over, a board is back at the score it shares with others. LED pictures have no ticker.
    """
    day = now.astimezone(TIMEZONE).date()
    good_until = local_midnight(day + timedelta(days=1))
    chosen: list[ItemSource] = []
    for source in sources:
        until = source.until
        if until is not None and until <= now:
            continue
        public_from = source.valid_from - PUBLIC_BEFORE
        if public_from > now:
            good_until = min(good_until, public_from)
            continue
        chosen.append(source.thinned() if is_thin else source)
        good_until = min(good_until, until or good_until)
    chosen.sort(key=lambda source: source.notice)
    lines = () if layout.shape.is_led else tuple(headlines)
    good_until = min([good_until, *(line.until for line in lines)])
    return Order(tuple(chosen), layout, day, root, good_until, shares, hours, lines)


@lru_cache(maxsize=4096)
def layout_of(profile: Profile) -> Layout:
    """Give the layout a profile needs; a screen too small for its readers gets the largest em."""
    try:
        em_u = body_em_u(profile)
    except InvalidInputError:
        em_u = largest_em_u(shape(profile))
    return Layout(shape(profile), em_u, profile.far_m)


class ScoreBuilder:
    """Make scores; a notice is set once per layout, whatever the number of boards."""

    def __init__(self, keyring: Keyring, fonts_dir: Path) -> None:
        """Begin with no page set."""
        self._keyring = keyring
        self._fonts_dir = fonts_dir
        self._sets: dict[Version, dict[tuple[str, float, bool], _Set]] = {}

    def build(self, order: Order) -> Score:
        """Make the score and sign it; a notice that cannot be set is left out, and logged.

        Raises: FontsMissingError, TrustError when it grows too large.
        """
        score = self.compose(order)
        score.envelope = self._keyring.sign("content", "manifest", score.payload).to_bytes()
        return score

    def compose(self, order: Order) -> Score:
        """Make the score without signing it: for people to ask about, not for boards.

        Raises: FontsMissingError.
        """
        found = [self._set_or_none(source, order.layout) for source in order.sources]
        sets = [one for one in found if one is not None]
        main = [item for item, _ in sets]
        ticker = [line for _, line in sets if line is not None]
        ticker += self._lines(order)
        changes = [source.approved_at for source in order.sources]
        payload = manifest_payload(
            root=order.root,
            day=order.day,
            changed_at=max(changes, default=local_midnight(order.day)),
            layout=order.layout,
            main=main,
            ticker=ticker,
            shares=order.shares,
            hours=order.hours,
            headlines_at=max((line.seen_at for line in order.headlines), default=None),
        )
        return Score(
            key=order.key,
            digest=digest(payload),
            envelope=b"",
            payload=payload,
            items={item.digest: item.data for item in (*main, *ticker)},
            media=frozenset(file.digest for item in main for file in item.media),
            good_until=local_midnight(order.day + timedelta(days=1)),
        )

    def _lines(self, order: Order) -> list[Item]:
        layout, measure = order.layout, measure_with(self._fonts_dir)
        return [make_headline(line, layout.shape, layout.em_u, measure) for line in order.headlines]

    def forget(self, notices: Iterable[str]) -> None:
        """Drop the pages set for these notices."""
        gone = set(notices)
        for version in [version for version in self._sets if version[0] in gone]:
            self._sets.pop(version, None)

    def _set_or_none(self, source: ItemSource, layout: Layout) -> _Set | None:
        try:
            return _weighed(source, self._set(source, layout))
        except FontsMissingError:
            raise
        except Exception:  # one notice must not take all others off the board
            log.exception("notice_left_out", notice=source.notice, revision=source.revision)
            return None

    def _set(self, source: ItemSource, layout: Layout) -> _Set:
        found = self._sets.setdefault((source.notice, source.revision), {})
        look = (layout.shape, layout.em_u, source.is_thin)
        known = found.get(look)
        if known is None:
            measure = measure_with(self._fonts_dir)
            item = make_item(source, layout.shape, layout.em_u, measure)
            line = None
            if source.is_in_ticker:
                line = make_ticker(source, layout.shape, layout.em_u, measure)
            known = found[look] = (item, line)
        return known


def _weighed(source: ItemSource, held: _Set) -> _Set:
    """Give what was set the weight chosen for these boards; its bytes stay the same."""
    item, line = held
    weight = source.entry(source.notice, ()).weight
    if item.entry.weight == weight:
        return held
    return _with_weight(item, weight), None if line is None else _with_weight(line, weight)


def _with_weight(item: Item, weight: int) -> Item:
    return replace(item, entry=replace(item.entry, weight=weight))
