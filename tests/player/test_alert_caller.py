"""Alerts called out without a browser: player.alert_caller."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from content.alert_tone import wav
from content.trust import digest
from player import screens
from player.agent import Agent
from player.alert_caller import AlertCaller
from player.cache import Folder
from player.loudspeaker import Loudspeaker, SoundProgram
from player.panel_tools import Sound
from player.screens import open_screens
from player.settings import PlayerSettings
from tests.free_ports import free_port
from tests.player.alert_voices import spoken
from tests.player.local_builders import running
from tests.player.panel import LoopbackPanel
from tests.player.simulated_server import (
    SimulatedServer,
    a_paired_folder,
    an_agent,
    now_alert,
    settle,
)
from tests.player.test_loudspeaker import a_player, around
from tests.player.test_panel import hours
from tests.player.test_panel_tools import Shell

VI, HRE = b"voice" * 3000, b"hre!!" * 2000
EVERYTHING = SoundProgram(("plays", "{file}", "{percent}"), plays_voices=True)
TONES = SoundProgram(("plays", "{file}"), plays_voices=False)


class Speaker(Loudspeaker):
    """A loudspeaker in memory."""

    def __init__(self, program: SoundProgram | None = EVERYTHING) -> None:
        super().__init__(program, {})
        self.heard: list[tuple[bytes, int]] = []
        self.is_playing = False

    @property
    def is_over(self) -> bool:
        return not self.is_playing

    def play(self, file: Path, percent: int) -> bool:
        self.is_playing = True
        self.heard.append((file.read_bytes(), percent))
        return True

    def stop(self) -> None:
        self.is_playing = False


@pytest.fixture
def shell() -> Shell:
    return Shell("amixer -q sset Master")


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()


@pytest.fixture
def caller(agent: Agent, speaker: Speaker, shell: Shell) -> Iterator[AlertCaller]:
    made = AlertCaller(agent.holding, agent.voices, agent.heard, speaker, Sound(shell))
    yield made
    made.stop()


def fire(agent: Agent, server: SimulatedServer, *voices: bytes, **more: Any) -> None:
    for voice in voices:
        server.files[digest(voice)] = voice
    server.fire(spoken(now_alert(server), *voices, **more))
    settle(agent, 3)


def called(caller: AlertCaller, speaker: Speaker, parts: int = 5) -> list[bytes]:
    """What is heard of one round."""
    begun = len(speaker.heard)
    for _ in range(parts):
        caller.step()
        speaker.is_playing = False
    return [data for data, _ in speaker.heard[begun:]]


def test_tone_and_languages_are_heard_in_turn_and_come_again(
    agent: Agent, server: SimulatedServer, caller: AlertCaller, speaker: Speaker, shell: Shell
) -> None:
    fire(agent, server, VI, HRE)
    caller.step()
    caller.step()
    assert speaker.heard == [(wav("attention"), 100)]
    speaker.is_playing = False
    assert called(caller, speaker) == [VI, HRE]
    server.clock.advance(120)
    assert called(caller, speaker) == [wav("attention"), VI, HRE]
    mixed = {words for words in shell.ran if words.startswith("amixer")}
    assert mixed == {"amixer -q sset Master 100% unmute"}


def test_a_cancel_silences_it_at_once(
    agent: Agent, server: SimulatedServer, caller: AlertCaller, speaker: Speaker
) -> None:
    fire(agent, server, VI)
    caller.step()
    assert speaker.is_playing
    server.cancel("flood")
    settle(agent, 2)
    caller.step()
    assert not speaker.is_playing


def test_a_drill_keeps_to_the_hours_and_the_volume_and_an_alert_does_not(
    agent: Agent, server: SimulatedServer, caller: AlertCaller, speaker: Speaker
) -> None:
    server.publish({"a": "Tin"}, volume=hours((-1, 0), (1, 40)))
    server.push("changed", {"spread_s": 0})
    settle(agent, 3)
    late = now_alert(server, lasts_min=300).expires
    fire(agent, server, VI, id="drill", status="Exercise", expires=late)
    assert called(caller, speaker) == []
    server.clock.advance(3600)
    called(caller, speaker)
    assert speaker.heard == [(wav("drill"), 40), (VI, 40)]
    server.publish({"a": "Tin"}, volume=hours((-1, 0)))
    server.push("changed", {"spread_s": 0})
    fire(agent, server, VI)
    assert called(caller, speaker) == [wav("attention"), VI]
    assert speaker.heard[-1] == (VI, 100)


def test_where_the_program_takes_no_volume_the_mixer_does_and_voices_are_left_out(
    agent: Agent, server: SimulatedServer, caller: AlertCaller, speaker: Speaker, shell: Shell
) -> None:
    speaker.program = TONES
    server.publish({"a": "Tin"}, volume=hours((-1, 30)))
    server.push("changed", {"spread_s": 0})
    fire(agent, server, VI, status="Exercise")
    assert called(caller, speaker) == [wav("drill")]
    assert shell.ran[-1] == "amixer -q sset Master 30% unmute"


def test_after_a_restart_the_voices_go_on_and_no_second_beginning(
    agent: Agent, server: SimulatedServer, folder: Folder, caller: AlertCaller, speaker: Speaker,
    shell: Shell,
) -> None:  # fmt: skip
    fire(agent, server, VI)
    assert called(caller, speaker) == [wav("attention"), VI]
    again, other = an_agent(folder, server), Speaker()
    anew = AlertCaller(again.holding, again.voices, again.heard, other, Sound(shell))
    settle(again, 2)
    assert called(anew, other) == [VI]
    anew.stop()


def test_a_voice_that_rots_is_passed_over_and_fetched_anew(
    agent: Agent, server: SimulatedServer, caller: AlertCaller, speaker: Speaker
) -> None:
    fire(agent, server, VI, HRE)
    (agent.holding.folder.objects.path / digest(VI)).write_bytes(b"rotten")
    assert called(caller, speaker) == [wav("attention"), HRE]
    settle(agent, 3)
    server.clock.advance(120)
    assert called(caller, speaker) == [wav("attention"), VI, HRE]


def test_silent_tests_are_not_heard_and_without_a_program_nothing_is(
    agent: Agent, server: SimulatedServer, caller: AlertCaller, speaker: Speaker
) -> None:
    fire(agent, server, VI, status="Exercise", silent=True)
    assert called(caller, speaker) == []
    speaker.program = None
    fire(agent, server, VI, revision=2)
    assert called(caller, speaker) == [] and agent.heard.all() == frozenset()


def test_an_led_board_calls_out_by_the_program_on_the_path(
    tmp_path: Path, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "ServerLink", lambda address, most_bytes_s: server)
    monkeypatch.setattr(SimulatedServer, "close", lambda self: None, raising=False)
    for program in ("mpv", "amixer", "wpctl", "pactl"):
        a_player(tmp_path, program)
    monkeypatch.setenv("PATH", around(tmp_path)["PATH"])
    monkeypatch.setattr(screens, "SystemClock", lambda: server.clock)
    a_paired_folder(tmp_path / "board", server).unlock()
    said = tmp_path / "mpv.log"
    with LoopbackPanel(128 * 64 * 3) as panel:
        settings = PlayerSettings(
            "http://127.0.0.1:9", tmp_path / "board", "led", 128, 64, free_port(),
            panel=("127.0.0.1", panel.port),
        )  # fmt: skip
        (screen,) = open_screens(settings)
        with running(screen):
            deadline = time.monotonic() + 60
            while not server.is_open and time.monotonic() < deadline:
                time.sleep(0.01)
            server.files[digest(VI)] = VI
            server.fire(spoken(now_alert(server), VI))
            while time.monotonic() < deadline and not _says(said, digest(VI)):
                server.clock.advance(0.5)
                time.sleep(0.02)
    assert _says(said, "attention.wav") and "--volume=100" in said.read_text()
    assert _says(said, digest(VI))


def _says(log: Path, word: str) -> bool:
    return log.exists() and word in log.read_text()
