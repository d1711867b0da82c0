from pathlib import Path

import pytest

from player.cache import Folder
from player.doctor import examine
from tests.player.simulated_server import SimulatedServer
from tests.player.test_loudspeaker import a_player


def found(folder: Folder, server: SimulatedServer) -> dict[str, bool]:
    return {entry.name: entry.is_well for entry in examine(folder, server.clock, server)}


def test_a_paired_board_beside_its_server_is_well(folder: Folder, server: SimulatedServer) -> None:
    server.files["healthz"] = b"ok"
    assert all(found(folder, server).values())


def test_a_server_that_does_not_answer_is_named(folder: Folder, server: SimulatedServer) -> None:
    server.vanish()
    told = found(folder, server)
    assert [name for name, is_well in told.items() if not is_well] == ["server"]


def test_text_that_cannot_be_set_for_a_panel_is_told_of(
    folder: Folder, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("PIL.features.check", lambda name: name != "raqm")
    told = next(one for one in examine(folder, server.clock, None) if one.name == "letters")
    assert not told.is_well and "libfribidi0" in told.text


@pytest.mark.parametrize(
    ("installed", "named", "is_well", "told"),
    [
        ((), "", True, "will not be heard"),
        (("aplay",), "", True, "the tones alone"),
        (("aplay", "mpv"), "", True, "tones and voices by "),
        (("mpv",), "mine --now", False, "mine --now is not there"),
    ],
)
def test_whether_a_panel_without_a_browser_can_be_heard_is_told(
    tmp_path: Path, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch,
    installed: tuple[str, ...], named: str, is_well: bool, told: str,
) -> None:  # fmt: skip
    for name in installed:
        a_player(tmp_path, name)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("BANGTIN_SOUND_PROGRAM", named)
    found = next(
        one for one in examine(Folder(tmp_path), server.clock, None) if one.name == "sound"
    )
    assert found.is_well is is_well and told in found.text


def test_a_board_that_is_not_paired_is_told_how(tmp_path: Path, server: SimulatedServer) -> None:
    findings = examine(Folder(tmp_path), server.clock, None)
    state = next(entry for entry in findings if entry.name == "state")
    assert not state.is_well and "player pair" in state.text
