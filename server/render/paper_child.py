"""Turning the photo of a paper notice into a flat sheet: found, straightened, evenly lit.

Colours stay: each channel is set against the paper's own, so that stamps remain red.
"""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from server.render.confinement import Bounds
from server.render.picture_child import VARIANTS, open_clean, save_variants

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float32]
BOUNDS = Bounds(memory_bytes=2 << 30)
LONGEST_PX = 2600
_SEEN_PX = 640
_LEAST_SHARE = 0.15
_MOST_SHARE = 0.995
_LEAST_ANGLE_COS = 0.45
_LEAST_WHITE = 0.35
_LEAST_EDGE = 25.0
_INK, _PAPER = 3.0, 245.0
# A photo taken aslant shortens a side: what is nearly an A4 sheet is one.
_A4 = 2**0.5
_NEARLY_A4 = (1.15, 1.7)
_RIM = 0.006


def take_in(upload: Path, folder: Path, _: Mapping[str, Any]) -> dict[str, object]:
    """Straighten and clear the sheet; keep the photo as it is where none is found.

    Raises: RefusedError.
    """
    cv2.setNumThreads(1)
    kind, size, clean = open_clean(upload, LONGEST_PX)
    photo: Pixels = np.asarray(clean)
    corners = find_sheet(photo)
    if corners is not None:
        clean = Image.fromarray(evened(straightened(photo, corners)))
    variants = save_variants(clean, folder, VARIANTS)
    told = {"type": kind, "width": size[0], "height": size[1], "variants": variants}
    return {**told, "paper_found": corners is not None}


def find_sheet(photo: Pixels) -> Corners | None:
    """Give the corners of the sheet, clockwise from the top left; None where there is none."""
    scale = _SEEN_PX / max(photo.shape[:2])
    small = np.asarray(
        cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )
    blurred = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (5, 5), 0)
    grey = np.asarray(blurred, np.uint8)
    best: tuple[float, Corners] | None = None
    for mask in _masks(small, grey):
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            found = _as_sheet(contour, grey)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    return None if best is None else (best[1] / scale).astype(np.float32)


def straightened(photo: Pixels, corners: Corners) -> Pixels:
    """Look at the sheet from straight above."""
    top, right, bottom, left = (
        float(np.linalg.norm(one - other)) for one, other in pairwise((*corners, corners[0]))
    )
    width, height = max(top, bottom), max(left, right)
    if _NEARLY_A4[0] < max(width, height) / min(width, height) < _NEARLY_A4[1]:
        width, height = (width, width * _A4) if height > width else (height * _A4, height)
    size = round(width), round(height)
    rim = _RIM * min(width, height)
    near, far_x, far_y = -rim, size[0] - 1 + rim, size[1] - 1 + rim
    target = np.array(
        [[near, near], [far_x, near], [far_x, far_y], [near, far_y]], dtype=np.float32
    )
    turn = cv2.getPerspectiveTransform(corners, target)
    flat = cv2.warpPerspective(photo, turn, size, flags=cv2.INTER_CUBIC)
    return np.asarray(flat, dtype=np.uint8)


def evened(sheet: Pixels) -> Pixels:
    """Take shadows out and make the paper white and the ink dark."""
    scale = min(1.0, 500 / max(sheet.shape[:2]))
    small = cv2.resize(sheet, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # The paper behind the ink: what is bright nearby, smoothed.
    paper = cv2.dilate(small, np.ones((13, 13), np.uint8))
    paper = cv2.GaussianBlur(cv2.medianBlur(paper, 31), (0, 0), 8)
    ground = cv2.resize(paper, (sheet.shape[1], sheet.shape[0]), interpolation=cv2.INTER_LINEAR)
    lit = sheet.astype(np.float32) * 255.0 / np.maximum(ground.astype(np.float32), 24.0)
    dark = float(np.percentile(lit.min(axis=2), _INK))
    dark = min(dark, 120.0)
    spread = (lit - dark) * (255.0 / (_PAPER - dark))
    return np.clip(spread, 0, 255).astype(np.uint8)


def _masks(small: Pixels, grey: Pixels) -> list[Pixels]:
    """Give what may be the sheet: what is bright, what is pale, what edges enclose."""
    closing = np.ones((9, 9), np.uint8)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    colour = cv2.cvtColor(small, cv2.COLOR_RGB2HSV)
    pale = cv2.inRange(colour, np.array([0, 0, 90]), np.array([180, 60, 255]))
    edges = cv2.dilate(cv2.Canny(grey, 40, 120), np.ones((3, 3), np.uint8))
    closed = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, closing)
    solid = [cv2.morphologyEx(mask, cv2.MORPH_CLOSE, closing) for mask in (bright, pale)]
    return [np.asarray(mask, dtype=np.uint8) for mask in (*solid, closed)]


def _as_sheet(contour: NDArray[Any], grey: Pixels) -> tuple[float, Corners] | None:
    """Judge a contour: four sides, near right angles, large, brighter than what lies around."""
    hull = cv2.convexHull(contour)
    whole = float(grey.shape[0] * grey.shape[1])
    share = cv2.contourArea(hull) / whole
    if not _LEAST_SHARE < share < _MOST_SHARE:
        return None
    for looseness in (0.02, 0.03, 0.05):
        outline = cv2.approxPolyDP(hull, looseness * cv2.arcLength(hull, True), True)
        if len(outline) == 4:
            break
    else:
        return None
    corners = _in_order(outline.reshape(4, 2).astype(np.float32))
    fits = cv2.contourArea(hull) / max(1.0, cv2.contourArea(corners))
    if fits < 0.9 or _sharpest(corners) > _LEAST_ANGLE_COS or not _stands_out(corners, grey):
        return None
    return share, corners


def _in_order(corners: Corners) -> Corners:
    sums, gaps = corners.sum(axis=1), corners[:, 1] - corners[:, 0]
    places = [sums.argmin(), gaps.argmin(), sums.argmax(), gaps.argmax()]
    return corners[places]


def _sharpest(corners: Corners) -> float:
    """Give the largest cosine of its angles: 0 where all are right."""
    found = 0.0
    for place in range(4):
        one = corners[place - 1] - corners[place]
        other = corners[(place + 1) % 4] - corners[place]
        lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
        found = max(found, abs(float(one @ other)) / max(lengths, 1e-6))
    return found


def _stands_out(corners: Corners, grey: Pixels) -> bool:
    """Tell whether it is paper: bright for the most part, with a clear edge all round."""
    inside = np.zeros(grey.shape, np.uint8)
    cv2.fillConvexPoly(inside, corners.astype(np.int32), 255)
    near = np.ones((15, 15), np.uint8)
    around = np.asarray(cv2.dilate(inside, near), np.uint8) & ~inside
    rim = inside & ~np.asarray(cv2.erode(inside, near), np.uint8)
    if not around.any() or not rim.any():
        return False
    paper = float(np.percentile(grey[inside > 0], 75))
    edge = float(np.median(grey[rim > 0])) - float(np.median(grey[around > 0]))
    return paper / 255 > _LEAST_WHITE and edge > _LEAST_EDGE
