"""Alerts look as they were looked at and kept, and no letter of them is cut."""

from dataclasses import replace

import pytest
from PIL import Image, ImageChops

from content.drawing_alert import alert_round
from content.drawing_canvas import Canvas
from content.stage import stage_of
from tests.golden.alerts import alert_names, alert_pages, alert_path, drawn_alert, flood
from tests.golden.pages import differs, face

GREEN = (0x0E, 0x5A, 0x38)
STACKED = "ẪỄỖỮỲ ẶỆỘỰ"


@pytest.mark.parametrize(("status", "size"), alert_names())
def test_alert_looks_as_kept(status: str, size: tuple[int, int]) -> None:
    with Image.open(alert_path(status, size)) as kept:
        assert differs(kept, drawn_alert(status, size)) is None


@pytest.mark.parametrize(("status", "size"), alert_names())
def test_every_page_of_an_alert_comes_round_twice_a_minute(
    status: str, size: tuple[int, int]
) -> None:
    made = alert_round([flood(status)], stage_of(size, None), face)
    assert made.pages and len(made.pages) * made.seconds <= 30
    shown = [made.page_after(second) for second in range(30)]
    assert {id(page) for page in shown} == {id(page) for page in made.pages}


@pytest.mark.parametrize("size", [size for status, size in alert_names() if status == "Exercise"])
def test_a_drill_is_framed_in_green_on_every_page(size: tuple[int, int]) -> None:
    for picture in alert_pages("Exercise", size):
        width, height = picture.size
        assert picture.getpixel((0, height // 2)) == GREEN
        assert picture.getpixel((width - 1, height // 2)) == GREEN
        assert picture.getpixel((0, 0)) == GREEN


@pytest.mark.parametrize("pitch_px", [21, 22])
def test_stacked_marks_are_whole_in_the_lines_of_an_led_page(pitch_px: int) -> None:
    """Drawn alone in the middle of much room, the letters have no more ink than in their line."""
    alone = ink_of(STACKED, pitch_px, lines=3)
    packed = ink_of(STACKED, pitch_px, lines=1)
    assert packed == alone


def ink_of(text: str, pitch_px: int, *, lines: int) -> int:
    canvas = Canvas(200, pitch_px * lines, 1.0, face)
    middle = pitch_px * (lines // 2)
    canvas.line((2, middle), text, 16, pitch=pitch_px / 16, bold=True, colour="#000000")
    whole = ImageChops.invert(canvas.image.convert("L"))
    return sum(place * count for place, count in enumerate(whole.histogram()))


def test_an_alert_without_words_has_no_page() -> None:
    silent = replace(flood(), info=())
    assert alert_round([silent], stage_of((320, 160), None), face).page_after(0) is None
