"""What would make a notice hard to read on a board: found on its pages before they are shown.

The words for each finding are the staff pages'; here is what is found, and the figures.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from content.fitting import ELLIPSIS
from content.layout import (
    CAP_HEIGHT,
    PORTRAIT_PICTURE_U,
    READABLE_AT,
    WIDE_PICTURES_U,
    Shape,
    Template,
    largest_em_u,
    needed_px,
    shape,
    unit_px,
)
from content.profile import Profile

LONGEST_SHOWING_S = 75
MOST_TITLE_LINES = {Shape.LANDSCAPE: 3, Shape.PORTRAIT: 4, Shape.WIDE: 2}
MOST_LED_TITLE_LINES = 4
LEAST_SHARPNESS = 0.6
SCANNED_FROM_M = 1.0
CODE_PER_DISTANCE = 10.0
LEAST_CONTRAST = 7.0
_PICTURES_U = {Shape.LANDSCAPE: 82.0, Shape.PORTRAIT: 108.0}
_CODES_U = {Shape.LANDSCAPE: 26.0, Shape.PORTRAIT: 24.0, Shape.WIDE: 26.0}
_PHOTO_CODE_U = 17.0


class Flaw(StrEnum):
    """Name what is found."""

    FAR = "far"
    CUT = "cut"
    LONG = "long"
    TITLE_CUT = "title_cut"
    TITLE_LONG = "title_long"
    PICTURE_SMALL = "picture_small"
    PICTURE_NOT_SHOWN = "picture_not_shown"
    CODE_SMALL = "code_small"


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold a flaw and the figures that its sentence names."""

    flaw: Flaw
    values: Mapping[str, object] = field(default_factory=dict)


def findings(
    item: Mapping[str, Any],
    profile: Profile,
    sizes: Mapping[str, tuple[int, int]],
    pictures: int = 0,
) -> tuple[Finding, ...]:
    """Find what is hard to read on a screen, the worst first.

    `item` as on the wire; `sizes` gives the pixels of each picture by its digest; `pictures`
    counts those the notice carries.
    """
    kind = shape(profile)
    found = (
        _far(profile, kind),
        Finding(Flaw.CUT) if item["cut"] else None,
        _title(item["pages"], kind),
        _long(item["pages"]),
        *_pictures(item["pages"], profile, kind, sizes),
        Finding(Flaw.PICTURE_NOT_SHOWN) if kind.is_led and pictures else None,
        _code(item, profile, kind),
    )
    return tuple(one for one in found if one is not None)


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours written #RRGGBB. Source: WCAG 2.2, 1.4.3."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable_m(profile: Profile) -> float:
    """Give the distance from which the type of this screen can be read, at most."""
    kind = shape(profile)
    em_px = largest_em_u(kind) * unit_px(profile, kind)
    return em_px * READABLE_AT * CAP_HEIGHT * profile.pixel_mm / 1000


def _far(profile: Profile, kind: Shape) -> Finding | None:
    largest_px = largest_em_u(kind) * unit_px(profile, kind)
    if needed_px(profile) <= largest_px + 1e-6:
        return None
    reached = math.floor(readable_m(profile) * 10) / 10
    return Finding(Flaw.FAR, {"far_m": f"{profile.far_m:g}", "readable_m": f"{reached:g}"})


def _title(pages: Sequence[Mapping[str, Any]], kind: Shape) -> Finding | None:
    lines = list(pages[0]["title"])
    if kind.is_bare:
        lines = [line for page in pages for line in page["title"]]
    if lines and lines[-1].endswith(ELLIPSIS):
        return Finding(Flaw.TITLE_CUT)
    if len(lines) > MOST_TITLE_LINES.get(kind, MOST_LED_TITLE_LINES):
        return Finding(Flaw.TITLE_LONG, {"lines": len(lines)})
    return None


def _long(pages: Sequence[Mapping[str, Any]]) -> Finding | None:
    """Count what is read: sheets and films take the time they need."""
    read = [page for page in pages if page["template"] not in (Template.DOCUMENT, Template.FILM)]
    seconds = sum(page["seconds"] for page in read if "version" not in page)
    if seconds <= LONGEST_SHOWING_S:
        return None
    return Finding(Flaw.LONG, {"pages": len(read), "seconds": seconds})


def _pictures(
    pages: Sequence[Mapping[str, Any]],
    profile: Profile,
    kind: Shape,
    sizes: Mapping[str, tuple[int, int]],
) -> Iterator[Finding]:
    told: set[str] = set()
    for page in pages:
        name = str(page["picture"]["media"]) if page["picture"] else ""
        if page["template"] != Template.PHOTO or name not in sizes or name in told:
            continue
        told.add(name)
        needed = [round(side * unit_px(profile, kind)) for side in _frame_u(kind)]
        has = sizes[name]
        # The picture fills its frame: the side that is stretched most decides.
        if min(has[0] / needed[0], has[1] / needed[1]) < LEAST_SHARPNESS:
            values = {"has": f"{has[0]}x{has[1]}", "needed": f"{needed[0]}x{needed[1]}"}
            yield Finding(Flaw.PICTURE_SMALL, values)


def _frame_u(kind: Shape) -> tuple[float, float]:
    if kind is Shape.WIDE:
        return WIDE_PICTURES_U[Template.PHOTO], 98.4
    return _PICTURES_U[kind], PORTRAIT_PICTURE_U if kind is Shape.PORTRAIT else 86.0


def _code(item: Mapping[str, Any], profile: Profile, kind: Shape) -> Finding | None:
    # A code can be scanned from ten times its side; whoever wants it walks up.
    if not item["link"] or kind.is_led:
        return None
    side_u = _CODES_U[kind]
    if kind is Shape.LANDSCAPE and item["pages"][0]["template"] == Template.PHOTO:
        side_u = _PHOTO_CODE_U
    side_mm = side_u * unit_px(profile, kind) * profile.pixel_mm
    from_m = side_mm * CODE_PER_DISTANCE / 1000
    if from_m >= min(SCANNED_FROM_M, profile.near_m) - 1e-6:
        return None
    return Finding(Flaw.CODE_SMALL, {"from_m": f"{from_m:.1f}"})


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
