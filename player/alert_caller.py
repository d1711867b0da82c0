"""Alerts called out where no browser does it: tones and voices, round after round, by the rules.

It has a thread of its own: a program that hangs, or a file that is bad, holds up no picture.
"""

import contextlib
import logging
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from content.alert import Alert, standing
from content.alert_loudness import loudness
from content.alert_rounds import Ear, Rounds, advance
from content.alert_sound import Revision, Voiced, voiced
from content.alert_tone import wav
from content.hours import MOST, volume_at
from content.trust import is_digest
from player.alert_files import AlertFiles
from player.errors import DamagedError
from player.heard_log import HeardLog
from player.holding import Holding
from player.loudspeaker import Loudspeaker
from player.panel_tools import Sound

LOOK_S = 0.2
_REST_S = 1.0
log = logging.getLogger(__name__)


class AlertCaller:
    """Call out what stands on one board."""

    def __init__(
        self,
        holding: Holding,
        voices: AlertFiles,
        heard: HeardLog,
        speaker: Loudspeaker,
        mixer: Sound,
    ) -> None:
        """Take what is held, what plays it and what sets the volume."""
        self._holding, self._voices, self._heard = holding, voices, heard
        self._speaker, self._mixer = speaker, mixer
        self._rounds = Rounds()
        self._tones = tempfile.TemporaryDirectory(prefix="bangtin-tones-")
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self.run, name="alert caller", daemon=True)

    def start(self) -> None:
        """Call out from a thread of its own."""
        self._thread.start()

    def run(self) -> None:
        """Go on until stopped, whatever happens."""
        while not self._stopped.is_set():
            try:
                self.step()
                self._stopped.wait(LOOK_S)
            except Exception:
                log.exception("alerts are called out on after an unforeseen error")
                self._stopped.wait(_REST_S)

    def stop(self) -> None:
        """Be silent, and let go of the files."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(_REST_S * 3)
        self._speaker.stop()
        self._tones.cleanup()

    def step(self) -> None:
        """Begin what is due now, end what is over."""
        calls, before = self._calls(), self._rounds
        ear = Ear(
            self._holding.clock.mono_s(), self._heard.all(), self._here(), self._speaker.is_over
        )
        self._rounds = advance(before, list(calls), ear)
        if (self._rounds.current, self._rounds.parts) == (before.current, before.parts):
            return
        self._speaker.stop()
        current, part = self._rounds.current, self._rounds.part
        if current is not None and part is not None:
            self._play(current, part, next(calls[one] for one in calls if one.revision == current))

    def _calls(self) -> Mapping[Voiced, int]:
        """Give what may be heard now, the newest first, each with its volume in percent."""
        score, at = self._holding.score, self._holding.now().at
        volume = MOST if score is None else volume_at(score.manifest, at)

        def loud(alert: Alert) -> int | None:
            return loudness(alert.is_drill, alert.silent, volume, volume == 0)

        newest = sorted(standing(self._holding.alerts_now()), key=lambda one: -one.sequence)
        found = [(voiced(alert), loud(alert)) for alert in newest]
        return {how: percent for how, percent in found if how is not None and percent is not None}

    def _here(self) -> frozenset[str]:
        program = self._speaker.program
        return self._voices.here() if program and program.plays_voices else frozenset()

    def _play(self, revision: Revision, part: str, percent: int) -> None:
        """Play a tone or a voice; one that is bad is passed over, and fetched anew."""
        program = self._speaker.program
        if program is None:
            return
        with contextlib.suppress(FileNotFoundError, DamagedError):
            file = self._voices.path(part) if is_digest(part) else self._tone(part)
            self._mixer.set(self, MOST if program.sets_volume else percent)
            if self._speaker.play(file, percent):
                self._heard.note(revision)

    def _tone(self, name: str) -> Path:
        path = Path(self._tones.name) / f"{name}.wav"
        if not path.exists():
            path.write_bytes(wav(name))
        return path
