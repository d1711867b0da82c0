"""Previews: a board's picture as PNG, drawn by Pillow from an item as boards get it."""

import io
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageFont

from content.drawing import PageView, draw_page
from content.drawing_canvas import Face
from content.layout import Shape
from server.render.fonts import load

WIDTHS_PX = {
    Shape.LANDSCAPE: 1280,
    Shape.PORTRAIT: 720,
    Shape.WIDE: 1890,
    Shape.PANEL: 320,
    Shape.SMALL: 192,
    Shape.STRIP: 256,
}


def preview_png(view: PageView, fonts_dir: Path) -> bytes:
    """Draw the picture of a board. Raises: FontsMissingError."""
    width_px = WIDTHS_PX[Shape(view.layout["shape"])]
    sink = io.BytesIO()
    draw_page(view, width_px, _face(fonts_dir)).save(sink, "PNG", compress_level=4)
    return sink.getvalue()


def open_picture(path: Path) -> Image.Image:
    """Open one of our own variants."""
    with Image.open(path, formats=("WEBP",)) as image:
        return image.convert("RGB")


@lru_cache(maxsize=4)
def _face(fonts_dir: Path) -> Face:
    @lru_cache(maxsize=64)
    def face(size_px: float, bold: bool) -> ImageFont.FreeTypeFont:
        return load(fonts_dir, size_px, bold=bold)

    return face
