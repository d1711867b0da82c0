"""Alerts, stop slate and pairing code as pictures: sizes, colours, nothing over the edge.

Drawn by content.drawing_alert with content.drawing_sheet, content.drawing_frame and
content.drawing_symbol; what comes before and beside them by content.drawing_pairing and
content.drawing_led. How they look is kept in tests/golden.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from content.alert import Alert
from content.alert_info import AlertInfo
from content.drawing import PageView, draw_page
from content.drawing_alert import alert_round, draw_alert
from content.drawing_pairing import WAITING, draw_damage, draw_pairing
from content.stage import stage_of
from tests.golden.pages import HEADER, face
from tests.longest_items import AT
from tests.vectors.statements import an_alert

RED, GREEN, BLACK = (0xA8, 0x0F, 0x17), (0x0E, 0x5A, 0x38), (0, 0, 0)
SIZES = ((64, 32), (64, 64), (128, 64), (320, 160), (384, 160), (640, 384), (540, 960), (960, 240))


def pictures(alert: Alert, size: tuple[int, int]) -> list[Image.Image]:
    stage = stage_of(size, None)
    return [draw_alert(page, stage, AT, face) for page in alert_round([alert], stage, face).pages]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("status", ["Actual", "Exercise"])
def test_every_page_fills_the_panel(size: tuple[int, int], status: str) -> None:
    made = pictures(an_alert(at=AT, status=status), size)
    assert made and all(picture.size == size for picture in made)
    assert all(len(picture.getcolors(1 << 20) or ()) > 3 for picture in made)


@pytest.mark.parametrize("size", [(3840, 2160), (64, 32)])
def test_the_largest_and_the_smallest_panel_have_their_alert(size: tuple[int, int]) -> None:
    words = AlertInfo("vi", "NƯỚC LŨ LÊN RẤT NHANH", "Ven suối. " * 90, "Lên chỗ cao ngay\n" * 50)
    made = pictures(replace(an_alert(at=AT), info=(words,)), size)
    assert made[0].size == size


def test_the_ground_has_the_colour_of_the_level_and_a_drill_never() -> None:
    for size in ((320, 160), (640, 384)):
        place = (2, size[1] // 2)
        assert pictures(an_alert(at=AT), size)[0].getpixel(place) == RED
        assert pictures(an_alert(at=AT, status="Exercise"), size)[0].getpixel(place) == GREEN


def test_what_to_do_is_black_on_white() -> None:
    stage = stage_of((320, 160), None)
    pages = alert_round([an_alert(at=AT)], stage, face).pages
    deed = next(page for page in pages if getattr(page, "kind", "") == "deed")
    assert draw_alert(deed, stage, AT, face).getpixel((310, 150)) == (255, 255, 255)


def test_an_all_clear_has_a_tick_instead_of_the_triangle() -> None:
    alert = replace(an_alert(at=AT), severity="Minor", risk_level=None)
    safe = replace(alert, event="Báo an toàn")
    assert pictures(alert, (640, 384))[0].tobytes() != pictures(safe, (640, 384))[0].tobytes()


def test_rounds_turn_by_their_seconds() -> None:
    made = alert_round([an_alert(at=AT)], stage_of((320, 160), None), face)
    first, last = made.pages[0], made.pages[-1]
    assert made.page_after(-5) is first and made.page_after(made.seconds * 0.9) is first
    assert made.page_after(made.seconds * (len(made.pages) - 0.5)) is last
    assert made.page_after(made.seconds * len(made.pages)) is first


@pytest.mark.parametrize("size", [(128, 64), (320, 160), (640, 384), (540, 960)])
def test_the_stop_slate_says_its_words_instead_of_the_page(size: tuple[int, int]) -> None:
    stage = stage_of(size, None)
    layout = {"shape": stage.shape.value, "em_u": stage.em}
    quiet = PageView(AT, HEADER, layout)
    told = replace(quiet, told="Bảng tạm dừng để kiểm tra. Bà con thông cảm.")
    made = draw_page(told, size[0], face, size[1])
    assert made.size == size
    assert made.tobytes() != draw_page(quiet, size[0], face, size[1]).tobytes()


def test_a_long_stop_text_comes_part_by_part_on_a_small_panel() -> None:
    layout = {"shape": "small", "em_u": 27.0}
    text = "Bảng tạm dừng để kiểm tra. Bà con thông cảm, theo dõi trên loa."
    view = PageView(AT, HEADER, layout, told=text)
    parts = {
        draw_page(replace(view, at=AT + timedelta(seconds=4 * part)), 128, face, 64).tobytes()
        for part in range(8)
    }
    assert len(parts) == 2


@pytest.mark.parametrize("size", [(64, 64), (128, 64), (256, 64), (320, 160), (640, 384)])
def test_the_pairing_code_lies_within_the_picture(size: tuple[int, int]) -> None:
    stage = stage_of(size, None)
    number = "1234 5678 9012"
    made = draw_pairing(stage, face, code="BCDF-GHJK", check_number=number, address="http://s/pair")
    ground = made.getpixel((0, 0))
    edges = [made.crop((0, 0, 1, size[1])), made.crop((size[0] - 1, 0, size[0], size[1]))]
    assert made.size == size and made.getcolors(1 << 20)
    assert all(edge.getcolors() == [(size[1], ground)] for edge in edges)


@pytest.mark.parametrize("size", [(64, 64), (128, 64), (256, 64), (320, 160), (1920, 1080)])
def test_what_is_said_of_damaged_data_lies_within_the_picture(size: tuple[int, int]) -> None:
    made = draw_damage(stage_of(size, None), face)
    ground = made.getpixel((0, 0))
    assert made.size == size and len(made.getcolors(1 << 20) or ()) > 2
    for edge in (
        made.crop((0, 0, 1, size[1])), made.crop((size[0] - 1, 0, size[0], size[1])),
        made.crop((0, size[1] - 1, size[0], size[1])),
    ):  # fmt: skip
        assert [colour for _, colour in edge.getcolors() or ()] == [ground]


def test_without_a_code_the_screen_says_that_it_waits() -> None:
    stage = stage_of((320, 160), None)
    assert WAITING and len(draw_pairing(stage, face).getcolors(1 << 16) or ()) > 2
