"""The mark in the picture: what the page paints is what the agent reads."""

import json
import subprocess

import pytest
from PIL import Image

from player.picture import CELL, CELLS, decode, look, mark_box, read_mark
from tests.player.page.conftest import ROOT, node_tool

DARK, LIGHT = 0x10, 0x40


def cells(count: int) -> list[int]:
    bits = [bool(count >> (7 - place) & 1) for place in range(8)]
    return [LIGHT if bit else DARK for bit in (*bits, *(not bit for bit in bits))]


def test_every_count_is_read_as_the_page_paints_it() -> None:
    script = (
        'import { cellsOf } from "./player/page/screens/mark.js";'
        "console.log(JSON.stringify(Array.from({ length: 256 }, (_, n) => cellsOf(n))))"
    )
    painted = json.loads(
        subprocess.run(
            [node_tool("node"), "--input-type=module", "-e", script],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout
    )  # fmt: skip
    for count, row in enumerate(painted):
        assert decode([LIGHT if is_light else DARK for is_light in row]) == count
        assert decode(cells(count)) == count


@pytest.mark.parametrize("grey", [0, DARK, LIGHT, 255])
def test_a_picture_of_one_colour_has_no_mark(grey: int) -> None:
    assert decode([grey] * CELLS) is None
    assert read_mark(Image.new("L", (CELL * CELLS, CELL), grey)) is None


def test_a_torn_mark_is_none() -> None:
    assert decode([*cells(7)[:8], *cells(8)[8:]]) is None
    assert decode(cells(7)[:15]) is None


def test_the_mark_is_read_from_the_corner_of_its_own_screen() -> None:
    assert mark_box((1920, 10, 2432, 266)) == (2384, 263, 2432, 266)
    picture = Image.new("L", (CELL * CELLS, CELL))
    for place, grey in enumerate(cells(0b10110010)):
        picture.paste(grey, (place * CELL, 0, (place + 1) * CELL, CELL))
    assert read_mark(picture) == 0b10110010


def test_without_a_display_there_is_no_mark() -> None:
    assert look(":9999", (0, 0, 100, 100)) is None
