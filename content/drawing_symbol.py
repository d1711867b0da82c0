"""The sign of an alert without a browser: a warning triangle, or a tick when danger is over.

The page tells events apart by their own symbols; here the words beside the sign do.
"""

from content.drawing_canvas import Canvas
from content.palette import INK, WHITE


def alert_sign(canvas: Canvas, at: tuple[float, float], side: float, *, is_safe: bool) -> None:
    """Draw the sign on a white tile with its upper left corner at (x, y)."""
    x, y = at
    canvas.fill((x, y, x + side, y + side), WHITE)
    if is_safe:
        canvas.disc((x + side / 2, y + side / 2), side * 0.42, INK)
        tick = ((0.28, 0.52), (0.43, 0.67), (0.73, 0.36))
        canvas.stroke([(x + a * side, y + b * side) for a, b in tick], side * 0.11, WHITE)
        return
    corners = ((0.5, 0.08), (0.95, 0.9), (0.05, 0.9))
    canvas.polygon([(x + a * side, y + b * side) for a, b in corners], INK)
    canvas.stroke([(x + side / 2, y + side * 0.36), (x + side / 2, y + side * 0.62)],
                  side * 0.1, WHITE)  # fmt: skip
    canvas.disc((x + side / 2, y + side * 0.77), side * 0.06, WHITE)
