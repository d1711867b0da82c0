"""The very wide picture: rail, picture and words, and a column with unit, clock and dates."""

from content.drawing_canvas import Canvas
from content.drawing_page import PageView, Sheet, date_of
from content.layout import WIDE_MAIN_U, WIDE_PICTURES_U, WIDE_RAIL_U, Template
from content.lunar import lunar_date
from content.palette import GOLD, GOLD_INK, LACQUER, WHITE
from content.schedule import TIMEZONE
from content.text import break_lines

_FOOT_U = 9.6


def draw_wide(canvas: Canvas, view: PageView) -> None:
    """Draw a page on a canvas of this shape."""
    sheet = Sheet(canvas, view)
    width, height = canvas.size_u
    bottom = height - _FOOT_U
    canvas.fill((0, 0, WIDE_RAIL_U, bottom), sheet.deep)
    sheet.rail(WIDE_RAIL_U, bottom - 37.4)
    left = WIDE_RAIL_U
    if sheet.is_photo:
        left += WIDE_PICTURES_U[Template(sheet.page["template"])]
        sheet.photo((WIDE_RAIL_U, 0, left, bottom))
    sheet.text(left + 6, 3.4, WIDE_MAIN_U - 6.4, bottom - 2.6)
    _column(canvas, view, bottom)
    sheet.foot(width, height, _FOOT_U)


def _column(canvas: Canvas, view: PageView, bottom: float) -> None:
    right = canvas.size_u[0]
    canvas.fill((WIDE_MAIN_U, 0, right, bottom), LACQUER)
    canvas.fill((WIDE_MAIN_U, 0, WIDE_MAIN_U + 0.5, bottom), GOLD)
    x, at = (WIDE_MAIN_U + right) / 2, view.at.astimezone(TIMEZONE)
    title = break_lines(
        str(view.header["title"]), 70, lambda text: canvas.width(text, 7, bold=True)
    )
    y = 20.0
    for line in title:
        y = canvas.line((x, y), line, 7, bold=True, colour=WHITE, align="m")
    parent = str(view.header.get("parent", ""))
    y = canvas.line((x, y), parent, 4.6, colour=GOLD_INK, align="m")
    y = canvas.line((x, y + 2), f"{at:%H:%M}", 22, pitch=1.1, bold=True, colour=WHITE, align="m")
    y = canvas.line((x, y + 1), date_of(at), 5, colour=WHITE, align="m")
    canvas.line((x, y), f"Âm lịch {lunar_date(at.date())}", 4.6, colour=GOLD_INK, align="m")
