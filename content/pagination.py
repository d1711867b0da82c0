"""From a notice's words to the pages of one shape: what stands on which page, line by line.

Every line is final: the board prints it as it is. Type is never smaller than the board's em.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from content.body import Body, Facts, Paragraph, Section, Table
from content.category import CategoryKey
from content.correction import label_u, rumour_block
from content.fitting import fit, one_line, some_lines
from content.layout import (
    LINE_PITCH,
    SECOND,
    TEXT_MARGIN_U,
    TITLE,
    Column,
    Measure,
    Shape,
    Template,
    column,
    title_u,
)
from content.page import Block, Page, Picture
from content.rows import fact_rows, facts_as_text, price_blocks, table_as_text
from content.text import bind

MOST_PAGES = 4
CUT_NOTE = {"vi": "Quét mã để đọc tiếp.", "en": "Scan the code to read on."}
TICKER_ROOM_U = {Shape.LANDSCAPE: 148.0, Shape.PORTRAIT: 58.0}
TICKER_SPEED_EM_S = 5.0
_PLAIN = {CategoryKey.NEWS: Template.NEWS, CategoryKey.CORRECTION: Template.CORRECTION}


@dataclass(frozen=True, slots=True)
class PageSource:
    """Hold what is to be set: title and body cleaned, pictures in order."""

    title: str
    body: Body
    category: CategoryKey
    language: str = "vi"
    pictures: tuple[Picture, ...] = ()


def paginate(source: PageSource, shape: Shape, em_u: float, measure: Measure) -> tuple[Page, ...]:
    """Set the source in one to four pages."""
    return set_pages(source, shape, em_u, measure)[0]


def set_pages(
    source: PageSource, shape: Shape, em_u: float, measure: Measure
) -> tuple[tuple[Page, ...], bool]:
    """Set the source; True when it was cut to the gist and the QR leads to the rest."""
    setter = _Setter(source, shape, em_u, measure)
    pages = setter.run({})
    if len(pages) > MOST_PAGES:
        note = CUT_NOTE.get(source.language, CUT_NOTE["vi"])
        return tuple(setter.run({}, note)[:MOST_PAGES]), True
    return tuple(_without_lone_line(setter, pages)), False


def ticker_page(title: str, shape: Shape, em_u: float, measure: Measure) -> Page:
    """Set a title as one line of the ticker, on for as long as it takes to run by and be read."""
    page = Page(Template.TICKER, (title,))
    over_u = measure(title, em_u * SECOND, False) - TICKER_ROOM_U[shape]
    if over_u <= 0:
        return page
    return page.lasting(page.seconds + math.ceil(over_u / (em_u * SECOND * TICKER_SPEED_EM_S)))


def _without_lone_line(setter: "_Setter", pages: list[Page]) -> list[Page]:
    """Move lines from the page before to a last page of a single line."""
    last = len(pages) - 1
    if last < 1 or pages[last].body_lines != 1:
        return pages
    for fewer in range(1, pages[last - 1].body_lines):
        moved = setter.run({last - 1: fewer})
        if len(moved) == len(pages) and moved[last].body_lines > 1:
            return moved
    return pages


@dataclass(slots=True)
class _Room:
    """Count down the height of one page's body while blocks are put on it."""

    left_u: float
    pitch_u: float
    gap_u: float
    blocks: list[Block]

    @property
    def lines(self) -> int:
        gap = self.gap_u if self.blocks else 0.0
        return max(0, math.floor((self.left_u - gap) / self.pitch_u + 1e-6))

    def put(self, block: Block) -> None:
        gap = self.gap_u if self.blocks else 0.0
        self.left_u -= gap + block.body_lines * self.pitch_u
        self.blocks.append(block)


class _Setter:
    """Set one source for one shape and em."""

    def __init__(self, source: PageSource, shape: Shape, em_u: float, measure: Measure) -> None:
        self.source = source
        self.shape = shape
        self.em_u = em_u
        self.measure = measure
        self.title = bind(source.title)
        self.rumour: str | None = None

    def run(self, fewer: Mapping[int, int], note: str | None = None) -> list[Page]:
        """Set all pages; `fewer` holds lines to leave free by page, `note` ends the last one."""
        queue = self._queue()
        self.rumour = self.source.body.rumour
        pictures = list(self.source.pictures)
        pages: list[Page] = []
        while (queue or pictures or self._is_unsaid(pages)) and len(pages) <= MOST_PAGES:
            if queue and isinstance(queue[0], Table):
                pages.extend(self._table_pages(queue, len(pages)))
                continue
            free = fewer.get(len(pages), 0)
            last = note if len(pages) == MOST_PAGES - 1 else None
            pages.append(self._flow_page(queue, pictures, len(pages), free, last))
        return pages

    def _is_unsaid(self, pages: list[Page]) -> bool:
        return not pages or (self.rumour is not None and len(pages) == 1)

    def _queue(self) -> list[Section]:
        """Give the sections in order; prices come first in a market notice."""
        sections = list(self.source.body.sections)
        if self.source.category is CategoryKey.MARKET:
            sections.sort(key=lambda section: not isinstance(section, Table))
        return sections

    def _table_pages(self, queue: list[Section], index: int) -> list[Page]:
        table = queue.pop(0)
        assert isinstance(table, Table)
        area = column(self.shape, Template.MARKET)
        titles = (self._title(index, area), self._title(index + 1, area))
        counts = (len(titles[0]), len(titles[1]))
        blocks = price_blocks(table, counts, area, self.em_u, self.measure)
        if blocks is None:
            queue[:0] = table_as_text(table)
            return []
        return [
            Page(Template.MARKET, titles[1 if place else 0], (block,))
            for place, block in enumerate(blocks)
        ]

    def _flow_page(
        self,
        queue: list[Section],
        pictures: list[Picture],
        index: int,
        free: int,
        note: str | None,
    ) -> Page:
        template = self._template(index, bool(pictures))
        area = column(self.shape, template)
        title = self._title(index, area)
        room_u = area.body_u(self.em_u) - title_u(len(title), self.em_u) - TEXT_MARGIN_U
        tail: list[Block] = []
        if template is Template.CORRECTION:
            room_u -= label_u(self.em_u)
            room_u = self._quote(tail, area, room_u)
        pitch_u = self.em_u * LINE_PITCH
        if note:
            room_u -= pitch_u + area.paragraph_gap_u
            tail.append(Block("lines", (note,)))
        room = _Room(room_u - free * pitch_u, pitch_u, area.paragraph_gap_u, [])
        self._fill(room, queue, area, index == 0 and len(title) > 1)
        picture = pictures.pop(0) if template is Template.PHOTO else None
        blocks = [self._as_truth(block, index, template) for block in room.blocks]
        return Page(template, title, (*blocks, *tail), picture)

    def _template(self, index: int, has_picture: bool) -> Template:
        corrects = self.source.category is CategoryKey.CORRECTION
        if has_picture and not (corrects and index == 0):
            return Template.PHOTO
        return _PLAIN.get(self.source.category, Template.TEXT)

    def _title(self, index: int, area: Column) -> tuple[str, ...]:
        def width(text: str) -> float:
            return self.measure(text, self.em_u * TITLE, True)

        if index > 0:
            return (one_line(self.title, area.width_u, width),)
        most = area.most_title_lines(self.em_u)
        return tuple(some_lines(self.title, most, area.width_u, width))

    def _quote(self, tail: list[Block], area: Column, room_u: float) -> float:
        """Put the rumour at the foot of the first page that holds it; gives the height left."""
        if not self.rumour:
            return room_u
        most_u = room_u + TEXT_MARGIN_U
        found = rumour_block(
            self.rumour, self.shape, area.width_u, most_u, self.em_u, self.measure
        )
        if found is None:
            return room_u
        self.rumour = None
        tail.append(found[0])
        return room_u - found[1]

    def _as_truth(self, block: Block, index: int, template: Template) -> Block:
        first = template is Template.CORRECTION and index == 0
        return Block("truth", block.lines) if first and block.kind == "lines" else block

    def _fill(self, room: _Room, queue: list[Section], area: Column, may_wait: bool) -> None:
        """Put sections on the page; under a long title they may wait for the next one."""
        waiting = list(queue)
        half = math.ceil(room.lines / 2)
        narrow = room.lines < 2
        while queue and room.lines and not isinstance(queue[0], Table):
            section = queue.pop(0)
            if isinstance(section, Facts):
                rest = self._put_facts(room, section, area)
            else:
                needed = half - sum(block.body_lines for block in room.blocks)
                least = max(needed, 0 if room.blocks else 1)
                rest = self._put_text(room, section, area, least)
            queue[:0] = rest
            if rest and room.blocks:
                break
        if queue and may_wait and narrow:
            queue[:] = waiting
            room.blocks.clear()

    def _put_text(
        self, room: _Room, section: Section, area: Column, needed: int
    ) -> list[Section]:
        assert isinstance(section, Paragraph)

        def width(text: str) -> float:
            return self.measure(text, self.em_u, False)

        lines, rest = fit(bind(section.text), room.lines, needed, area.width_u, width)
        if lines:
            room.put(Block("lines", tuple(lines)))
        return [Paragraph(rest)] if rest else []

    def _put_facts(self, room: _Room, section: Facts, area: Column) -> list[Section]:
        """Put whole facts, or give them back as sentences when not one fits the column."""
        rows = fact_rows(section, area.width_u, self.em_u, self.measure)
        count = _whole_facts(rows, room.lines) if rows else 0
        if rows is None or (count == 0 and not room.blocks):
            return list(facts_as_text(section))
        if room.blocks and count < len(rows):
            return [section]
        room.put(Block("facts", rows=rows[:count]))
        done = sum(1 for label, _ in rows[:count] if label)
        return [Facts(section.rows[done:])] if count < len(rows) else []


def _whole_facts(rows: tuple[tuple[str, str], ...], lines: int) -> int:
    """Count the rows to take: whole facts, as many as fit, leaving no lone last one."""
    if len(rows) <= lines:
        return len(rows)
    ends = [place for place, (label, _) in enumerate(rows) if label and 0 < place <= lines]
    if not ends:
        return 0
    lone = len(rows) - ends[-1] == 1 and len(ends) > 1
    return ends[-2] if lone else ends[-1]
