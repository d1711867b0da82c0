"""The blocks of a page drawn one below the other: lines, facts, prices, truth and rumour."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from content.drawing_canvas import Box, Canvas
from content.layout import LINE_PITCH, RUMOUR, SECOND, TABLE_CELL
from content.palette import FALSE, HAIR, INK_2, WHITE
from content.palette import RUMOUR as RUMOUR_GROUND

_Painter = Callable[[Canvas, Mapping[str, Any], Box, float], float]
PARAGRAPH_GAP_U = 0.6
FACTS_GAP_U = 4.0
_STEADY = "giữ giá"
_NUMBER = re.compile(r"[\d.,]+")


def draw_blocks(canvas: Canvas, blocks: Sequence[Mapping[str, Any]], room: Box, em: float) -> None:
    """Draw the blocks from the top of the room; the rumour stands at its bottom."""
    left, y, right, bottom = room
    for place, block in enumerate(known_blocks(blocks)):
        gap = PARAGRAPH_GAP_U if place else 0.0
        y = _PAINTERS[block["kind"]](canvas, block, (left, y + gap, right, bottom), em)


def known_blocks(blocks: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give those of a kind that is known here; others are passed over, as the page does."""
    return [block for block in blocks if block["kind"] in _PAINTERS]


def _lines(canvas: Canvas, block: Mapping[str, Any], room: Box, em: float) -> float:
    return canvas.lines((room[0], room[1]), block["lines"], em, pitch=LINE_PITCH)


def _facts(canvas: Canvas, block: Mapping[str, Any], room: Box, em: float) -> float:
    x, y = room[0], room[1]
    values = x + max(canvas.width(label, em) for label, _ in block["rows"]) + FACTS_GAP_U
    for label, value in block["rows"]:
        canvas.line((x, y), label, em, pitch=LINE_PITCH, colour=INK_2)
        y = canvas.line((values, y), value, em, pitch=LINE_PITCH, bold=True)
    return y


def _prices(canvas: Canvas, block: Mapping[str, Any], room: Box, em: float) -> float:
    left, y, right, _ = room
    head, rows = block["head"], block["rows"]
    edges, strong = _columns(canvas, block, (left, right), em)
    below = y
    for place, text in enumerate(head):
        below = _cell(canvas, (left, edges[place], y), place, text, em * SECOND, grey=True)
    canvas.fill((left, below + 0.6, right, below + 1.0), HAIR)
    y = below + 1.0
    for row in rows:
        top = y
        for place, text in enumerate(row):
            where = (left, edges[place], top + 0.25)
            y = _cell(canvas, where, place, text, em * TABLE_CELL, bold=strong[place])
        y += 0.45
        canvas.fill((left, y - 0.2, right, y), HAIR)
    return y


def _columns(
    canvas: Canvas, block: Mapping[str, Any], sides: tuple[float, float], em: float
) -> tuple[list[float], list[bool]]:
    """Give each column's right edge, the room left over shared out, and which are bold."""
    columns = list(zip(*block["rows"], strict=True))
    strong = [all(_NUMBER.fullmatch(cell) for cell in cells) for cells in columns]
    wide = [
        max(
            canvas.width(head, em * SECOND),
            *(canvas.width(cell, em * TABLE_CELL, bold=bold) + _sign_u(cell, em) for cell in cells),
        )
        for head, cells, bold in zip(block["head"], columns, strong, strict=True)
    ]
    spare = (sides[1] - sides[0] - sum(wide)) / max(1, len(wide) - 1)
    edges = [sides[0] + sum(wide[: place + 1]) + spare * place for place in range(len(wide))]
    return edges, strong


def _sign_u(cell: str, em: float) -> float:
    return em * 0.52 + 1.4 if cell[:1] in "+-−" else 0.0


def _cell(
    canvas: Canvas,
    place_u: tuple[float, float, float],
    place: int,
    text: str,
    em: float,
    *,
    grey: bool = False,
    bold: bool = False,
) -> float:
    """Set the first cell at the left edge, the others at the right edge of their column."""
    left, right, y = place_u
    colour = INK_2 if grey else "#15161A"
    if place == 0:
        return canvas.line((left, y), text, em, pitch=1.3, colour=colour)
    up, down = text.startswith("+"), text.startswith(("-", "−"))
    shown = _STEADY if text == "0" else text[1:].strip() if up or down else text
    if up or down:
        size = em * 0.52
        x = right - canvas.width(shown, em) - size - 1.4
        canvas.triangle((x, y + em), size, up=up)
    return canvas.line((right, y), shown, em, pitch=1.3, bold=bold, colour=colour, align="r")


def _rumour(canvas: Canvas, block: Mapping[str, Any], room: Box, em: float) -> float:
    left, _, right, bottom = room
    small = em * RUMOUR
    high = len(block["lines"]) * small * 1.36 + 3.6
    is_wide = right - left > 120
    label_u = em * SECOND * 1.04
    if not is_wide:
        high += label_u * 1.2 + 3.0
    top = bottom - high - 2.6
    canvas.fill((left, top, right, bottom - 2.6), RUMOUR_GROUND)
    canvas.fill((left, top, left + 0.8, bottom - 2.6), FALSE)
    wide = canvas.width("Tin sai", label_u, bold=True) + 3.6
    y = top + (high - label_u * 1.2 - 1.8) / 2 if is_wide else top + 1.8
    canvas.fill((left + 3.8, y, left + 3.8 + wide, y + label_u * 1.2 + 1.8), FALSE)
    canvas.line((left + 5.6, y + 0.9), "Tin sai", label_u, pitch=1.2, bold=True, colour=WHITE)
    x = left + 6.8 + wide if is_wide else left + 3.8
    text_top = top + 1.8 if is_wide else y + label_u * 1.2 + 3.0
    canvas.lines((x, text_top), block["lines"], small, pitch=1.36)
    return bottom


_PAINTERS: Mapping[str, _Painter] = {
    "lines": _lines,
    "truth": _lines,
    "facts": _facts,
    "prices": _prices,
    "rumour": _rumour,
}
