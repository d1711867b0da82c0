"""Pages drawn by Pillow: sizes, colours and places, asked of single pixels."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFont

from content.category import CategoryKey
from content.drawing import PageView, draw_page
from content.drawing_blocks import draw_blocks
from content.drawing_canvas import Canvas
from content.item import ItemSource, MediaFile, make_item
from content.layout import Shape
from content.palette import BANDS, SURFACE
from server.render.fonts import load, measure_with
from tests.builders import a_notice

FONTS = Path("/usr/share/fonts/truetype/noto")
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PRICES = "Hàng | Giá | Đổi\nLúa | 8.500 | +50\nMì | 2.500 | -10\nCau | 45.000 | 0"
BODIES = {
    CategoryKey.MARKET: PRICES,
    CategoryKey.CORRECTION: "Tin sai: “Đập sắp vỡ”.\nĐập vẫn an toàn.",
    CategoryKey.POLICY: "Xây mới: 60 triệu đồng\nSửa chữa: 30 triệu đồng",
}


def face(size_px: float, bold: bool) -> ImageFont.FreeTypeFont:
    return load(FONTS, size_px, bold=bold)


def a_view(shape: Shape, category: CategoryKey = CategoryKey.POLICY, pictures: int = 0) -> PageView:
    files = tuple(MediaFile("p", "image/webp", 1, 4, 3) for _ in range(pictures))
    content = a_notice(category=category, body=BODIES.get(category, "Bà con chú ý."))
    source = ItemSource("n", 1, content, "UBND xã Ba Tơ", AT, "http://x", files)
    item: dict[str, Any] = json.loads(make_item(source, shape, 8.8, measure_with(FONTS)).data)
    return PageView(
        at=AT,
        header={"title": "Xã Ba Tơ", "parent": "tỉnh Quảng Ngãi"},
        layout={"shape": shape.value, "em_u": 8.8},
        item=item,
        ticker="Mưa to",
        code=((True, False), (False, True)),
        picture=Image.new("RGB", (400, 300), "#0000FF") if pictures else None,
    )


def colour(image: Image.Image) -> Any:
    def at(x_u: float, y_u: float) -> str:
        px = image.width / (192 if image.width > image.height else 108)
        return "#{:02X}{:02X}{:02X}".format(*image.getpixel((round(x_u * px), round(y_u * px))))

    return at


@pytest.mark.parametrize("category", CategoryKey)
def test_band_has_the_colour_of_its_category(category: CategoryKey) -> None:
    at = colour(draw_page(a_view(Shape.LANDSCAPE, category), 960, face))
    assert at(1, 50) == BANDS[category][1]
    assert at(190, 14) == SURFACE


@pytest.mark.parametrize("category", CategoryKey)
def test_upright_page_has_its_tab_and_its_strip(category: CategoryKey) -> None:
    at = colour(draw_page(a_view(Shape.PORTRAIT, category), 540, face))
    assert at(2, 25) == BANDS[category][1]
    assert at(107, 170) == BANDS[category][2]


def test_picture_fills_its_frame() -> None:
    at = colour(draw_page(a_view(Shape.LANDSCAPE, pictures=1), 960, face))
    assert (at(1, 14), at(80, 95)) == ("#0000FF", "#0000FF")


def test_slate_stands_where_nothing_is_on() -> None:
    view = PageView(AT, {"title": "Xã Ba Tơ"}, {"shape": "landscape", "em_u": 8.8})
    image = draw_page(view, 960, face)
    assert image.size == (960, 540)
    assert colour(image)(1, 1) == "#4B0C13"


def test_same_view_gives_the_same_picture() -> None:
    view = a_view(Shape.LANDSCAPE, CategoryKey.MARKET)
    assert draw_page(view, 480, face).tobytes() == draw_page(view, 480, face).tobytes()


def test_capitals_with_two_marks_are_not_cut() -> None:
    canvas = Canvas(60, 20, 10, face)
    below = canvas.line((2, 2), "ẪỄỖỮỲ ẶỆỘỰ", 8.0, pitch=1.35, bold=True)
    box = canvas.image.convert("L").point(lambda value: 255 * (value < 200)).getbbox()
    assert box is not None
    assert 2 * 10 <= box[1]
    assert box[3] <= below * 10


def test_blocks_stand_one_below_the_other() -> None:
    canvas = Canvas(150, 60, 4, face)
    blocks = [{"kind": "lines", "lines": ["Một"]}, {"kind": "lines", "lines": ["Hai"]}]
    draw_blocks(canvas, blocks, (0, 0, 150, 60), 8.8)
    rows = canvas.image.convert("L").resize((1, canvas.image.height), Image.Resampling.BOX)
    dark = [y for y in range(rows.height) if rows.getpixel((0, y)) < 250]
    assert min(dark) < 12 * 4 < max(dark)


@pytest.mark.parametrize("shape", [Shape.LANDSCAPE, Shape.PORTRAIT, Shape.WIDE])
def test_a_headline_is_not_called_a_priority_notice(shape: Shape) -> None:
    view = a_view(shape)
    notice, news = (draw_page(replace(view, is_headline=flag), 540, face) for flag in (False, True))
    assert notice.tobytes() != news.tobytes()
    above_foot = (0, 0, notice.width, round(notice.height * 0.88))
    assert notice.crop(above_foot).tobytes() == news.crop(above_foot).tobytes()
