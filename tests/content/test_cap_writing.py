"""Writing CAP: what is read back is what was written, and the schema agrees."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from content.cap import (
    CapArea,
    CapCategory,
    CapCertainty,
    CapInfo,
    CapMessage,
    CapMsgType,
    CapReference,
    CapResource,
    CapResponseType,
    CapScope,
    CapSeverity,
    CapStatus,
    CapUrgency,
    MalformedCapError,
)
from content.cap_reading import read_cap
from content.cap_rules import find_breaches
from content.cap_writing import write_cap
from content.errors import InvalidInputError
from content.instant import EPOCH
from tests.cap_samples import OWN, REAL, SENT, a_message, an_info

XML = st.characters(
    codec="utf-8", exclude_categories=("Cs",), exclude_characters="\x00\ufffe\uffff"
).filter(lambda mark: mark >= " " or mark in "\t\n\r")
TEXT = st.text(XML, min_size=1, max_size=20).filter(lambda text: text.strip() == text)
NAME = st.text(XML, min_size=1, max_size=12).filter(
    lambda text: not any(mark in ',<&"' or mark.isspace() for mark in text)
)
LISTED = TEXT.filter(lambda text: '"' not in text)
MAYBE = st.none() | TEXT
INSTANT = st.integers(-2_000_000_000, 32_000_000_000).map(
    lambda seconds: EPOCH + timedelta(seconds=seconds)
)
LAT, LON = st.floats(-90, 90), st.floats(-180, 180)
POINT = st.tuples(LAT, LON)
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple)


def several(values: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[Any]:
    return st.lists(values, min_size=least, max_size=least + 2).map(tuple)


AREA = st.builds(
    CapArea,
    description=TEXT,
    polygons=several(several(POINT, 3).map(lambda points: (*points, points[0]))),
    circles=several(st.tuples(LAT, LON, st.floats(0, 2000))),
    geocodes=PAIRS,
    altitude=st.floats(-1000, 9000),
    ceiling=st.none() | st.floats(-1000, 9000),
)
RESOURCE = st.builds(
    CapResource,
    description=TEXT, mime_type=TEXT, size=st.none() | st.integers(0, 10**9),
    uri=MAYBE, digest=MAYBE, deref_uri=MAYBE,
)  # fmt: skip
INFO = st.builds(
    CapInfo,
    language=st.sampled_from(("vi", "en-US", "hre")),
    categories=several(st.sampled_from(CapCategory), 1),
    event=TEXT,
    response_types=several(st.sampled_from(CapResponseType)),
    urgency=st.sampled_from(CapUrgency),
    severity=st.sampled_from(CapSeverity),
    certainty=st.sampled_from(CapCertainty),
    audience=MAYBE, event_codes=PAIRS, effective=st.none() | INSTANT, onset=st.none() | INSTANT,
    expires=st.none() | INSTANT, sender_name=MAYBE, headline=MAYBE, description=MAYBE,
    instruction=MAYBE, web=MAYBE, contact=MAYBE, parameters=PAIRS,
    resources=several(RESOURCE), areas=several(AREA),
)  # fmt: skip
MESSAGE = st.builds(
    CapMessage,
    identifier=NAME, sender=NAME, sent=INSTANT, status=st.sampled_from(CapStatus),
    msg_type=st.sampled_from(CapMsgType), scope=st.sampled_from(CapScope), source=MAYBE,
    restriction=TEXT, addresses=several(LISTED, 1), codes=several(TEXT), note=MAYBE,
    references=several(st.builds(CapReference, NAME, NAME, INSTANT), 1),
    incidents=several(LISTED), infos=several(INFO),
)  # fmt: skip


@given(MESSAGE)
def test_what_is_written_reads_back_the_same(message: CapMessage) -> None:
    (read,) = read_cap(write_cap(message))
    assert read.problem is None
    assert read.message == message


@pytest.mark.parametrize("path", sorted(OWN.glob("*.xml")), ids=lambda path: path.stem)
def test_every_sample_of_ours_survives_being_written(path: Any) -> None:
    try:
        found = [read.message for read in read_cap(path.read_bytes()) if read.message is not None]
    except MalformedCapError:
        return
    for message in found:
        if not find_breaches(message):
            assert read_cap(write_cap(message))[0].message == message
            assert_valid(write_cap(message))


def assert_valid(xml: bytes) -> None:
    if REAL is None:
        pytest.skip("the schema is not here")
    schema = etree.XMLSchema(etree.parse(str(REAL / "cap12.xsd")))
    schema.assertValid(etree.fromstring(xml))


def test_what_is_written_is_valid_by_the_schema() -> None:
    resource = CapResource("Ảnh", "image/png", 9, "https://a.vn/x.png", "ab", "aGk=")
    area = CapArea(
        "Nơi", (((15.0, 108.0), (15.0, 109.0), (16.0, 109.0), (15.0, 108.0)),),
        ((15.0, 108.0, 0.5),), (("GSO", "21115"),), 1.5, 2.0,
    )  # fmt: skip
    info = an_info(
        areas=(area,), resources=(resource,), parameters=(("a", "b"),), onset=SENT,
        effective=SENT, event_codes=(("a", "b"),), web="https://a.vn/", contact="113",
        response_types=(CapResponseType.EVACUATE,), audience="Bà con",
    )  # fmt: skip
    message = a_message(
        infos=(info,), msg_type=CapMsgType.UPDATE, references=(a_message().reference,),
        source="Bảng Tin", codes=("x",), note="y", incidents=("z 1",),
    )  # fmt: skip
    assert_valid(write_cap(message))
    assert b"2026-11-25T00:30:00-00:00" in write_cap(message)


def test_markup_in_words_is_only_words() -> None:
    event = 'Lũ <b>&amp;</b> "lớn" ]]>'
    message = a_message(infos=(an_info(event=event),))
    assert read_cap(write_cap(message))[0].message == message


def test_what_breaks_the_standard_is_not_written() -> None:
    with pytest.raises(InvalidInputError) as error:
        write_cap(a_message(identifier="a b"))
    assert error.value.field == "identifier" and "identifier" in str(error.value)
