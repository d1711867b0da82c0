"""The files that a score needs: fetched by digest, verified, and read for the glass."""

import logging
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from content.envelope import parse_json
from content.errors import TrustError
from content.trust import is_digest
from player.cache import Objects
from player.calls import Source
from player.errors import DamagedError, RejectedError

log = logging.getLogger(__name__)
Manifest = Mapping[str, Any]


class ScoreFiles:
    """Know which items can be shown: their bytes are here and verified."""

    def __init__(self, objects: Objects, calls: Source) -> None:
        """Take the files of this board and the way to get more."""
        self._objects, self._calls = objects, calls
        self._read: dict[str, Mapping[str, Any]] = {}
        self._sound_media: set[str] = set()
        self._lock = threading.Lock()

    def fetch(self, manifest: Manifest) -> None:
        """Fetch all that is missing; one bad file does not keep the others away.

        Raises: UnreachableError; RejectedError or DamagedError of the last bad file.
        """
        refused: RejectedError | DamagedError | None = None
        for digest in self.missing(manifest):
            try:
                self._fetch_one(manifest, digest)
            except (RejectedError, DamagedError) as error:
                log.warning("file %s: %s", digest, error)
                refused = error
        if refused is not None:
            raise refused

    def missing(self, manifest: Manifest) -> list[str]:
        """Give the digests of what is not here."""
        return [name for name in dict.fromkeys(_named(manifest)) if not self._objects.has(name)]

    def is_usable(self, manifest: Manifest, item: str) -> bool:
        """Tell whether an item can be painted: its bytes and its pictures are verified."""
        try:
            value = self.item(manifest, item)
        except (DamagedError, FileNotFoundError, KeyError):
            return False
        return all(self._is_sound(picture) for picture in _pictures(value))

    def item(self, manifest: Manifest, item: str) -> Mapping[str, Any]:
        """Read a verified item. Raises: DamagedError, FileNotFoundError, KeyError."""
        digest = str(manifest["items"][item]["digest"])
        if not is_digest(digest):
            raise KeyError(item)
        with self._lock:
            if digest not in self._read:
                self._read[digest] = _read_item(self._objects.get(digest))
            return self._read[digest]

    def keep_only(self, manifest: Manifest) -> None:
        """Drop what this score does not need."""
        named = frozenset(_named(manifest))
        self._objects.keep_only(named)
        with self._lock:
            self._read = {name: value for name, value in self._read.items() if name in named}
            self._sound_media &= named

    def _fetch_one(self, manifest: Manifest, digest: str) -> None:
        if digest not in manifest["media"]:
            self._objects.put(digest, self._calls.item(digest))
            return
        with self._objects.receiving(digest) as target:
            self._calls.media(digest, target)

    def _is_sound(self, digest: str) -> bool:
        """Check a picture once when it is first opened."""
        if digest in self._sound_media:
            return True
        try:
            self._objects.verify(digest)
        except (DamagedError, FileNotFoundError):
            return False
        self._sound_media.add(digest)
        return True


def _named(manifest: Manifest) -> Iterator[str]:
    items = (str(entry["digest"]) for entry in manifest["items"].values())
    yield from (name for name in (*items, *manifest["media"]) if is_digest(name))


def _pictures(item: Mapping[str, Any]) -> Iterator[str]:
    for page in item.get("pages", ()):
        if page.get("picture"):
            yield str(page["picture"]["media"])


def _read_item(raw: bytes) -> Mapping[str, Any]:
    try:
        value = parse_json(raw)
    except TrustError as error:
        raise DamagedError("an item is not JSON") from error
    if not isinstance(value, dict):
        raise DamagedError("an item is not an object")
    return value
