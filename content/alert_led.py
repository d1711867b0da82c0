"""An alert's pages on LED pictures: the event stays above, one block of words at a time below.

What, where, each thing to do, until when and who says so. Type is never smaller than the board's
em; when that makes more pages than come round in time, words go instead: first the event above,
then all but the first sentence of where, then the where and the later deeds; of five alerts at
once and more, each has its first page alone. The same pages as the page's alert/led.js makes;
tests/vectors/alert_pages.json holds cases for both.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from content.alert import Alert
from content.alert_fit import break_evenly, chunked, first_sentence
from content.alert_info import AlertInfo
from content.alert_sheet import CROWD
from content.alert_words import deed_texts, has_level, language_of, until_text, words_in
from content.layout import LED_PITCH, Measure
from content.stage import Stage

LEAST_S, LONGEST_S = 3.0, 6.0
ROUND_S = 28.0
MOST_PAGES = 10
EDGE = 0.3
TOP = 1.4
LEVEL_GAP = 0.8
SYMBOL = 1.7
FRAME_U = 2.0


@dataclass(frozen=True, slots=True)
class Top:
    """Hold the bar above: the event, with the level where there is room for both."""

    text: str
    level: str = ""
    says_all: bool = False


@dataclass(frozen=True, slots=True)
class LedPage:
    """Hold one page: its lines fit the picture; `nth` tells which of several alerts it is of."""

    alert: Alert
    info: AlertInfo
    kind: str
    top: Top | None
    lines: tuple[str, ...]
    nth: str = ""


@dataclass(frozen=True, slots=True)
class _Cut:
    """Say how much of an alert is shown."""

    is_dense: bool = True
    sentences: int | None = None
    deeds: int | None = None


# From all words to the fewest; the first that comes round in time is shown.
_CUTS = (
    _Cut(is_dense=False),
    _Cut(),
    _Cut(sentences=1, deeds=3),
    _Cut(sentences=0, deeds=3),
    _Cut(sentences=0, deeds=2),
    _Cut(sentences=0, deeds=1),
)


def led_seconds(pages: int) -> float:
    """Give how long each page stands: long enough to be read, the round as short as it allows."""
    return max(LEAST_S, min(LONGEST_S, ROUND_S / max(1, pages)))


def led_alert_pages(alerts: Sequence[Alert], stage: Stage, measure: Measure) -> list[LedPage]:
    """Set alerts, in the order of their turns, in pages; `measure` gives widths in u."""
    return [
        page
        for place, alert in enumerate(alerts)
        for page in led_pages_of(alert, stage, measure, place, len(alerts))
    ]


def led_pages_of(
    alert: Alert, stage: Stage, measure: Measure, place: int, count: int
) -> list[LedPage]:
    """Set the alert whose turn is `place`, from 0, of `count`.

    Its pages have the most words that leave the other alerts their time.
    """
    nth = f"{place + 1}/{count}" if count > 1 else ""
    written = [info for info in alert.info if info.headline or info.description or info.instruction]
    pages: list[LedPage] = []
    for cut in _CUTS:
        pages = [
            page
            for info in written
            for page in _Setter(alert, info, stage, measure, cut).pages(nth)
        ]
        if len(pages) <= max(1, MOST_PAGES // count):
            break
    if count < CROWD or not pages:
        return pages
    first = pages[0]
    return [page for page in pages if (page.info, page.kind) == (first.info, first.kind)]


class _Setter:
    """Set one alert in one language."""

    def __init__(
        self, alert: Alert, info: AlertInfo, stage: Stage, measure: Measure, cut: _Cut
    ) -> None:
        self._alert, self._info, self._stage, self._cut = alert, info, stage, cut
        self._measure, self._words = measure, words_in(info.language)
        self._width = stage.width - 2 * EDGE * stage.em - (2 * FRAME_U if alert.is_drill else 0)
        is_topless = cut.is_dense and stage.shape.is_bare and not alert.is_drill
        self._top = None if is_topless else self._make_top()
        self._room = self._lines_below(self._top is not None)

    def pages(self, nth: str) -> Iterator[LedPage]:
        """Give the pages in their order."""
        top, most = self._top, self._room
        if top is None or not top.says_all:
            is_topped = self._alert.is_drill
            room = self._lines_below(is_topped)
            yield from self._pages("what", top if is_topped else None, self._title(room), nth)
        for kind, blocks in (("where", self._where()), ("deed", self._deeds())):
            yield from self._pages(kind, top, self._blocks(blocks, most), nth)
        yield from self._pages("end", top, self._set(self._end(), most), nth)

    def _pages(
        self, kind: str, top: Top | None, chunks: Iterable[Sequence[str]], nth: str
    ) -> Iterator[LedPage]:
        for lines in chunks:
            yield LedPage(self._alert, self._info, kind, top, tuple(lines), nth)

    def _lines_below(self, is_topped: bool) -> int:
        stage = self._stage
        pitch = stage.em * LED_PITCH
        high = stage.em * (LED_PITCH if stage.shape.is_bare else TOP) if is_topped else 0.0
        return max(1, int((stage.height - high) / pitch + 0.001))

    def _set(self, text: str, most: int) -> list[list[str]]:
        return chunked(break_evenly(text, self._width, self._stage.em, True, self._measure), most)

    def _blocks(self, texts: Sequence[str], most: int) -> Iterator[list[str]]:
        """Give each text on pages of its own; a dense alert fills a page with several."""
        kept: list[str] = []
        for chunk in (chunk for text in texts for chunk in self._set(text, most)):
            if kept and not (self._cut.is_dense and len(kept) + len(chunk) <= most):
                yield kept
                kept = []
            kept = [*kept, *chunk]
        if kept:
            yield kept

    def _where(self) -> list[str]:
        texts = [line for line in self._info.description.split("\n") if line]
        if self._cut.sentences is None:
            return texts
        return [first_sentence(text) for text in texts[: self._cut.sentences]]

    def _deeds(self) -> list[str]:
        texts = deed_texts(self._info.instruction)[: self._cut.deeds]
        return [f"{place}. {text}" for place, text in enumerate(texts, start=1)]

    def _end(self) -> str:
        alert, words = self._alert, self._words
        before = words.ends if alert.is_drill else words.till
        return f"{before} {until_text(alert.expires, None, self._info.language)}. {alert.sender}"

    def _title(self, most: int) -> list[list[str]]:
        """Give the headline with the level under it when both fit, else one after the other."""
        pages, level = self._set(self._info.headline, most), self._level()
        if not level:
            return pages
        if pages and len(pages[-1]) + len(level) <= most:
            return [*pages[:-1], [*pages[-1], *level]]
        return [*pages, level]

    def _level(self) -> list[str]:
        alert, words = self._alert, self._words
        if not has_level(alert):
            return []
        text = f"{words.level} {alert.risk_level}"
        if alert.is_drill:
            text = f"{words.supposed_level}: {words.level_of} {alert.risk_level}"
        return self._set(text, 9)[0]

    def _make_top(self) -> Top:
        """Give what stays above; a drill says so there instead."""
        alert, words, stage = self._alert, self._words, self._stage
        if alert.is_drill:
            return Top(words.drill)
        symbol = 0.0 if stage.shape.is_bare else SYMBOL * stage.em
        room = stage.width - 2 * EDGE * stage.em - symbol
        local = alert.event.upper() if language_of(self._info.language) == "vi" else words.urgent
        choices = (self._info.headline, local, words.urgent, words.short)
        text = next((one for one in choices if self._size(one) <= room), words.short)
        level = f"{words.level} {alert.risk_level}" if has_level(alert) else ""
        both = level and self._size(f"{text}  {level}") + LEVEL_GAP * stage.em <= room
        is_whole = text == self._info.headline
        return Top(text, level if both else "", is_whole and (not level or bool(both)))

    def _size(self, text: str) -> float:
        return self._measure(text, self._stage.em, True)
