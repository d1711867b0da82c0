"""What differs between two versions of a notice: words marked, facts side by side."""

import difflib
import re
from dataclasses import dataclass

from flask import url_for

from content.category import CATEGORIES
from content.notice import NoticeContent
from content.posting import posting_of
from content.targeting import Targets, reaches
from server.locale import gettext, ngettext
from server.staff_web import document_fields, times, tongue_fields
from server.staff_web.daypart_fields import times_text, weight_word
from server.staff_web.places import unit_name
from server.staff_web.site import resources
from server.staff_web.words import PRIORITIES, WEIGHTS

ALIKE = 0.4  # texts less alike than this are shown whole, one after the other


@dataclass(frozen=True)
class Piece:
    """A run of text: `same`, `new` or `old`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One fact that is not the same; either side may be empty."""

    term: str
    before: str
    after: str


@dataclass(frozen=True)
class Picture:
    """A picture that came or went: `new` or `old`."""

    kind: str
    url: str


@dataclass(frozen=True)
class Comparison:
    """Two versions of a notice side by side."""

    title: list[list[Piece]]
    body: list[list[Piece]]
    facts: list[Difference]
    pictures: list[Picture]

    @property
    def is_same(self) -> bool:
        """Say whether nothing differs that people see."""
        pieces = [piece for part in (*self.title, *self.body) for piece in part]
        is_same_text = all(piece.kind == "same" for piece in pieces)
        return is_same_text and not self.facts and not self.pictures


def comparison(before: NoticeContent, after: NoticeContent) -> Comparison:
    """Return all that differs between two versions."""
    old, new = dict(_facts(before)), dict(_facts(after))
    return Comparison(
        title=compare(before.title, after.title),
        body=compare(before.body, after.body),
        facts=[
            Difference(term, old.get(term, ""), new.get(term, ""))
            for term in dict.fromkeys((*old, *new))
            if old.get(term, "") != new.get(term, "")
        ],
        pictures=[
            *(_picture("old", name) for name in before.media if name not in after.media),
            *(_picture("new", name) for name in after.media if name not in before.media),
        ],
    )


def where_text(targets: Targets, unit_id: str) -> str:
    """Return in words where a notice is shown, with the number of boards."""
    boards = resources().boards.in_service()
    reached = [board for board in boards if reaches(targets, unit_id, board.addressee)]
    count = ngettext("%(num)d board", "%(num)d boards", len(reached))
    named = [unit_name(unit) for unit in (*targets.subtrees, *targets.units)]
    named += [board.name for board in reached if board.id in targets.boards]
    if targets.pool:
        pool = gettext("in the pool, for units below to take")
        return pool if targets.is_empty else f"{count}: {', '.join([*named, pool])}"
    return f"{count}: {', '.join(named)}" if named else count


def compare(before: str, after: str) -> list[list[Piece]]:
    """Return the paragraphs of `after` with what is new and what went, word by word.

    Texts that have little in common are given whole, the old one first.
    """
    if before == after:
        return [[Piece("same", line)] for line in after.split("\n") if line]
    old, new = _words(before), _words(after)
    parts: list[list[Piece]] = [[]]
    if difflib.SequenceMatcher(None, before.split(), after.split()).ratio() < ALIKE:
        parts[-1].append(Piece("old", before.replace("\n", " ")))
        parts.append([])
        _put(parts, "new", after)
        return [part for part in parts if part]
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if tag in ("replace", "delete"):
            parts[-1].append(Piece("old", "".join(old[i1:i2]).replace("\n", " ")))
        if tag in ("replace", "insert", "equal"):
            kind = "same" if tag == "equal" else "new"
            _put(parts, kind, "".join(new[j1:j2]))
    return [part for part in parts if part]


def _put(parts: list[list[Piece]], kind: str, text: str) -> None:
    first, *rest = text.split("\n")
    if first:
        parts[-1].append(Piece(kind, first))
    for line in rest:
        parts.append([Piece(kind, line)] if line else [])


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)


def until_text(content: NoticeContent) -> str:
    """Return until when a notice is shown, in words."""
    if content.valid_until is None:
        posting = posting_of(content)
        if posting is None:
            return gettext("until it is taken down")
        return ngettext(
            "for the %(num)d day it must be posted, from its approval on",
            "for the %(num)d days it must be posted, from its approval on",
            posting.days,
        )
    return times.until_text(content.valid_until, resources().clock.now())


def _picture(kind: str, media_id: str) -> Picture:
    return Picture(kind, url_for("staff.media_thumb", media_id=media_id))


def _facts(content: NoticeContent) -> list[tuple[str, str]]:
    now, document = resources().clock.now(), content.document
    begins = gettext("as soon as it is approved")
    if content.valid_from:
        begins = times.moment(content.valid_from, now)
    facts = [
        (gettext("Category"), gettext(CATEGORIES[content.category].label)),
        (gettext("Shown at"), where_text(content.targets, content.unit_id)),
        (gettext("From"), begins),
        (gettext("Until"), until_text(content)),
        (gettext("Hours of the day"), times_text(content.dayparts)),
        (gettext("How often it comes"), gettext(WEIGHTS[weight_word(content.weight)])),
        (gettext("Minutes a day at most"), str(content.most_minutes_a_day or "")),
        (gettext("Rank"), gettext(PRIORITIES[content.priority.value])),
        (gettext("Other languages"), tongue_fields.told(content)),
    ]
    if document:
        facts += document_fields.facts(document)
    return facts
