"""LED pictures: bold words on black, set in whole pixels at the size the panel shows them."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image

from content.alert_fit import break_evenly, chunked
from content.category import CategoryKey
from content.drawing_blocks import known_blocks
from content.drawing_canvas import Canvas, Face, measure_by
from content.drawing_page import PageView, date_of, day_of
from content.layout import (
    LED_PITCH,
    PANEL_HEAD,
    PANEL_SECOND,
    TITLE,
    TITLE_PITCH,
    Shape,
    Template,
)
from content.palette import BANDS, GOLD_INK, LED, WHITE
from content.rows import facts_gap_u
from content.schedule import TIMEZONE
from content.stage import Stage, stage_of

BLACK = "#000000"
_EDGE_U = 5.0
_INDENT = 0.35
_PART_S = 4


def draw_led(view: PageView, size_px: tuple[int, int], face: Face) -> Image.Image:
    """Draw a page, or the slate, at the panel's own size."""
    stage = stage_of(size_px, view.layout)
    canvas = Canvas(stage.width, stage.height, stage.px, face)
    canvas.fill((0, 0, stage.width, stage.height), BLACK)
    em = math.floor(stage.em * stage.px + 1e-2) / stage.px
    if view.told:
        _told(canvas, view, stage, em, face)
    elif view.item is None:
        _slate(canvas, view, stage.shape, em)
    elif view.item["pages"][view.page].get("template") == Template.FILM:
        _film(canvas, view)
    elif stage.shape.is_bare:
        _bare(canvas, view, em)
    else:
        _panel(canvas, view, em)
    return canvas.image


def _told(canvas: Canvas, view: PageView, stage: Stage, em: float, face: Face) -> None:
    """Draw the words of the stop slate, part by part where they are many."""
    measure = measure_by(face)
    rows = break_evenly(view.told or "", stage.width - 0.8 * stage.em, stage.em, True, measure)
    most = max(1, math.floor(stage.height / (stage.em * LED_PITCH) + 1e-3))
    parts = chunked(rows, most)
    if not parts:
        return
    part = parts[math.floor(view.at.timestamp() / _PART_S) % len(parts)]
    pitch = math.floor(stage.em * LED_PITCH * stage.px + 1e-2) / stage.px / em
    y = (stage.height - len(part) * em * pitch) / 2
    for line in part:
        place = (stage.width / 2, y)
        y = canvas.line(place, line, em, pitch=pitch, bold=True, colour=WHITE, align="m")


def _bare(canvas: Canvas, view: PageView, em: float) -> None:
    page, colour = _page_of(view)
    _, height_u = canvas.size_u
    canvas.fill((0, 0, _EDGE_U, height_u), colour)
    pitch = math.floor(em * LED_PITCH * canvas.px + 1e-2) / canvas.px / em
    blocks = known_blocks(page["blocks"])
    rows = len(page["title"]) + sum(_rows(block) for block in blocks)
    x, y = _EDGE_U + em * _INDENT, max(0.0, (height_u - rows * em * pitch) / 2)
    y = canvas.lines((x, y), page["title"], em, pitch=pitch, bold=True, colour=colour)
    _blocks(canvas, blocks, (x, y), em, pitch, colour)


def _panel(canvas: Canvas, view: PageView, em: float) -> None:
    assert view.item is not None
    page, colour = _page_of(view)
    width_u, height_u = canvas.size_u
    word, deep, _ = BANDS[CategoryKey(view.item["category"])]
    head = em * PANEL_HEAD
    canvas.fill((0, 0, width_u, head), deep)
    small, pitch = em * 0.8, PANEL_HEAD / 0.8
    canvas.line((em * _INDENT, 0), word, small, pitch=pitch, bold=True, colour=WHITE)
    pages = len(view.item["pages"])
    clock = f"{view.at.astimezone(TIMEZONE):%H:%M}"
    said = f"{view.page + 1}/{pages}   {clock}" if pages > 1 else clock
    right = width_u - em * 0.3
    canvas.line((right, 0), said, small, pitch=pitch, bold=True, colour=WHITE, align="r")
    x = em * _INDENT
    title, size = page["title"], em * TITLE
    y = canvas.lines((x, head), title, size, pitch=TITLE_PITCH, bold=True, colour=colour)
    _blocks(canvas, known_blocks(page["blocks"]), (x, y), em, LED_PITCH, colour)
    second = em * PANEL_SECOND
    foot = height_u - 1.6 - second * 1.35
    canvas.line((x, foot), view.item["issuer"], second, bold=True, colour=GOLD_INK)
    day = day_of(view.item["posted_at"])[:5]
    canvas.line((right, foot), day, second, bold=True, colour=GOLD_INK, align="r")


def _blocks(
    canvas: Canvas,
    blocks: Sequence[Mapping[str, Any]],
    at: tuple[float, float],
    em: float,
    pitch: float,
    colour: str,
) -> None:
    x, y = at
    for block in blocks:
        if block["kind"] != "facts":
            y = canvas.lines((x, y), block["lines"], em, pitch=pitch, bold=True, colour=WHITE)
            continue
        widest = max(canvas.width(label, em, bold=True) for label, _ in block["rows"])
        for label, value in block["rows"]:
            canvas.line((x, y), label, em, pitch=pitch, bold=True, colour=colour)
            values = (x + widest + facts_gap_u(em), y)
            y = canvas.line(values, value, em, pitch=pitch, bold=True, colour=WHITE)


def _film(canvas: Canvas, view: PageView) -> None:
    """Draw the poster whole."""
    if view.picture is None:
        return
    width_u, height_u = canvas.size_u
    ratio = view.picture.width / view.picture.height
    wide = min(width_u, height_u * ratio)
    high = wide / ratio
    left, top = (width_u - wide) / 2, (height_u - high) / 2
    canvas.picture((left, top, left + wide, top + high), view.picture, (0.5, 0.5))


def _slate(canvas: Canvas, view: PageView, shape: Shape, em: float) -> None:
    width_u, height_u = canvas.size_u
    at = view.at.astimezone(TIMEZONE)
    clock, x = em * 2, width_u / 2
    named = f"Bảng tin {str(view.header['title'])[:1].lower()}{str(view.header['title'])[1:]}"
    day = date_of(at).replace(",", "")[:-5] if shape.is_bare else date_of(at)
    small = em * (0.8 if shape.is_bare else 1.0)
    high = clock * 1.1 + small * LED_PITCH + (0 if shape.is_bare else em * LED_PITCH)
    y = max(0.0, (height_u - high) / 2)
    if not shape.is_bare:
        y = canvas.line((x, y), named, em, pitch=LED_PITCH, bold=True, colour=GOLD_INK, align="m")
    y = canvas.line((x, y), f"{at:%H:%M}", clock, pitch=1.1, bold=True, colour=WHITE, align="m")
    canvas.line((x, y), day, small, pitch=LED_PITCH, bold=True, colour=WHITE, align="m")


def _page_of(view: PageView) -> tuple[Mapping[str, Any], str]:
    assert view.item is not None
    return view.item["pages"][view.page], LED[CategoryKey(view.item["category"])]


def _rows(block: Mapping[str, Any]) -> int:
    return len(block["rows"] if block["kind"] == "facts" else block["lines"])
