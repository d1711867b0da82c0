"""The page that puts a false rumour right: the truth first and largest, the rumour small."""

from content.fitting import some_lines
from content.layout import RUMOUR, SECOND, Measure, Shape
from content.page import Block
from content.text import bind

MOST_RUMOUR_LINES = 3
LABEL = "Tin sai"
_LABEL_EM = SECOND * 1.04
_LABEL_PITCH = 1.2
_LABEL_PADDING_U = 1.8
_LABEL_SIDES_U = 9.8
_GAP_U = 1.2
_RUMOUR_PITCH = 1.36
_BOX_SIDES_U = 6.8
_BOX_ENDS_U = 6.2
_BESIDE_U = 3.0


def label_u(em_u: float) -> float:
    """Give the height of the label above the title, with the gap under it."""
    return em_u * _LABEL_EM * _LABEL_PITCH + _LABEL_PADDING_U + _GAP_U


def rumour_block(
    rumour: str, shape: Shape, width_u: float, room_u: float, em_u: float, measure: Measure
) -> tuple[Block, float] | None:
    """Give the box that quotes the rumour and its height; None when there is no room for it."""
    small = em_u * RUMOUR
    above_u = label_u(em_u) if shape is Shape.PORTRAIT else 0.0
    beside_u = 0.0
    if shape is not Shape.PORTRAIT:
        beside_u = measure(LABEL, em_u * _LABEL_EM, True) + _LABEL_SIDES_U + _BESIDE_U
    fits = int((room_u - _BOX_ENDS_U - above_u) / (small * _RUMOUR_PITCH) + 1e-6)
    if fits < 1:
        return None
    inner_u = width_u - _BOX_SIDES_U - beside_u
    most = min(fits, MOST_RUMOUR_LINES)
    lines = some_lines(bind(rumour), most, inner_u, lambda text: measure(text, small, False))
    height_u = len(lines) * small * _RUMOUR_PITCH + _BOX_ENDS_U + above_u
    return Block("rumour", tuple(lines)), height_u
