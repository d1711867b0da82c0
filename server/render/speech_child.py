"""Speaking scripts: a voice program's sound, made even and encoded as recordings are.

Each script is done for itself and left with a note beside it, so that what is ready counts even
when the time is up before the rest.
"""

import json
import subprocess
import wave
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np

from server.render.confinement import Bounds, RefusedError, die_with_parent
from server.render.ffmpeg import convert
from server.render.loudness import Samples, made_even
from server.render.speech_files import DONE, RECORDING

BOUNDS = Bounds(
    wall_s=60, cpu_s=60, memory_bytes=2 << 30, file_bytes=64 << 20, open_files=64, niceness=5
)
# What the program speaks at; samples a second.
RATE = 22050
# One after the other: what is said first, in the language of most, must not wait for the rest.
AT_ONCE = 1
# Slower than talk: words must be caught through rain and an open door. Words a minute.
SPEED = 150
_ENCODED = [
    "-map", "0:a:0", "-vn", "-ac", "1", "-c:a", "aac", "-aac_coder", "fast", "-b:a", "24k",
    "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact",
    "-movflags", "+faststart",
]  # fmt: skip
Spans = Sequence[Sequence[str]]


def take_in(upload: Path, folder: Path, options: Mapping[str, Any]) -> dict[str, object]:
    """Speak the scripts in the file, by name: lists of [voice, words] or [RECORDING, digest].

    Raises: RefusedError.
    """
    scripts: dict[str, Spans] = json.loads(upload.read_text("utf-8"))
    speaker = Speaker(folder, str(options["program"]), options.get("recordings", {}))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return {"spoken": list(pool.map(lambda name: speaker.speak(name, scripts[name]), scripts))}


def ssml(spans: Spans) -> str:
    """Write the words with their voices as the program reads them."""
    parts = []
    for voice, told in groupby(spans, key=lambda span: span[0]):
        words = escape("\n".join(span[1] for span in told))
        parts.append(f'<voice name="{voice}">{words}</voice>')
    return f"<speak>{' '.join(parts)}</speak>"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Turn scripts into files in a folder."""

    folder: Path
    program: str
    recordings: Mapping[str, str]

    def speak(self, name: str, spans: Spans) -> str:
        """Leave a script's sound and the note that it is done; gives its name back."""
        parts = []
        for place, (is_recorded, told) in enumerate(groupby(spans, key=_is_recording)):
            target = self.folder / f"{name}.{place}.wav"
            if is_recorded:
                self._play(next(iter(told))[1], target)
            else:
                self._say(list(told), target)
            parts.append(made_even(*_read(target)))
        even, sound = self.folder / f"{name}.wav", np.concatenate(parts)
        _write(even, sound)
        seconds = round(sound.size / RATE, 2)
        convert(even, self.folder, "wav", [*_ENCODED, f"{name}.m4a"], seconds)
        told_at = self.folder / f".{name}"
        told_at.write_text(json.dumps({"seconds": seconds}), "ascii")
        told_at.replace(self.folder / f"{name}{DONE}")
        return name

    def _say(self, spans: Spans, target: Path) -> None:
        command = [self.program, "-v", spans[0][0], "-s", str(SPEED), "-b", "1", "-m"]
        done = subprocess.run(
            [*command, "-w", str(target), "--stdin"],
            input=ssml(spans).encode(),
            env={},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        )
        if done.returncode != 0 or not target.is_file():
            raise RefusedError("no_voice")

    def _play(self, digest: str, target: Path) -> None:
        options = ["-map", "0:a:0", "-vn", "-ac", "1", "-ar", str(RATE), "-c:a", "pcm_s16le"]
        convert(Path(self.recordings[digest]), self.folder, "mov", [*options, target.name], 1.0)


def _is_recording(span: Sequence[str]) -> bool:
    return span[0] == RECORDING


def _read(path: Path) -> tuple[Samples, int]:
    with wave.open(str(path), "rb") as source:
        if source.getframerate() != RATE:
            raise RefusedError("no_voice")
        heard = np.frombuffer(source.readframes(source.getnframes()), "<i2")
    return heard.astype(np.float64) / 32768, RATE


def _write(path: Path, sound: Samples) -> None:
    with wave.open(str(path), "wb") as sink:
        sink.setnchannels(1)
        sink.setsampwidth(2)
        sink.setframerate(RATE)
        sink.writeframes(np.round(sound * 32767).astype("<i2").tobytes())
