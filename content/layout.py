"""The shape of a board, the type size its readers need, and the columns of each template.

Lengths are in u: the 108th part of the picture's short side. The table behind the numbers is
the board's visual language; breaking text into pages lives in `pagination`.
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
    "shape",
    "title_u",
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


class Shape(StrEnum):
    """Say which way up the picture is."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"


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

    def body_u(self, em_u: float) -> float:
        """Give the height left above the source line."""
        source = 1.6 + max(self.source_lines * em_u * SECOND * SECOND_PITCH, self.source_least_u)
        return self.height_u - source - 0.3

    def most_title_lines(self, em_u: float) -> int:
        """Count the title lines that fit on a page of their own."""
        return max(1, math.floor(self.body_u(em_u) / (em_u * TITLE * TITLE_PITCH) + 1e-6))


TEXT_MARGIN_U = 2.0
PORTRAIT_PICTURE_U = 56.0
_LANDSCAPE = Column(141.6, 80.0)
_PORTRAIT = Column(98.0, 109.0, paragraph_gap_u=1.6)
_COLUMNS = {
    (Shape.LANDSCAPE, Template.PHOTO): Column(100.0, 70.0, source_least_u=15.5),
    (Shape.PORTRAIT, Template.PHOTO): Column(98.0, 55.0),
    (Shape.LANDSCAPE, Template.DOCUMENT): Column(74.0, 70.0, source_least_u=15.5),
    (Shape.PORTRAIT, Template.DOCUMENT): Column(98.0, 55.0),
    (Shape.LANDSCAPE, Template.FILM): Column(100.0, 70.0, source_least_u=15.5),
    (Shape.PORTRAIT, Template.FILM): Column(98.0, 55.0),
    (Shape.LANDSCAPE, Template.MARKET): Column(141.6, 80.0, source_lines=1),
}


def column(shape: Shape, template: Template) -> Column:
    """Give the text column of a template on a shape."""
    return _COLUMNS.get((shape, template), _plain(shape))


def title_u(lines: int, em_u: float) -> float:
    """Give the height of a title of so many lines."""
    return lines * em_u * TITLE * TITLE_PITCH


def shape(profile: Profile) -> Shape:
    """Tell which way up the picture is; a square counts as landscape."""
    width, height = profile.size_px
    return Shape.LANDSCAPE if width >= height else Shape.PORTRAIT


def body_em_u(profile: Profile) -> float:
    """Give the body's em in u, in steps of 0.1: readable from the farthest reader.

    Raises: InvalidInputError when the screen is too small for that distance.
    """
    u_px = min(profile.size_px) / 108
    needed = profile.far_m * 1000 / (READABLE_AT * CAP_HEIGHT * profile.pixel_mm) / u_px
    if needed > LARGEST_EM_U + 1e-9:
        raise InvalidInputError(
            "This screen is too small to be read from {far_m} m.",
            field="profile.far_m",
            far_m=profile.far_m,
        )
    em = min(LARGEST_EM_U, max(BODY_EM_U, needed, SMALLEST_EM_PX / u_px))
    return math.ceil(round(em * 10, 6)) / 10


def _plain(shape: Shape) -> Column:
    return _LANDSCAPE if shape is Shape.LANDSCAPE else _PORTRAIT
