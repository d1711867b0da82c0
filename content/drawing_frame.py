"""The frame of a drill: green on four sides, DIỄN TẬP six times, never a risk colour."""

from content.alert_words import Words
from content.drawing_canvas import Box, Canvas
from content.layout import Shape
from content.palette import DRILL, WHITE
from content.stage import Stage

_SIDE_U = 8.0
_BAR_U, _UPRIGHT_BAR_U = 11.0, 18.0
_STRIPE_U = 4.0
_EM, _SECOND_EM, _SIDE_EM = 7.6, 5.8, 4.8


def draw_drill_frame(canvas: Canvas, stage: Stage, words: Words) -> Box:
    """Draw the frame; give the box within it."""
    is_upright = stage.shape is Shape.PORTRAIT
    bar = _UPRIGHT_BAR_U if is_upright else _BAR_U
    width, height = stage.width, stage.height
    _stripes(canvas, stage)
    for top, said in ((0.0, words.not_real), (height - bar, words.calm)):
        canvas.fill((0, top, width, top + bar), DRILL)
        if is_upright:
            _two_lines(canvas, width, top, words.drill, said)
        else:
            _one_line(canvas, width, top, words.drill, said)
    for x, turn in ((0.0, 90), (width - _SIDE_U, 270)):
        box = (x, height / 2 - 29, x + _SIDE_U, height / 2 + 29)
        canvas.upright(box, words.drill, _SIDE_EM, ground=DRILL, colour=WHITE, turn=turn)
    return (_SIDE_U, bar, width - _SIDE_U, height - bar)


def _stripes(canvas: Canvas, stage: Stage) -> None:
    canvas.fill((0, 0, stage.width, stage.height), WHITE)
    reach, step = stage.height, 2 * _STRIPE_U * 2**0.5
    count = int((stage.width + reach) / step) + 1
    for place in range(count):
        x = place * step
        wide = step / 2
        corners = [(x, 0.0), (x + wide, 0.0), (x + wide - reach, reach), (x - reach, reach)]
        canvas.polygon(corners, DRILL)


def _one_line(canvas: Canvas, width: float, top: float, drill: str, said: str) -> None:
    gap = 5.0
    sizes = (canvas.width(drill, _EM, bold=True), canvas.width(said, _SECOND_EM))
    x = (width - 2 * sizes[0] - sizes[1] - 2 * gap) / 2
    middle = x + sizes[0] + gap
    for at in (x, middle + sizes[1] + gap):
        canvas.line((at, top), drill, _EM, pitch=_BAR_U / _EM, bold=True, colour=WHITE)
    canvas.line((middle, top), said, _SECOND_EM, pitch=_BAR_U / _SECOND_EM, colour=WHITE)


def _two_lines(canvas: Canvas, width: float, top: float, drill: str, said: str) -> None:
    size = canvas.width(drill, _EM, bold=True)
    x = (width - 2 * size - 10) / 2
    for at in (x, x + size + 10):
        canvas.line((at, top + 0.6), drill, _EM, pitch=1.2, bold=True, colour=WHITE)
    place = (width / 2, top + 0.6 + _EM * 1.2)
    canvas.line(place, said, 5.0, pitch=1.35, colour=WHITE, align="m")
