"""Facts and price tables: rows of cells that must fit the column side by side."""

import math
import re
from collections.abc import Iterator, Sequence

from content.body import Facts, Paragraph, Table
from content.layout import SECOND, TABLE_CELL, Column, Measure, title_u
from content.page import Block
from content.text import NBSP, bind, break_lines, fold

FACTS_GAP_U = 4.0
FACTS_GAP = 0.4
CELL_GAP_U = 2.0
WIDEST_LABEL = 0.5
MOST_VALUE_LINES = 3
MOST_PRICE_ROWS = 4
STEADY = "giữ giá"
_TABLE_MARGIN_U = 1.4
_HEAD_PITCH = 1.3
_HEAD_RULE_U = 1.0
_ROW_RULE_U = 0.7
_TRIANGLE = 0.52
_TRIANGLE_GAP_U = 1.4
_NUMBER = re.compile(r"[\d.,–-]*")
_CHANGE = re.compile(r"[+\-−]\s?\d.*")
_SAME = re.compile(r"0|=|±0")
_MONEY = re.compile(r".*\S \((đồng|đ|VNĐ)\)", re.IGNORECASE)
_OPEN_NUMBER = re.compile(r"(\d|nghìn|ngàn|triệu|tỷ|tỉ)$", re.IGNORECASE)
_UNIT_HEADS = frozenset({"đơn vị", "đơn vị tính", "đvt"})


def facts_gap_u(em_u: float) -> float:
    """Give the room between labels and values."""
    return max(FACTS_GAP_U, FACTS_GAP * em_u)


def fact_rows(
    facts: Facts, width_u: float, em_u: float, measure: Measure
) -> tuple[tuple[str, str], ...] | None:
    """Give label and value per line; a long value goes on under an empty label.

    None when the labels take more than half of the width or a value does not stand well
    beside them: in too many lines, or with a number parted from its unit.
    """
    label_u = max(measure(label, em_u, False) for label, _ in facts.rows)
    room_u = width_u - label_u - facts_gap_u(em_u)
    if label_u > width_u * WIDEST_LABEL:
        return None
    found: list[tuple[str, str]] = []
    for label, value in facts.rows:
        bound = bind(value)
        lines = break_lines(bound, room_u, lambda text: measure(text, em_u, True))
        if len(lines) > MOST_VALUE_LINES or _parts_badly(bound, lines):
            return None
        found.extend((label if place == 0 else "", line) for place, line in enumerate(lines))
    return tuple(found)


def _parts_badly(value: str, lines: Sequence[str]) -> bool:
    """Tell whether a line ends inside a word, or between a number and its unit."""
    place = 0
    for line in lines[:-1]:
        place += len(line) + 1
        gap = value[place - 1 : place]
        if gap not in (" ", NBSP) or (gap == NBSP and _OPEN_NUMBER.search(line)):
            return True
    return False


def facts_as_text(facts: Facts) -> list[Paragraph]:
    """Give facts as sentences, for columns too narrow for two columns."""
    return [Paragraph(f"{label}: {value}") for label, value in facts.rows]


def table_as_text(table: Table) -> list[Paragraph]:
    """Give each row as a sentence, for columns too narrow for cells side by side."""
    rows = ((row[0], ", ".join(filter(None, row[1:]))) for row in table.rows)
    return [Paragraph(f"{name}: {rest}") for name, rest in rows]


def price_blocks(
    table: Table, title_lines: tuple[int, int], column: Column, em_u: float, measure: Measure
) -> list[Block] | None:
    """Give a block for each page, each with its head; None when two cells never fit a line.

    `title_lines`: of the first page and of the later ones. Where the columns do not fit side
    by side, the unit they share moves into the head of the price; what is still too wide goes
    on later pages, the first column repeated.
    """
    for shorter in (table, *_without_unit(table)):
        if sum(_widths(shorter, em_u, measure)) <= column.width_u:
            table = shorter
            break
    widths = _widths(table, em_u, measure)
    if widths[0] + max(widths[1:]) > column.width_u:
        return None
    blocks: list[Block] = []
    for chosen in _column_groups(widths, column.width_u):
        head = tuple(table.head[place] for place in chosen)
        rows = [tuple(row[place] for place in chosen) for row in table.rows]
        while rows:
            fits = rows_under(title_lines[1 if blocks else 0], column, em_u)
            count = _share(len(rows), fits)
            blocks.append(Block("prices", head=head, rows=tuple(rows[:count])))
            rows = rows[count:]
    return blocks


def rows_under(title_lines: int, column: Column, em_u: float) -> int:
    """Count the price rows that fit under a title of so many lines and the table's head."""
    head_u = _TABLE_MARGIN_U + em_u * SECOND * _HEAD_PITCH + _HEAD_RULE_U
    left = column.body_u(em_u) - title_u(title_lines, em_u) - head_u
    row_u = em_u * TABLE_CELL * _HEAD_PITCH + _ROW_RULE_U
    return max(1, min(MOST_PRICE_ROWS, math.floor(left / row_u + 1e-6)))


def _without_unit(table: Table) -> Iterator[Table]:
    """Give the table with the one unit of all rows in the head of the price, ever shorter.

    Nothing when the head names no unit column and no money, or the units differ.
    """
    units = [place for place, head in enumerate(table.head) if fold(head) in _UNIT_HEADS]
    money = [place for place, head in enumerate(table.head) if _MONEY.fullmatch(head)]
    if len(units) != 1 or len(money) != 1 or units[0] == 0:
        return
    named = {row[units[0]].removeprefix("1 ") for row in table.rows}
    if len(named) != 1 or "" in named:
        return
    stem = table.head[money[0]].rpartition("(")[0]
    for currency in dict.fromkeys((table.head[money[0]][len(stem) + 1 : -1], "đ")):
        head = list(table.head)
        head[money[0]] = f"{stem}({currency}/{min(named)})"
        rows = tuple(_without(row, units[0]) for row in table.rows)
        yield Table(_without(head, units[0]), rows)


def _without(cells: Sequence[str], place: int) -> tuple[str, ...]:
    return (*cells[:place], *cells[place + 1 :])


def _share(count: int, fits: int) -> int:
    """Take a page full, but leave no lone last row."""
    return fits - 1 if count == fits + 1 and fits > 2 else min(count, fits)


def _widths(table: Table, em_u: float, measure: Measure) -> list[float]:
    found: list[float] = []
    for place, head in enumerate(table.head):
        cells = [row[place] for row in table.rows]
        changes = any(_CHANGE.fullmatch(cell) for cell in cells)
        bold = place > 0 and not changes and all(_NUMBER.fullmatch(cell) for cell in cells)
        sign_u = em_u * TABLE_CELL * _TRIANGLE + _TRIANGLE_GAP_U
        widest = 0.0
        for cell in cells:
            shown = STEADY if changes and _SAME.fullmatch(cell) else cell
            size = measure(shown, em_u * TABLE_CELL, bold)
            widest = max(widest, size + (sign_u if _CHANGE.fullmatch(cell) else 0.0))
        gap = CELL_GAP_U if place else 0.0
        found.append(max(widest, measure(head, em_u * SECOND, False)) + gap)
    return found


def _column_groups(widths: Sequence[float], width_u: float) -> list[list[int]]:
    groups = [[0]]
    used = widths[0]
    for place, size in enumerate(widths[1:], start=1):
        if used + size > width_u and len(groups[-1]) > 1:
            groups.append([0])
            used = widths[0]
        groups[-1].append(place)
        used += size
    return groups
