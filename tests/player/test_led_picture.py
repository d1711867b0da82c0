"""Pixels as panels take them, and that nothing is lost where a pixel is on or off."""

from pathlib import Path

import pytest
from PIL import Image, ImageColor

from content.category import CategoryKey
from content.drawing_alert import DRILL_COLOURS
from content.palette import ALERTS, BANDS, GOLD_INK, LED, WHITE
from player.cache import Folder
from player.errors import PlayerError
from player.led_picture import LIT_FROM, LedPicture, open_face, pixels
from player.led_scene import PairingCode, PanelPart, Scene
from player.settings import FONTS, PanelColour
from tests.player.led_stand import FACE

BLACK = "#000000"
PAIRS = [
    *((colours.ground, colours.ink) for colours in (*ALERTS.values(), DRILL_COLOURS)),
    *((colours.deep, WHITE) for colours in (*ALERTS.values(), DRILL_COLOURS)),
    *((BANDS[key][1], WHITE) for key in CategoryKey),
    *((BLACK, LED[key]) for key in CategoryKey),
    (BLACK, GOLD_INK),
]


def a_dot(colour: str) -> Image.Image:
    return Image.new("RGB", (1, 1), ImageColor.getrgb(colour))


@pytest.mark.parametrize(("ground", "ink"), PAIRS)
def test_words_stand_out_of_their_ground_in_one_bit(ground: str, ink: str) -> None:
    on = [pixels(a_dot(colour), PanelColour.BIT, 100) == b"\x80" for colour in (ground, ink)]
    assert on[0] != on[1]


def test_rows_of_one_bit_begin_with_a_byte_and_the_left_pixel_is_its_highest_bit() -> None:
    picture = Image.new("L", (9, 2))
    for place in ((0, 0), (8, 0), (1, 1)):
        picture.putpixel(place, LIT_FROM)
    picture.putpixel((2, 1), LIT_FROM - 1)
    assert pixels(picture.convert("RGB"), PanelColour.BIT, 100) == bytes([0x80, 0x80, 0x40, 0])


def test_brightness_scales_colours_and_greys() -> None:
    picture = a_dot("#FF8000")
    assert pixels(picture, PanelColour.RGB, 100) == bytes([255, 128, 0])
    assert pixels(picture, PanelColour.RGB, 50) == bytes([128, 64, 0])
    assert pixels(a_dot(WHITE), PanelColour.GREY, 1) == bytes([3])


def test_without_the_type_a_panel_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(PlayerError, match="install Noto Sans"):
        open_face(tmp_path)


def test_without_what_sets_text_a_panel_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("PIL.features.check", lambda name: name != "raqm")
    with pytest.raises(PlayerError, match="install libfribidi0"):
        open_face(FONTS)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_picture_is_turned_as_a_browser_turns_it_and_lies_in_its_part(
    tmp_path: Path, turn: int
) -> None:
    drawer = LedPicture((320, 160), Folder(tmp_path).objects, FACE, "http://s")
    upright = drawer.draw(Scene(PanelPart((0, 0, 160, 160)), PairingCode("BCDF-GHJK")))
    plain = upright.crop((0, 0, 160, 160))
    turned = drawer.draw(Scene(PanelPart((100, 0, 160, 160), turn), PairingCode("BCDF-GHJK")))
    assert turned.size == (320, 160)
    assert turned.crop((100, 0, 260, 160)).tobytes() == plain.rotate(-turn).tobytes()
    assert not turned.crop((0, 0, 100, 160)).getbbox()


def test_a_dark_scene_is_black(tmp_path: Path) -> None:
    drawer = LedPicture((64, 32), Folder(tmp_path).objects, FACE, "http://s")
    assert drawer.draw(Scene(PanelPart((0, 0, 64, 32)), None)).getbbox() is None
