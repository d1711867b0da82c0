"""The score: what a board must hold and play, and what a zone shows at an instant."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from content.canonical import canonical
from content.errors import InvalidInputError
from content.hours import BoardHours
from content.instant import format_instant, parse_instant
from content.item import Item
from content.layout import Shape
from content.rotation import NO_SHARES, Entry, Plan, local_midnight, plan
from content.schedule import TIMEZONE
from content.shares import CategoryShares

SPEC = 1
NO_HOURS = BoardHours()
FOREVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
PUBLIC_BEFORE = timedelta(hours=24)
MAIN = "main"
TICKER = "ticker"


@dataclass(frozen=True, slots=True)
class Layout:
    """Say for which shape and type size the pages were set; `far_m` is the farthest reader."""

    shape: Shape
    em_u: float
    far_m: float

    def to_dict(self) -> dict[str, object]:
        """Write it as in the manifest."""
        far = int(self.far_m) if self.far_m == int(self.far_m) else self.far_m
        return {"shape": self.shape.value, "em_u": self.em_u, "far_m": far}


class Slot(NamedTuple):
    """Say what a zone shows: an item's page, from when, for how many seconds.

    `instead` is the item that the score has here, when its bytes are not.
    """

    item: str
    page: int
    starts_at: datetime
    seconds: int
    instead: str | None = None


def manifest_payload(
    *,
    root: int,
    day: date,
    changed_at: datetime,
    layout: Layout,
    main: Sequence[Item],
    ticker: Sequence[Item] = (),
    shares: CategoryShares = NO_SHARES,
    hours: BoardHours = NO_HOURS,
    headlines_at: datetime | None = None,
) -> bytes:
    """Write the score of one local day; the same arguments give the same bytes.

    `changed_at` is the last change of notices: the newest one begins a cycle there. What feeds
    brought last came at `headlines_at`, which begins no cycle: it happens all day long.
    """
    origin = max(changed_at.replace(microsecond=0), local_midnight(day))
    issued_at = max(origin, (headlines_at or origin).replace(microsecond=0))
    everything = sorted((*main, *ticker), key=lambda item: item.entry.item)
    brightness = hours.brightness_list(day)
    return canonical(
        {
            "kind": "manifest",
            "spec": SPEC,
            "root": root,
            "issued_at": format_instant(issued_at),
            "timezone": str(TIMEZONE),
            "layout": layout.to_dict(),
            "items": {item.entry.item: _listed(item) for item in everything},
            "zones": {
                MAIN: _zone(plan(_entries(main), day, origin, shares)),
                TICKER: _zone(plan(_entries(ticker), day, origin)),
            },
            "media": {file.digest: file.to_dict() for item in main for file in item.media},
            "power": hours.power_list(day),
            "volume": hours.volume_list(day),
            **({"brightness": brightness} if brightness else {}),
            "slate": {},
        }
    )


def slot_at(
    manifest: Mapping[str, Any], zone: str, at: datetime, usable: Callable[[str, int], bool]
) -> Slot | None:
    """Give what a zone shows at an instant, or None: the slate (main) or nothing.

    `usable` tells whether the bytes of an item's page are here and verified.
    Source: board protocol 1, manifest payload.
    """
    found = manifest["zones"].get(zone) or {"cycles": {}, "timeline": []}
    timeline = found["timeline"]
    place = bisect_right(timeline, at, key=lambda entry: parse_instant(entry[0])) - 1
    if place < 0:
        return None
    start, cycle = parse_instant(timeline[place][0]), found["cycles"][timeline[place][1]]
    length_s = sum(seconds for _, _, seconds in cycle)
    if length_s <= 0:
        return None
    passed_s = (at - start) // timedelta(seconds=1)
    index, begun_s = _slot_index(cycle, passed_s % length_s)
    starts_at = start + timedelta(seconds=passed_s - passed_s % length_s + begun_s)
    instead: str | None = None
    for step in range(len(cycle)):
        item, page, _ = cycle[(index + step) % len(cycle)]
        if not _includes(manifest["items"].get(item), at):
            continue
        if usable(item, page):
            return Slot(item, page, starts_at, cycle[index][2], instead)
        instead = instead or item
    return None


def _slot_index(cycle: Sequence[Sequence[Any]], offset_s: int) -> tuple[int, int]:
    begun_s = 0
    for index, (_, _, seconds) in enumerate(cycle):
        if offset_s < begun_s + seconds:
            return index, begun_s
        begun_s += seconds
    raise InvalidInputError("The offset lies outside the cycle.")


def _includes(listed: Mapping[str, Any] | None, at: datetime) -> bool:
    if listed is None:
        return False
    return parse_instant(listed["from"]) <= at < parse_instant(listed["until"])


def _listed(item: Item) -> dict[str, str]:
    return {
        "digest": item.digest,
        "from": format_instant(item.entry.valid_from),
        "until": format_instant(item.entry.until or FOREVER),
    }


def _entries(items: Iterable[Item]) -> list[Entry]:
    return sorted((item.entry for item in items), key=lambda entry: entry.item)


def _zone(found: Plan) -> dict[str, object]:
    cycles = {name: [list(slot) for slot in slots] for name, slots in found.cycles.items()}
    timeline = [[format_instant(at), name] for at, name in found.timeline]
    return {"cycles": cycles, "timeline": timeline}
