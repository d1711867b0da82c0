"""The tools of a panel: what is run, in which words, and what counts as done."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from player import panel_tools
from player.panel_tools import Power, Sound, runner


class Shell:
    """Programs that are there, and what was run of them."""

    def __init__(self, *there: str) -> None:
        self.there = list(there)
        self.ran: list[str] = []

    def __call__(self, words: Sequence[str], *, quiet: bool = False) -> bool:
        self.ran.append(" ".join(words))
        return any(" ".join(words).startswith(one) for one in self.there)


def a_program(folder: Path, text: str) -> str:
    program = folder / "tool"
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)
    return "tool"


def test_a_display_does_not_go_dark_by_itself() -> None:
    shell = Shell("xset")
    Power(shell).begin()
    assert shell.ran == ["xset s off", "xset s noblank", "xset dpms 0 0 0"]


def test_the_display_is_told_each_time_and_a_television_of_changes() -> None:
    shell = Shell("xset", "cec-ctl")
    power = Power(shell)
    assert [power.set("a", is_on) for is_on in (False, False, True)] == [True, True, True]
    assert [one for one in shell.ran if one.startswith("xset")] == [
        "xset dpms force off", "xset dpms force off", "xset dpms force on",
    ]  # fmt: skip
    assert [one for one in shell.ran if one.startswith("cec-ctl")] == [
        "cec-ctl --skip-info --playback --to 0 --standby",
        "cec-ctl --skip-info --playback --to 0 --image-view-on",
    ]


def test_a_display_is_off_only_when_all_its_screens_want_it_off() -> None:
    shell = Shell("xset")
    power = Power(shell, screens=2)
    power.set("a", False)
    assert power.is_on and shell.ran[0] == "xset dpms force on"
    power.set("b", False)
    assert not power.is_on and "xset dpms force off" in shell.ran
    power.set("a", True)
    assert power.is_on


def test_what_cannot_be_switched_is_told() -> None:
    assert Power(Shell()).set("a", False) is False
    assert Power(Shell("cec-ctl")).set("a", False) is True


def test_a_television_alone_stays_switched_as_it_was_told() -> None:
    power = Power(Shell("cec-ctl"))
    assert [power.set("a", False) for _ in range(3)] == [True, True, True]


@pytest.mark.parametrize("means", ["cec-ctl", "xset"])
def test_what_was_put_to_sleep_by_one_tool_is_awake_when_that_one_has_woken_it(means: str) -> None:
    shell = Shell("xset", "cec-ctl")
    power = Power(shell)
    power.set("a", False)
    shell.there.remove(means)
    assert [power.set("a", True) for _ in range(2)] == [False, False]
    assert power.is_asleep
    shell.there.append(means)
    shell.ran.clear()
    assert power.set("a", True) and not power.is_asleep
    assert any(one.startswith(means) for one in shell.ran)


def test_what_was_never_asleep_need_not_wake() -> None:
    power = Power(Shell())
    power.set("a", False)
    power.set("a", True)
    assert not power.is_asleep


def test_a_television_that_may_have_been_switched_by_its_remote_is_told_again() -> None:
    shell = Shell("cec-ctl")
    power = Power(shell)
    power.set("a", True)
    power.forget_television()
    power.set("a", True)
    assert shell.ran.count("cec-ctl --skip-info --playback --to 0 --image-view-on") == 2


def test_the_volume_is_set_by_the_first_tool_that_works_and_that_one_is_kept() -> None:
    shell = Shell("amixer -q sset PCM")
    sound = Sound(shell)
    assert sound.set("a", 40) is True
    assert [one.split()[0] for one in shell.ran] == ["wpctl", "pactl", "amixer", "amixer"]
    shell.ran.clear()
    assert sound.set("a", 70) is True
    assert shell.ran == ["amixer -q sset PCM 70%"]
    shell.there = ["pactl"]
    assert sound.set("a", 0) is True
    assert shell.ran[-1] == "pactl set-sink-volume @DEFAULT_SINK@ 0%"


def test_without_a_tool_the_volume_is_not_set() -> None:
    assert Sound(Shell()).set("a", 40) is False


def test_of_screens_that_share_their_sound_the_loudest_wins() -> None:
    shell = Shell("wpctl")
    sound = Sound(shell)
    for screen, percent in (("a", 100), ("b", 0), ("a", 0), ("b", 40)):
        assert sound.set(screen, percent)
    assert [one.split()[-1] for one in shell.ran] == ["100%", "100%", "0%", "40%"]


@pytest.mark.parametrize(
    ("text", "quiet", "is_done"),
    [
        ("exit 0", False, True), ("exit 1", False, False), ("echo no >&2", False, True),
        ("echo no >&2", True, False), ("echo yes", True, True),
    ],
)  # fmt: skip
def test_a_program_has_done_it_or_not(
    tmp_path: Path, text: str, quiet: bool, is_done: bool
) -> None:
    run = runner({"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert run([a_program(tmp_path, text)], quiet=quiet) is is_done


def test_words_are_words_and_no_shell_reads_them(tmp_path: Path) -> None:
    run = runner({"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    name = a_program(tmp_path, f'printf %s "$1" >{tmp_path}/heard')
    assert run([name, "$(touch x); *"])
    assert (tmp_path / "heard").read_text() == "$(touch x); *"


def test_a_program_that_is_missing_or_hangs_has_done_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel_tools, "LIMIT_S", 0.05)
    run = runner({"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert run(["no-such-program"]) is False
    assert run([a_program(tmp_path, "exec sleep 60")]) is False
