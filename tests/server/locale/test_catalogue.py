"""Nothing a person reads is missing from the Vietnamese catalogue."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale

import server.app  # noqa: F401 - loads every error class there is
from content import notice_wording, own_template, slot
from content.alert_template import TEMPLATES
from content.category import CATEGORIES
from content.errors import ContentError
from content.priority import LABELS
from server.locale import number_text, translate

ROOT = Path(__file__).parents[3]
CATALOGUE = ROOT / "server" / "locale" / "vi" / "LC_MESSAGES" / "messages.po"
Msgid = str | tuple[str, ...]


def error_names(kind: type[ContentError] = ContentError) -> Iterator[str]:
    yield kind.__name__
    for below in kind.__subclasses__():
        yield from error_names(below)


@cache
def wanted() -> frozenset[Msgid]:
    with (ROOT / "babel.cfg").open() as lines:
        mapping, options = parse_mapping_cfg(lines)
    keywords: dict[str, tuple[int, ...] | None] = dict.fromkeys(error_names())
    keywords |= {"CapProblem": (2,), "CapFieldError": (2,), "MalformedCapError": None}
    keywords |= {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
    keywords |= {"CapProblem": (2,), "CapFieldError": (2,)}
    found: set[Msgid] = set()
    for name in ("content", "server"):
        for _, _, message, _, _ in extract_from_dir(
            ROOT / name, [(p.removeprefix(f"{name}/"), m) for p, m in mapping],
            {p.removeprefix(f"{name}/"): o for p, o in options.items()}, keywords=keywords,
        ):  # fmt: skip
            found.add(tuple(message) if isinstance(message, list | tuple) else message)
    found |= {category.label for category in CATEGORIES.values()} | set(LABELS.values())
    for template in TEMPLATES.values():
        found |= {template.label} | {slot.label for slot in template.slots}
    found |= set(slot.REFUSALS.values()) | {place.label for place in own_template.PLACES.values()}
    for prepared in notice_wording.TEMPLATES:
        found |= {prepared.label} | {blank.label for blank in prepared.blanks}
    return frozenset(found - {""})


@cache
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as lines:
        return read_po(lines, locale="vi")


def texts_of(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_message_has_a_vietnamese_text() -> None:
    held = catalogue()
    missing = []
    for msgid in wanted():
        message = held.get(msgid if isinstance(msgid, str) else msgid[0])
        if message is None or message.fuzzy or not all(texts_of(message)):
            missing.append(msgid)
    assert sorted(map(str, missing)) == []


def test_no_text_stands_in_the_catalogue_for_nobody() -> None:
    known = {msgid if isinstance(msgid, str) else msgid[0] for msgid in wanted()}
    held = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue() if m.id}
    states = {m for m in held if m in STATE_NAMES}
    assert sorted(held - known - states) == []


STATE_NAMES = frozenset(
    {
        "draft", "submitted", "approved", "rejected", "withdrawn", "pending", "in_force",
        "cancelled", "expired", "edit", "submit", "approve", "reject", "withdraw",
        "cancel", "update",
    }
)  # fmt: skip


def test_texts_fill_the_same_places_as_their_messages() -> None:
    for message in catalogue():
        source = message.id if isinstance(message.id, str) else message.id[1]
        for text in texts_of(message):
            assert places(text) == places(source), message.id


def test_texts_are_composed() -> None:
    for message in catalogue():
        for text in texts_of(message):
            assert unicodedata.is_normalized("NFC", text), message.id


def places(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[sd]", text)) | set(re.findall(r"(?<!\{)\{(\w*)\}", text))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_refusal_reads_in_both_languages(language: str) -> None:
    text = translate("Fill in: {label}.", language, label="Where")
    assert text == {"vi": "Điền vào: Ở đâu.", "en": "Fill in: Where."}[language]


@pytest.mark.parametrize(("language", "text"), [("vi", "25.000"), ("en", "25,000")])
def test_a_number_is_written_as_people_write_it(app: Flask, language: str, text: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert number_text(25_000) == text
