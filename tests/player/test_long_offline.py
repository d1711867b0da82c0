"""More than a year without a server: the right item each hour, nothing old, nothing that grows."""

import gc
import json
import logging
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from content.hours import BoardHours
from content.instant import format_instant
from content.rotation import DAYS_AHEAD, Entry, local_midnight, plan
from content.schedule import Daypart
from content.trust import digest
from player.agent import Agent
from player.cache import Folder
from player.power_by_command import PowerByCommand
from tests.faults.independent_score import shown, valid_at
from tests.player.fake_clock import FakeClock
from tests.player.simulated_server import SimulatedServer, a_paired_folder, an_agent, settle
from tests.vectors.statements import NOON

DAYS = 400
HOUR_S = 3600.0
ORIGIN = NOON - timedelta(hours=1)
FIRST_DAY = date(2026, 11, 25)
HOURS = BoardHours(power=(Daypart(time(5), time(22)),))


def day(number: int) -> datetime:
    return NOON + timedelta(days=number)


ENTRIES = (
    Entry("always", (12, 9), ORIGIN, ORIGIN),
    Entry("heavy", (10,), ORIGIN, ORIGIN, weight=3),
    Entry("ten days", (15,), ORIGIN, ORIGIN, until=day(10)),
    Entry("later", (11,), ORIGIN, day(20), until=day(35)),
    Entry("a year", (14,), ORIGIN, ORIGIN, until=day(365)),
    Entry("mornings", (13,), ORIGIN, ORIGIN, dayparts=(Daypart(time(5), time(9)),)),
)


def published(server: SimulatedServer) -> dict[str, object]:
    """A score as the server lays it, over the days around the first one."""
    items: dict[str, object] = {}
    for entry in ENTRIES:
        pages = [{"template": "text", "title": [entry.item], "picture": None}] * len(entry.seconds)
        raw = json.dumps({"notice": entry.item, "revision": 1, "pages": pages}).encode()
        server.files[digest(raw)] = raw
        items[entry.item] = {
            "digest": digest(raw),
            "from": format_instant(entry.valid_from),
            "until": format_instant(entry.until or datetime(9999, 12, 31, tzinfo=UTC)),
        }
    laid = plan(ENTRIES, FIRST_DAY, ORIGIN)
    zone = {
        "cycles": {name: [list(slot) for slot in slots] for name, slots in laid.cycles.items()},
        "timeline": [[format_instant(at), name] for at, name in laid.timeline],
    }
    value = {
        "issued_at": format_instant(ORIGIN),
        "items": items,
        "media": {},
        "zones": {"main": zone},
        "power": HOURS.power_list(FIRST_DAY),
    }
    made = server.authority.manifest(value)
    server.manifest = made.digest
    server.files[made.digest] = made.to_bytes()
    return value


@pytest.fixture
def memory_disk() -> Iterator[Path]:
    """A folder in memory if there is one: a year of writing takes a minute on a disk."""
    shm = Path("/dev/shm")
    with TemporaryDirectory(dir=shm if shm.is_dir() else None) as path:
        yield Path(path)


@pytest.fixture
def offline(memory_disk: Path) -> tuple[Agent, SimulatedServer, Folder, dict[str, object]]:
    server = SimulatedServer(FakeClock(synchronised=True))
    value = published(server)
    folder = a_paired_folder(memory_disk / "board", server)
    agent = an_agent(folder, server)
    settle(agent, 5)
    server.vanish()
    return agent, server, folder, value


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_a_board_alone_for_four_hundred_days(
    offline: tuple[Agent, SimulatedServer, Folder, dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agent, server, folder, value = offline
    clock, chance = server.clock, random.Random(4)
    # What is logged would be kept by the tests' runner, and count as growth.
    monkeypatch.setattr(logging.root.manager, "disable", logging.CRITICAL)
    planned_until = local_midnight(FIRST_DAY + timedelta(days=DAYS_AHEAD))
    held: list[tuple[int, int]] = []
    seen: set[str] = set()
    for hour in range(DAYS * 24):
        # Within the hour the board signs what it showed in the one before.
        for passed_s in (300.0, HOUR_S - 300 + chance.uniform(-30, 30)):
            agent.show_once()
            at = agent.holding.now().at
            expected = shown(value, "main", at)
            is_lit = at >= planned_until or HOURS.is_on(at)
            assert PowerByCommand(agent.holding).is_on() == is_lit, at
            slot = agent.glass.shown.slot
            assert (slot and (slot.item, slot.page)) == expected, at
            if slot is not None:
                assert valid_at(value["items"][slot.item], at)  # type: ignore[index]
                seen.add(slot.item)
            clock.advance(passed_s)
        if hour % 500 == 499:
            agent.fetch_once()
        if hour // 24 in (120, 190) and hour % 24 == 0:
            clock.power_cut(clock.true)
            agent = an_agent(folder, server)
        if hour // 24 in (100, 200, DAYS - 1) and hour % 24 == 12:
            held.append((size_of(folder.path), objects()))
    assert seen == {entry.item for entry in ENTRIES}
    disk, memory = zip(*held, strict=True)
    assert len(held) == 3 and max(disk) < disk[0] * 1.1
    assert memory[2] < memory[1] * 1.02


def objects() -> int:
    """The objects of this process; those of a board hold all that it remembers."""
    gc.collect()
    return len(gc.get_objects())
