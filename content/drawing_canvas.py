"""A Pillow image measured in u, with text set by its line box as a browser sets it."""

from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw, ImageFont

from content.layout import CAP_HEIGHT, Measure

Face = Callable[[float, bool], ImageFont.FreeTypeFont]
Box = tuple[float, float, float, float]

_MEASURED_PX = 100.0
# Noto Sans: ascender and descender in em.
_ASCENT, _DESCENT = 1.069, 0.293


class Canvas:
    """Draw in u on an image of `width_u` x `height_u`."""

    def __init__(self, width_u: float, height_u: float, px_per_u: float, face: Face) -> None:
        """Begin with a white image; `face` gives a font by size in px and weight."""
        self.px = px_per_u
        self._face = face
        size = (round(width_u * px_per_u), round(height_u * px_per_u))
        self.image = Image.new("RGB", size, "white")
        self._draw = ImageDraw.Draw(self.image)

    @property
    def size_u(self) -> tuple[float, float]:
        """Give width and height in u."""
        return self.image.width / self.px, self.image.height / self.px

    def fill(self, box: Box, colour: str) -> None:
        """Fill a rectangle: left, top, right, bottom."""
        left, top, right, bottom = (round(edge * self.px) for edge in box)
        if right > left and bottom > top:
            self._draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)

    def width(self, text: str, em: float, *, bold: bool = False) -> float:
        """Measure a text in u."""
        return self._face(em * self.px, bold).getlength(text) / self.px

    def line(
        self,
        at: tuple[float, float],
        text: str,
        em: float,
        *,
        pitch: float = 1.35,
        bold: bool = False,
        colour: str = "#15161A",
        align: str = "l",
    ) -> float:
        """Set one line with the top of its box at (x, y); gives the y below it."""
        x, y = at
        baseline = y + em * ((pitch - _ASCENT - _DESCENT) / 2 + _ASCENT)
        font = self._face(em * self.px, bold)
        place = (x * self.px, baseline * self.px)
        self._draw.text(place, text, font=font, fill=colour, anchor=f"{align}s")
        return y + em * pitch

    def lines(
        self,
        at: tuple[float, float],
        lines: Sequence[str],
        em: float,
        *,
        pitch: float = 1.37,
        bold: bool = False,
        colour: str = "#15161A",
    ) -> float:
        """Set lines one below the other; gives the y below them."""
        x, y = at
        for text in lines:
            y = self.line((x, y), text, em, pitch=pitch, bold=bold, colour=colour)
        return y

    def triangle(self, at: tuple[float, float], size: float, *, up: bool) -> None:
        """Draw a triangle standing on (x, y), pointing up or down."""
        x, y = at
        tip, foot = (y - size, y) if up else (y, y - size)
        corners = [(x, foot), (x + size, foot), (x + size / 2, tip)]
        self._draw.polygon([(a * self.px, b * self.px) for a, b in corners], fill="#15161A")

    def upright(
        self, box: Box, text: str, em: float, *, ground: str, colour: str, turn: int
    ) -> None:
        """Set one line in the middle of a box, turned by 90 or 270 degrees."""
        left, top, right, bottom = (round(edge * self.px) for edge in box)
        high, wide = right - left, bottom - top
        lying = Image.new("RGB", (wide, high), ground)
        font = self._face(em * self.px, True)
        middle = (wide / 2, high / 2 + em * self.px * CAP_HEIGHT / 2)
        ImageDraw.Draw(lying).text(middle, text, font=font, fill=colour, anchor="ms")
        self.image.paste(lying.rotate(turn, expand=True), (left, top))

    def polygon(self, corners: Sequence[tuple[float, float]], colour: str) -> None:
        """Fill a shape with straight sides."""
        self._draw.polygon([(a * self.px, b * self.px) for a, b in corners], fill=colour)

    def disc(self, centre: tuple[float, float], radius: float, colour: str) -> None:
        """Fill a circle."""
        x, y, r = (value * self.px for value in (*centre, radius))
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def stroke(self, points: Sequence[tuple[float, float]], wide: float, colour: str) -> None:
        """Draw a line of a width along points."""
        through = [(a * self.px, b * self.px) for a, b in points]
        self._draw.line(through, fill=colour, width=max(1, round(wide * self.px)), joint="curve")

    def code(self, box: Box, modules: Sequence[Sequence[bool]]) -> None:
        """Draw a QR code with its quiet zone into a white square."""
        self.fill(box, "#FFFFFF")
        side = round((box[2] - box[0]) * self.px)
        step = side // (len(modules) + 8)
        if step == 0:
            return
        offset = (side - step * len(modules)) // 2
        left, top = round(box[0] * self.px) + offset, round(box[1] * self.px) + offset
        for row, dark_ones in enumerate(modules):
            for column, is_dark in enumerate(dark_ones):
                if is_dark:
                    x, y = left + column * step, top + row * step
                    self._draw.rectangle((x, y, x + step - 1, y + step - 1), fill="#15161A")

    def picture(self, box: Box, image: Image.Image, focus: Sequence[float]) -> None:
        """Fill a box with a picture, undistorted, its focal point kept in view."""
        left, top, right, bottom = (round(edge * self.px) for edge in box)
        width, height = right - left, bottom - top
        scale = max(width / image.width, height / image.height)
        sized = image.resize(
            (max(width, round(image.width * scale)), max(height, round(image.height * scale)))
        )
        x = _crop_start(sized.width, width, focus[0])
        y = _crop_start(sized.height, height, focus[1])
        self.image.paste(sized.crop((x, y, x + width, y + height)), (left, top))


def measure_by(face: Face) -> Measure:
    """Give the measure of texts, in u, by the font that draws them."""
    return lambda text, em, bold: face(_MEASURED_PX, bold).getlength(text) * em / _MEASURED_PX


def _crop_start(whole: int, part: int, focus: float) -> int:
    return max(0, min(whole - part, round(whole * focus - part / 2)))
