"""Draws a scene at an LED panel's own size, and gives its pixels as the panel takes them."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import segno
from PIL import Image, ImageFont, WebPImagePlugin, features

from content.alert_fit import break_evenly
from content.drawing import draw_page
from content.drawing_alert import draw_alert
from content.drawing_canvas import Face, measure_by
from content.drawing_page import PageView
from content.drawing_pairing import draw_damage, draw_pairing, draw_sign
from content.layout import Shape, Template
from content.stage import stage_of
from player.cache import Objects
from player.errors import PlayerError
from player.led_scene import AlertTurn, BoardSign, PairingCode, Scene
from player.settings import PanelColour

_REGULAR, _BOLD = "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"
# Named by its module, or Pillow would load those of all formats it knows to find it.
_PICTURES = (WebPImagePlugin.WebPImageFile.format, "JPEG", "PNG")
_MOST_PIXELS = 40_000_000
# From this grey on a pixel of one bit is on.
LIT_FROM = 128
_MODES = {PanelColour.RGB: "RGB", PanelColour.GREY: "L", PanelColour.BIT: "1"}
_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


class LedPicture:
    """Draw for one panel."""

    def __init__(self, size_px: tuple[int, int], objects: Objects, face: Face, server: str) -> None:
        """Take the panel's size, the verified files, the type and where QR codes lead."""
        self._size, self._objects, self._face, self._server = size_px, objects, face, server

    def draw(self, scene: Scene) -> Image.Image:
        """Draw the whole panel. Raises: whatever an item or a picture that is broken causes."""
        panel = Image.new("RGB", self._size)
        if scene.body is None:
            return panel
        picture = self._body(scene)
        if scene.part.turn in _TURNS:
            picture = picture.transpose(_TURNS[scene.part.turn])
        if picture.size == panel.size:
            return picture
        panel.paste(picture, scene.part.box[:2])
        return panel

    def _body(self, scene: Scene) -> Image.Image:
        body, size = scene.body, scene.part.size_px
        if isinstance(body, PageView):
            return draw_page(self._filled(body, size), size[0], self._face, size[1])
        stage = stage_of(size, scene.layout)
        if isinstance(body, AlertTurn):
            return draw_alert(body.page, stage, body.at, self._face)
        if isinstance(body, BoardSign):
            return draw_sign(stage, self._face, board=body.board, title=body.title)
        assert isinstance(body, PairingCode)
        if body.is_damaged:
            return draw_damage(stage, self._face)
        return draw_pairing(
            stage,
            self._face,
            code=body.code,
            check_number=body.check_number,
            address=body.address,
        )

    def _filled(self, view: PageView, size: tuple[int, int]) -> PageView:
        """Give the view with its picture and its code, where its shape shows them."""
        if view.item is None:
            return view
        page, shape = view.item["pages"][view.page], Shape(view.layout["shape"])
        is_film = page.get("template") == Template.FILM
        if shape.is_led:
            if not is_film:
                return view
            if not page.get("picture"):
                return replace(view, item=self._in_words(view, size))
            return replace(view, picture=self._picture(page))
        picture = self._picture(page) if page.get("picture") else None
        return replace(view, picture=picture, code=self._code(str(view.item.get("link") or "")))

    def _picture(self, page: Mapping[str, Any]) -> Image.Image:
        """Open a picture once its bytes are verified. Raises: DamagedError, OSError, ValueError."""
        data = self._objects.get(str(page["picture"]["media"]))
        with Image.open(BytesIO(data), formats=_PICTURES) as found:
            if found.width * found.height > _MOST_PIXELS:
                raise ValueError("a picture has too many pixels")
            found.draft("RGB", self._size)
            return found.convert("RGB")

    def _in_words(self, view: PageView, size: tuple[int, int]) -> dict[str, Any]:
        """Give an item whose film cannot be shown with its title instead."""
        assert view.item is not None
        stage = stage_of(size, view.layout)
        rows = break_evenly(
            str(view.item["title"]), stage.width * 0.9, stage.em, True, measure_by(self._face)
        )
        page = {
            **view.item["pages"][view.page],
            "template": Template.TEXT.value,
            "title": [],
            "blocks": [{"kind": "lines", "lines": rows}],
        }
        pages = [*view.item["pages"]]
        pages[view.page] = page
        return {**view.item, "pages": pages}

    def _code(self, link: str) -> tuple[tuple[bool, ...], ...]:
        if not link:
            return ()
        code = segno.make(urljoin(self._server + "/", link), error="m", micro=False)
        return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def pixels(picture: Image.Image, colour: PanelColour, brightness: float) -> bytes:
    """Give a picture's pixels, row by row from the upper left, dimmed to so many percent.

    One-bit rows begin with a new byte, the leftmost pixel in its highest bit; they are not dimmed.
    """
    if colour is PanelColour.BIT:
        return picture.convert("L").point(lambda grey: grey >= LIT_FROM, mode="1").tobytes()
    made = picture.convert("L") if colour is PanelColour.GREY else picture
    if brightness == 100:
        return made.tobytes()
    dimmed = [round(value * brightness / 100) for value in range(256)]
    return made.point(dimmed * len(made.getbands())).tobytes()


def picture_of(data: bytes, size_px: tuple[int, int], colour: PanelColour) -> Image.Image:
    """Give the picture that a panel makes of its pixels, as `pixels` gave them."""
    return Image.frombytes(_MODES[colour], size_px, data)


def open_face(folder: Path) -> Face:
    """Open the type that panels are drawn with, as the server measures it. Raises: PlayerError."""
    if not features.check("raqm"):
        raise PlayerError("text cannot be set: install libfribidi0 (apt-get install libfribidi0)")
    for name in (_REGULAR, _BOLD):
        if not (folder / name).is_file():
            raise PlayerError(f"{folder / name} is missing: install Noto Sans (fonts-noto-core)")

    @lru_cache(maxsize=64)
    def face(size_px: float, bold: bool) -> ImageFont.FreeTypeFont:
        path = folder / (_BOLD if bold else _REGULAR)
        return ImageFont.truetype(path, size_px, layout_engine=ImageFont.Layout.RAQM)

    return face
