"""One alert page on a picture with room for all: what, where, do now, until when, who says so."""

from datetime import datetime

from content.alert_sheet import (
    DEED_INDENT_EM,
    DEED_INDENT_U,
    DEED_PITCH,
    DEED_RULE_U,
    WHAT_PITCH,
    WHERE_PITCH,
    WIDE_DO_U,
    SheetPage,
    sender_lines,
)
from content.alert_words import colour_level, has_level, is_safe, until_text, words_in
from content.drawing_canvas import Box, Canvas
from content.drawing_frame import draw_drill_frame
from content.drawing_symbol import alert_sign
from content.fitting import one_line
from content.layout import Shape
from content.palette import (
    ALERTS,
    DRILL,
    DRILL_SURFACE,
    DRILL_TOP,
    INK,
    WHITE,
    AlertColours,
)
from content.schedule import TIMEZONE
from content.stage import Stage

DRILL_COLOURS = AlertColours(DRILL_SURFACE, INK, DRILL_TOP, DRILL)
_RULE = "#C9C9C9"
_SAY_RISE_U = 1.2
_SAY_CLOSE_U = 0.6
_WHO_EM, _WHO_WIDTH_U = 4.7, 92.0


def draw_alert_sheet(canvas: Canvas, stage: Stage, page: SheetPage, at: datetime) -> None:
    """Draw the whole picture; a drill in its frame."""
    box = (0.0, 0.0, stage.width, stage.height)
    if page.alert.is_drill:
        box = draw_drill_frame(canvas, stage, words_in(page.info.language))
    _Sheet(canvas, stage, page, at, box).draw()


class _Sheet:
    def __init__(
        self, canvas: Canvas, stage: Stage, page: SheetPage, at: datetime, box: Box
    ) -> None:
        self._canvas, self._page, self._at = canvas, page, at
        self._left, self._top, self._right, self._bottom = box
        self._is_drill = page.alert.is_drill
        self._is_upright = stage.shape is Shape.PORTRAIT
        self._is_wide = stage.shape is Shape.WIDE
        self._words = words_in(page.info.language)
        self._colours = DRILL_COLOURS if self._is_drill else ALERTS[colour_level(page.alert)]

    def draw(self) -> None:
        box = (self._left, self._top, self._right, self._bottom)
        self._canvas.fill(box, self._colours.ground)
        below = self._bar()
        foot = self._bottom - self._end_u
        self._end(foot)
        deeds = self._page.deeds
        if self._is_wide:
            middle = self._right - 5 - WIDE_DO_U
            self._hero(self._left + 5, below, middle - 5, foot)
            self._do((middle, below + 1.6, self._right - 5, foot))
            return
        top = foot - deeds.height
        self._hero(self._left + 5, below, self._right - 5, top)
        self._do((self._left + 5, top, self._right - 5, foot))

    @property
    def _end_u(self) -> float:
        if self._is_upright:
            return 19.0 if self._is_drill else 25.0
        return 11.0 if self._is_drill else 15.0

    def _bar(self) -> float:
        canvas, words, page = self._canvas, self._words, self._page
        em, clock_em = (4.6, 5.6) if self._is_drill else (5.4, 7.0)
        high = 7.6 if self._is_drill else 10.6
        if self._is_upright:
            high = 10.0 if self._is_drill else 13.0
        canvas.fill((self._left, self._top, self._right, self._top + high), self._colours.deep)
        said = words.safe if is_safe(page.alert) else words.urgent
        if self._is_drill:
            said = words.supposed
        if page.nth:
            said = f"{said}  {page.nth}"
        clock = f"{self._at.astimezone(TIMEZONE):%H:%M}"
        right = self._right - 5
        width = right - self._left - 10 - canvas.width(clock, clock_em, bold=True)
        said = one_line(said, width, lambda text: canvas.width(text, em, bold=True))
        place = (self._left + 5, self._top)
        canvas.line(place, said, em, pitch=high / em, bold=True, colour=WHITE)
        place, pitch = (right, self._top), high / clock_em
        canvas.line(place, clock, clock_em, pitch=pitch, bold=True, colour=WHITE, align="r")
        return self._top + high

    def _hero(self, left: float, top: float, right: float, bottom: float) -> None:
        """Draw sign, words and level side by side; upright, the words under the other two."""
        side = 24.0 if self._is_drill else 31.0
        page, middle = self._page, (top + bottom) / 2
        words_u = page.what.height + page.where.height + 1.8
        if self._is_upright:
            y = middle - (side + 2 + words_u) / 2
            alert_sign(self._canvas, (left, y), side, is_safe=is_safe(page.alert))
            if has_level(page.alert):
                self._level((left + side + 4, y, left + side + 31, y + side))
            self._say(left, y + side + 2)
            return
        place = (left, middle - side / 2)
        alert_sign(self._canvas, place, side, is_safe=is_safe(page.alert))
        self._say(left + side + 4.4, middle - words_u / 2)
        if has_level(page.alert):
            wide, high = (25.0, 20.0) if self._is_drill else (27.0, 28.0 if page.is_tight else 38.0)
            high = min(high, bottom - top - 1)
            self._level((right - wide, middle - high / 2, right, middle + high / 2))

    def _say(self, x: float, y: float) -> None:
        canvas, page, ink = self._canvas, self._page, self._colours.ink
        what, where = page.what, page.where
        y = canvas.lines(
            (x, y - _SAY_RISE_U), what.lines, what.em, pitch=WHAT_PITCH, bold=True, colour=ink
        )
        canvas.lines((x, y - _SAY_CLOSE_U), where.lines, where.em, pitch=WHERE_PITCH, colour=ink)

    def _level(self, box: Box) -> None:
        """Draw the level: the word, the number, and five steps filled up to it."""
        canvas, words, level = self._canvas, self._words, self._page.alert.risk_level or 0
        left, top, right, bottom = box
        canvas.fill(box, INK if self._is_drill else WHITE)
        if self._is_drill:
            canvas.fill((left + 0.5, top + 0.5, right - 0.5, bottom - 0.5), WHITE)
        middle, high = (left + right) / 2, bottom - top
        name = words.supposed_level if self._is_drill else words.level
        value = f"{words.level_of} {level}" if self._is_drill else str(level)
        name_em = min(4.2 if self._is_drill else 6.4, high * 0.2)
        value_em = min(7.2 if self._is_drill else 22.0, high * (0.34 if self._is_drill else 0.54))
        y = canvas.line((middle, top + 0.6), name, name_em, pitch=1.3, bold=True, align="m")
        accent = INK if self._is_drill else self._colours.accent
        pitch = 1.2 if self._is_drill else 0.98
        canvas.line((middle, y), value, value_em, pitch=pitch, bold=True, colour=accent, align="m")
        step, most = (right - left - 6.8) / 5, high * 0.12
        for place in range(5):
            x = left + 2 + place * (step + 0.7)
            foot = bottom - 1.4
            tall = most * (0.36 + 0.16 * place)
            canvas.fill((x, foot - tall, x + step, foot), INK)
            if place >= level:
                canvas.fill((x + 0.35, foot - tall + 0.35, x + step - 0.35, foot - 0.35), WHITE)

    def _do(self, box: Box) -> None:
        deeds = self._page.deeds
        if not deeds.rows:
            return
        canvas, words, alert = self._canvas, self._words, self._page.alert
        left, top, right, bottom = box
        canvas.fill(box, WHITE)
        label = words.now
        if self._is_drill:
            label = words.practise
        elif is_safe(alert):
            label = words.remember
        ground = DRILL if self._is_drill else "#101114"
        lines_u = sum(len(row.lines) for row in deeds.rows) * deeds.em * DEED_PITCH
        if self._is_upright or self._is_wide:
            high = max(8.0, bottom - top - lines_u - 2.0) if self._is_upright else 13.0
            canvas.fill((left, top, right, top + high), ground)
            em = min(7.6, high / 1.35)
            place = (left + 3.4, top)
            canvas.line(place, " ".join(label), em, pitch=high / em, bold=True, colour=WHITE)
            self._deeds(left + 3.4, top + high, right - 3.4, bottom)
            return
        wide = 27.0 if self._is_drill else 31.0
        canvas.fill((left, top, left + wide, bottom), ground)
        widest = max(canvas.width(word, 1, bold=True) for word in label)
        em = min(8.8, (wide - 4) / widest, (bottom - top - 2) / (len(label) * 1.3))
        y = (top + bottom - len(label) * em * 1.3) / 2
        for word in label:
            place = (left + wide / 2, y)
            y = canvas.line(place, word, em, pitch=1.3, bold=True, colour=WHITE, align="m")
        self._deeds(left + wide + 3.4, top, right - 3.4, bottom)

    def _deeds(self, left: float, top: float, right: float, bottom: float) -> None:
        canvas, deeds = self._canvas, self._page.deeds
        em = deeds.em
        lines = sum(len(row.lines) for row in deeds.rows)
        high = lines * em * DEED_PITCH + (len(deeds.rows) - 1) * DEED_RULE_U
        y = top + (bottom - top - high) / 2
        indent = DEED_INDENT_EM * em + DEED_INDENT_U
        for place, row in enumerate(deeds.rows):
            if place:
                canvas.fill((left, y, right, y + DEED_RULE_U), _RULE)
                y += DEED_RULE_U
            number, accent = str(row.number), self._colours.accent
            canvas.line((left, y), number, em, pitch=DEED_PITCH, bold=True, colour=accent)
            y = canvas.lines((left + indent, y), row.lines, em, pitch=DEED_PITCH, bold=True)

    def _end(self, top: float) -> None:
        canvas, alert, words, ink = (
            self._canvas, self._page.alert, self._words, self._colours.ink,
        )  # fmt: skip
        till_em, who_em = (4.6, 4.2) if self._is_drill else (5.4, _WHO_EM)
        till = words.ends if self._is_drill else words.till
        till = f"{till} {until_text(alert.expires, self._at, self._page.info.language)}"
        left, right = self._left + 5, self._right - 5
        width = right - left if self._is_upright else _WHO_WIDTH_U
        if not self._is_upright:
            width = min(width, right - left - canvas.width(till, till_em, bold=True) - 4)
        who = sender_lines(
            alert.sender, width, who_em, lambda text, em, bold: canvas.width(text, em, bold=bold)
        )
        if self._is_upright:
            y = canvas.line((left, top + 1), till, till_em, pitch=1.32, bold=True, colour=ink)
            canvas.lines((left, y + 1), who, who_em, pitch=1.27, bold=True, colour=ink)
            return
        high = self._end_u - (0.0 if self._is_drill else 2.2)
        canvas.line((left, top), till, till_em, pitch=high / till_em, bold=True, colour=ink)
        y = top + (high - len(who) * who_em * 1.27) / 2
        for line in who:
            y = canvas.line((right, y), line, who_em, pitch=1.27, bold=True, colour=ink, align="r")
