"""A page as a Pillow image, fonts handed in: for previews and panels without a browser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from PIL import Image

from content.category import CategoryKey
from content.drawing_blocks import draw_blocks
from content.drawing_canvas import Canvas, Face
from content.instant import parse_instant
from content.layout import PORTRAIT_PICTURE_U, SECOND, TITLE, TITLE_PITCH, Shape, Template
from content.lunar import lunar_date
from content.palette import (
    BANDS,
    FOOT,
    GOLD,
    GOLD_INK,
    HAIR,
    INK_2,
    LACQUER,
    SURFACE,
    TRUE,
    WHITE,
)
from content.schedule import TIMEZONE
from content.text import break_lines

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_THIRD = 0.40


@dataclass(frozen=True, slots=True)
class PageView:
    """Hold what is to be drawn: an item's page (None: the slate) on a board at an instant.

    `item`, `layout` and `header` are as on the wire; `ticker` is the line in the foot.
    """

    at: datetime
    header: Mapping[str, Any]
    layout: Mapping[str, Any]
    item: Mapping[str, Any] | None = None
    page: int = 0
    ticker: str | None = None
    code: Sequence[Sequence[bool]] = field(default=())
    picture: Image.Image | None = None


def draw_page(view: PageView, width_px: int, face: Face) -> Image.Image:
    """Draw the whole picture of a board, `width_px` wide."""
    portrait = view.layout["shape"] == Shape.PORTRAIT
    width_u, height_u = (108, 192) if portrait else (192, 108)
    canvas = Canvas(width_u, height_u, width_px / width_u, face)
    canvas.fill((0, 0, width_u, height_u), SURFACE if view.item else LACQUER)
    if view.item is None:
        _slate(canvas, view, width_u, height_u)
        return canvas.image
    if portrait:
        _Portrait(canvas, view).draw()
    else:
        _Landscape(canvas, view).draw()
    return canvas.image


_WITH_PICTURE = (Template.PHOTO, Template.DOCUMENT, Template.FILM)


class _Sheet:
    """What both shapes share: the page's parts and the item's words."""

    def __init__(self, canvas: Canvas, view: PageView) -> None:
        assert view.item is not None
        self.canvas, self.view, self.item = canvas, view, view.item
        self.page: Mapping[str, Any] = view.item["pages"][view.page]
        self.em = float(view.layout["em_u"])
        self.word, self.deep, self.tint = BANDS[CategoryKey(view.item["category"])]
        self.is_photo = self.page["template"] in _WITH_PICTURE

    @property
    def count(self) -> str:
        """Give the page counter; nothing for a single page."""
        pages = len(self.item["pages"])
        return f"{self.view.page + 1}/{pages}" if pages > 1 else ""

    def text(self, x: float, y: float, right: float, bottom: float) -> None:
        """Draw label, title and blocks, and the source line at the bottom."""
        canvas, em = self.canvas, self.em
        if self.page["template"] == Template.CORRECTION:
            canvas.fill((x, y, x + em * 2.7, y + em * 0.9), TRUE)
            place = (x + 1.6, y + 0.6)
            canvas.line(place, "Sự thật", em * 0.56, pitch=1.2, bold=True, colour=WHITE)
            y += em * 0.9 + 1.2
        y = canvas.lines((x, y), self.page["title"], em * TITLE, pitch=TITLE_PITCH, bold=True)
        foot = bottom - self.foot_u
        draw_blocks(canvas, self.page["blocks"], (x, y + 2, right, foot), em)
        canvas.fill((x, foot, right, foot + 0.3), HAIR)
        self.source(x, foot + 1.9, right)

    @property
    def is_one_line(self) -> bool:
        """Tell whether issuer and date share a line."""
        wide = bool(self.view.layout["shape"] == Shape.LANDSCAPE)
        return wide and self.page["template"] == Template.MARKET

    @property
    def foot_u(self) -> float:
        """Give the height of the source line with its rule."""
        lines = 1 if self.is_one_line else 2
        return 1.9 + lines * self.em * SECOND * 1.35

    def source(self, x: float, y: float, right: float) -> None:
        """Draw issuer and date, and until when it is posted."""
        canvas, small = self.canvas, self.em * SECOND
        source = self.item["source"]
        named = f"Nguồn: {source}" if source else self.item["issuer"]
        below = canvas.line((x, y), named, small, bold=True)
        dated = self.item["reference"] or f"Đăng ngày {_day(self.item['posted_at'])}"
        if self.is_one_line:
            canvas.line((right, y), dated, small, colour=INK_2, align="r")
            return
        canvas.line((x, below), dated, small, colour=INK_2)
        if self.item["until"] and not self.is_photo:
            last = _day(self.item["until"], timedelta(seconds=1))
            canvas.line((right, y), "Niêm yết đến", small, colour=INK_2, align="r")
            canvas.line((right, below), last, small, bold=True, align="r")

    def foot(self, width_u: float, height_u: float, high: float) -> None:
        """Draw the ticker's band."""
        canvas, top = self.canvas, height_u - high
        canvas.fill((0, top, width_u, height_u), FOOT)
        y = top + (high - 6.4) / 2
        canvas.line((4, y), "Tin ưu tiên", 4.75, bold=True, colour=GOLD_INK)
        if self.view.ticker:
            canvas.line((44, y), self.view.ticker, 4.75, colour=WHITE)

    def photo(self, box: tuple[float, float, float, float]) -> None:
        """Draw the picture with its credit, or its tint when it is not there."""
        self.canvas.fill(box, self.tint)
        picture = self.page["picture"]
        if self.view.picture is not None and picture is not None:
            self.canvas.picture(box, self.view.picture, picture["focus"])
        credit = picture and picture["credit"]
        if credit:
            small = self.em * _THIRD
            wide = self.canvas.width(credit, small) + 4
            top = box[3] - small * 1.35 - 1.6
            self.canvas.fill((box[0], top, box[0] + wide, box[3]), INK_2)
            self.canvas.line((box[0] + 2, top + 0.8), credit, small, colour=WHITE)


class _Landscape(_Sheet):
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
            self._rail()
            self.text(44, 15.8, 185.6, bottom - 2.6)
        self.foot(192, 108, 9.6)

    def _rail(self) -> None:
        canvas, third = self.canvas, self.em * _THIRD
        words = break_lines(self.word, 30, lambda text: canvas.width(text, 5.5, bold=True))
        y = canvas.lines((4, 16.6), words, 5.5, pitch=1.25, bold=True, colour=WHITE)
        canvas.line((4, y + 1.6), self.count, 5.4, bold=True, colour=WHITE)
        canvas.code((4, 59.4, 29, 84.4), self.view.code)
        said = ("Quét mã để đọc", "toàn văn")
        canvas.lines((4, 85.6), said, third, pitch=1.28, colour=WHITE)


class _Portrait(_Sheet):
    def draw(self) -> None:
        canvas = self.canvas
        canvas.fill((0, 0, 108, 23.5), LACQUER)
        canvas.fill((0, 23.5, 108, 24), GOLD)
        at = self.view.at.astimezone(TIMEZONE)
        y = canvas.line((5, 1.5), str(self.view.header["title"]), 7.6, bold=True, colour=WHITE)
        y = canvas.line((5, y), _date(at), 4.2, colour=WHITE)
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
    canvas.line((156, 0.9), _date(at), 4.0, pitch=1.26, colour=WHITE, align="r")
    lunar = f"Âm lịch {lunar_date(at.date())}"
    canvas.line((156, 6), lunar, 3.7, pitch=1.26, colour=GOLD_INK, align="r")
    canvas.line((188, 1.2), f"{at:%H:%M}", 9.4, pitch=1.0, bold=True, colour=WHITE, align="r")


def _slate(canvas: Canvas, view: PageView, width_u: float, height_u: float) -> None:
    x, y, at = width_u / 2, height_u / 2 - 34, view.at.astimezone(TIMEZONE)
    parent = str(view.header.get("parent", ""))
    y = canvas.line((x, y), str(view.header["title"]), 10.4, bold=True, colour=WHITE, align="m")
    y = canvas.line((x, y), parent, 4.8, colour=GOLD_INK, align="m")
    y = canvas.line((x, y), f"{at:%H:%M}", 22, pitch=1.2, bold=True, colour=WHITE, align="m")
    y = canvas.line((x, y), _date(at), 6.2, colour=WHITE, align="m")
    canvas.line((x, y), f"Âm lịch {lunar_date(at.date())}", 4.8, colour=GOLD_INK, align="m")


def _date(at: datetime) -> str:
    return f"{WEEKDAYS[at.weekday()]}, {at:%d/%m/%Y}"


def _day(instant: str, earlier: timedelta = timedelta(0)) -> str:
    return f"{(parse_instant(instant) - earlier).astimezone(TIMEZONE):%d/%m/%Y}"
