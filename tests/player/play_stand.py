"""A play log with a clock that tests move, and what a page on loopback would report to it."""

import random
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from content.trusted_time import Moment
from player.cache import Folder
from player.play_count import Showing
from player.play_log import PlayLog
from tests.vectors.statements import BOARD, NOON

MANIFEST = "a" * 64
HOUR = timedelta(hours=1)


class Never(random.Random):
    """Spreads nothing."""

    def uniform(self, low: float, high: float) -> float:
        return low


class Stand:
    """A log with a clock; `play` lets an item stand for some seconds, in ticks of a quarter."""

    def __init__(self, path: Path) -> None:
        self.path, self.at, self.mono_s = path, NOON, 100.0
        self.restart()

    def restart(self) -> None:
        folder = Folder(self.path)
        self.log = PlayLog(folder, folder.key(), BOARD, Never())

    def tick(self, showing: Showing | None, *, trusted: bool = True) -> None:
        self.log.tick(showing, Moment(self.at, trusted), self.mono_s)

    def pass_time(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.mono_s += seconds

    def play(self, item: str | None, seconds: float, page: int = 0, **more: Any) -> None:
        showing = item and Showing(MANIFEST, item, 1, page, self.at, more.pop("instead", None))
        for _ in range(round(seconds * 4)):
            self.tick(showing or None, **more)
            self.pass_time(0.25)
        self.tick(None, **more)

    def next_hour(self) -> None:
        over = self.at.replace(minute=0, second=0) + HOUR
        self.pass_time((over - self.at).total_seconds())
        self.tick(None)
        self.tick(None)


def sums(records: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in records:
        seconds, count = found[one["item"]]
        found[one["item"]] = (seconds + one["seconds"], count + one["count"])
    return dict(found)


def answer_to(records: list[dict[str, Any]]) -> dict[str, object]:
    return {"acknowledged": [[one["log"], one["seq"]] for one in records], "rejected": []}


def page_record(seq: int, at: datetime, **fields: Any) -> dict[str, Any]:
    made = {"log": "page-1", "seq": seq, "manifest": MANIFEST, "item": "a", "revision": 1,
            "from": at.isoformat(), "to": (at + timedelta(minutes=1)).isoformat(),
            "seconds": 30, "count": 3, "sig": "checked by who serves the page"}  # fmt: skip
    return made | fields
