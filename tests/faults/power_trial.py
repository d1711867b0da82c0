"""Cutting a busy board's power again and again, and looking at what the next start finds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from content.errors import ContentError
from content.trust import is_digest
from player.cache import Folder
from player.errors import PlayerError
from player.records import read_record
from player.show import Kind
from tests.player.fake_clock import FakeClock
from tests.player.simulated_server import SimulatedServer, an_agent, names

LOAD, BEGINS = "tests.faults.power_load", "now"
_RECORDS = ("state", "score", "receipts", "plays", "key")


@dataclass(slots=True)
class Promises:
    """What a board has promised so far."""

    has_score: bool = False
    held: set[str] = field(default_factory=set)
    head: tuple[int, int] = (0, 0)
    now: datetime | None = None

    def take(self, line: str) -> None:
        """Take one line that the board said."""
        word, *rest = line.split()
        if word == "score":
            self.has_score = True
        elif word == "held":
            self.held.add(rest[0])
        elif word == "ending":
            self.held.discard(rest[0])
        elif word == "head":
            self.head = int(rest[0]), int(rest[1])
        elif word == "now":
            self.now = datetime.fromisoformat(rest[0])


def promises(said: Sequence[str]) -> Promises:
    """Give what a board had promised with these lines."""
    found = Promises()
    for line in said:
        found.take(line)
    return found


def judge(disk: Path, said: Sequence[str]) -> Iterator[str]:
    """Start the program on what is there, with the network away."""
    path, promised = disk / "board", promises(said)
    assert promised.now is not None
    yield from _judge_files(path)
    clock = FakeClock(wall=promised.now, synchronised=True)
    clock.true = promised.now
    server = SimulatedServer(clock)
    server.down = True
    try:
        agent = an_agent(Folder(path), server)
    except (PlayerError, ContentError, OSError, ValueError) as error:
        yield f"does not start: {error!r}"
        return
    state = agent.holding.state
    mark = (state.mark.epoch, state.mark.sequence) if state.mark else (0, 0)
    if mark < promised.head:
        yield f"went back from head {promised.head} to {mark}"
    lost = promised.held - state.alerts.keys()
    if lost:
        yield f"lost alerts it had confirmed: {sorted(lost)}"
    shown = set(names(agent, 3))
    if promised.has_score and not state.alerts and Kind.SLATE in shown:
        yield "has nothing to show"
    score = agent.holding.score
    if promised.has_score and (score is None or agent.files.missing(score.manifest)):
        yield "its score is not whole"


def _judge_files(path: Path) -> Iterator[str]:
    """No record needs the one before it, and every file in the cache is what its name says."""
    for name in _RECORDS:
        record = path / f"{name}.json"
        record.with_name(record.name + ".old").unlink(missing_ok=True)
        if record.exists():
            try:
                read_record(record)
            except (PlayerError, OSError, ValueError) as error:
                yield f"{name}: {error!r}"
    objects = Folder(path).objects
    for name in objects.names():
        try:
            objects.verify(name)
        except (PlayerError, OSError) as error:
            yield f"object: {error!r}"
        if not is_digest(name):
            yield f"a strange file: {name}"
