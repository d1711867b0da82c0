"""The rules of the standard beyond types."""

from datetime import timedelta, timezone
from typing import Any

import pytest

from content.cap import CapArea, CapMsgType, CapReference, CapResource, CapScope
from content.cap_rules import find_breaches
from tests.cap_samples import SENT, a_message, an_info, read_own

BEYOND = ((95.0, 108.0), (15.0, 109.0), (16.0, 109.0), (95.0, 108.0))
CLOSED = ((15.0, 108.0), (15.0, 109.0), (16.0, 109.0), (15.0, 108.0))


def breaches(**overrides: Any) -> list[tuple[str, str | None]]:
    found = find_breaches(a_message(**overrides))
    assert all("{" not in breach.reason for breach in found)
    return [(breach.code, breach.field) for breach in found]


def in_info(**overrides: Any) -> list[tuple[str, str | None]]:
    return breaches(infos=(an_info(**overrides),))


def in_area(area: CapArea) -> list[tuple[str, str | None]]:
    return in_info(areas=(area,))


def test_a_sound_message_breaks_nothing() -> None:
    assert breaches() == []
    for name in ("alert", "restricted", "private", "ack", "error", "update", "union-of-areas"):
        assert find_breaches(read_own(name)) == ()


@pytest.mark.parametrize(
    ("overrides", "breach"),
    [
        ({"identifier": ""}, ("bad_name", "identifier")),
        ({"identifier": "a,b"}, ("bad_name", "identifier")),
        ({"sender": "a b"}, ("bad_name", "sender")),
        ({"sender": "a&b"}, ("bad_name", "sender")),
        ({"sent": SENT.replace(tzinfo=None)}, ("bad_instant", "sent")),
        ({"sent": SENT.astimezone(timezone(timedelta(hours=7)))}, ("bad_instant", "sent")),
        ({"sent": SENT.replace(microsecond=1)}, ("bad_instant", "sent")),
        ({"msg_type": CapMsgType.UPDATE}, ("missing_field", "references")),
        ({"msg_type": CapMsgType.ACK}, ("missing_field", "references")),
        ({"references": (CapReference("a", "b c", SENT),)}, ("bad_name", "references")),
        ({"scope": CapScope.RESTRICTED}, ("missing_field", "restriction")),
        ({"scope": CapScope.PRIVATE}, ("missing_field", "addresses")),
        ({"addresses": ('a"b',)}, ("bad_list", "addresses")),
        ({"note": "a\x07b"}, ("bad_characters", "note")),
        ({"codes": ("\x00",)}, ("bad_characters", "codes")),
    ],
)
def test_a_breach_of_the_message_is_found(
    overrides: dict[str, Any], breach: tuple[str, str]
) -> None:
    assert breaches(**overrides) == [breach]


@pytest.mark.parametrize(
    ("overrides", "breach"),
    [
        ({"language": "tiếng Việt"}, ("bad_language", "info.0.language")),
        ({"categories": ()}, ("missing_field", "info.0.category")),
        ({"event": ""}, ("missing_field", "info.0.event")),
        ({"expires": SENT.replace(tzinfo=None)}, ("bad_instant", "info.0.expires")),
        ({"headline": "\x1b[0m"}, ("bad_characters", "info.0.headline")),
        ({"parameters": (("a", ""),)}, ("missing_field", "info.0.parameters")),
        (
            {"resources": (CapResource("", "a/b"),)},
            ("missing_field", "info.0.resource.0.description"),
        ),
        ({"resources": (CapResource("a", "a/b", -1),)}, ("bad_number", "info.0.resource.0.size")),
    ],
)
def test_a_breach_of_a_block_is_found(overrides: dict[str, Any], breach: tuple[str, str]) -> None:
    assert in_info(**overrides) == [breach]


@pytest.mark.parametrize(
    ("area", "code", "field"),
    [
        (CapArea(""), "missing_field", "areaDesc"),
        (CapArea("x", polygons=(CLOSED[:3],)), "bad_polygon", "polygon"),
        (CapArea("x", polygons=((*CLOSED, (17.0, 109.0)),)), "bad_polygon", "polygon"),
        (CapArea("x", polygons=(BEYOND,)), "bad_point", "polygon"),
        (CapArea("x", circles=((15.0, 181.0, 1.0),)), "bad_point", "circle"),
        (CapArea("x", circles=((15.0, 108.0, -1.0),)), "bad_circle", "circle"),
        (CapArea("x", circles=((15.0, 108.0, float("nan")),)), "bad_circle", "circle"),
        (CapArea("x", geocodes=(("GSO", ""),)), "missing_field", "geocode"),
        (CapArea("x", ceiling=5.0), "missing_field", "altitude"),
    ],
)  # fmt: skip
def test_a_breach_of_an_area_is_found(area: CapArea, code: str, field: str) -> None:
    assert in_area(area) == [(code, f"info.0.area.0.{field}")]
