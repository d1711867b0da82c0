"""What every shape draws alike: the view, the words of a page, its source, foot and picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from PIL import Image

from content.category import CategoryKey
from content.drawing_blocks import draw_blocks
from content.drawing_canvas import Canvas
from content.instant import parse_instant
from content.layout import SECOND, TITLE, TITLE_PITCH, Shape, Template
from content.palette import BANDS, FOOT, GOLD_INK, HAIR, INK_2, TRUE, WHITE
from content.schedule import TIMEZONE
from content.text import break_lines

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
THIRD = 0.40


@dataclass(frozen=True, slots=True)
class PageView:
    """Hold what is to be drawn: an item's page (None: the slate) on a board at an instant.

    `item`, `layout` and `header` are as on the wire; `ticker` is the line in the foot,
    of a feed when it `is_headline`; `told` are the words of the stop slate, above all else.
    """

    at: datetime
    header: Mapping[str, Any]
    layout: Mapping[str, Any]
    item: Mapping[str, Any] | None = None
    page: int = 0
    ticker: str | None = None
    is_headline: bool = False
    code: Sequence[Sequence[bool]] = field(default=())
    picture: Image.Image | None = None
    told: str = ""


WITH_PICTURE = (Template.PHOTO, Template.DOCUMENT, Template.FILM)


class Sheet:
    """What the shapes share: the page's parts and the item's words."""

    def __init__(self, canvas: Canvas, view: PageView) -> None:
        """Take the item of the view, which is not the slate."""
        assert view.item is not None
        self.canvas, self.view, self.item = canvas, view, view.item
        self.page: Mapping[str, Any] = view.item["pages"][view.page]
        self.em = float(view.layout["em_u"])
        self.word, self.deep, self.tint = BANDS[CategoryKey(view.item["category"])]
        self.is_photo = self.page.get("template") in WITH_PICTURE

    @property
    def count(self) -> str:
        """Give the page counter; nothing for a single page."""
        pages = len(self.item["pages"])
        return f"{self.view.page + 1}/{pages}" if pages > 1 else ""

    def rail(self, width_u: float, code_y: float) -> None:
        """Draw category, counter and code into the rail at the left."""
        canvas = self.canvas
        words = break_lines(self.word, width_u - 8, lambda text: canvas.width(text, 5.5, bold=True))
        y = canvas.lines((4, code_y - 42.8), words, 5.5, pitch=1.25, bold=True, colour=WHITE)
        canvas.line((4, y + 1.6), self.count, 5.4, bold=True, colour=WHITE)
        canvas.code((4, code_y, 29, code_y + 25), self.view.code)
        said = ("Quét mã để đọc", "toàn văn")
        third = self.em * THIRD
        canvas.lines((4, code_y + 26.2), said, third, pitch=1.28, colour=WHITE)

    def text(self, x: float, y: float, right: float, bottom: float) -> None:
        """Draw label, title and blocks, and the source line at the bottom."""
        canvas, em = self.canvas, self.em
        if self.page.get("template") == Template.CORRECTION:
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
        wide = bool(self.view.layout["shape"] != Shape.PORTRAIT)
        return wide and self.page.get("template") == Template.MARKET

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
        dated = self.item["reference"] or f"Đăng ngày {day_of(self.item['posted_at'])}"
        if self.is_one_line:
            canvas.line((right, y), dated, small, colour=INK_2, align="r")
            return
        canvas.line((x, below), dated, small, colour=INK_2)
        if self.item["until"] and not self.is_photo:
            last = day_of(self.item["until"], timedelta(seconds=1))
            canvas.line((right, y), "Niêm yết đến", small, colour=INK_2, align="r")
            canvas.line((right, below), last, small, bold=True, align="r")

    def foot(self, width_u: float, height_u: float, high: float) -> None:
        """Draw the ticker's band."""
        canvas, top = self.canvas, height_u - high
        canvas.fill((0, top, width_u, height_u), FOOT)
        y = top + (high - 6.4) / 2
        tag = "Tin tức" if self.view.is_headline else "Tin ưu tiên"
        canvas.line((4, y), tag, 4.75, bold=True, colour=GOLD_INK)
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
            small = self.em * THIRD
            wide = self.canvas.width(credit, small) + 4
            top = box[3] - small * 1.35 - 1.6
            self.canvas.fill((box[0], top, box[0] + wide, box[3]), INK_2)
            self.canvas.line((box[0] + 2, top + 0.8), credit, small, colour=WHITE)


def date_of(at: datetime) -> str:
    """Write a local day with its name."""
    return f"{WEEKDAYS[at.weekday()]}, {at:%d/%m/%Y}"


def day_of(instant: str, earlier: timedelta = timedelta(0)) -> str:
    """Write the local day of an instant, or of one so much earlier."""
    return f"{(parse_instant(instant) - earlier).astimezone(TIMEZONE):%d/%m/%Y}"
