"""CAP 1.2 from bytes, bare or within any envelope: bounded, no document type, nothing fetched."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from lxml import etree

from content.cap import (
    DEFAULT_LANGUAGE,
    NAMESPACE,
    CapArea,
    CapCategory,
    CapCertainty,
    CapInfo,
    CapMessage,
    CapMsgType,
    CapProblem,
    CapResource,
    CapResponseType,
    CapScope,
    CapSeverity,
    CapStatus,
    CapUrgency,
    MalformedCapError,
    Pair,
)
from content.cap_fields import (
    CapFieldError,
    read_circle,
    read_decimal,
    read_instant,
    read_list,
    read_references,
    read_ring,
    read_size,
    read_word,
)

LARGEST_BYTES = 2 * 1024 * 1024
DEEPEST = 40
MOST_ALERTS = 500
_ALERT = f"{{{NAMESPACE}}}alert"
_OLDER = {
    "{urn:oasis:names:tc:emergency:cap:1.1}alert": ("cap_1_1", "1.1"),
    "{http://www.incident.com/cap/1.0}alert": ("cap_1_0", "1.0"),
}
_ENVELOPE = re.compile(r"\{urn:oasis:names:tc:emergency:EDXL:DE:[0-9.]+\}distributionStatus")
_PROLOG = re.compile(rb"\A[^<]*(?:<(?:\?.*?\?>|!--.*?-->)[^<]*)*", re.DOTALL)
_NOT_REAL = (CapStatus.EXERCISE, CapStatus.SYSTEM, CapStatus.TEST, CapStatus.DRAFT)
_Value = TypeVar("_Value")
_Node: TypeAlias = etree._Element


@dataclass(frozen=True, slots=True)
class CapRead:
    """Hold one alert of a document: the message, or the problem why there is none.

    `xml` is for checking its signature: a bare alert's whole document as it came, byte for
    byte; of one within an envelope the element alone, comments included, with every namespace
    declared that was in force there. So a signature made before wrapping (its reference URI is
    "" or the alert's own id) is checked over `xml` as a document of its own.
    """

    message: CapMessage | None
    identifier: str | None
    problem: CapProblem | None
    xml: bytes


def read_cap(xml: bytes) -> tuple[CapRead, ...]:
    """Read every alert in a document, in its order.

    Whatever lies around them is passed over; only an EDXL-DE envelope marked Exercise, System
    or Test makes the alerts within it no more real than itself.
    Raises: MalformedCapError (too_large, malformed_cap, hostile_xml, not_cap, too_many).
    Source: CAP 1.2, 3.2; EDXL-DE 1.0, 3.2.1; EDXL-DE 2.0.
    """
    root = _parse(xml)
    envelope = _envelope_status(root)
    found: list[CapRead] = []
    for node in _alerts(root):
        if len(found) == MOST_ALERTS:
            raise MalformedCapError(
                "The document holds more than {most} alerts; send them apart.",
                code="too_many", most=MOST_ALERTS,
            )  # fmt: skip
        own = xml if node is root else etree.tostring(node, encoding="utf-8", with_tail=False)
        found.append(_read_alert(node, envelope, own))
    if not found:
        raise MalformedCapError("There is no CAP 1.2 alert in this document.", code="not_cap")
    return tuple(found)


def _parse(xml: bytes) -> _Node:
    if len(xml) > LARGEST_BYTES:
        raise MalformedCapError(
            "The document is larger than {most} KB.",
            code="too_large", most=LARGEST_BYTES // 1024,
        )  # fmt: skip
    prolog = _PROLOG.match(xml.replace(b"\0", b""))
    if prolog is not None and prolog.string[prolog.end() :].startswith(b"<!DOCTYPE"):
        raise _hostile()
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, dtd_validation=False, no_network=True,
        huge_tree=False, strip_cdata=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(xml.lstrip(b"\r\n\t "), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise MalformedCapError("This is not well-formed XML.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _hostile()
    _check_depth(root)
    return root


def _hostile() -> MalformedCapError:
    return MalformedCapError(
        "The document declares a document type, which CAP never needs; it was not read.",
        code="hostile_xml",
    )


def _check_depth(root: _Node) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise MalformedCapError(
                "The document nests deeper than {most} elements.", code="hostile_xml", most=DEEPEST
            )


def _alerts(root: _Node) -> Iterator[_Node]:
    walk = etree.iterwalk(root, events=("start",))
    for _, node in walk:
        if node.tag == _ALERT or node.tag in _OLDER:
            walk.skip_subtree()
            yield node


def _envelope_status(root: _Node) -> CapStatus | None:
    """Give what an envelope says of itself, unless it is Actual."""
    for node in root.iterchildren():
        if isinstance(node.tag, str) and _ENVELOPE.fullmatch(node.tag):
            words = "".join(node.itertext()).split()
            return next((status for status in _NOT_REAL if status in words), None)
    return None


def _read_alert(node: _Node, envelope: CapStatus | None, xml: bytes) -> CapRead:
    if node.tag in _OLDER:
        code, version = _OLDER[node.tag]
        problem = CapProblem(
            code,
            "This is CAP {version}. Only CAP 1.2 is taken; ask the sender for it.",
            None,
            {"version": version},
        )
        return CapRead(None, _any_identifier(node), problem, xml)
    try:
        message = _message(_Fields(node, ""))
    except CapFieldError as error:
        return CapRead(None, _any_identifier(node), error.problem, xml)
    if envelope is not None and message.status is CapStatus.ACTUAL:
        message = replace(message, status=envelope)
    return CapRead(message, message.identifier, None, xml)


def _any_identifier(node: _Node) -> str | None:
    for child in node.iterchildren():
        if isinstance(child.tag, str) and etree.QName(child).localname == "identifier":
            return (child.text or "").strip() or None
    return None


class _Fields:
    """The CAP elements right below one, by name; foreign ones are passed over."""

    def __init__(self, node: _Node, path: str) -> None:
        """Sort the children by name; `path` leads down to this element."""
        self._path = path
        self._nodes: dict[str, list[_Node]] = {}
        for child in node.iterchildren(f"{{{NAMESPACE}}}*"):
            self._nodes.setdefault(etree.QName(child).localname, []).append(child)

    def field(self, name: str) -> str:
        """Give the dotted name of a field below this element."""
        return f"{self._path}.{name}" if self._path else name

    def below(self, name: str) -> Iterator["_Fields"]:
        """Give the elements that have elements of their own."""
        for place, node in enumerate(self._nodes.get(name, ())):
            yield _Fields(node, self.field(f"{name}.{place}"))

    def texts(self, name: str) -> tuple[str, ...]:
        """Give what stands in each element of that name, empty ones left out."""
        found = (self._text(node, name) for node in self._nodes.get(name, ()))
        return tuple(text for text in found if text)

    def text(self, name: str) -> str | None:
        """Give what stands in the only element of that name."""
        if len(self._nodes.get(name, ())) > 1:
            raise CapFieldError("repeated_field", "{name} may stand once only.", self.field(name))
        return next(iter(self.texts(name)), None)

    def needed(self, name: str) -> str:
        """Give what stands in an element that must be there."""
        text = self.text(name)
        if text is None:
            raise CapFieldError("missing_field", "{name} is missing.", self.field(name))
        return text

    def one(self, name: str, read: Callable[[str, str], _Value]) -> _Value | None:
        """Read the only element of that name."""
        text = self.text(name)
        return None if text is None else read(text, self.field(name))

    def each(self, name: str, read: Callable[[str, str], _Value]) -> tuple[_Value, ...]:
        """Read every element of that name."""
        return tuple(read(text, self.field(name)) for text in self.texts(name))

    def pairs(self, name: str) -> tuple[Pair, ...]:
        """Give each valueName with its value; an empty one is left out."""
        found = ((pair.text("valueName"), pair.text("value")) for pair in self.below(name))
        return tuple((key, value) for key, value in found if key and value)

    def _text(self, node: _Node, name: str) -> str:
        parts = [node.text or ""]
        for child in node.iterchildren():
            if isinstance(child.tag, str):
                raise CapFieldError("not_text", "{name} must be plain text.", self.field(name))
            parts.append(child.tail or "")
        return "".join(parts).strip()


def _message(fields: _Fields) -> CapMessage:
    return CapMessage(
        identifier=fields.needed("identifier"),
        sender=fields.needed("sender"),
        sent=read_instant(fields.needed("sent"), "sent"),
        status=read_word(CapStatus, fields.needed("status"), "status"),
        msg_type=read_word(CapMsgType, fields.needed("msgType"), "msgType"),
        scope=read_word(CapScope, fields.needed("scope"), "scope"),
        source=fields.text("source"),
        restriction=fields.text("restriction"),
        addresses=read_list(fields.text("addresses") or ""),
        codes=fields.texts("code"),
        note=fields.text("note"),
        references=read_references(fields.text("references") or ""),
        incidents=read_list(fields.text("incidents") or ""),
        infos=tuple(_info(info) for info in fields.below("info")),
    )


def _info(fields: _Fields) -> CapInfo:
    categories = fields.each("category", lambda text, name: read_word(CapCategory, text, name))
    if not categories:
        fields.needed("category")
    return CapInfo(
        language=fields.text("language") or DEFAULT_LANGUAGE,
        categories=categories,
        event=fields.needed("event"),
        response_types=fields.each(
            "responseType", lambda text, name: read_word(CapResponseType, text, name)
        ),
        urgency=read_word(CapUrgency, fields.needed("urgency"), fields.field("urgency")),
        severity=read_word(CapSeverity, fields.needed("severity"), fields.field("severity")),
        certainty=read_word(CapCertainty, fields.needed("certainty"), fields.field("certainty")),
        audience=fields.text("audience"),
        event_codes=fields.pairs("eventCode"),
        effective=fields.one("effective", read_instant),
        onset=fields.one("onset", read_instant),
        expires=fields.one("expires", read_instant),
        sender_name=fields.text("senderName"),
        headline=fields.text("headline"),
        description=fields.text("description"),
        instruction=fields.text("instruction"),
        web=fields.text("web"),
        contact=fields.text("contact"),
        parameters=fields.pairs("parameter"),
        resources=tuple(_resource(resource) for resource in fields.below("resource")),
        areas=tuple(_area(area) for area in fields.below("area")),
    )


def _resource(fields: _Fields) -> CapResource:
    return CapResource(
        description=fields.needed("resourceDesc"),
        mime_type=fields.needed("mimeType"),
        size=fields.one("size", read_size),
        uri=fields.text("uri"),
        digest=fields.text("digest"),
        deref_uri=fields.text("derefUri"),
    )


def _area(fields: _Fields) -> CapArea:
    return CapArea(
        description=fields.needed("areaDesc"),
        polygons=fields.each("polygon", read_ring),
        circles=fields.each("circle", read_circle),
        geocodes=fields.pairs("geocode"),
        altitude=fields.one("altitude", read_decimal),
        ceiling=fields.one("ceiling", read_decimal),
    )
