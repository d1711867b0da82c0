"""The shape of a board, the type size its readers need, and the columns of each template.

Lengths are in u: the largest unit at which the canvas of the shape fits the picture. The table
behind the numbers is the board's visual language; breaking text into pages lives in `pagination`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from content.errors import InvalidInputError
from content.profile import Profile

__all__ = [
    "Column",
    "Measure",
    "Profile",
    "Shape",
    "Template",
    "body_em_u",
    "column",
    "largest_em_u",
    "line_pitch",
    "needed_px",
    "shape",
    "shape_of",
    "title_u",
    "unit_px",
]

Measure = Callable[[str, float, bool], float]

BODY_EM_U = 8.8
LARGEST_EM_U = 12.4
SMALLEST_EM_PX = 16.0
CAP_HEIGHT = 0.714
READABLE_AT = 215.0
TITLE = 1.09
SECOND = 0.54
TABLE_CELL = 0.955
RUMOUR = 0.64
LINE_PITCH = 1.37
TITLE_PITCH = 1.35
SECOND_PITCH = 1.35
LED_PX = 300
BARE_PX = 120
WIDE_RATIO = 2.75
STRIP_RATIO = 3.0


class Shape(StrEnum):
    """Name the kind of picture a layout is made for.

    A panel is an LED picture with room for a head; the bare ones, small and strip, show one
    block of words at a time and nothing else.
    """

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"
    WIDE = "wide"
    PANEL = "panel"
    SMALL = "small"
    STRIP = "strip"

    @property
    def is_led(self) -> bool:
        """Tell whether it is an LED picture: few pixels, bold words, no pictures beside them."""
        return self in (Shape.PANEL, Shape.SMALL, Shape.STRIP)

    @property
    def is_bare(self) -> bool:
        """Tell whether there is room for words only."""
        return self in (Shape.SMALL, Shape.STRIP)

    @property
    def canvas_u(self) -> tuple[int, int]:
        """Give the least width and height in u."""
        return _CANVASES[self]


class Template(StrEnum):
    """Name the arrangement of one page."""

    TEXT = "text"
    PHOTO = "photo"
    MARKET = "market"
    NEWS = "news"
    CORRECTION = "correction"
    DOCUMENT = "document"
    FILM = "film"
    TICKER = "ticker"


@dataclass(frozen=True, slots=True)
class Column:
    """Measure the text column of one template: its width and height, and the source's height."""

    width_u: float
    height_u: float
    source_lines: int = 2
    source_least_u: float = 0.0
    paragraph_gap_u: float = 0.6
    second: float = SECOND

    def body_u(self, em_u: float) -> float:
        """Give the height left above the source line."""
        if not self.source_lines:
            return self.height_u
        second_u = self.source_lines * em_u * self.second * SECOND_PITCH
        source = 1.6 + max(second_u, self.source_least_u)
        return self.height_u - source - 0.3

    def most_title_lines(self, em_u: float) -> int:
        """Count the title lines that fit on a page of their own."""
        return max(1, math.floor(self.body_u(em_u) / (em_u * TITLE * TITLE_PITCH) + 1e-6))


TEXT_MARGIN_U = 2.0
PORTRAIT_PICTURE_U = 56.0
WIDE_RAIL_U = 40.0
WIDE_MAIN_U = 300.0
WIDE_PICTURES_U = {Template.PHOTO: 104.0, Template.DOCUMENT: 120.0, Template.FILM: 130.0}
PANEL_SECOND = 0.75
PANEL_HEAD = 1.25
LED_PITCH = 1.32
LED_EMS_U = {Shape.PANEL: 13.5, Shape.SMALL: 20.0, Shape.STRIP: 20.0}
_CANVASES = {
    Shape.LANDSCAPE: (192, 108),
    Shape.PORTRAIT: (108, 192),
    Shape.WIDE: (378, 108),
    Shape.PANEL: (216, 108),
    Shape.SMALL: (216, 108),
    Shape.STRIP: (432, 108),
}
_LARGEST_EMS_U = {Shape.WIDE: 15.0, Shape.PANEL: 18.0, Shape.SMALL: 40.0, Shape.STRIP: 40.0}
_PLAIN = {
    Shape.LANDSCAPE: Column(141.6, 80.0),
    Shape.PORTRAIT: Column(98.0, 109.0, paragraph_gap_u=1.6),
    Shape.WIDE: Column(246.0, 92.0),
    Shape.PANEL: Column(206.0, 89.7, source_lines=1, paragraph_gap_u=0.0, second=PANEL_SECOND),
    Shape.SMALL: Column(204.0, 108.0, source_lines=0, paragraph_gap_u=0.0),
    Shape.STRIP: Column(420.0, 108.0, source_lines=0, paragraph_gap_u=0.0),
}
_COLUMNS = {
    (Shape.LANDSCAPE, Template.PHOTO): Column(100.0, 70.0, source_least_u=15.5),
    (Shape.PORTRAIT, Template.PHOTO): Column(98.0, 55.0),
    (Shape.LANDSCAPE, Template.DOCUMENT): Column(74.0, 70.0, source_least_u=15.5),
    (Shape.PORTRAIT, Template.DOCUMENT): Column(98.0, 55.0),
    (Shape.LANDSCAPE, Template.FILM): Column(100.0, 70.0, source_least_u=15.5),
    (Shape.PORTRAIT, Template.FILM): Column(98.0, 55.0),
    (Shape.LANDSCAPE, Template.MARKET): Column(141.6, 80.0, source_lines=1),
    (Shape.WIDE, Template.MARKET): Column(246.0, 92.0, source_lines=1),
    **{
        (Shape.WIDE, template): Column(WIDE_MAIN_U - WIDE_RAIL_U - picture_u - 14.0, 92.0)
        for template, picture_u in WIDE_PICTURES_U.items()
    },
}


def column(shape: Shape, template: Template) -> Column:
    """Give the text column of a template on a shape."""
    return _COLUMNS.get((shape, template), _PLAIN[shape])


def title_u(lines: int, em_u: float) -> float:
    """Give the height of a title of so many lines."""
    return lines * em_u * TITLE * TITLE_PITCH


def line_pitch(shape: Shape) -> float:
    """Give the distance of lines in em; on LED the least that keeps stacked marks whole."""
    return LED_PITCH if shape.is_led else LINE_PITCH


def largest_em_u(shape: Shape) -> float:
    """Give the em beyond which a page holds too little."""
    return _LARGEST_EMS_U.get(shape, LARGEST_EM_U)


def shape(profile: Profile) -> Shape:
    """Tell which layout the picture takes; a square counts as landscape."""
    return shape_of(*profile.size_px)


def shape_of(width_px: int, height_px: int) -> Shape:
    """Tell which layout a picture of so many pixels takes."""
    if width_px < height_px:
        return Shape.PORTRAIT
    ratio = width_px / height_px
    if height_px < LED_PX:
        if ratio >= STRIP_RATIO:
            return Shape.STRIP
        return Shape.SMALL if height_px < BARE_PX else Shape.PANEL
    return Shape.WIDE if ratio >= WIDE_RATIO else Shape.LANDSCAPE


def body_em_u(profile: Profile) -> float:
    """Give the body's em in u, in steps of 0.1: readable from the farthest reader.

    Raises: InvalidInputError when the screen is too small for that distance.
    """
    kind = shape(profile)
    u_px = unit_px(profile, kind)
    largest_u = largest_em_u(kind)
    needed = needed_px(profile) / u_px
    if needed > largest_u + 1e-9:
        raise InvalidInputError(
            "This screen is too small to be read from {far_m} m.",
            field="profile.far_m",
            far_m=profile.far_m,
        )
    if kind.is_led:
        least_px = max(math.floor(LED_EMS_U[kind] * u_px + 1e-6), SMALLEST_EM_PX)
        em = max(least_px, math.ceil(needed_px(profile) - 1e-6)) / u_px
    else:
        em = max(BODY_EM_U, needed, SMALLEST_EM_PX / u_px)
    return math.ceil(round(min(largest_u, em) * 10, 6)) / 10


def needed_px(profile: Profile) -> float:
    """Give the em in pixels that the farthest reader needs."""
    return profile.far_m * 1000 / (READABLE_AT * CAP_HEIGHT * profile.pixel_mm)


def unit_px(profile: Profile, kind: Shape) -> float:
    """Give the pixels of one u."""
    width, height = profile.size_px
    if kind in (Shape.LANDSCAPE, Shape.PORTRAIT):
        return min(width, height) / 108
    across, down = kind.canvas_u
    return min(width / across, height / down)
