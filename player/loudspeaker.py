"""The loudspeaker of a board without a browser: a program of the machine plays one file at a time.

It is run with fixed words, never by a shell, and ended when it takes longer than any sound does.
"""

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE, PERCENT = "{file}", "{percent}"
LONGEST_S = 240.0
"""No tone, voice or recording of an alert is longer."""
_ENDS_S = 1.0
# What a bare Debian has for sound; the first two play voices (AAC in MP4), the others tones alone.
_EVERYTHING = (
    ("mpv", "--no-config", "--no-video", "--really-quiet", f"--volume={PERCENT}", "--", FILE),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet", "-volume", PERCENT, "-i", FILE),
)
_TONES = (("paplay", FILE), ("aplay", "-q", FILE))
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SoundProgram:
    """A program that plays a file: its words, and whether it plays voices too."""

    words: tuple[str, ...]
    plays_voices: bool

    @property
    def sets_volume(self) -> bool:
        """Tell whether it takes the volume; else the mixer has to."""
        return any(PERCENT in word for word in self.words)

    def command(self, file: Path, percent: int) -> list[str]:
        """Give the words to run."""
        said = {FILE: str(file), PERCENT: str(percent)}
        filled = []
        for word in self.words:
            for place, value in said.items():
                word = word.replace(place, value)
            filled.append(word)
        return filled


def sound_program(environment: Mapping[str, str], named: Sequence[str]) -> SoundProgram | None:
    """Find the program that plays: the one that is named, else the first that is installed."""
    path = environment.get("PATH")

    def found(words: Sequence[str], plays_voices: bool) -> SoundProgram | None:
        program = shutil.which(words[0], path=path)
        return SoundProgram((program, *words[1:]), plays_voices) if program else None

    if named:
        has_file = any(FILE in word for word in named)
        return found(named if has_file else (*named, FILE), plays_voices=True)
    known = [*((words, True) for words in _EVERYTHING), *((words, False) for words in _TONES)]
    return next(filter(None, (found(words, plays) for words, plays in known)), None)


class Loudspeaker:
    """Play one file at a time; used from one thread."""

    def __init__(
        self,
        program: SoundProgram | None,
        environment: Mapping[str, str],
        mono_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the program, and what it runs in; without a program all is silent."""
        self.program = program
        self._environment, self._mono_s = dict(environment), mono_s
        self._playing: subprocess.Popen[bytes] | None = None
        self._since_s = 0.0

    @property
    def is_over(self) -> bool:
        """Tell whether what was played last has come to its end; what hangs is ended."""
        if self._playing is None or self._playing.poll() is not None:
            return True
        if self._mono_s() - self._since_s <= LONGEST_S:
            return False
        log.warning("%s plays and does not end; it is stopped", self._playing.args)
        self.stop()
        return True

    def play(self, file: Path, percent: int) -> bool:
        """Begin a file instead of what is played; tell whether it was begun."""
        self.stop()
        if self.program is None:
            return False
        try:
            self._playing = subprocess.Popen(
                self.program.command(file, percent),
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            log.warning("%s cannot be run: %s", self.program.words[0], error)
            return False
        self._since_s = self._mono_s()
        return True

    def stop(self) -> None:
        """Be silent, at once."""
        playing, self._playing = self._playing, None
        if playing is None or playing.poll() is not None:
            return
        for how in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(playing.pid, how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                playing.wait(_ENDS_S)
                return
