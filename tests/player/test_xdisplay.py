"""A display in memory: its size, and the pixels of exactly one rectangle."""

import subprocess
from collections.abc import Iterator

import pytest

from player.xdisplay import pixels_of, size_of
from tests.player.virtual_display import virtual_display


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with virtual_display(320, 200) as name:
        yield name


def test_the_size_is_told(display: str) -> None:
    assert size_of(display) == (320, 200)


def test_the_pixels_of_a_rectangle_are_given_and_no_more(display: str) -> None:
    subprocess.run(["xsetroot", "-display", display, "-solid", "#102030"], check=True)
    assert pixels_of(display, (317, 198, 320, 200))[:3] == bytes((0x30, 0x20, 0x10))
    assert len(pixels_of(display, (317, 198, 320, 200))) == 3 * 2 * 4


@pytest.mark.parametrize("box", [(0, 0, 321, 10), (320, 0, 330, 10), (0, 199, 10, 201)])
def test_what_is_not_on_the_display_is_refused(
    display: str, box: tuple[int, int, int, int]
) -> None:
    with pytest.raises(OSError, match="is not on display"):
        pixels_of(display, box)


def test_where_there_is_no_display_it_says_so() -> None:
    with pytest.raises(OSError, match="no display :9999"):
        size_of(":9999")
