"""The files of media as boards show them: pictures, sheets of documents, films with posters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.attachment import Attachments, Film, MediaFile
from server.services.media_rows import MediaState
from server.storage.tables.media import MediaRow, MediaVariantRow

_THIN = "thin"
_PAGE = "page-"
_MOST_NAMED = 500
_Variants = Mapping[str, MediaVariantRow]


@dataclass(frozen=True, slots=True)
class Carried:
    """Hold the variants of some media, by id."""

    variants: Mapping[str, _Variants]
    seconds: Mapping[str, float | None]

    def pictures(self, media_ids: Iterable[str]) -> tuple[MediaFile, ...]:
        """Give the photos among these media."""
        found = ((name, self.variants.get(name, {})) for name in media_ids)
        return tuple(_file(files, "board", _THIN) for _, files in found if "board" in files)

    def attached(self, media_ids: Iterable[str]) -> Attachments:
        """Give the documents and films among these media."""
        found = [(name, self.variants.get(name, {})) for name in media_ids]
        documents = (_sheets(files) for _, files in found if f"{_PAGE}1" in files)
        films = (self._film(name, files) for name, files in found if "film" in files)
        return Attachments(tuple(documents), tuple(films))

    def recordings(self, named: Iterable[tuple[str, str]]) -> tuple[tuple[str, MediaFile], ...]:
        """Give the recordings that are ready, by language."""
        found = ((tag, name, self.variants.get(name, {})) for tag, name in named)
        return tuple(
            (tag, _file(files, "sound", "", self.seconds.get(name)))
            for tag, name, files in found
            if "sound" in files
        )

    def _film(self, media_id: str, files: _Variants) -> Film:
        seconds = self.seconds.get(media_id)
        file = _file(files, "film", "thin-film", seconds)
        return Film(file, _file(files, "poster", "thin-poster"))


def read_carried(session: Session, media_ids: set[str]) -> Carried:
    """Read the files of media that are ready."""
    if not media_ids:
        return Carried({}, {})
    query = (
        select(MediaVariantRow, MediaRow.seconds)
        .join(MediaRow, MediaRow.id == MediaVariantRow.media_id)
        .where(MediaRow.state == MediaState.READY.value)
    )
    if len(media_ids) <= _MOST_NAMED:
        query = query.where(MediaVariantRow.media_id.in_(sorted(media_ids)))
    found: dict[str, dict[str, MediaVariantRow]] = {}
    seconds: dict[str, float | None] = {}
    for row, length_s in session.execute(query):
        if row.media_id in media_ids:
            found.setdefault(row.media_id, {})[row.name] = row
            seconds[row.media_id] = length_s
    return Carried(found, seconds)


def _sheets(files: _Variants) -> tuple[MediaFile, ...]:
    count = sum(name.startswith(_PAGE) for name in files)
    names = (f"{_PAGE}{number}" for number in range(1, count + 1))
    return tuple(_file(files, name, f"{_THIN}-{name}") for name in names if name in files)


def _file(files: _Variants, name: str, thin: str, seconds: float | None = None) -> MediaFile:
    row, small = files[name], files.get(thin)
    smaller = None
    if small is not None and small.sha256 != row.sha256:
        smaller = _plain(small, seconds)
    whole = _plain(row, seconds)
    return MediaFile(
        whole.digest, whole.type, whole.bytes, whole.width, whole.height, seconds, smaller
    )


def _plain(row: MediaVariantRow, seconds: float | None) -> MediaFile:
    return MediaFile(row.sha256, row.type, row.bytes, row.width, row.height, seconds)
