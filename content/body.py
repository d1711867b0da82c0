"""The micro-syntax of a notice's body: paragraphs, facts, tables, the rumour, source, credit."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from content.text import fold

MOST_LABEL_CHARS = 25
MOST_VALUE_CHARS = 80
_FACT = re.compile(r"([^\W\d][^:|.!?]*): +(\S.*)")
_MARKS = {"tin sai:": "rumour", "nguồn:": "source", "ảnh:": "credit"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A head and rows of the same number of cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Section = Paragraph | Facts | Table
_Reader = Callable[[str], tuple[str, ...] | None]


@dataclass(frozen=True, slots=True)
class Body:
    """Hold what a body says, in reading order, with its marked lines set apart."""

    sections: tuple[Section, ...]
    rumour: str | None = None
    source: str | None = None
    credit: str | None = None


def parse_body(body: str) -> Body:
    """Read the body line by line; a marked line is taken once, later ones stay text."""
    marked: dict[str, str] = {}
    lines: list[str] = []
    for line in body.split("\n"):
        name = _mark(line)
        if name is None or name in marked:
            lines.append(line.strip())
        else:
            marked[name] = line.strip() if name == "credit" else line.partition(":")[2].strip()
    return Body(tuple(_sections(lines)), **marked)


def _mark(line: str) -> str | None:
    head, colon, rest = line.partition(":")
    return _MARKS.get(fold(head + colon)) if rest.strip() else None


def _sections(lines: list[str]) -> Iterator[Section]:
    place = 0
    while place < len(lines):
        table = _run(lines, place, _cells)
        facts = _run(lines, place, _fact)
        if len(table) > 1:
            yield _table(table)
            place += len(table)
        elif len(facts) > 1:
            yield Facts(tuple((label, value) for label, value in facts))
            place += len(facts)
        else:
            if lines[place]:
                yield Paragraph(lines[place])
            place += 1


def _run(lines: list[str], place: int, read: _Reader) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for line in lines[place:]:
        row = read(line)
        if row is None:
            break
        found.append(row)
    return found


def _cells(line: str) -> tuple[str, ...] | None:
    if "|" not in line:
        return None
    cells = tuple(cell.strip() for cell in line.strip("| ").split("|"))
    return cells if len(cells) > 1 else None


def _fact(line: str) -> tuple[str, ...] | None:
    match = _FACT.fullmatch(line)
    if match is None or len(match[1]) > MOST_LABEL_CHARS or len(match[2]) > MOST_VALUE_CHARS:
        return None
    return match[1].strip(), match[2].strip()


def _table(rows: list[tuple[str, ...]]) -> Table:
    width = max(len(row) for row in rows)
    even = [row + ("",) * (width - len(row)) for row in rows]
    return Table(even[0], tuple(even[1:]))
