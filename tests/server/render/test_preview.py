"""A board's picture as PNG: its size by its shape, its colour by what is on."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from content.drawing import PageView
from server.render.fonts import FontsMissingError
from server.render.preview import open_picture, preview_png

FONTS = Path("/usr/share/fonts/truetype/noto")
LACQUER = (75, 12, 19)
POLICY_BLUE = (0x24, 0x3F, 0x80)
HEADER = {"title": "Xã Ba Tơ", "parent": "tỉnh Quảng Ngãi", "issuer": "UBND", "numbers": []}
PAGE = {
    "template": "text",
    "title": ["Tiêm phòng trâu, bò"],
    "blocks": [{"kind": "lines", "lines": ["Đưa trâu, bò đến nhà văn hóa."]}],
    "picture": None,
    "seconds": 10,
}
ITEM = {
    "notice": "n1",
    "category": "policy",
    "priority": "normal",
    "title": "Tiêm phòng trâu, bò",
    "pages": [PAGE],
    "issuer": "UBND xã Ba Tơ",
    "source": "",
    "reference": "",
    "posted_at": "2026-11-24T02:00:00Z",
    "until": None,
    "link": "/n/n1",
}


def drawn(shape: str, item: dict[str, Any] | None, fonts: Path = FONTS) -> Image.Image:
    layout = {"shape": shape, "em_u": 8.8, "far_m": 8}
    at = datetime(2026, 11, 24, 2, tzinfo=UTC)
    png = preview_png(PageView(at, HEADER, layout, item), fonts)
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    return image.convert("RGB")


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        ("landscape", (1280, 720)),
        ("portrait", (720, 1280)),
        ("wide", (1890, 540)),
        ("panel", (320, 160)),
        ("small", (192, 96)),
        ("strip", (256, 64)),
    ],
)
def test_the_picture_has_the_boards_shape(shape: str, size: tuple[int, int]) -> None:
    for item in (None, ITEM):
        assert drawn(shape, item).size == size


def test_the_slate_is_lacquer_and_a_page_bears_its_category() -> None:
    assert drawn("landscape", None).getpixel((5, 700)) == LACQUER
    page = drawn("landscape", ITEM)
    assert page.getpixel((10, 300)) == POLICY_BLUE
    assert page.getpixel((5, 700)) != LACQUER


def test_the_same_view_is_the_same_picture() -> None:
    assert drawn("landscape", ITEM).tobytes() == drawn("landscape", ITEM).tobytes()


def test_missing_fonts_are_named(tmp_path: Path) -> None:
    with pytest.raises(FontsMissingError, match="NotoSans"):
        drawn("landscape", ITEM, tmp_path)


def test_only_our_own_kind_of_picture_is_opened(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.webp", tmp_path / "a.png"
    Image.new("RGBA", (8, 6), "teal").save(good, "WEBP")
    Image.new("RGB", (8, 6), "teal").save(bad, "PNG")
    opened = open_picture(good)
    assert (opened.mode, opened.size) == ("RGB", (8, 6))
    with pytest.raises(OSError, match="cannot identify"):
        open_picture(bad)
