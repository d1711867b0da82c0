"""Having scripts spoken: in a child of its own, within a time, and what was spoken before kept.

The same words in the same voices give the same bytes: a restart makes nothing new of them.
Begun while an officer still reads the last check, so that firing finds the voice and never waits.
"""

import hashlib
import json
import shutil
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import structlog

from content.canonical import canonical
from content.errors import ContentError
from server.render.isolation import run_child
from server.render.speech_files import DONE, RECORDING
from server.services.media_making import SOUND
from server.services.media_spool import with_room, working_folder

if TYPE_CHECKING:
    from server.services.resources import Resources

# Counted up whenever the same words are to sound otherwise.
RECIPE = 1
MOST_KNOWN = 500
LOOK_EVERY_S = 0.05
# A voice that nobody waits for with an alert in hand may take this long.
UNHURRIED_S = 30.0
# Pages that were left make no queue: what was asked for last is wanted first, the oldest goes.
MOST_WAITING = 40
Words = tuple[tuple[str, str], ...]
ValueT = TypeVar("ValueT")
log = structlog.get_logger(__name__)


class Readiness(StrEnum):
    """How far the voice of a script is."""

    READY = "ready"
    MAKING = "making"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Name a sound that lies in the media store."""

    sha256: str
    bytes: int
    seconds: float

    def to_dict(self) -> dict[str, object]:
        """Write it as an alert's `media` has it."""
        return {"bytes": self.bytes, "type": SOUND, "seconds": self.seconds}


@dataclass
class SpeechDesk:
    """Know what was asked for and what was spoken; scripts by the name of their words."""

    asked: OrderedDict[str, Words] = field(default_factory=OrderedDict)
    spoken: OrderedDict[str, Spoken] = field(default_factory=OrderedDict)
    working: set[str] = field(default_factory=set)
    waiting: list[list[str]] = field(default_factory=list)
    worker: threading.Thread | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def line_up(self, names: list[str], worker: threading.Thread) -> None:
        """Put scripts that were asked for in line; the worker begins if none is at it."""
        with self.lock:
            self.waiting = [one for one in self.waiting if one != names][1 - MOST_WAITING :]
            self.waiting.append(names)
            if self.worker is None:
                self.worker = worker
                worker.start()

    def next_in_line(self) -> list[str] | None:
        """Give what was asked for last; None, and the worker is done, when nothing waits."""
        with self.lock:
            if self.waiting:
                return self.waiting.pop()
            self.worker = None
            return None

    def is_making(self, name: str) -> bool:
        """Tell whether somebody works on a script, or will."""
        with self.lock:
            return name in self.working or any(name in names for names in self.waiting)

    def ask(self, words: Words) -> str:
        """Keep a script for later; gives its name."""
        name = name_of(words)
        _keep(self.asked, name, words)
        return name

    def claim(self, names: Sequence[str]) -> list[str]:
        """Take those that nobody works on; they are to be given back with `release`."""
        with self.lock:
            free = [name for name in names if name not in self.working]
            self.working.update(free)
            return free

    def release(self, names: Sequence[str]) -> None:
        """Give claimed names back."""
        with self.lock:
            self.working.difference_update(names)


def name_of(words: Words) -> str:
    """Name a script: the same words in the same voices give the same name."""
    return hashlib.sha256(canonical([RECIPE, words])).hexdigest()


def voice_program(resources: "Resources") -> str | None:
    """Find the program that speaks; None: alerts go with their tone alone."""
    wanted = resources.settings.voice_program
    return shutil.which(wanted) if wanted else None


def begin(resources: "Resources", scripts: Sequence[Words]) -> list[str]:
    """Have scripts spoken while nobody waits for them; gives their names."""
    names = [resources.speech.ask(words) for words in scripts]
    program = voice_program(resources)
    missing = [name for name in names if _known(resources, name) is None]
    if missing and program is not None:
        worker = threading.Thread(target=_work_off, args=(resources, program), daemon=True)
        resources.speech.line_up(missing, worker)
    return names


def readiness(resources: "Resources", name: str) -> Readiness:
    """Tell how far the voice of a script is that was asked for."""
    if resources.speech.is_making(name):
        return Readiness.MAKING
    return Readiness.NONE if _known(resources, name) is None else Readiness.READY


def speak(
    resources: "Resources", scripts: Sequence[Words], within_s: float
) -> Mapping[Words, Spoken]:
    """Give the sounds that there are within the time; what is not ready is left out.

    Never raises: who waits for a voice goes on without.
    """
    until_s = resources.clock.monotonic_s() + within_s
    desk, program = resources.speech, voice_program(resources)
    wanted = {name_of(words): words for words in scripts if words}
    tried: set[str] = set()
    while program is not None and resources.clock.monotonic_s() < until_s:
        missing = [name for name in wanted if name not in tried and not _known(resources, name)]
        if not missing:
            break
        claimed = desk.claim(missing)
        if not claimed:
            resources.clock.sleep(LOOK_EVERY_S)
            continue
        _offloaded(resources, {name: wanted[name] for name in claimed}, program, until_s)
        tried.update(claimed)
    found = {words: _known(resources, name) for name, words in wanted.items()}
    return {words: made for words, made in found.items() if made is not None}


def spoken_by_name(resources: "Resources", name: str) -> Spoken | None:
    """Give a script that was asked for, spoken now if it was not before."""
    words = resources.speech.asked.get(name)
    return None if words is None else speak(resources, [words], UNHURRIED_S).get(words)


def _known(resources: "Resources", name: str) -> Spoken | None:
    """Give what was spoken before, if its file is still there; it counts as new."""
    made = resources.speech.spoken.get(name)
    return made if made is not None and resources.media.renew(made.sha256) else None


def _work_off(resources: "Resources", program: str) -> None:
    """Speak what is in line until nothing is; in a thread of its own, away from the hub."""
    desk = resources.speech
    while (names := desk.next_in_line()) is not None:
        claimed = desk.claim([name for name in names if _known(resources, name) is None])
        scripts = {name: desk.asked[name] for name in claimed if name in desk.asked}
        until_s = resources.clock.monotonic_s() + UNHURRIED_S
        try:
            _make(resources, scripts, program, until_s)
        except Exception:  # one script that fails must not end the voice of all others
            log.exception("speech_failed")
        finally:
            desk.release(claimed)


def _offloaded(
    resources: "Resources", scripts: Mapping[str, Words], program: str, until_s: float
) -> None:
    """Speak claimed scripts off the hub and give them back."""
    try:
        resources.offload(lambda: _make(resources, scripts, program, until_s))
    finally:
        resources.speech.release(list(scripts))


def _make(
    resources: "Resources", scripts: Mapping[str, Words], program: str, until_s: float
) -> None:
    """Speak the scripts in a child and keep each as soon as it is ready, until the time is up."""
    try:
        with_room(resources, lambda: _speak_all(resources, scripts, program, until_s))
    except (ContentError, OSError) as error:
        log.warning("speech_not_made", reason=str(error))


def _speak_all(
    resources: "Resources", scripts: Mapping[str, Words], program: str, until_s: float
) -> None:
    left = set(scripts)
    with working_folder(resources) as folder:

        def take_in_done() -> None:
            left.difference_update(
                name for name in tuple(left) if _take_in(resources, folder, name)
            )

        def watch(_: int) -> bool:
            take_in_done()
            return resources.clock.monotonic_s() < until_s

        upload = folder / "scripts.json"
        upload.write_text(json.dumps(scripts), "utf-8")
        options = {"program": program, "recordings": _recordings(resources, scripts)}
        try:
            run_child("speech", upload, folder, options, watch)
        except ContentError as error:
            log.warning("speech_not_ready", reason=error.code)
        take_in_done()


def _recordings(resources: "Resources", scripts: Mapping[str, Words]) -> dict[str, str]:
    """Tell where the recordings lie that scripts have between their words."""
    spans = (span for words in scripts.values() for span in words)
    named = {what for voice, what in spans if voice == RECORDING}
    return {digest: str(resources.media.path(digest)) for digest in sorted(named)}


def _take_in(resources: "Resources", folder: Path, name: str) -> bool:
    note, sound = folder / f"{name}{DONE}", folder / f"{name}.m4a"
    if not note.is_file():
        return False
    seconds = float(json.loads(note.read_text("ascii"))["seconds"])
    size = sound.stat().st_size
    _keep(resources.speech.spoken, name, Spoken(resources.media.put(sound), size, seconds))
    return True


def _keep(held: OrderedDict[str, ValueT], name: str, value: ValueT) -> None:
    held[name] = value
    held.move_to_end(name)
    while len(held) > MOST_KNOWN:
        held.popitem(last=False)
