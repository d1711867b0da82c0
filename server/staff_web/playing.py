"""What a board shows now and next by its score, for home and the board's own page."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from content.alert import Alert, precedence
from content.errors import ContentError
from content.manifest import MAIN, slot_at
from server.services.boards import BoardRecord
from server.services.citizens import alert_of
from server.staff_web.site import resources

_MOST_SLOTS = 200


def alert_on(board: BoardRecord, at: datetime) -> Alert | None:
    """Return the alert that covers the board's plan now, the gravest and newest."""
    held = [
        alert_of(alert)
        for alert in resources().alerts.snapshot().officers
        if alert.effective <= at and alert.concerns(board.addressee, at)
    ]
    ordered = precedence(held)
    return ordered[0] if ordered else None


@dataclass(frozen=True)
class Playing:
    """One item on a board: its notice, pages, seconds, and the page that is on now."""

    item: dict[str, Any]
    page: int
    seconds: int
    left_s: float

    @property
    def title(self) -> str:
        """Return the notice's title."""
        return str(self.item["title"])

    @property
    def length_s(self) -> int:
        """Return how long all its pages stand."""
        return sum(int(page["seconds"]) for page in self.item["pages"])


def playing(board: BoardRecord, at: datetime, most: int) -> tuple[list[Playing], dict[str, Any]]:
    """Return the item on now and those that follow, each once, and the layout."""
    if board.is_revoked:
        return [], {}
    try:
        score = resources().scores.score_for(board.id)
    except ContentError:
        return [], {}
    manifest: dict[str, Any] = json.loads(score.payload)
    found: dict[str, Playing] = {}
    for item, slot_page, seconds, left_s in _slots(manifest, at):
        if item not in found:
            if len(found) == most:
                break
            data = json.loads(score.items[manifest["items"][item]["digest"]])
            found[item] = Playing(data, slot_page, seconds, left_s)
    return list(found.values()), dict(manifest["layout"])


def _slots(manifest: dict[str, Any], at: datetime) -> Iterator[tuple[str, int, int, float]]:
    moment = at
    for _ in range(_MOST_SLOTS):
        slot = slot_at(manifest, MAIN, moment, lambda item, page: True)
        if slot is None:
            return
        ends = slot.starts_at + timedelta(seconds=slot.seconds)
        yield slot.item, slot.page, slot.seconds, (ends - at).total_seconds()
        moment = max(ends, moment + timedelta(seconds=1))
