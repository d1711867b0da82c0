"""Pages look as they were looked at and kept; `python -m tests.golden` draws them anew."""

import pytest
from PIL import Image, ImageChops

from content.category import CategoryKey
from content.drawing_canvas import Canvas
from content.drawing_led import draw_led
from content.drawing_page import PageView, Sheet
from content.drawing_wide import draw_wide
from content.palette import BANDS
from tests.golden.pages import HEADER, KEPT, differs, drawn, face, names, path_of
from tests.longest_items import AT, SIZES, layout_for, longest_item

MOST_BYTES = 1_500_000


@pytest.mark.parametrize(("kind", "board"), names())
def test_page_looks_as_kept(kind: str, board: str) -> None:
    with Image.open(path_of(kind, board)) as kept:
        assert differs(kept, drawn(kind, board)) is None


def test_a_moved_line_is_seen_and_a_rasterizer_is_not() -> None:
    made = drawn("text", "tv")
    lower = ImageChops.offset(made, 0, 8)
    assert differs(made, lower) is not None
    lighter = made.point(lambda value: min(255, value + 6) if 40 < value < 230 else value)
    assert differs(made, lighter) is None


def test_the_pictures_stay_small() -> None:
    assert sum(path.stat().st_size for path in KEPT.glob("*.png")) < MOST_BYTES


def a_view(board: str) -> PageView:
    layout = layout_for(SIZES[board])
    return PageView(AT, HEADER, layout.to_dict(), longest_item("text", layout, "p"))


def test_an_led_page_is_black_with_the_edge_of_its_category() -> None:
    image = draw_led(a_view("smallest"), (128, 64), face)
    assert image.size == (128, 64)
    assert image.getpixel((1, 32)) == (0x8F, 0xB2, 0xFF)
    assert image.getpixel((127, 0)) == (0, 0, 0)


def test_a_wide_page_has_its_rail_and_its_column() -> None:
    canvas = Canvas(378, 108, 2, face)
    view = a_view("wide")
    draw_wide(canvas, view)
    deep = BANDS[CategoryKey.POLICY][1]
    assert Sheet(canvas, view).deep == deep
    assert "#{:02X}{:02X}{:02X}".format(*canvas.image.getpixel((4, 100))) == deep
    assert canvas.image.getpixel((740, 4)) == (0x4B, 0x0C, 0x13)
