"""The child that speaks, and its loudness: server.render.speech_child, server.render.loudness,
server.render.speech_files.
"""

import json
import shutil
from pathlib import Path

import av
import numpy as np
import pytest

from content.errors import InvalidInputError
from content.speech_voice import VOICES
from server.render.isolation import run_child
from server.render.loudness import PEAK_DB, TARGET_LUFS, loudness_of, made_even
from server.render.speech_child import SPEED, ssml
from server.render.speech_files import DONE, RECORDING
from tests.server.media_builders import a_sound

WORDS = "Khẩn cấp. Lên chỗ cao ngay, bỏ lại đồ đạc. Không qua suối."
RATE = 22050


@pytest.fixture
def program() -> str:
    found = shutil.which("espeak-ng")
    assert found is not None, "espeak-ng is missing: ./check installs it"
    return found


def speak(folder: Path, program: str, **scripts: list[tuple[str, str]]) -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    upload = folder / "scripts.json"
    upload.write_text(json.dumps(scripts), "utf-8")
    recordings = {"a" * 64: str(folder.parent / "recorded.m4a")}
    run_child("speech", upload, folder, {"program": program, "recordings": recordings})
    return {name: (folder / f"{name}.m4a").read_bytes() for name in scripts}


def samples(path: Path) -> np.ndarray:
    with av.open(str(path)) as sound:
        parts = [frame.to_ndarray().reshape(-1) for frame in sound.decode(audio=0)]
    return np.concatenate(parts).astype(np.float64)


@pytest.mark.parametrize("voice", VOICES.values())
def test_every_accent_speaks_and_the_same_words_give_the_same_bytes(
    tmp_path: Path, program: str, voice: str
) -> None:
    first = speak(tmp_path / "one", program, a=[(voice, WORDS)])
    second = speak(tmp_path / "two", program, a=[(voice, WORDS)])
    assert first == second
    seconds = json.loads((tmp_path / "one" / f"a{DONE}").read_text("ascii"))["seconds"]
    with av.open(str(tmp_path / "one" / "a.m4a")) as sound:
        stream = sound.streams.audio[0]
        assert (stream.codec_context.name, stream.codec_context.channels) == ("aac", 1)
        assert float(stream.duration * stream.time_base) == pytest.approx(seconds, abs=0.2)
    assert 3 < seconds < 15
    assert len(first["a"]) / seconds < 6000


def test_accents_sound_different(tmp_path: Path, program: str) -> None:
    made = speak(tmp_path / "a", program, **{v: [(VOICES[v], WORDS)] for v in VOICES})
    assert len(set(made.values())) == len(VOICES)


def test_it_is_as_loud_as_recordings_and_never_over_the_peak(tmp_path: Path, program: str) -> None:
    speak(tmp_path / "a", program, a=[("vi", WORDS)])
    sound = samples(tmp_path / "a" / "a.m4a")
    assert loudness_of(sound, RATE) == pytest.approx(TARGET_LUFS, abs=2.5)
    assert np.max(np.abs(sound)) < 1.0
    assert np.max(np.abs(sound[: int(0.05 * RATE)])) < 0.02
    assert np.max(np.abs(sound[-int(0.1 * RATE) :])) < 0.02


def test_a_recording_is_heard_between_the_words_around_it(tmp_path: Path, program: str) -> None:
    (tmp_path / "recorded.m4a").write_bytes(a_sound(tmp_path, "m4a", seconds=3.0))
    frame = ("vi", "Diễn tập.")
    alone = speak(tmp_path / "a", program, a=[frame])
    framed = speak(tmp_path / "b", program, a=[frame, (RECORDING, "a" * 64), frame])
    lengths = [
        json.loads((tmp_path / name / f"a{DONE}").read_text("ascii"))["seconds"] for name in "ab"
    ]
    assert lengths[1] == pytest.approx(2 * lengths[0] + 3.5, abs=0.5)
    assert len(framed["a"]) > len(alone["a"])


def test_a_program_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, check=lambda error: error.code == "no_voice"):
        speak(tmp_path / "a", "/bin/false", a=[("vi", WORDS)])
    assert not (tmp_path / "a" / f"a{DONE}").exists()


def test_words_cannot_give_orders_to_the_program() -> None:
    written = ssml([("vi", 'Nước <break time="9s"/> & lũ'), ("vi", "a"), ("en", "b")])
    assert "<break" not in written and "&amp;" in written
    assert written.count('<voice name="vi">') == 1 and written.count("</voice>") == 2
    assert SPEED < 175


def tone(seconds: float, level: float, hertz: float = 1000) -> np.ndarray:
    return level * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)


def test_loudness_is_that_of_the_standard() -> None:
    assert loudness_of(tone(5, 1.0, 997), RATE) == pytest.approx(-3.01, abs=0.2)
    assert loudness_of(tone(5, 0.1, 997), RATE) == pytest.approx(-23.01, abs=0.2)
    assert loudness_of(np.zeros(RATE), RATE) == -70.0


def test_silence_around_the_words_goes_and_silence_alone_stays_silent() -> None:
    padded = np.concatenate([np.zeros(3 * RATE), tone(2, 0.1), np.zeros(3 * RATE)])
    even = made_even(padded, RATE)
    assert even.size / RATE == pytest.approx(2.5, abs=0.05)
    assert np.max(np.abs(even)) <= 10 ** (PEAK_DB / 20) + 1e-9
    assert made_even(np.zeros(RATE), RATE).size == 0
