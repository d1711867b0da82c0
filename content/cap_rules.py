"""What CAP 1.2 asks beyond types: every breach of a message, as the standard counts them.

Reading forgives some of these in others (cap_fields says which); what we send has none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime, timedelta

from content.cap import (
    CapArea,
    CapInfo,
    CapMessage,
    CapMsgType,
    CapProblem,
    CapResource,
    CapScope,
    Ring,
)
from content.cap_fields import LEAST_POINTS

_FORBIDDEN_IN_NAMES = re.compile(r"[\s,<&]")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_NAMES_OTHERS = (CapMsgType.UPDATE, CapMsgType.CANCEL, CapMsgType.ACK, CapMsgType.ERROR)


def find_breaches(message: CapMessage) -> tuple[CapProblem, ...]:
    """List all that breaks the standard, in the order of its elements. Source: CAP 1.2, 3.2."""
    return (
        *_names(message),
        *_audience(message),
        *_texts(message, ""),
        *(breach for at, info in enumerate(message.infos) for breach in _info(info, f"info.{at}")),
    )


def _names(message: CapMessage) -> Iterator[CapProblem]:
    named = {"identifier": message.identifier, "sender": message.sender}
    for name, text in named.items():
        if not text or _FORBIDDEN_IN_NAMES.search(text):
            yield _bad_name(name)
    yield from _instant(message.sent, "sent")
    if message.msg_type in _NAMES_OTHERS and not message.references:
        yield _missing("references")
    for other in message.references:
        if any(
            not part or _FORBIDDEN_IN_NAMES.search(part)
            for part in (other.sender, other.identifier)
        ):
            yield _bad_name("references")
        yield from _instant(other.sent, "references")


def _audience(message: CapMessage) -> Iterator[CapProblem]:
    if message.scope is CapScope.RESTRICTED and not message.restriction:
        yield _missing("restriction")
    if message.scope is CapScope.PRIVATE and not message.addresses:
        yield _missing("addresses")
    for name, listed in (("addresses", message.addresses), ("incidents", message.incidents)):
        if any('"' in text or not text for text in listed):
            yield CapProblem(
                "bad_list",
                "No name in {name} is empty or holds a quotation mark.",
                name,
                {"name": name},
            )


def _info(info: CapInfo, at: str) -> Iterator[CapProblem]:
    if not _LANGUAGE.fullmatch(info.language):
        yield CapProblem(
            "bad_language", "{name} is no language tag such as vi-VN.", f"{at}.language",
            {"name": f"{at}.language"},
        )  # fmt: skip
    if not info.categories:
        yield _missing(f"{at}.category")
    if not info.event:
        yield _missing(f"{at}.event")
    for name in ("effective", "onset", "expires"):
        yield from _instant(getattr(info, name), f"{at}.{name}")
    yield from _texts(info, f"{at}.")
    for name in ("event_codes", "parameters"):
        yield from _pairs(getattr(info, name), f"{at}.{name}")
    for place, resource in enumerate(info.resources):
        yield from _resource(resource, f"{at}.resource.{place}")
    for place, area in enumerate(info.areas):
        yield from _area(area, f"{at}.area.{place}")


def _resource(resource: CapResource, at: str) -> Iterator[CapProblem]:
    yield from _texts(resource, f"{at}.")
    for name in ("description", "mime_type"):
        if not getattr(resource, name):
            yield _missing(f"{at}.{name}")
    if resource.size is not None and resource.size < 0:
        yield CapProblem(
            "bad_number", "{name} is not a number.", f"{at}.size", {"name": f"{at}.size"}
        )


def _area(area: CapArea, at: str) -> Iterator[CapProblem]:
    yield from _texts(area, f"{at}.")
    if not area.description:
        yield _missing(f"{at}.areaDesc")
    yield from _pairs(area.geocodes, f"{at}.geocode")
    for ring in area.polygons:
        if len(ring) < LEAST_POINTS or ring[0] != ring[-1]:
            yield CapProblem(
                "bad_polygon",
                "{name} needs at least four points, the last equal to the first.",
                f"{at}.polygon", {"name": f"{at}.polygon"},
            )  # fmt: skip
        yield from _points(ring, f"{at}.polygon")
    for lat, lon, radius_km in area.circles:
        yield from _points(((lat, lon),), f"{at}.circle")
        if not radius_km >= 0:
            yield CapProblem(
                "bad_circle", "{name} needs a radius of 0 or more.", f"{at}.circle",
                {"name": f"{at}.circle"},
            )  # fmt: skip
    if area.ceiling is not None and area.altitude is None:
        yield _missing(f"{at}.altitude")


def _points(points: Ring, at: str) -> Iterator[CapProblem]:
    if not all(-90 <= lat <= 90 and -180 <= lon <= 180 for lat, lon in points):
        yield CapProblem("bad_point", "A point of {name} lies outside the world.", at, {"name": at})


def _pairs(pairs: Iterable[tuple[str, str]], at: str) -> Iterator[CapProblem]:
    for name, value in pairs:
        if not name or not value:
            yield _missing(at)
        yield from _characters((name, value), at)


def _instant(at: datetime | None, name: str) -> Iterator[CapProblem]:
    """Refuse what cannot be written exactly: no zone, or parts of a second."""
    if at is not None and (at.utcoffset() != timedelta(0) or at.microsecond):
        yield CapProblem(
            "bad_instant", "{name} must be in UTC and whole seconds.", name, {"name": name}
        )


def _texts(holder: CapMessage | CapInfo | CapResource | CapArea, at: str) -> Iterator[CapProblem]:
    for spec in fields(holder):
        value = getattr(holder, spec.name)
        texts = value if isinstance(value, tuple) else (value,)
        yield from _characters((text for text in texts if isinstance(text, str)), at + spec.name)


def _characters(texts: Iterable[str], name: str) -> Iterator[CapProblem]:
    if any(_NOT_XML.search(text) for text in texts):
        yield CapProblem(
            "bad_characters", "{name} holds characters that XML cannot carry.", name, {"name": name}
        )


def _missing(name: str) -> CapProblem:
    return CapProblem("missing_field", "{name} is missing.", name, {"name": name})


def _bad_name(name: str) -> CapProblem:
    return CapProblem(
        "bad_name", "{name} is empty, or holds a blank, a comma, < or &.", name, {"name": name}
    )
