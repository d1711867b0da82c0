"""An Atom or RSS index of CAP alerts: which documents it leads to, and whether one changed."""

from dataclasses import dataclass

from lxml import etree

from content.cap import NAMESPACE, MalformedCapError

LARGEST_BYTES = 2 * 1024 * 1024
MOST_LINKS = 200
LONGEST_LINK = 2000
LONGEST_MARK = 300
_ATOM = "{http://www.w3.org/2005/Atom}"
_ENTRIES = frozenset({f"{_ATOM}entry", "item", "{http://purl.org/rss/1.0/}item"})
_ROOTS = frozenset({f"{_ATOM}feed", "rss", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"})
_MARKS = frozenset({"updated", "published", "pubDate", "date"})
_CAP_TYPES = frozenset({"application/cap+xml", "application/common-alerting-protocol+xml"})
_SHOWN = (None, "alternate", "enclosure", "self")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """Name a document by its link, maybe relative; another `mark` says that it changed."""

    link: str
    mark: str


@dataclass(frozen=True, slots=True)
class ReadIndex:
    """Hold what an index leads to; `holds_alerts` when it carries whole alerts itself."""

    entries: tuple[IndexEntry, ...]
    holds_alerts: bool


def read_index(data: bytes) -> ReadIndex:
    """Read an index, the first entry first; one without entries is fine.

    Raises: MalformedCapError for what is neither Atom nor RSS. Source: RFC 4287; RSS 2.0.
    """
    if len(data) > LARGEST_BYTES:
        raise MalformedCapError(
            "The document is larger than {most} KB.", code="too_large", most=LARGEST_BYTES // 1024
        )
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data.lstrip(b"\r\n\t "), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise MalformedCapError("This is not well-formed XML.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise MalformedCapError(
            "The document declares a document type; it was not read.", code="hostile_xml"
        )
    if root.tag not in _ROOTS:
        raise MalformedCapError("This is no index: neither Atom nor RSS.", code="not_an_index")
    found: dict[str, IndexEntry] = {}
    for node in root.iter(*_ENTRIES):
        link = _link(node)
        if link and len(link) <= LONGEST_LINK and len(found) < MOST_LINKS:
            found.setdefault(link, IndexEntry(link, _mark(node)))
    holds = next(root.iter(f"{{{NAMESPACE}}}alert"), None) is not None
    return ReadIndex(tuple(found.values()), holds)


def _link(entry: etree._Element) -> str:
    """Give the link to CAP where one says so, else the first that shows the entry."""
    found: list[tuple[bool, str]] = []
    for child in entry:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child).localname
        if name == "link" and child.get("rel") in _SHOWN:
            address = child.get("href") or child.text or ""
        elif name == "enclosure":
            address = child.get("url") or ""
        elif name == "content" and child.get("src"):
            address = child.get("src") or ""
        else:
            continue
        found.append((child.get("type") in _CAP_TYPES, address.strip()))
    named = [address for is_cap, address in found if is_cap and address]
    return next(iter(named or [address for _, address in found if address]), "")


def _mark(entry: etree._Element) -> str:
    said = (
        (child.text or "").strip()
        for child in entry
        if isinstance(child.tag, str) and etree.QName(child).localname in _MARKS
    )
    return "|".join(said)[:LONGEST_MARK]
