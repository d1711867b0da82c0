"""A CAP 1.2 message as XML: one form for one message, elements in the order of the schema."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from content.cap import NAMESPACE, CapArea, CapInfo, CapMessage, CapResource, Pair
from content.cap_fields import write_decimal, write_instant, write_list, write_references
from content.cap_rules import find_breaches
from content.errors import InvalidInputError

_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_Lines = Iterator[str]


def write_cap(message: CapMessage) -> bytes:
    """Write a message in UTF-8; the same message always gives the same bytes.

    Raises: InvalidInputError for one that breaks the standard. Source: CAP 1.2, 3.4.
    """
    for breach in find_breaches(message):
        raise InvalidInputError(
            "This cannot be said in CAP: {why}", field=breach.field, why=breach.reason
        )
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<alert xmlns="{NAMESPACE}">',
        *_indented(_message(message)),
        "</alert>\n",
    )
    return "\n".join(lines).encode()


def _message(message: CapMessage) -> _Lines:
    yield from _text("identifier", message.identifier)
    yield from _text("sender", message.sender)
    yield from _instant("sent", message.sent)
    yield from _text("status", message.status)
    yield from _text("msgType", message.msg_type)
    yield from _text("source", message.source)
    yield from _text("scope", message.scope)
    yield from _text("restriction", message.restriction)
    yield from _text("addresses", write_list(message.addresses))
    yield from _texts("code", message.codes)
    yield from _text("note", message.note)
    yield from _text("references", write_references(message.references))
    yield from _text("incidents", write_list(message.incidents))
    for info in message.infos:
        yield from _within("info", _info(info))


def _info(info: CapInfo) -> _Lines:
    yield from _text("language", info.language)
    yield from _texts("category", info.categories)
    yield from _text("event", info.event)
    yield from _texts("responseType", info.response_types)
    yield from _text("urgency", info.urgency)
    yield from _text("severity", info.severity)
    yield from _text("certainty", info.certainty)
    yield from _text("audience", info.audience)
    yield from _pairs("eventCode", info.event_codes)
    for name in ("effective", "onset", "expires"):
        yield from _instant(name, getattr(info, name))
    yield from _text("senderName", info.sender_name)
    for name in ("headline", "description", "instruction", "web", "contact"):
        yield from _text(name, getattr(info, name))
    yield from _pairs("parameter", info.parameters)
    for resource in info.resources:
        yield from _within("resource", _resource(resource))
    for area in info.areas:
        yield from _within("area", _area(area))


def _resource(resource: CapResource) -> _Lines:
    yield from _text("resourceDesc", resource.description)
    yield from _text("mimeType", resource.mime_type)
    yield from _text("size", None if resource.size is None else str(resource.size))
    yield from _text("uri", resource.uri)
    yield from _text("derefUri", resource.deref_uri)
    yield from _text("digest", resource.digest)


def _area(area: CapArea) -> _Lines:
    yield from _text("areaDesc", area.description)
    for ring in area.polygons:
        yield from _text("polygon", " ".join(_point(lat, lon) for lat, lon in ring))
    for lat, lon, radius_km in area.circles:
        yield from _text("circle", f"{_point(lat, lon)} {write_decimal(radius_km)}")
    yield from _pairs("geocode", area.geocodes)
    for name in ("altitude", "ceiling"):
        number = getattr(area, name)
        yield from _text(name, None if number is None else write_decimal(number))


def _point(lat: float, lon: float) -> str:
    return f"{write_decimal(lat)},{write_decimal(lon)}"


def _text(name: str, text: str | None) -> _Lines:
    if text:
        yield f"<{name}>{text.translate(_ESCAPED)}</{name}>"


def _texts(name: str, texts: Iterable[str]) -> _Lines:
    for text in texts:
        yield from _text(name, text)


def _instant(name: str, at: datetime | None) -> _Lines:
    yield from _text(name, None if at is None else write_instant(at))


def _pairs(name: str, pairs: Iterable[Pair]) -> _Lines:
    for key, value in pairs:
        yield from _within(name, (*_text("valueName", key), *_text("value", value)))


def _within(name: str, lines: Iterable[str]) -> _Lines:
    yield f"<{name}>"
    yield from _indented(lines)
    yield f"</{name}>"


def _indented(lines: Iterable[str]) -> _Lines:
    return (f"  {line}" for line in lines)
