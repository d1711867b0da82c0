"""Stored sounds as WAV: server.render.plain_sound_child."""

import json
import wave
from pathlib import Path

import pytest

from content.errors import InvalidInputError
from server.render.isolation import run_child
from server.render.plain_sound_child import RATE
from tests.server.media_builders import a_sound


def converted(folder: Path, **sounds: Path) -> None:
    upload = folder / "sounds.json"
    named = {f"{name}.wav": str(path) for name, path in sounds.items()}
    upload.write_text(json.dumps(named), "utf-8")
    run_child("plain_sound", upload, folder)


def test_each_sound_becomes_a_wav_of_its_length(tmp_path: Path) -> None:
    a_sound(tmp_path, "m4a", seconds=1.5)
    converted(tmp_path, vi=tmp_path / "made.m4a", en=tmp_path / "made.m4a")
    for name in ("vi", "en"):
        with wave.open(str(tmp_path / f"{name}.wav"), "rb") as made:
            assert (made.getframerate(), made.getnchannels(), made.getsampwidth()) == (RATE, 1, 2)
            assert abs(made.getnframes() / RATE - 1.5) < 0.1


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(b"no sound")
    with pytest.raises(InvalidInputError):
        converted(tmp_path, vi=tmp_path / "broken")
