"""From a notice's words to the pages of one shape: what stands on which page, line by line.

Every line is final: the board prints it as it is. Type is never smaller than the board's em.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from content import led
from content.body import Body, Facts, Paragraph, Section, Table
from content.breaks import Chooser, Leaf, Plan, Sheet, Spot
from content.category import CategoryKey
from content.correction import label_u, rumour_block
from content.fitting import one_line, some_lines
from content.layout import (
    SECOND,
    TEXT_MARGIN_U,
    TITLE,
    Column,
    Measure,
    Shape,
    Template,
    column,
    line_pitch,
    title_u,
)
from content.page import Block, Page, Picture
from content.rows import facts_as_text, price_blocks, table_as_text
from content.runs import FactsRun, Run, TextRun
from content.text import bind

MOST_PAGES = 4
CUT_NOTE = {"vi": "Quét mã để đọc tiếp.", "en": "Scan the code to read on."}
TICKER_ROOM_U = {Shape.PORTRAIT: 58.0, Shape.WIDE: 330.0}
TICKER_LEAST_U = 148.0
TICKER_SPEED_EM_S = 5.0
TITLE_ALONE = 8.0
PICTURE_ALONE = 4.0
LONG_TITLE_ALONE = 2.0
FACTS_AS_TEXT = 25.0
_PLAIN = {CategoryKey.NEWS: Template.NEWS, CategoryKey.CORRECTION: Template.CORRECTION}


@dataclass(frozen=True, slots=True)
class PageSource:
    """Hold what is to be set: title and body cleaned, pictures in order."""

    title: str
    body: Body
    category: CategoryKey
    language: str = "vi"
    pictures: tuple[Picture, ...] = ()


def set_pages(
    source: PageSource, shape: Shape, em_u: float, measure: Measure
) -> tuple[tuple[Page, ...], bool]:
    """Set one to four pages; True when cut to the gist and the QR leads to the rest.

    LED pictures hold few words: they take more pages.
    """
    look = _Look(shape, em_u, led.bold(measure) if shape.is_led else measure)
    if shape.is_led:
        language = source.language
        title, body = led.led_words(source.title, source.body, shape, source.category, language)
        source = replace(source, title=title, body=body, pictures=())
    for is_cut in (False, True):
        sides = (_Setter(source, look, is_cut=is_cut, as_text=side) for side in (False, True))
        found = [(plan, setter) for setter in sides if (plan := setter.plan()) is not None]
        if found:
            plan, setter = min(found, key=lambda pair: pair[0].cost)
            return setter.set(plan)[: look.most_pages], is_cut
    raise AssertionError("cut pages may end anywhere")


def ticker_page(title: str, shape: Shape, em_u: float, measure: Measure) -> Page:
    """Set a title as one line of the ticker, on for as long as it takes to run by and be read."""
    page = Page(Template.TICKER, (title,))
    over_u = measure(title, em_u * SECOND, False) - TICKER_ROOM_U.get(shape, TICKER_LEAST_U)
    if over_u <= 0:
        return page
    return page.lasting(page.seconds + math.ceil(over_u / (em_u * SECOND * TICKER_SPEED_EM_S)))


@dataclass(frozen=True, slots=True)
class _Look:
    """Hold what the board gives: its shape, its em and its font."""

    shape: Shape
    em_u: float
    measure: Measure

    @property
    def pitch_u(self) -> float:
        """Give the distance of lines."""
        return self.em_u * line_pitch(self.shape)

    @property
    def margin_u(self) -> float:
        """Give the room between title and text."""
        return 0.0 if self.shape.is_led else TEXT_MARGIN_U

    @property
    def most_pages(self) -> int:
        """Give how many pages a notice may take."""
        return led.MOST_PAGES.get(self.shape, MOST_PAGES)

    def body(self, text: str) -> float:
        """Measure running text."""
        return self.measure(text, self.em_u, False)

    def title(self, text: str) -> float:
        """Measure a title."""
        return self.measure(text, self.em_u * TITLE, True)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Hold what stands round the text of a page."""

    template: Template
    title: tuple[str, ...]
    tail: tuple[Block, ...]
    sheet: Sheet


class _Setter:
    """Set one source for one look; facts in rows, or as sentences where rows take more pages."""

    def __init__(self, source: PageSource, look: _Look, *, is_cut: bool, as_text: bool) -> None:
        self.source = source
        self.look = look
        self.em_u = look.em_u
        self.pitch_u = look.pitch_u
        self.is_cut = is_cut
        self.is_text = as_text
        self.title = bind(source.title)
        self.frames: dict[tuple[int, int, bool], _Frame] = {}
        self.sections: list[Section] = []
        self.runs: list[Run | None] = []
        for section in self._sections():
            self._add(section)

    def plan(self) -> Plan | None:
        """Find where the pages end; None when there are too many or nothing is to be chosen."""
        has_facts = any(isinstance(section, Facts) for section in self.source.body.sections)
        if self.is_text and not has_facts:
            return None
        plan = Chooser(self, self.look.most_pages, is_cut=self.is_cut).best(Spot())
        if plan is None or not self.is_text:
            return plan
        return Plan(plan.cost + FACTS_AS_TEXT, plan.leaves)

    def set(self, plan: Plan) -> tuple[Page, ...]:
        """Set the pages as planned."""
        return tuple(page for leaf in plan.leaves for page in self._pages(leaf))

    def is_done(self, spot: Spot) -> bool:
        """Tell whether all is shown; a rumour that fits nowhere waits for one page only."""
        if spot.page == 0 or spot.run < len(self.runs):
            return False
        waits = spot.page == 1 and self.source.body.rumour is not None and not spot.is_quoted
        return spot.pictures == len(self.source.pictures) and not waits

    def table_pages(self, run: int, page: int) -> int:
        """Count the pages of a table."""
        return len(self._prices(self.sections[run], page))

    def sheet(self, page: int, pictures: int, is_quoted: bool) -> Sheet:
        """Measure a page."""
        return self._frame(page, pictures, is_quoted).sheet

    def _pages(self, leaf: Leaf) -> Iterator[Page]:
        start = leaf.start
        if start.run < len(self.runs) and self.runs[start.run] is None:
            yield from self._prices(self.sections[start.run], start.page)
            return
        frame = self._frame(start.page, start.pictures, start.is_quoted)
        blocks = [self._as_truth(block, start.page) for block in self._blocks(leaf, frame)]
        has_picture = frame.template is Template.PHOTO
        picture = self.source.pictures[start.pictures] if has_picture else None
        page = Page(frame.template, frame.title, (*blocks, *frame.tail), picture)
        is_titled = self.look.shape.is_bare and start.run == 0 and leaf.end > start
        yield led.led_page(page, is_titled=is_titled) if self.look.shape.is_led else page

    def _blocks(self, leaf: Leaf, frame: _Frame) -> Iterator[Block]:
        first, last = leaf.start, leaf.end
        for index in range(first.run, min(last.run + 1, len(self.runs))):
            run = self.runs[index]
            start = first.place if index == first.run else 0
            end = last.place if index == last.run else run.length if run else 0
            if run is not None and end > start:
                yield run.block(start, end, frame.sheet.width_u)

    def _as_truth(self, block: Block, page: int) -> Block:
        first = self.source.category is CategoryKey.CORRECTION and page == 0
        return Block("truth", block.lines) if first and block.kind == "lines" else block

    def _sections(self) -> list[Section]:
        """Give the sections in order; prices come first in a market notice."""
        sections = list(self.source.body.sections)
        if self.source.category is CategoryKey.MARKET:
            sections.sort(key=lambda section: not isinstance(section, Table))
        return sections

    def _add(self, section: Section) -> None:
        """Add a section as it can be shown: what does not fit side by side as sentences."""
        texts: list[Paragraph] = []
        run: Run | None = None
        if isinstance(section, Paragraph):
            texts = [section]
        elif isinstance(section, Table):
            texts = [] if self._prices(section, 0) else table_as_text(section)
        elif self.is_text or not self._stands(section):
            texts = facts_as_text(section)
        else:
            run = FactsRun(section, self.em_u, self.look.measure)
        for place, text in enumerate(texts, start=1):
            self.sections.append(text)
            self.runs.append(self._text_run(text, is_fact=place < len(texts)))
        if not texts:
            self.sections.append(section)
            self.runs.append(run)

    def _stands(self, facts: Facts) -> bool:
        """Tell whether each fact fits a page without a picture."""
        sheet = self.sheet(MOST_PAGES, len(self.source.pictures), True)
        lines = math.floor(sheet.room_u / self.pitch_u + 1e-6)
        run = FactsRun(facts, self.em_u, self.look.measure)
        return all(run.ends(place, sheet.width_u, lines) for place in range(run.length))

    def _text_run(self, text: Paragraph, *, is_fact: bool) -> Run:
        has_photo = any(self._template(page, 0) is Template.PHOTO for page in (0, 1))
        kinds = [self._template(1, len(self.source.pictures)), *[Template.PHOTO] * has_photo]
        narrowest_u = min(column(self.look.shape, kind).width_u for kind in kinds)
        return TextRun(text.text, narrowest_u, self.look.body, is_fact=is_fact)

    def _prices(self, section: Section, page: int) -> list[Page]:
        """Set a table's pages; none when two cells never fit side by side."""
        assert isinstance(section, Table)
        area = column(self.look.shape, Template.MARKET)
        titles = (self._title(page, area), self._title(page + 1, area))
        counts = (len(titles[0]), len(titles[1]))
        blocks = price_blocks(section, counts, area, self.em_u, self.look.measure)
        return [
            Page(Template.MARKET, titles[1 if place else 0], (block,))
            for place, block in enumerate(blocks or ())
        ]

    def _template(self, page: int, pictures: int) -> Template:
        if self.look.shape.is_led:
            return Template.TEXT
        corrects = self.source.category is CategoryKey.CORRECTION
        if pictures < len(self.source.pictures) and not (corrects and page == 0):
            return Template.PHOTO
        return _PLAIN.get(self.source.category, Template.TEXT)

    def _title(self, page: int, area: Column) -> tuple[str, ...]:
        if not self.title:
            return ()
        if page > 0:
            return (one_line(self.title, area.width_u, self.look.title),)
        most = area.most_title_lines(self.em_u)
        return tuple(some_lines(self.title, most, area.width_u, self.look.title))

    def _frame(self, page: int, pictures: int, is_quoted: bool) -> _Frame:
        key = (page, pictures, is_quoted)
        if key not in self.frames:
            self.frames[key] = self._framed(*key)
        return self.frames[key]

    def _framed(self, page: int, pictures: int, is_quoted: bool) -> _Frame:
        template = self._template(page, pictures)
        area = column(self.look.shape, template)
        title = self._title(page, area)
        room_u = area.body_u(self.em_u) - title_u(len(title), self.em_u) - self.look.margin_u
        tail: list[Block] = []
        if template is Template.CORRECTION:
            room_u -= label_u(self.em_u)
            found = None if is_quoted else self._quote(area, room_u + TEXT_MARGIN_U)
            if found is not None:
                tail.append(found[0])
                room_u -= found[1]
        is_quoted = is_quoted or bool(tail)
        pitch_u = self.pitch_u
        if self.is_cut and page == self.look.most_pages - 1:
            room_u -= pitch_u + area.paragraph_gap_u
            tail.append(_note(self.source.language, self.look.shape))
        has_picture = template is Template.PHOTO
        alone = _alone(page, has_picture, bool(tail), room_u < 2 * pitch_u)
        after = pictures + has_picture
        sheet = Sheet(area.width_u, room_u, area.paragraph_gap_u, alone, after, is_quoted)
        return _Frame(template, title, tuple(tail), sheet)

    def _quote(self, area: Column, room_u: float) -> tuple[Block, float] | None:
        rumour = self.source.body.rumour
        if not rumour:
            return None
        look = self.look
        return rumour_block(rumour, look.shape, area.width_u, room_u, look.em_u, look.measure)


def _note(language: str, shape: Shape) -> Block:
    """Give the words under a text that is cut."""
    if shape.is_led:
        return led.note(language)
    return Block("lines", (CUT_NOTE.get(language, CUT_NOTE["vi"]),))


def _alone(page: int, has_picture: bool, has_tail: bool, is_narrow: bool) -> float | None:
    """Give the cost of a page without text; None where such a page would say nothing."""
    if has_tail:
        return 0.0
    if page == 0 and is_narrow:
        return LONG_TITLE_ALONE
    if has_picture:
        return PICTURE_ALONE
    return TITLE_ALONE if page == 0 else None
