"""An alert as a Pillow image at the panel's own size: LED pictures here, larger ones beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from content.alert import Alert
from content.alert_led import EDGE, FRAME_U, TOP, LedPage, led_pages_of, led_seconds
from content.alert_plain import PlainPage, plain_text
from content.alert_sheet import SheetPage, sheet_seconds, sheets_of
from content.alert_words import colour_level, is_safe
from content.drawing_canvas import Canvas, Face, measure_by
from content.drawing_sheet import draw_alert_sheet
from content.drawing_symbol import alert_sign
from content.layout import LED_PITCH
from content.palette import ALERTS, DRILL, DRILL_SURFACE, INK, WHITE, AlertColours
from content.stage import Stage

AlertPage = LedPage | SheetPage | PlainPage


@dataclass(frozen=True, slots=True)
class AlertRound:
    """Hold the pages of all alerts that take turns, and how long each stands."""

    pages: tuple[AlertPage, ...]
    seconds: float

    def page_after(self, elapsed_s: float) -> AlertPage | None:
        """Give the page whose turn it is so long after the alerts came; None without words."""
        if not self.pages:
            return None
        return self.pages[math.floor(max(0.0, elapsed_s) / self.seconds) % len(self.pages)]


def alert_round(alerts: Sequence[Alert], stage: Stage, face: Face) -> AlertRound:
    """Set alerts, in the order of their turns, in pages."""
    return round_of(
        [
            page
            for place, alert in enumerate(alerts)
            for page in alert_pages(alert, stage, face, place, len(alerts))
        ],
        stage,
    )


def alert_pages(
    alert: Alert, stage: Stage, face: Face, place: int, count: int
) -> Sequence[AlertPage]:
    """Set the alert whose turn is `place`, from 0, of `count`.

    Raises: whatever a text that the type cannot set causes.
    """
    measure = measure_by(face)
    if stage.shape.is_led:
        return led_pages_of(alert, stage, measure, place, count)
    return sheets_of(alert, stage, measure, place, count)


def round_of(pages: Sequence[AlertPage], stage: Stage) -> AlertRound:
    """Let pages take turns."""
    seconds = led_seconds if stage.shape.is_led else sheet_seconds
    return AlertRound(tuple(pages), seconds(len(pages)))


def draw_alert(page: AlertPage, stage: Stage, at: datetime, face: Face) -> Image.Image:
    """Draw one page, the whole picture."""
    canvas = Canvas(stage.width, stage.height, stage.px, face)
    if isinstance(page, PlainPage):
        _draw_plain(canvas, stage, page.alert)
    elif isinstance(page, SheetPage):
        draw_alert_sheet(canvas, stage, page, at)
    else:
        _Led(canvas, stage, page).draw()
    return canvas.image


def _draw_plain(canvas: Canvas, stage: Stage, alert: Alert) -> None:
    """Draw event and level in the middle, a drill in its frame."""
    colours = DRILL_COLOURS if alert.is_drill else ALERTS[colour_level(alert)]
    canvas.fill((0, 0, stage.width, stage.height), colours.ground)
    text = plain_text(alert, stage, lambda line, em, bold: canvas.width(line, em, bold=bold))
    y = max(0.0, (stage.height - len(text.lines) * text.em * LED_PITCH) / 2)
    for line in text.lines:
        x = (stage.width - canvas.width(line, text.em, bold=True)) / 2
        y = canvas.line((x, y), line, text.em, pitch=LED_PITCH, bold=True, colour=colours.ink)
    if alert.is_drill:
        for left in (0.0, stage.width - FRAME_U):
            canvas.fill((left, 0, left + FRAME_U, stage.height), DRILL)


class _Led:
    """The bar above, the words below it: what to do is black on white."""

    def __init__(self, canvas: Canvas, stage: Stage, page: LedPage) -> None:
        self._canvas, self._stage, self._page = canvas, stage, page
        self._em = math.floor(stage.em * stage.px + 1e-2) / stage.px
        line_px = math.floor(stage.em * LED_PITCH * stage.px + 1e-2)
        self._pitch = line_px / stage.px / self._em
        self._is_drill = page.alert.is_drill
        self._colours = DRILL_COLOURS if self._is_drill else ALERTS[colour_level(page.alert)]

    def draw(self) -> None:
        canvas, stage, page = self._canvas, self._stage, self._page
        canvas.fill((0, 0, stage.width, stage.height), self._colours.ground)
        top = self._bar() if page.top is not None else 0.0
        ink = self._colours.ink
        if page.kind == "deed":
            canvas.fill((0, top, stage.width, stage.height), WHITE)
            ink = INK
        high = len(page.lines) * self._em * self._pitch
        y = _whole(canvas, top + max(0.0, (stage.height - top - high) / 2))
        x = EDGE * self._em + (FRAME_U if self._is_drill else 0.0)
        canvas.lines((x, y), page.lines, self._em, pitch=self._pitch, bold=True, colour=ink)
        if self._is_drill:
            self._frame(top)

    def _frame(self, top: float) -> None:
        canvas, stage = self._canvas, self._stage
        canvas.fill((0, top, FRAME_U, stage.height), DRILL)
        canvas.fill((stage.width - FRAME_U, top, stage.width, stage.height), DRILL)

    def _bar(self) -> float:
        """Draw the bar above; give the y below it."""
        canvas, stage, em, top = self._canvas, self._stage, self._em, self._page.top
        assert top is not None
        one = 1 / stage.px
        is_bare = stage.shape.is_bare
        high = em * self._pitch + one if is_bare else _whole(canvas, em * TOP)
        canvas.fill((0, 0, stage.width, high), self._colours.deep)
        x = EDGE * em
        if not is_bare:
            side = em * 1.25
            place = (x, (high - side) / 2)
            alert_sign(canvas, place, side, is_safe=is_safe(self._page.alert))
            x += em * 1.6
        y, pitch = (one, self._pitch) if is_bare else (0.0, high / em)
        canvas.line((x, y), top.text, em, pitch=pitch, bold=True, colour=WHITE)
        said = top.level or self._page.nth
        right = stage.width - EDGE * em
        if said:
            left = right - canvas.width(said, em, bold=True) - 2 * EDGE * em
            canvas.fill((left, (high - em * 1.2) / 2, right, (high + em * 1.2) / 2), WHITE)
            place = (right - EDGE * em, y)
            canvas.line(place, said, em, pitch=pitch, bold=True, colour=INK, align="r")
        return high


DRILL_COLOURS = AlertColours(DRILL_SURFACE, INK, DRILL, DRILL)


def _whole(canvas: Canvas, y: float) -> float:
    return math.floor(y * canvas.px + 1e-2) / canvas.px
