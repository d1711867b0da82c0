"""The program that plays for boards without a browser: player.loudspeaker."""

import os
import time
from pathlib import Path

import pytest

from player import loudspeaker
from player.loudspeaker import Loudspeaker, SoundProgram, sound_program


def a_player(folder: Path, name: str, text: str = "exit 0") -> Path:
    """A program that notes what it is told, and then does as `text` says."""
    path = folder / name
    path.write_text(f'#!/bin/sh\necho "$@" >>"{folder}/{name}.log"\n{text}\n')
    path.chmod(0o755)
    return path


def around(folder: Path) -> dict[str, str]:
    return {"PATH": f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin"}


def only(folder: Path) -> dict[str, str]:
    return {"PATH": str(folder)}


def until(is_so: object) -> None:
    assert callable(is_so)
    for _ in range(1000):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("it does not come to pass")


def test_what_plays_voices_goes_before_what_plays_tones_alone(tmp_path: Path) -> None:
    assert sound_program(only(tmp_path), ()) is None
    for name, plays_voices in (
        ("aplay", False),
        ("paplay", False),
        ("ffplay", True),
        ("mpv", True),
    ):
        path = a_player(tmp_path, name)
        found = sound_program(only(tmp_path), ())
        assert found is not None
        assert (found.words[0], found.plays_voices) == (str(path), plays_voices)
        assert found.sets_volume is plays_voices


def test_a_program_that_is_named_goes_before_all_and_is_told_the_file(tmp_path: Path) -> None:
    a_player(tmp_path, "mpv")
    mine = a_player(tmp_path, "mine")
    found = sound_program(only(tmp_path), ("mine", "--now"))
    assert found == SoundProgram((str(mine), "--now", "{file}"), plays_voices=True)
    assert found.command(Path("/x y"), 40) == [str(mine), "--now", "/x y"]
    other = sound_program(only(tmp_path), ("mine", "{file}", "--loud={percent}"))
    assert other is not None and other.sets_volume
    assert other.command(Path("/x"), 40)[1:] == ["/x", "--loud=40"]
    assert sound_program(only(tmp_path), ("not-there",)) is None


def test_it_plays_and_tells_when_that_is_over(tmp_path: Path) -> None:
    a_player(tmp_path, "ffplay", f'while [ -e "{tmp_path}/hold" ]; do sleep 0.02; done')
    (tmp_path / "hold").touch()
    speaker = Loudspeaker(sound_program(only(tmp_path), ()), around(tmp_path))
    assert speaker.is_over
    assert speaker.play(Path("/voice"), 30) and not speaker.is_over
    (tmp_path / "hold").unlink()
    until(lambda: speaker.is_over)
    said = (tmp_path / "ffplay.log").read_text().strip()
    assert said == "-nodisp -autoexit -loglevel quiet -volume 30 -i /voice"


def test_it_is_silent_at_once_and_with_all_that_the_program_began(tmp_path: Path) -> None:
    a_player(tmp_path, "aplay", f'trap "" TERM\nsleep 600 & echo $! >"{tmp_path}/child"\nwait')
    speaker = Loudspeaker(sound_program(only(tmp_path), ()), around(tmp_path))
    speaker.play(Path("/tone"), 100)
    until(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text().strip())
    child = Path("/proc") / (tmp_path / "child").read_text().strip()
    speaker.stop()
    assert speaker.is_over
    until(lambda: not child.exists() or "\nState:\tZ" in (child / "status").read_text())


def test_what_does_not_end_is_ended(tmp_path: Path) -> None:
    now_s = [0.0]
    a_player(tmp_path, "aplay", "exec sleep 600")
    program = sound_program(only(tmp_path), ())
    speaker = Loudspeaker(program, around(tmp_path), lambda: now_s[0])
    speaker.play(Path("/tone"), 100)
    assert not speaker.is_over
    now_s[0] = loudspeaker.LONGEST_S + 1
    assert speaker.is_over


def test_without_a_program_or_with_one_that_cannot_be_run_it_is_silent(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert not Loudspeaker(None, {}).play(Path("/tone"), 100)
    path = a_player(tmp_path, "aplay")
    program = sound_program(only(tmp_path), ())
    path.write_bytes(b"\x7fELF rotten")
    speaker = Loudspeaker(program, around(tmp_path))
    assert not speaker.play(Path("/tone"), 100) and speaker.is_over
    assert "cannot be run" in caplog.text
