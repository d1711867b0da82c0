"""A player's agent in its own process that says when it noted what: lines of JSON on stdout."""

import json
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from content.trusted_time import Moment
from player.agent import Agent
from player.cache import Folder
from player.clock import SystemClock
from player.holding import Score
from player.link import ServerLink
from player.proof_log import Revision

ROOT = Path(__file__).resolve().parents[2]
ENDS_WITHIN_S = 20
_SAYING = threading.Lock()


def say(what: str, name: str) -> None:
    """Write down that this happened now, by the machine's clock."""
    with _SAYING:
        print(json.dumps([time.time(), what, name]), flush=True)


def main(folder: str, server: str) -> None:
    """Run the agent of a paired folder until SIGTERM."""
    agent = Agent(Folder(Path(folder)), SystemClock(), ServerLink(server), random.SystemRandom())
    note, take_score = agent.proof.note, agent.holding.take_score

    def timed_note(
        revision: Revision, state: str, moment: Moment, reason: str | None = None
    ) -> bool:
        is_new = note(revision, state, moment, reason)
        if is_new:
            say(state, revision[0])
        return is_new

    def timed_score(score: Score) -> None:
        take_score(score)
        say("score", score.digest)

    agent.proof.note, agent.holding.take_score = timed_note, timed_score  # type: ignore[method-assign]
    signal.signal(signal.SIGTERM, lambda *_: agent.stop())
    agent.run()


class TimedBoard:
    """The process, and what it has said."""

    def __init__(self, folder: Path, server: str) -> None:
        """Start it; its log lies beside the folder."""
        with folder.with_suffix(".log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.benchmarks.timed_board", str(folder), server],
                cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        self._said: dict[tuple[str, str], float] = {}
        threading.Thread(target=self._listen, daemon=True).start()

    def at(self, what: str, name: str) -> float | None:
        """Tell when it said so (Unix time), or nothing yet."""
        return self._said.get((what, name))

    def times(self, what: str) -> list[float]:
        """Give when each of a kind was first said, in order."""
        return sorted(at for (kind, _), at in list(self._said.items()) if kind == what)

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        try:
            self._process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            at, what, name = json.loads(line)
            self._said.setdefault((what, name), at)


if __name__ == "__main__":
    main(*sys.argv[1:])
