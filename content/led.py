"""A notice's words as LED pictures show them: no table, no quoted rumour, no QR to lead on.

Where there is room for words only, the title runs on as the first paragraph.
"""

import math
import re
from dataclasses import replace

from content.body import Body, Facts, Paragraph, Section, Table
from content.category import CategoryKey
from content.layout import Measure, Shape
from content.page import Block, Page
from content.text import count_syllables

MOST_PAGES = {Shape.PANEL: 6, Shape.STRIP: 8, Shape.SMALL: 12}
CUT_NOTE = {"vi": "Toàn văn có tại trụ sở.", "en": "Full text at the office."}
TRUTH = {"vi": "Sự thật: ", "en": "True: "}
LEAST_S, BEFORE_S, SYLLABLE_S = 5, 2.0, 0.45
_MONEY = re.compile(r"\((đồng|đ|VNĐ)\)", re.IGNORECASE)


def led_words(
    title: str, body: Body, shape: Shape, category: CategoryKey, language: str
) -> tuple[str, Body]:
    """Give title and body for a shape; on bare ones the title is the first section."""
    if category is CategoryKey.CORRECTION:
        title = TRUTH.get(language, TRUTH["vi"]) + title
    sections = [_without_table(section) for section in body.sections]
    if shape.is_bare:
        sections.insert(0, Paragraph(title))
        title = ""
    return title, replace(body, sections=tuple(sections), rumour=None)


def with_issuer(body: Body, shape: Shape, issuer: str, day: str) -> Body:
    """Give the body with who says so as its last words, where no line stands under the pages."""
    if not shape.is_bare:
        return body
    return replace(body, sections=(*body.sections, Paragraph(f"{issuer}, {day}")))


def led_page(page: Page, *, is_titled: bool) -> Page:
    """Give a page as long as its few words need; `is_titled`: its first block is the title."""
    if is_titled and page.blocks:
        first, *rest = page.blocks
        page = replace(page, title=first.lines, blocks=tuple(rest))
    needed = math.ceil(BEFORE_S + SYLLABLE_S * count_syllables(page.text))
    return page.lasting(max(LEAST_S, needed))


def bold(measure: Measure) -> Measure:
    """Measure all words bold, as LED pictures set them."""
    return lambda text, em_u, _: measure(text, em_u, True)


def note(language: str) -> Block:
    """Give the words under a text that is cut."""
    return Block("lines", (CUT_NOTE.get(language, CUT_NOTE["vi"]),))


def _without_table(section: Section) -> Section:
    if not isinstance(section, Table):
        return section
    money = [_MONEY.search(head) for head in section.head]
    rows = []
    for row in section.rows:
        cells = [
            f"{cell} {unit[1]}" if unit and cell else cell
            for cell, unit in zip(row, money, strict=True)
        ]
        rows.append((cells[0], ", ".join(filter(None, cells[1:]))))
    return Facts(tuple(rows))
