"""Where a picture of so many pixels is laid out: its shape, its unit and its type size.

The same answers as the page's look/stage.js, for boards with and without a score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content.layout import BODY_EM_U, LED_EMS_U, SMALLEST_EM_PX, Shape, shape_of


@dataclass(frozen=True, slots=True)
class Stage:
    """Hold the shape, the pixels of one u, the body's em and both sides in u."""

    shape: Shape
    px: float
    em: float
    width: float
    height: float

    @property
    def size_px(self) -> tuple[int, int]:
        """Give width and height in pixels."""
        return round(self.width * self.px), round(self.height * self.px)


def stage_of(size_px: tuple[int, int], layout: Mapping[str, Any] | None) -> Stage:
    """Lay out a picture by the score's layout, or by its pixels while there is no score.

    A shape that is not known is laid out by the pixels too.
    """
    known = layout is not None and layout.get("shape") in set(Shape)
    kind = Shape(layout["shape"]) if layout is not None and known else shape_of(*size_px)
    across, down = kind.canvas_u
    px = min(size_px[0] / across, size_px[1] / down)
    usual = max(LED_EMS_U[kind], SMALLEST_EM_PX / px) if kind.is_led else BODY_EM_U
    em = float(layout["em_u"]) if layout is not None and known else usual
    return Stage(kind, px, em, size_px[0] / px, size_px[1] / px)


def usual_size_px(shape: Shape, width_px: int) -> tuple[int, int]:
    """Give the size of a picture so wide that has the usual proportions of a shape."""
    across, down = shape.canvas_u
    return width_px, round(down * width_px / across)
