"""The agreed form of a manifest, checked before a board takes it: what passes can be played.

Fields that are not known here are left alone. The browser's page checks the same.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from content.envelope import LARGEST_INTEGER, is_digest, malformed
from content.errors import InvalidInputError, TrustError
from content.instant import parse_instant
from content.manifest import MAIN, SPEC, TICKER
from content.payload_fields import Payload, read_list, read_object, read_text

LARGEST_EM_U = 108
"""The canvas of every shape is so many u on its short side."""


def check_shape(payload: Payload) -> None:
    """Refuse a manifest that a board could not play. Raises: TrustError (spec, malformed)."""
    spec = payload.get("spec", SPEC)
    if isinstance(spec, bool) or spec != SPEC:
        raise TrustError("The manifest is of a version not known here.", code="spec")
    _Check(payload).all()


class _Check:
    """One manifest; instants that come again are read once."""

    def __init__(self, payload: Payload) -> None:
        self._payload = payload
        self._items = read_object(payload, "items")
        self._instants: dict[str, datetime] = {}

    def all(self) -> None:
        if "issued_at" in self._payload:
            self._instant(self._payload["issued_at"], "issued_at")
        for item in self._items.values():
            self._item(item)
        zones = read_object(self._payload, "zones")
        self._zone(read_object(zones, MAIN))
        if TICKER in zones:
            self._zone(read_object(zones, TICKER))
        for name, check in _OPTIONAL.items():
            if name in self._payload:
                check(self._payload, name)
        for name, is_value in _LAID.items():
            if name in self._payload:
                self._laid(read_list(self._payload, name), is_value, name)

    def _item(self, item: object) -> None:
        if not isinstance(item, dict) or not is_digest(item.get("digest")):
            raise malformed("items")
        self._instant(item.get("from"), "items")
        self._instant(item.get("until"), "items")

    def _zone(self, zone: Payload) -> None:
        cycles = read_object(zone, "cycles")
        for cycle in cycles.values():
            if not isinstance(cycle, list) or not all(map(self._is_slot, cycle)):
                raise malformed("cycles")
        self._laid(
            read_list(zone, "timeline"),
            lambda name: isinstance(name, str) and name in cycles,
            "timeline",
        )

    def _is_slot(self, slot: object) -> bool:
        if not isinstance(slot, list) or len(slot) != 3:
            return False
        item, page, seconds = slot
        is_named = isinstance(item, str) and item in self._items
        return is_named and _is_whole(page, 0) and _is_whole(seconds, 1)

    def _laid(self, entries: list[object], is_value: Callable[[object], bool], what: str) -> None:
        """Check a list of [instant, value], the earliest first."""
        before: datetime | None = None
        for entry in entries:
            if not isinstance(entry, list) or len(entry) != 2 or not is_value(entry[1]):
                raise malformed(what)
            at = self._instant(entry[0], what)
            if before is not None and at < before:
                raise malformed(what)
            before = at

    def _instant(self, text: object, what: str) -> datetime:
        if not isinstance(text, str):
            raise malformed(what)
        found = self._instants.get(text)
        if found is None:
            try:
                found = self._instants[text] = parse_instant(text)
            except InvalidInputError as error:
                raise malformed(what) from error
        return found


def _media(payload: Payload, name: str) -> None:
    for digest, about in read_object(payload, name).items():
        is_sized = isinstance(about, dict) and _is_whole(about.get("bytes"), 1)
        if not is_digest(digest) or not is_sized:
            raise malformed(name)


def _layout(payload: Payload, name: str) -> None:
    layout = read_object(payload, name)
    read_text(layout, "shape")
    if not _is_em(layout.get("em_u")):
        raise malformed(name)


def _is_whole(value: object, low: int, high: int = LARGEST_INTEGER) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_em(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 < value <= LARGEST_EM_U


def _is_percent(value: object) -> bool:
    return _is_whole(value, 0, 100)


_OPTIONAL: Mapping[str, Callable[[Payload, str], None]] = {"media": _media, "layout": _layout}
_LAID: Mapping[str, Callable[[object], bool]] = {
    "power": lambda value: isinstance(value, bool),
    "volume": _is_percent,
    "brightness": _is_percent,
}
