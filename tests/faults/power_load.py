"""A board that is never idle, in a process of its own: `python -m tests.faults.power_load FOLDER`.

It says on its standard output what it has promised: after `score` there is something to show,
after `held ID` an alert is received until `ending ID`, and heads before `head EPOCH SEQUENCE` are
refused. It ends nothing before a line on its standard input says that the word of it was read:
else a cut in between would look like a loss.
"""

import itertools
import os
import random
import sys
from datetime import timedelta
from pathlib import Path

from player.agent import Agent
from tests.player.bundles import with_media
from tests.player.fake_clock import FakeClock
from tests.player.simulated_server import SimulatedServer, a_paired_folder, an_agent, settle
from tests.vectors.statements import an_alert

_MOST_ALERTS = 3


def say(*words: object) -> None:
    """Promise something; who reads it holds the board to it."""
    print(*words, flush=True)


class Load:
    """Publish, fire, cancel, turn the root, and let the board sync it all."""

    def __init__(self, folder: Path, seed: int) -> None:
        """Pair the board."""
        self.chance = random.Random(seed)
        self.server = SimulatedServer(FakeClock(synchronised=True))
        with_media(self.server, self.chance.randbytes(50_000))
        paired = a_paired_folder(folder / "board", self.server)
        self.agent: Agent = an_agent(paired, self.server)
        settle(self.agent, 3)
        say("score")

    def run(self) -> None:
        """Go on until killed."""
        for number in itertools.count():
            self.server.clock.advance(1)
            if number % 40 == 39:
                self.server.rotate()
                self.publish()
                for alert, _ in list(self.server.alerts.values()):
                    self.server.push("alert", self.server.alerts[alert.id][1].to_dict())
            elif number % 3 == 0:
                self.publish()
            elif number % 3 == 1:
                self.fire(f"a{number}")
            settle(self.agent, self.chance.choice((0.5, 1, 2)))
            self.promise()

    def publish(self) -> None:
        """Put out a score with a picture of its own."""
        with_media(self.server, self.chance.randbytes(self.chance.randrange(1, 400_000)))
        self.server.push("changed", {"spread_s": 0})

    def fire(self, name: str) -> None:
        """Put out an alert; the oldest ends."""
        if len(self.server.alerts) >= _MOST_ALERTS:
            oldest = next(iter(self.server.alerts))
            say("ending", oldest)
            sys.stdin.readline()
            self.server.cancel(oldest)
        at = self.server.clock.true
        self.server.fire(an_alert(name, at=at, lasts_min=60 * 24 * 300))

    def promise(self) -> None:
        """Say what the server knows of the board by now."""
        told = {str(one["alert"]) for one in self.server.receipts.values()}
        for name in self.server.alerts:
            if name in told:
                say("held", name)
        mark = self.agent.holding.state.mark
        if mark is not None:
            say("head", mark.epoch, mark.sequence)
        say("now", (self.server.clock.true + timedelta(seconds=1)).isoformat())


if __name__ == "__main__":
    if os.environ.get("POWER_LOAD_SYNCS") == "no":
        os.fsync = lambda descriptor: None
    Load(Path(sys.argv[1]), int(sys.argv[2])).run()
