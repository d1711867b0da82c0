"""A page as a Pillow image, fonts handed in: for previews and panels without a browser."""

from PIL import Image

from content.drawing_canvas import Canvas, Face
from content.drawing_led import draw_led
from content.drawing_page import PageView, Sheet, date_of
from content.drawing_wide import draw_wide
from content.layout import PORTRAIT_PICTURE_U, Shape
from content.lunar import lunar_date
from content.palette import GOLD, GOLD_INK, LACQUER, SURFACE, WHITE
from content.schedule import TIMEZONE

__all__ = ["PageView", "draw_page"]


def draw_page(view: PageView, width_px: int, face: Face) -> Image.Image:
    """Draw the whole picture of a board, `width_px` wide."""
    shape = Shape(view.layout["shape"])
    if shape.is_led:
        return draw_led(view, width_px, face)
    width_u, height_u = shape.canvas_u
    canvas = Canvas(width_u, height_u, width_px / width_u, face)
    canvas.fill((0, 0, width_u, height_u), SURFACE if view.item else LACQUER)
    if view.item is None:
        _slate(canvas, view, width_u, height_u)
    elif shape is Shape.PORTRAIT:
        _Portrait(canvas, view).draw()
    elif shape is Shape.WIDE:
        draw_wide(canvas, view)
    else:
        _Landscape(canvas, view).draw()
    return canvas.image


class _Landscape(Sheet):
    def draw(self) -> None:
        canvas, bottom = self.canvas, 108 - 9.6
        _head(canvas, self.view)
        if self.is_photo:
            self.photo((0, 12.4, 82, bottom))
            canvas.fill((82, 12.4, 192, 22.8), self.deep)
            canvas.line((87, 14.4), self.word, 5.4, pitch=1.2, bold=True, colour=WHITE)
            canvas.line((187, 14.4), self.count, 5.4, pitch=1.2, bold=True, colour=WHITE, align="r")
            self.text(87, 25.8, 187, bottom - 2.6)
            canvas.code((171.5, bottom - 18.4, 187, bottom - 2.9), self.view.code)
        else:
            canvas.fill((0, 12.4, 38, bottom), self.deep)
            self.rail(38, 59.4)
            self.text(44, 15.8, 185.6, bottom - 2.6)
        self.foot(192, 108, 9.6)


class _Portrait(Sheet):
    def draw(self) -> None:
        canvas = self.canvas
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
        self.text(5, top, 103, 153.6 - 3)
        canvas.fill((0, 153.6, 108, 182), self.tint)
        canvas.code((5, 156.3, 28, 179.3), self.view.code)
        canvas.lines((32, 161), ("Quét mã để đọc toàn văn", "trên điện thoại."), 4.8, pitch=1.38)
        self.foot(108, 192, 10)


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


def _slate(canvas: Canvas, view: PageView, width_u: float, height_u: float) -> None:
    x, y, at = width_u / 2, height_u / 2 - 34, view.at.astimezone(TIMEZONE)
    parent = str(view.header.get("parent", ""))
    y = canvas.line((x, y), str(view.header["title"]), 10.4, bold=True, colour=WHITE, align="m")
    y = canvas.line((x, y), parent, 4.8, colour=GOLD_INK, align="m")
    y = canvas.line((x, y), f"{at:%H:%M}", 22, pitch=1.2, bold=True, colour=WHITE, align="m")
    y = canvas.line((x, y), date_of(at), 6.2, colour=WHITE, align="m")
    canvas.line((x, y), f"Âm lịch {lunar_date(at.date())}", 4.8, colour=GOLD_INK, align="m")
