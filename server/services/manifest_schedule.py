"""What a score shows at an instant, zone by zone, with the page itself."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from content.instant import format_instant
from content.manifest import Slot, slot_at
from server.services.manifest_shelf import Score


@dataclass(frozen=True, slots=True)
class Showing:
    """Hold what one zone shows: the slot and the item as boards get it."""

    slot: Slot
    item: dict[str, Any]


def schedule_of(score: Score, board_id: str, at: datetime) -> dict[str, object]:
    """Write what each zone shows at an instant, as JSON values."""
    manifest = json.loads(score.payload)
    zones = {zone: showing(score, manifest, zone, at) for zone in manifest["zones"]}
    return {
        "board": board_id,
        "at": format_instant(at),
        "manifest": score.digest,
        "zones": {zone: found and _written(found) for zone, found in zones.items()},
    }


def showing(score: Score, manifest: dict[str, Any], zone: str, at: datetime) -> Showing | None:
    """Give what a zone shows at an instant; None for the slate or nothing."""
    slot = slot_at(manifest, zone, at, lambda item, page: True)
    if slot is None:
        return None
    digest = manifest["items"][slot.item]["digest"]
    return Showing(slot, json.loads(score.items[digest]))


def _written(found: Showing) -> dict[str, object]:
    return {
        "item": found.slot.item,
        "notice": found.item["notice"],
        "revision": found.item["revision"],
        "title": found.item["title"],
        "page": found.slot.page,
        "pages": len(found.item["pages"]),
        "starts_at": format_instant(found.slot.starts_at),
        "seconds": found.slot.seconds,
    }
