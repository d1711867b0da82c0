"""What a notice carries besides its words: files, sheets of documents, films; and their pages."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from content.fitting import one_line, some_lines
from content.layout import TITLE, Measure, Shape, Template, column
from content.page import Page, Picture

MOST_SHEETS = 10
SHEET_SECONDS = 15
SHEET_TITLE_LINES = 3
TOP, BOTTOM = (0.5, 0.0), (0.5, 1.0)
CENTRE = (0.5, 0.5)


@dataclass(frozen=True, slots=True)
class MediaFile:
    """Name a file that pages show: its digest, size in bytes and pixels, and type.

    `thin` is a smaller one that stands for it on small screens and slow links.
    """

    digest: str
    type: str
    bytes: int
    width: int | None
    height: int | None
    seconds: float | None = None
    thin: "MediaFile | None" = None

    @property
    def thinnest(self) -> "MediaFile":
        """Give the smaller file where there is one."""
        return self.thin or self

    def to_dict(self) -> dict[str, object]:
        """Write it as in the manifest."""
        size = {"width": self.width, "height": self.height}
        return {"bytes": self.bytes, "type": self.type, **size, "seconds": self.seconds}


@dataclass(frozen=True, slots=True)
class Film:
    """A film and the picture that stands for it until it can be played."""

    file: MediaFile
    poster: MediaFile


@dataclass(frozen=True, slots=True)
class Attachments:
    """Hold what is shown behind the text: documents sheet by sheet, then films."""

    documents: tuple[tuple[MediaFile, ...], ...] = ()
    films: tuple[Film, ...] = ()

    @property
    def files(self) -> Iterator[MediaFile]:
        """Give every file of it."""
        for document in self.documents:
            yield from document
        for film in self.films:
            yield from (film.poster, film.file)

    @property
    def is_cut(self) -> bool:
        """Tell whether a document has more sheets than a board shows."""
        return any(len(document) > MOST_SHEETS for document in self.documents)

    def thinned(self) -> "Attachments":
        """Give the same in the smaller files."""
        documents = tuple(tuple(file.thinnest for file in one) for one in self.documents)
        films = (
            replace(film, file=film.file.thinnest, poster=film.poster.thinnest)
            for film in self.films
        )
        return Attachments(documents, tuple(films))

    def pages(self, title: str, shape: Shape, em_u: float, measure: Measure) -> tuple[Page, ...]:
        """Set their pages under the notice's title; a sheet cannot be read on LED."""

        def bold(text: str) -> float:
            return measure(text, em_u * TITLE, True)

        narrow = column(shape, Template.DOCUMENT).width_u
        lines = tuple(some_lines(title, SHEET_TITLE_LINES, narrow, bold))
        line = (one_line(title, column(shape, Template.FILM).width_u, bold),)
        sheets = [
            page.lasting(SHEET_SECONDS)
            for document in (() if shape.is_led else self.documents)
            for page in _sheet_pages(document, lines, shape)
        ]
        films = [
            Page(
                Template.FILM,
                line,
                picture=Picture(film.poster.digest, CENTRE),
                stands_s=max(1, math.ceil(film.file.seconds or 0)),
                film=film.file.digest,
            )
            for film in self.films
        ]
        return (*sheets, *films)


def _sheet_pages(
    document: tuple[MediaFile, ...], title: tuple[str, ...], shape: Shape
) -> Iterator[Page]:
    """Show an upright sheet in halves on a wide board, so that it can be read; else whole."""
    for number, file in enumerate(document[:MOST_SHEETS], start=1):
        is_tall = (file.height or 0) > (file.width or 0)
        views = (TOP, BOTTOM) if is_tall and shape is not Shape.PORTRAIT else (CENTRE,)
        for focus in views:
            picture = Picture(file.digest, focus, sheet=(number, len(document)))
            yield Page(Template.DOCUMENT, title, (), picture)
