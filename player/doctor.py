"""`player doctor`: what could keep this board from working, each with what to do about it."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass

from PIL import features

from player.cache import KEY, Folder
from player.clock import Clock, SystemClock
from player.errors import NotPairedError, PlayerError
from player.health import faults_of, free_mb
from player.holding import load
from player.link import Road
from player.loudspeaker import sound_program
from player.settings import surroundings

# A browser plays them by itself.
_UNHEARD = "on LED panels alerts will not be heard (Chromium needs none)"


@dataclass(frozen=True, slots=True)
class Finding:
    """Say what was looked at, whether it is well, and what was found or is to be done."""

    name: str
    is_well: bool
    text: str


def examine(folder: Folder, clock: Clock, road: Road | None) -> list[Finding]:
    """Look at everything; without a road the server is not asked."""
    checks: list[Callable[[], Finding]] = [
        _python,
        _letters,
        _sound,
        lambda: _storage(folder),
        lambda: _key(folder),
        lambda: _clock(clock),
        lambda: _state(folder, clock),
    ]
    if road is not None:
        checks.append(lambda: _server(road))
    return [check() for check in checks]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("python", sys.version_info >= (3, 11), f"{version} (3.11 or newer is needed)")


def _letters() -> Finding:
    if features.check("raqm"):
        return Finding("letters", True, "text is set as the server sets it")
    return Finding("letters", False, "LED panels cannot be drawn; run: apt-get install libfribidi0")


def _sound() -> Finding:
    around = surroundings()
    program = sound_program(around.environment, around.sound_program)
    if program is None:
        named = " ".join(around.sound_program)
        why = f"{named} is not there" if named else "no program here plays sound"
        return Finding("sound", not named, f"{why}: {_UNHEARD}; run: apt-get install mpv")
    what = "their tones and voices" if program.plays_voices else "the tones alone, no voices,"
    return Finding("sound", True, f"LED panels call alerts out, {what} by {program.words[0]}")


def _storage(folder: Folder) -> Finding:
    free = free_mb(folder.path)
    return Finding("storage", free >= 200, f"{free} MB free in {folder.path} (200 MB are needed)")


def _key(folder: Folder) -> Finding:
    path = folder.path / f"{KEY}.json"
    if not path.exists():
        return Finding("key", True, "none yet; pairing makes it")
    is_private = path.stat().st_mode & 0o077 == 0
    return Finding("key", is_private, "owner only" if is_private else f"run: chmod 600 {path}")


def _clock(clock: Clock) -> Finding:
    good = not isinstance(clock, SystemClock) or clock.is_synchronised()
    text = "synchronised" if good else "not synchronised; the server's word is used instead"
    return Finding("clock", True, text)


def _state(folder: Folder, clock: Clock) -> Finding:
    try:
        holding = load(folder, clock)
    except NotPairedError:
        return Finding("state", False, "not paired; run: python -m player pair --server URL")
    except PlayerError as error:
        return Finding("state", False, f"{error}; pair this board again")
    faults = ", ".join(faults_of(holding))
    return Finding("state", True, f"board {holding.state.board}; {faults or 'no faults'}")


def _server(road: Road) -> Finding:
    try:
        road.fetch("/healthz", 65536)
    except PlayerError as error:
        return Finding("server", False, f"{error}; check the address and the network")
    return Finding("server", True, "answers")


def as_json(value: object) -> str:
    """Write for a person and for programs alike."""
    return json.dumps(value, indent=2, ensure_ascii=False)
