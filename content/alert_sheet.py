"""An alert's pages on pictures with room for all of it at once, type as large as fits.

Languages in turn, three deeds a page at most. The same pages as the page's alert/pages.js makes;
lengths in u, `measure` gives widths in u.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from content.alert import Alert
from content.alert_fit import break_evenly, fits_by_word, parts
from content.alert_info import AlertInfo
from content.alert_words import deed_texts, has_level
from content.layout import Measure, Shape
from content.stage import Stage

LONGEST_ROUND_S, LONGEST_PAGE_S, LEAST_PAGE_S = 28.0, 10.0, 3.0
CROWD = 5
"""From so many alerts at once on, each has one page, so that all come round in time."""
WHAT_PITCH, WHERE_PITCH, DEED_PITCH = 1.35, 1.36, 1.37
WIDE_DO_U = 168.0
DEED_INDENT_U, DEED_INDENT_EM = 2.4, 0.75
DEED_RULE_U = 0.25
_WHAT_EMS = (15.4, 14.2, 13.0, 12.0, 11.0, 10.0, 8.8)
_TEXT_EMS = (8.8, 8.2, 7.6, 7.0, 6.4)
_SMALL_EMS = (5.8, 5.2, 4.8)
_MOST_DEEDS = 3
_WRAPPED_EM = 7.3
_TIGHT_ROOM_U = 38.0
_MOST_PARTS = 4
_BOLD_TIGHTER = 0.008
_PLACE = re.compile(r"^(.*\S)\s+((?:tỉnh|thành phố|huyện|thị xã|thị trấn|xã|phường|đặc khu)\s.*)$")


@dataclass(frozen=True, slots=True)
class SetText:
    """Hold lines set at an em, and their height."""

    em: float = 0.0
    lines: tuple[str, ...] = ()
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Deed:
    """Hold one thing to do."""

    number: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deeds:
    """Hold what is to be done that stands on one page, and the height of its box."""

    em: float = 0.0
    height: float = 0.0
    rows: tuple[Deed, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetPage:
    """Hold one page; `nth` tells which of several alerts it is of."""

    alert: Alert
    info: AlertInfo
    what: SetText
    where: SetText
    deeds: Deeds
    is_tight: bool
    nth: str = ""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Hold widths and heights of what an alert page holds."""

    say: float
    deed: float
    room: float
    do_extra: float
    scale: float
    is_beside: bool = False


def sheet_seconds(pages: int) -> float:
    """Give how long each page stands: each comes round twice a minute, up to nine of them.

    More are shown more seldom, for a page must stand long enough to be read.
    """
    return max(LEAST_PAGE_S, min(LONGEST_PAGE_S, LONGEST_ROUND_S / max(1, pages)))


def alert_sheets(alerts: Sequence[Alert], stage: Stage, measure: Measure) -> list[SheetPage]:
    """Set alerts, in the order of their turns, in pages."""
    return [
        page
        for place, alert in enumerate(alerts)
        for page in sheets_of(alert, stage, measure, place, len(alerts))
    ]


def sheets_of(
    alert: Alert, stage: Stage, measure: Measure, place: int, count: int
) -> list[SheetPage]:
    """Set the alert whose turn is `place`, from 0, of `count`."""

    def tighter(text: str, em: float, bold: bool) -> float:
        return measure(text, em, bold) - (_BOLD_TIGHTER * em * len(text) if bold else 0.0)

    nth = f"{place + 1}/{count}" if count > 1 else ""
    pages = [
        page
        for info in alert.info
        if info.headline or info.description or info.instruction
        for page in _Setter(boxes_of(stage, alert), tighter).pages(alert, info, nth)
    ]
    return pages if count < CROWD else pages[:1]


def boxes_of(stage: Stage, alert: Alert) -> Boxes:
    """Give the boxes of a picture for one alert."""
    drill = alert.is_drill
    scale = 0.84 if drill else 1.0
    inner = stage.width - (16 if drill else 0) - 10
    if stage.shape is Shape.PORTRAIT:
        fixed = 36 + 10 + 19 + 24 if drill else 13 + 25 + 31
        return Boxes(inner, inner - 6.8, stage.height - fixed - 18, 12 * scale, scale)
    room = stage.height - (22 + 7.6 + 11 if drill else 10.6 + 15) - 1.6
    if stage.shape is Shape.WIDE:
        say = inner - WIDE_DO_U - 5 - 35.4 - (31.4 if has_level(alert) else 0)
        return Boxes(say, WIDE_DO_U - 6.8, room, 16, scale, is_beside=True)
    symbol = (24 if drill else 31) + 4.4
    level = (25 if drill else 27) + 4.4 if has_level(alert) else 0
    label = 27 if drill else 31
    do_extra = 2.0 if drill else 1.2
    return Boxes(inner - symbol - level, inner - label - 6.8, room, do_extra, scale)


def sender_lines(sender: str, width: float, em: float, measure: Measure) -> list[str]:
    """Give who says so in one line or two, the place on a line of its own."""
    if measure(sender, em, True) <= width:
        return [sender]
    place = _PLACE.match(sender)
    if place and measure(place[1], em, True) <= width:
        return [place[1], place[2]]
    return break_evenly(sender, width, em, True, measure)[:2]


class _Setter:
    def __init__(self, boxes: Boxes, measure: Measure) -> None:
        self._boxes, self._measure = boxes, measure

    def pages(self, alert: Alert, info: AlertInfo, nth: str) -> Iterator[SheetPage]:
        boxes = self._boxes
        deeds = self._deed_chunks(info.instruction)
        most = max(chunk.height for chunk in deeds)
        room = boxes.room if boxes.is_beside else boxes.room - most
        told = self._tell(info, room)
        for index in range(max(len(deeds), len(told))):
            what, where = told[index % len(told)]
            chunk = deeds[index % len(deeds)]
            yield SheetPage(alert, info, what, where, chunk, room < _TIGHT_ROOM_U, nth)

    def _deed_chunks(self, instruction: str) -> list[Deeds]:
        texts, boxes, measure = deed_texts(instruction), self._boxes, self._measure
        if not texts:
            return [Deeds()]

        def width(em: float) -> float:
            return boxes.deed - DEED_INDENT_EM * em - DEED_INDENT_U

        ems = [em * boxes.scale for em in _TEXT_EMS[:4]]
        fitting = (em for em in ems if all(measure(one, em, True) <= width(em) for one in texts))
        one = next(fitting, None)
        em = one or _WRAPPED_EM * boxes.scale
        rows = [
            Deed(place, tuple(break_evenly(text, width(em), em, True, measure)))
            for place, text in enumerate(texts, start=1)
        ]
        most = _MOST_DEEDS if one else 6 if boxes.deed < 110 else 4
        return [
            Deeds(
                em,
                boxes.do_extra + _lines_of(chunk) * em * DEED_PITCH + len(chunk) * DEED_RULE_U,
                tuple(chunk),
            )
            for chunk in _chunked(rows, most)
        ]

    def _tell(self, info: AlertInfo, room: float) -> list[tuple[SetText, SetText]]:
        """Give what and where within the room: whole if it fits, else the where in parts."""
        description = info.description.strip()
        for count in range(1, _MOST_PARTS + 1):
            pieces = [description] if count == 1 else parts(description, count)
            smaller = {1: _SMALL_EMS[:1], _MOST_PARTS: _SMALL_EMS}.get(count, ())
            made = [self._set_both(info.headline, piece, room, smaller) for piece in pieces]
            whole = [both for both in made if both is not None]
            if len(whole) == len(made):
                return whole
        return [self._forced(info)]

    def _set_both(
        self, headline: str, piece: str, room: float, smaller: Sequence[float]
    ) -> tuple[SetText, SetText] | None:
        """Give the largest pair that fits; the where counts more than the last step of what."""
        scale = self._boxes.scale
        whats = [
            what
            for most in (1, 2)
            for em in _WHAT_EMS
            if (what := self._set_what(headline, em * scale, most)) is not None
        ]
        for em in (*_TEXT_EMS, *smaller):
            where = self._set_where(piece, em * scale)
            what = next((one for one in whats if one.height + where.height <= room), None)
            if what is not None:
                return what, where
        return None

    def _set_what(self, headline: str, em: float, most: int) -> SetText | None:
        say, measure = self._boxes.say, self._measure
        if not fits_by_word(headline, say, em, True, measure):
            return None
        lines = break_evenly(headline, say, em, True, measure)
        if len(lines) > most:
            return None
        return SetText(em, tuple(lines), len(lines) * em * WHAT_PITCH - 1.8)

    def _set_where(self, text: str, em: float) -> SetText:
        lines = [
            line
            for paragraph in text.split("\n")
            if paragraph
            for line in break_evenly(paragraph, self._boxes.say, em, False, self._measure)
        ]
        return SetText(em, tuple(lines), len(lines) * em * WHERE_PITCH)

    def _forced(self, info: AlertInfo) -> tuple[SetText, SetText]:
        """Set what is longer than an officer may enter: the smallest type, what fits of it."""
        say, measure, em = self._boxes.say, self._measure, _SMALL_EMS[-1]
        what = break_evenly(info.headline, say, 7.0, True, measure)[:2]
        where = break_evenly(info.description, say, em, False, measure)[:5]
        return SetText(7.0, tuple(what)), SetText(em, tuple(where))


def _lines_of(rows: Sequence[Deed]) -> int:
    return sum(len(row.lines) for row in rows)


def _chunked(rows: Sequence[Deed], most_lines: int) -> list[list[Deed]]:
    """Give even chunks of at most three deeds and so many lines."""
    chunks: list[list[Deed]] = []
    for row in rows:
        last = chunks[-1] if chunks else []
        if last and len(last) < _MOST_DEEDS and _lines_of(last) + len(row.lines) <= most_lines:
            last.append(row)
        else:
            chunks.append([row])
    if len(chunks) > 1 and len(chunks[-2]) == _MOST_DEEDS and len(chunks[-1]) == 1:
        chunks[-1].insert(0, chunks[-2].pop())
    return chunks
