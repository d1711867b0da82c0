"""Looks at the real picture of an X display, and reads the small mark the page paints in it.

The mark is a row of cells in the lower right corner: eight bits that count seconds while frames
are painted, and the same bits turned round. A frozen picture keeps its count, a black one or an
error page has none.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from player.xdisplay import Box, pixels_of

if TYPE_CHECKING:
    from PIL.Image import Image

CELL, CELLS = 3, 16
_LIGHT = 0x28
LARGEST_SHOT = 200_000
_QUALITIES = (80, 60, 40, 25)


def grab(display: str, box: Box) -> "Image":
    """Give the pixels of a rectangle (left, top, right, bottom). Raises: OSError."""
    from PIL import Image  # takes 12 MB: only where there is a display to look at

    left, top, right, bottom = box
    size = (right - left, bottom - top)
    return Image.frombytes("RGB", size, pixels_of(display, box), "raw", "BGRX")


def look(display: str, box: Box) -> int | None:
    """Read the count of a screen's mark; None when there is none, or no display at all."""
    try:
        return read_mark(grab(display, mark_box(box)).convert("L"))
    except OSError:
        return None


def mark_box(box: Box) -> Box:
    """Give the place of the mark in a screen's rectangle."""
    _, _, right, bottom = box
    return right - CELL * CELLS, bottom - CELL, right, bottom


def read_mark(picture: "Image") -> int | None:
    """Read the count, 0 to 255; None when there is no mark."""
    middle = CELL // 2
    return decode(
        [picture.getpixel((cell * CELL + middle, middle)) for cell in range(CELLS)]  # type: ignore[misc]
    )


def decode(greys: Sequence[int]) -> int | None:
    """Read the count from the grey of each cell, 0 to 255."""
    bits = [grey > _LIGHT for grey in greys]
    count, turned = bits[:8], bits[8:]
    if len(bits) != CELLS or any(one == other for one, other in zip(count, turned, strict=True)):
        return None
    return sum(1 << (7 - place) for place, bit in enumerate(count) if bit)


def screenshot(display: str, box: Box) -> bytes:
    """Give the picture as JPEG of 200 KB at most. Raises: OSError."""
    return as_jpeg(grab(display, box))


def as_jpeg(picture: "Image") -> bytes:
    """Give a picture, small enough to be looked at, as JPEG of 200 KB at most."""
    shot = picture.convert("RGB")
    shot.thumbnail((1280, 1280))
    data = b""
    for quality in _QUALITIES:
        out = BytesIO()
        shot.save(out, "JPEG", quality=quality)
        data = out.getvalue()
        if len(data) <= LARGEST_SHOT:
            break
    return data
