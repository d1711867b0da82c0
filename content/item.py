"""Items: a notice set in pages for one shape and em, as the bytes that boards fetch by digest."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from content.attachment import Attachments, MediaFile
from content.body import Body, parse_body
from content.canonical import canonical
from content.category import CATEGORIES
from content.document import Document
from content.envelope import digest
from content.fitting import one_line
from content.instant import format_instant
from content.layout import Measure, Shape, Template, column
from content.led import with_issuer
from content.notice import NoticeContent, ends_at
from content.page import Page, Picture
from content.pagination import PageSource, set_pages, ticker_page
from content.priority import is_in_ticker, weight_factor
from content.rotation import Entry, local_midnight
from content.schedule import TIMEZONE
from content.tongues import translated_pages, voiced

__all__ = ["Item", "ItemSource", "MediaFile", "make_item", "make_ticker"]

ISSUER_SHORT = (("Ủy ban nhân dân", "UBND"), ("Ủy ban Nhân dân", "UBND"))
UNTIL_ROOM_U = 36.0
CODE_ROOM_U = 20.0
DAY_ROOM_U = 56.0
SOURCE_LABEL = "Nguồn: "
TICKER_SUFFIX = ".ticker"


@dataclass(frozen=True, slots=True)
class ItemSource:
    """Hold an approved revision and what its pages also need; `link` is what the QR says.

    `begun_at` is the first approval of any wording.
    """

    notice: str
    revision: int
    content: NoticeContent
    issuer: str
    approved_at: datetime
    link: str
    pictures: tuple[MediaFile, ...] = ()
    begun_at: datetime | None = None
    attached: Attachments = Attachments()
    is_thin: bool = False
    recordings: tuple[tuple[str, MediaFile], ...] = ()

    def thinned(self) -> "ItemSource":
        """Give it with the smaller files, for small screens and slow links."""
        pictures = tuple(file.thinnest for file in self.pictures)
        attached = self.attached.thinned()
        if (pictures, attached) == (self.pictures, self.attached):
            return self
        return replace(self, pictures=pictures, attached=attached, is_thin=True)

    @property
    def files(self) -> tuple[MediaFile, ...]:
        """Give every file its pages may show."""
        return (*self.pictures, *self.attached.files, *(file for _, file in self.recordings))

    @property
    def valid_from(self) -> datetime:
        """Give the instant it may be shown from: without one, the day it was approved."""
        if self.content.valid_from is not None:
            return self.content.valid_from
        return local_midnight(self.approved_at.astimezone(TIMEZONE).date())

    @property
    def until(self) -> datetime | None:
        """Give the instant it leaves the boards by itself."""
        return ends_at(self.content, self.approved_at)

    @property
    def posted_until(self) -> datetime | None:
        """Give the end to print: of validity, else of the posting period."""
        document = self.content.document
        if self.until is not None or document is None:
            return self.until
        last = document.posted_until
        return None if last is None else local_midnight(last + timedelta(days=1))

    @property
    def is_in_ticker(self) -> bool:
        """Tell whether its title also runs in the ticker."""
        return is_in_ticker(self.content.priority)

    def entry(self, item: str, seconds: tuple[int, ...]) -> Entry:
        """Give its part in the rotation of a zone."""
        most = self.content.most_minutes_a_day
        return Entry(
            item=item,
            seconds=seconds,
            shown_from=max(self.approved_at, self.valid_from),
            valid_from=self.valid_from,
            until=self.until,
            weight=self.content.weight * weight_factor(self.content.priority),
            dayparts=self.content.dayparts,
            category=self.content.category.value,
            leads=CATEGORIES[self.content.category].first_page,
            most_s=None if most is None else most * 60,
            first_from=max(self.approved_at, self.valid_from) if self.revision == 1 else None,
        )


@dataclass(frozen=True)
class Item:
    """Hold an item's bytes, its part in the rotation and the files its pages show."""

    data: bytes
    entry: Entry
    media: tuple[MediaFile, ...] = field(default=())

    @cached_property
    def digest(self) -> str:
        """Name it by its bytes."""
        return digest(self.data)


def make_item(source: ItemSource, shape: Shape, em_u: float, measure: Measure) -> Item:
    """Set a notice in pages."""
    body = _signed(source, parse_body(source.content.body), shape)
    set_from, heard = _page_source(source, body), dict(source.recordings)
    pages, is_cut = set_pages(set_from, shape, em_u, measure)
    others, is_other_cut = translated_pages(
        source.content, set_from.pictures, heard, shape, em_u, measure
    )
    attached = source.attached.pages(source.content.title, shape, em_u, measure)
    pages = (*voiced(pages, heard.get(source.content.language)), *others, *attached)
    is_cut = is_cut or is_other_cut or source.attached.is_cut
    shown = {page.picture.media for page in pages if page.picture}
    shown |= {name for page in pages for name in (page.film, page.audio) if name}
    foot = _Foot(shape, pages[0].template, em_u, measure, source.posted_until is not None)
    data = canonical(
        {
            **_common(source, pages),
            "issuer": foot.issuer(_issuer(source)),
            "source": foot.source(source.content.source),
            "reference": foot.line(_reference(source.content.document)),
            "cut": is_cut,
        }
    )
    entry = source.entry(source.notice, tuple(page.seconds for page in pages))
    return Item(data, entry, tuple(file for file in source.files if file.digest in shown))


def make_ticker(source: ItemSource, shape: Shape, em_u: float, measure: Measure) -> Item:
    """Set a notice's title as one line of the ticker."""
    page = ticker_page(source.content.title, shape, em_u, measure)
    tail = {"issuer": _issuer(source), "source": None, "reference": None, "cut": False}
    data = canonical({**_common(source, (page,)), **tail})
    entry = replace(source.entry(source.notice + TICKER_SUFFIX, (page.seconds,)), most_s=None)
    return Item(data, entry)


@dataclass(frozen=True, slots=True)
class _Foot:
    """Fit the source line under the pages."""

    shape: Shape
    template: Template
    em_u: float
    measure: Measure
    has_until: bool

    def issuer(self, name: str) -> str:
        """Give the issuer in full where it fits."""
        if self._width(name, bold=True) <= self._room_u:
            return name
        for long, short in ISSUER_SHORT:
            name = name.replace(long, short)
        return one_line(name, self._room_u, lambda text: self._width(text, bold=True))

    def source(self, name: str | None) -> str | None:
        """Give the source as it fits behind its label."""
        if not name:
            return None
        return self.issuer(SOURCE_LABEL + name).removeprefix(SOURCE_LABEL)

    def line(self, text: str | None) -> str | None:
        """Give a line of the foot, cut where it is too long."""
        return text and one_line(text, self._room_u, lambda part: self._width(part, bold=False))

    @property
    def _room_u(self) -> float:
        room = column(self.shape, self.template).width_u
        if self.shape is Shape.LANDSCAPE and self.template is Template.PHOTO:
            return room - CODE_ROOM_U
        if self.shape.is_led:
            return room - DAY_ROOM_U
        return room - UNTIL_ROOM_U if self.has_until else room

    def _width(self, text: str, *, bold: bool) -> float:
        second = column(self.shape, self.template).second
        return self.measure(text, self.em_u * second, bold)


def _page_source(source: ItemSource, body: Body) -> PageSource:
    return PageSource(
        title=source.content.title,
        body=body,
        category=source.content.category,
        language=source.content.language,
        pictures=tuple(Picture(file.digest, credit=body.credit) for file in source.pictures),
    )


def _common(source: ItemSource, pages: tuple[Page, ...]) -> dict[str, object]:
    until = source.posted_until
    return {
        "notice": source.notice,
        "revision": source.revision,
        "category": source.content.category.value,
        "priority": source.content.priority.value,
        "language": source.content.language,
        "title": source.content.title,
        "template": pages[0].template.value,
        "pages": [page.to_dict() for page in pages],
        "posted_at": format_instant(source.approved_at),
        "until": None if until is None else format_instant(until),
        "link": source.link,
    }


def _signed(source: ItemSource, body: Body, shape: Shape) -> Body:
    """Give the body with issuer and day where the shape has no line for them."""
    issuer = _issuer(source)
    for long, short in ISSUER_SHORT:
        issuer = issuer.replace(long, short)
    return with_issuer(body, shape, issuer, f"{source.approved_at.astimezone(TIMEZONE):%d/%m}")


def _issuer(source: ItemSource) -> str:
    document = source.content.document
    return (document.issuer if document else None) or source.issuer


def _reference(document: Document | None) -> str | None:
    """Write a document's kind, number and day as an official would."""
    if document is None or not document.number:
        return None
    named = f"{document.kind or 'Văn bản'} số {document.number}"
    if document.issued_on is None:
        return named
    return f"{named}, ngày {document.issued_on:%d/%m/%Y}"
