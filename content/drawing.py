"""A page as a Pillow image, fonts handed in: for previews and panels without a browser."""

from PIL import Image

from content.alert_fit import break_evenly
from content.drawing_canvas import Canvas, Face, measure_by
from content.drawing_led import draw_led
from content.drawing_page import PageView, Sheet, date_of
from content.drawing_wide import draw_wide
from content.layout import PORTRAIT_PICTURE_U, Shape
from content.lunar import lunar_date
from content.palette import GOLD, GOLD_INK, LACQUER, SURFACE, WHITE
from content.schedule import TIMEZONE
from content.stage import Stage, stage_of, usual_size_px

__all__ = ["PageView", "draw_page"]


def draw_page(
    view: PageView, width_px: int, face: Face, height_px: int | None = None
) -> Image.Image:
    """Draw the whole picture of a board; without a height in its shape's usual proportions."""
    shape = Shape(view.layout["shape"])
    size_px = (width_px, height_px) if height_px else usual_size_px(shape, width_px)
    if shape.is_led:
        return draw_led(view, size_px, face)
    stage = stage_of(size_px, view.layout)
    canvas = Canvas(stage.width, stage.height, stage.px, face)
    is_slate = view.item is None or bool(view.told)
    canvas.fill((0, 0, stage.width, stage.height), LACQUER if is_slate else SURFACE)
    if is_slate:
        _slate(canvas, view, stage, face)
    elif shape is Shape.PORTRAIT:
        _Portrait(canvas, view).draw()
    elif shape is Shape.WIDE:
        draw_wide(canvas, view)
    else:
        _Landscape(canvas, view).draw()
    return canvas.image


class _Landscape(Sheet):
    def draw(self) -> None:
        canvas = self.canvas
        width, height = canvas.size_u
        bottom = height - 9.6
        _head(canvas, self.view)
        if self.is_photo:
            self.photo((0, 12.4, 82, bottom))
            canvas.fill((82, 12.4, width, 22.8), self.deep)
            canvas.line((87, 14.4), self.word, 5.4, pitch=1.2, bold=True, colour=WHITE)
            canvas.line((187, 14.4), self.count, 5.4, pitch=1.2, bold=True, colour=WHITE, align="r")
            self.text(87, 25.8, 187, bottom - 2.6)
            canvas.code((171.5, bottom - 18.4, 187, bottom - 2.9), self.view.code)
        else:
            canvas.fill((0, 12.4, 38, bottom), self.deep)
            self.rail(38, bottom - 39)
            self.text(44, 15.8, 185.6, bottom - 2.6)
        self.foot(width, height, 9.6)


class _Portrait(Sheet):
    def draw(self) -> None:
        canvas = self.canvas
        height = canvas.size_u[1]
        bottom = height - 38.4
        canvas.fill((0, 0, 108, 23.5), LACQUER)
        canvas.fill((0, 23.5, 108, 24), GOLD)
        at = self.view.at.astimezone(TIMEZONE)
        y = canvas.line((5, 1.5), str(self.view.header["title"]), 7.6, bold=True, colour=WHITE)
        y = canvas.line((5, y), date_of(at), 4.2, colour=WHITE)
        canvas.line((5, y), f"Âm lịch {lunar_date(at.date())}", 4.0, colour=GOLD_INK)
        canvas.line((103, 4), f"{at:%H:%M}", 12, bold=True, colour=WHITE, align="r")
        canvas.fill((0, 24, 108, 36.6), self.deep)
        canvas.line((5, 26), self.word, 6.4, bold=True, colour=WHITE)
        canvas.line((103, 26), self.count, 6.4, bold=True, colour=WHITE, align="r")
        top = 41.6
        if self.is_photo:
            self.photo((0, 36.6, 108, 36.6 + PORTRAIT_PICTURE_U))
            top = 36.6 + PORTRAIT_PICTURE_U + 3
        self.text(5, top, 103, bottom - 3)
        canvas.fill((0, bottom, 108, height - 10), self.tint)
        canvas.code((5, bottom + 2.7, 28, bottom + 25.7), self.view.code)
        canvas.lines(
            (32, bottom + 7.4), ("Quét mã để đọc toàn văn", "trên điện thoại."), 4.8, pitch=1.38
        )
        self.foot(108, height, 10)


def _head(canvas: Canvas, view: PageView) -> None:
    canvas.fill((0, 0, 192, 11.9), LACQUER)
    canvas.fill((0, 11.9, 192, 12.4), GOLD)
    title, at = str(view.header["title"]), view.at.astimezone(TIMEZONE)
    canvas.line((4, 2), title, 6.2, bold=True, colour=WHITE)
    parent = str(view.header.get("parent", ""))
    canvas.line((6 + canvas.width(title, 6.2, bold=True), 3.2), parent, 4.4, colour=GOLD_INK)
    canvas.line((156, 0.9), date_of(at), 4.0, pitch=1.26, colour=WHITE, align="r")
    lunar = f"Âm lịch {lunar_date(at.date())}"
    canvas.line((156, 6), lunar, 3.7, pitch=1.26, colour=GOLD_INK, align="r")
    canvas.line((188, 1.2), f"{at:%H:%M}", 9.4, pitch=1.0, bold=True, colour=WHITE, align="r")


def _slate(canvas: Canvas, view: PageView, stage: Stage, face: Face) -> None:
    """Draw name, clock and dates; the stop slate says its own words above them."""
    at = view.at.astimezone(TIMEZONE)
    said = _said(view.told, stage, face)
    x, y = stage.width / 2, stage.height / 2 - 34 - len(said) * 5.4
    parent = str(view.header.get("parent", ""))
    title = str(view.header.get("title", ""))
    y = canvas.line((x, y), title, 10.4, bold=True, colour=WHITE, align="m")
    y = canvas.line((x, y), parent, 4.8, colour=GOLD_INK, align="m")
    for line in said:
        y = canvas.line((x, y), line, 7.6, bold=True, colour=WHITE, align="m")
    y = canvas.line((x, y), f"{at:%H:%M}", 22, pitch=1.2, bold=True, colour=WHITE, align="m")
    y = canvas.line((x, y), date_of(at), 6.2, colour=WHITE, align="m")
    canvas.line((x, y), f"Âm lịch {lunar_date(at.date())}", 4.8, colour=GOLD_INK, align="m")


def _said(told: str, stage: Stage, face: Face) -> list[str]:
    paragraphs = [line for line in told.split("\n") if line.strip()]
    width = stage.width - 16
    return [
        line
        for text in paragraphs
        for line in break_evenly(text, width, 7.6, True, measure_by(face))
    ]
