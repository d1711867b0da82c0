"""The files that a score needs: fetched by digest, verified, and read for the glass."""

import contextlib
import errno
import logging
import random
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from content.envelope import parse_json
from content.errors import TrustError
from content.manifest import MAIN
from content.trust import SIZE_LIMITS, is_digest
from player.cache import Objects, require_room
from player.calls import Source
from player.errors import DamagedError, FullError, PlayerError, RejectedError, SupersededError
from player.quarantine import Quarantine

# Source: write(2): the disk, or this user's part of it, takes no more.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
log = logging.getLogger(__name__)
Manifest = Mapping[str, Any]


class ScoreFiles:
    """Know which items can be shown: their bytes are here and verified."""

    def __init__(
        self,
        objects: Objects,
        calls: Source,
        mono_s: Callable[[], float],
        chance: random.Random,
        name: str = "net",
        at_once: int = 1,
    ) -> None:
        """Take the files of this board and the way to get more, with a name of its own.

        So many items are asked for at once: on a slow link each takes a whole round trip.
        """
        self._objects, self._calls, self._name = objects, calls, name
        self._at_once = at_once
        self._bad = Quarantine(mono_s, chance)
        self._is_full = False
        self._read: dict[str, Mapping[str, Any]] = {}
        self._sound_media: set[str] = set()
        self._unpaintable: set[str] = set()
        self._looked_at: list[str] = []
        self._lock = threading.Lock()

    def fetch(self, manifest: Manifest, go_on: Callable[[], bool]) -> None:
        """Fetch all that is missing, small before large; what comes wrong keeps nothing else away.

        Raises: UnreachableError, FullError, OSError; SupersededError once `go_on` says no.
        """
        due = self.due(manifest)
        try:
            needed = sum(
                _size(manifest, name) - self._objects.partial(name, self._name) for name in due
            )
            require_room(self._objects.path, max(0, needed))
            items = [name for name in due if name not in _media(manifest)]
            _each(items, lambda name: self._fetch_item(name, go_on), self._at_once)
            for name in due[len(items) :]:
                self._fetch_media(name, _size(manifest, name), go_on)
        except (FullError, OSError) as error:
            self._is_full = isinstance(error, FullError) or error.errno in _FULL
            raise
        self._is_full = False

    def missing(self, manifest: Manifest) -> list[str]:
        """Give the digests of what is not here, items first, then media by size."""
        names = dict.fromkeys(_named(manifest))
        found = [name for name in names if not self._objects.has(name)]
        return sorted(found, key=lambda name: _size(manifest, name))

    def due(self, manifest: Manifest) -> list[str]:
        """Give what is missing and may be asked for now."""
        return [name for name in self.missing(manifest) if not self._bad.holds(name)]

    def is_playable(self, manifest: Manifest) -> bool:
        """Tell whether a score need not be waited for: all is here, or what is not is hopeless.

        A score of which nothing at all can be shown is no better than the one before.
        """
        missing = self.missing(manifest)
        if not missing:
            return True
        hopeless = all(self._bad.has_given_up(name) for name in missing)
        return hopeless and any(self.is_usable(manifest, *slot) for slot in _slots(manifest))

    def is_usable(self, manifest: Manifest, item: str, page: int) -> bool:
        """Tell whether a page can be painted: it is there, and its picture is verified."""
        try:
            value = self.item(manifest, item)
        except (DamagedError, OSError, KeyError):
            return False
        found = _page(value, page)
        if found is None:
            self.note_unpaintable(manifest, item, f"it has no page {page + 1}")
            return False
        picture = found.get("picture")
        return not picture or self._is_sound(picture["media"])

    def is_held(self, manifest: Manifest, item: str, value: Mapping[str, Any]) -> bool:
        """Tell whether a score's item still is what was read before as `value`."""
        with self._lock:
            return self._read.get(manifest["items"].get(item, {}).get("digest")) is value

    def note_unpaintable(self, manifest: Manifest, item: str, why: str) -> None:
        """Tell of an item that is passed over though its bytes are what was signed."""
        digest = str(manifest["items"][item]["digest"])
        with self._lock:
            is_known = digest in self._unpaintable
            self._unpaintable.add(digest)
        if not is_known:
            log.warning("item %s is passed over: %s", item, why)

    def item(self, manifest: Manifest, item: str) -> Mapping[str, Any]:
        """Read a verified item. Raises: DamagedError, FileNotFoundError, KeyError."""
        digest = str(manifest["items"][item]["digest"])
        if not is_digest(digest):
            raise KeyError(item)
        with self._lock:
            if digest not in self._read:
                self._read[digest] = _read_item(self._objects.get(digest))
            return self._read[digest]

    def needed(self, manifest: Manifest) -> AbstractContextManager[None]:
        """Let nobody drop what this score needs meanwhile."""
        return self._objects.needed(frozenset(_named(manifest)))

    def keep_only(self, *manifests: Manifest) -> None:
        """Drop what these scores do not need; the first of them is played."""
        named = frozenset(name for manifest in manifests for name in _named(manifest))
        self._objects.keep_only(named)
        self._bad.keep_only(named)
        with self._lock:
            self._read = {name: value for name, value in self._read.items() if name in named}
            self._sound_media &= named
            self._unpaintable &= frozenset(name for one in manifests[:1] for name in _named(one))

    def look_at_one(self) -> None:
        """Verify one file again, the next one each time: disks rot while they are not read."""
        if not self._looked_at:
            self._looked_at = self._objects.names()
        if not self._looked_at:
            return
        name = self._looked_at.pop()
        try:
            self._objects.verify(name)
        except FileNotFoundError:
            return  # no score needs it any more
        except (DamagedError, OSError) as error:
            log.warning("a file has gone bad: %s", error)
            with self._lock:
                self._sound_media.discard(name)

    def faults(self) -> list[str]:
        """Name what keeps files away, for the status."""
        found = {
            "media_bad": bool(self._bad),
            "item_unpaintable": bool(self._unpaintable),
            "storage_full": self._is_full,
        }
        return [name for name, is_so in found.items() if is_so]

    def _fetch_item(self, name: str, go_on: Callable[[], bool]) -> None:
        if not go_on():
            raise SupersededError("something newer is to be fetched first")
        with self._set_aside_if_bad(name):
            self._objects.put(name, self._calls.item(name))

    def _fetch_media(self, name: str, size: int, go_on: Callable[[], bool]) -> None:
        with (
            self._set_aside_if_bad(name),
            self._objects.receiving(name, size, go_on, self._name) as target,
        ):
            if target.size < size:
                self._calls.media(name, target)

    @contextlib.contextmanager
    def _set_aside_if_bad(self, name: str) -> Iterator[None]:
        try:
            yield
        except (RejectedError, DamagedError) as error:
            log.warning("file %s: %s", name, error)
            self._bad.add(name)
        else:
            self._bad.let_go(name)

    def _is_sound(self, digest: str) -> bool:
        """Check a picture once when it is first opened."""
        if digest in self._sound_media:
            return True
        try:
            self._objects.verify(digest)
        except (DamagedError, OSError):
            return False
        with self._lock:
            self._sound_media.add(digest)
        return True


def _each(names: Sequence[str], work: Callable[[str], None], at_once: int) -> None:
    """Work through a list, a few at once, until one fails. Raises: the first failure."""
    left, failures = deque(names), list[PlayerError | OSError]()

    def go_through() -> None:
        while left and not failures:
            try:
                work(left.popleft())
            except IndexError:
                return  # another took the last one
            except (PlayerError, OSError) as error:
                failures.append(error)

    helping = [
        threading.Thread(target=go_through, daemon=True)
        for _ in range(min(at_once, len(names)) - 1)
    ]
    for thread in helping:
        thread.start()
    go_through()
    for thread in helping:
        thread.join()
    if failures:
        raise failures[0]


def _named(manifest: Manifest) -> Iterator[str]:
    items = (str(entry["digest"]) for entry in manifest["items"].values())
    yield from (name for name in (*items, *_media(manifest)) if is_digest(name))


def _size(manifest: Manifest, digest: str) -> int:
    """Give the bytes of a media file, as the manifest says; nothing for an item."""
    about = _media(manifest).get(digest)
    if about is None:
        return 0
    size = about.get("bytes") if isinstance(about, Mapping) else None
    most = SIZE_LIMITS["media"]
    return min(size, most) if isinstance(size, int) and size > 0 else most


def _media(manifest: Manifest) -> Mapping[str, Any]:
    found: Mapping[str, Any] = manifest.get("media", {})
    return found


def _slots(manifest: Manifest) -> set[tuple[str, int]]:
    """Give every item's page that the main zone has a place for."""
    cycles = manifest["zones"][MAIN]["cycles"].values()
    return {(item, page) for cycle in cycles for item, page, _ in cycle}


def _page(item: Mapping[str, Any], number: int) -> Mapping[str, Any] | None:
    """Give a page whose form lets it be painted; its picture, if any, is named."""
    pages = item.get("pages")
    if not isinstance(pages, list) or not number < len(pages):
        return None
    page = pages[number]
    if not isinstance(page, dict):
        return None
    picture = page.get("picture")
    is_named = isinstance(picture, dict) and is_digest(picture.get("media"))
    return page if is_named or not picture else None


def _read_item(raw: bytes) -> Mapping[str, Any]:
    """Read an item; what is none has no pages."""
    try:
        value = parse_json(raw)
    except TrustError:
        return {}
    return value if isinstance(value, dict) else {}
