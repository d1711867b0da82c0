"""RSS 2.0, RSS 1.0 and Atom as they come from outside: bytes in, plain entries out.

Hostile by assumption: bounded, no document type, no entities of its own, no markup left.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from xml.parsers import expat

from content.errors import InvalidInputError, TooLargeError
from content.schedule import TIMEZONE
from content.text import clean_line

LARGEST_BYTES = 1024 * 1024
MOST_READ = 200
DEEPEST = 40
LONGEST_TITLE = 160
LONGEST_LINK = 2000
LONGEST_RAW = 4000
MOST_FOUND = 5

_ATOM, _RSS_1, _DC = (
    "http://www.w3.org/2005/Atom",
    "http://purl.org/rss/1.0/",
    "http://purl.org/dc/elements/1.1/",
)
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_ROOTS = frozenset({"rss", f"{_ATOM} feed", f"{_RDF} RDF"})
_ENTRIES = frozenset({"item", f"{_RSS_1} item", f"{_ATOM} entry"})
_CHANNELS = frozenset({"channel", f"{_RSS_1} channel", f"{_ATOM} feed"})
_FIELDS = {
    "title": "title", f"{_RSS_1} title": "title", f"{_ATOM} title": "title",
    "link": "link", f"{_RSS_1} link": "link",
    "guid": "name", f"{_ATOM} id": "name",
    "pubDate": "published", f"{_ATOM} published": "published", f"{_DC} date": "published",
    f"{_ATOM} updated": "updated",
}  # fmt: skip
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})
_ZONE = re.compile(r"\b(?:GMT|UTC)\s*([+-])(\d{1,2})(?::?(\d\d))?\s*$")
PAGE_HEAD = 32 * 1024
"""So much of a web page is looked at: where pages name their feeds."""
_HTML = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)


class NotAFeedError(InvalidInputError):
    """Refuse what is no feed; `offered` are addresses that may be meant, as they were found."""

    code = "not_a_feed"

    def __init__(self, message: str, offered: tuple[str, ...] = (), **params: str) -> None:
        """Keep what the page offers beside the sentence."""
        super().__init__(message, field="url", **params)
        self.offered = offered


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """Hold one entry as the feed tells it: `name` is its own, `link` may be "" or relative."""

    title: str
    link: str = ""
    name: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """Hold a feed's own title and its entries in its own order."""

    title: str
    entries: tuple[ReadEntry, ...]


def read_feed(data: bytes) -> ReadFeed:
    """Read a feed.

    Raises: TooLargeError, NotAFeedError (with the feeds an HTML page names), InvalidInputError.
    Source: RSS 2.0; RSS 1.0; RFC 4287; XML in UTF-8, UTF-16 or ISO-8859-1.
    """
    if len(data) > LARGEST_BYTES:
        raise TooLargeError(
            "The feed is larger than {most} KB.", field="url", most=LARGEST_BYTES // 1024
        )
    _refuse_page(data)
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.say
    try:
        parser.Parse(data.lstrip(b"\r\n\t "), True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise NotAFeedError("This is not a feed: it is not well-formed XML.") from error
    if not reading.is_feed:
        raise NotAFeedError("This is not a feed: it is neither RSS nor Atom.")
    return ReadFeed(headline(reading.title), tuple(reading.entries))


def headline(markup: str) -> str:
    """Give a title as one plain line: no tags, no entities, cut at a word."""
    return cut(clean_line(_plain(markup[:LONGEST_RAW])), LONGEST_TITLE)


def cut(line: str, longest: int) -> str:
    """Cut a line at a word with …, never longer than `longest` characters."""
    if len(line) <= longest:
        return line
    kept = line[: longest - 1]
    if not line[longest - 1].isspace() and " " in kept:
        kept = kept[: kept.rindex(" ")]
    return kept.rstrip(" ,.;:-–—") + "…"


def read_moment(text: str) -> datetime | None:
    """Read an instant as feeds write it (RFC 822, RFC 3339, a day); None when it cannot be.

    Without a zone it is Vietnam's clock.
    """
    text = _ZONE.sub(_offset, text.strip()[:80])
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
            aware = found if found.tzinfo else found.replace(tzinfo=TIMEZONE)
            return aware.astimezone(UTC).replace(microsecond=0)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None


def _offset(found: re.Match[str]) -> str:
    return f"{found[1]}{int(found[2]):02}{found[3] or '00'}"


@dataclass
class _Reading:
    """Walk the elements, keeping only what a headline needs."""

    is_feed: bool = False
    title: str = ""
    entries: list[ReadEntry] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    entry: dict[str, str] | None = None
    held: str = ""
    held_depth: int = 0
    text: list[str] = field(default_factory=list)
    length: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.path:
            self.is_feed = name in _ROOTS
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise NotAFeedError("This is not a feed: it is nested too deeply.")
        if name in _ENTRIES and self.entry is None:
            self.entry = {}
        elif self.entry is not None and name == f"{_ATOM} link":
            if attributes.get("rel", "alternate") == "alternate":
                self.entry.setdefault("link", attributes.get("href", ""))
        elif not self.held and name in _FIELDS and self._is_child():
            self.held, self.held_depth = _FIELDS[name], len(self.path)
            self.text, self.length = [], 0

    def say(self, text: str) -> None:
        if self.held and self.length < LONGEST_RAW:
            self.text.append(text[: LONGEST_RAW - self.length])
            self.length += len(text)

    def end(self, name: str) -> None:
        if self.held and self.held_depth == len(self.path):
            found = "".join(self.text)
            if self.entry is not None:
                self.entry.setdefault(self.held, found)
            elif self.held == "title":
                self.title = self.title or found
            self.held = ""
        self.path.pop()
        if name in _ENTRIES and self.entry is not None and self.path[-1:] != [name]:
            self._close()

    def _is_child(self) -> bool:
        parents = _ENTRIES if self.entry is not None else _CHANNELS
        return len(self.path) > 1 and self.path[-2] in parents

    def _close(self) -> None:
        found, self.entry = self.entry or {}, None
        title = headline(found.get("title", ""))
        if not title or len(self.entries) >= MOST_READ:
            return
        moment = found.get("published") or found.get("updated") or ""
        name = " ".join(found.get("name", "").split())[:LONGEST_LINK]
        link = clean_line(found.get("link", ""))[:LONGEST_LINK]
        self.entries.append(ReadEntry(title, link, name, read_moment(moment)))


def _refuse_doctype(*_: object) -> None:
    raise NotAFeedError(
        "This feed declares a document type (DOCTYPE), which can hide an attack: it is refused."
    )


def _refuse_page(data: bytes) -> None:
    """Refuse an HTML page, with the feeds it names. Raises: NotAFeedError."""
    start = data[:PAGE_HEAD].decode("utf-8", "replace").removeprefix("\ufeff").lstrip()
    while start.startswith("<!--"):
        start = start.partition("-->")[2].lstrip()
    if not _HTML.match(start):
        return
    links = _Links()
    links.feed(start.partition("</head>")[0])
    if links.found:
        raise NotAFeedError(
            "This is a web page, not a feed. The page names its feed: choose it below.",
            tuple(links.found),
        )
    raise NotAFeedError("This is a web page, not a feed. Look on the site for its RSS address.")


class _Links(HTMLParser):
    """Find `<link rel="alternate" type="application/rss+xml" href=…>`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        is_feed = about.get("type", "").lower().strip() in _FEED_TYPES
        if tag != "link" or not is_feed or "alternate" not in about.get("rel", "").lower().split():
            return
        link = clean_line(about.get("href", ""))[:LONGEST_LINK]
        if link and link not in self.found and len(self.found) < MOST_FOUND:
            self.found.append(link)


class _Words(HTMLParser):
    """Keep the words of markup, not its tags, scripts or styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        self.words.append(" " if tag in ("br", "p", "div", "li") else "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= self._silent > 0 and tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def _plain(markup: str) -> str:
    words = _Words()
    words.feed(markup)
    words.close()
    return "".join(words.words)
