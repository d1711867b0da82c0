"""The commands, their exit codes, and the settings they read: player.cli, player.settings."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from player import cli
from player.cache import Folder
from player.errors import PlayerError
from player.screens import Screen
from player.settings import (
    DATA_VARIABLE,
    PlayerSettings,
    data_folder,
    kilobits,
    panel_address,
    panel_brightness,
    screen_size,
    server_address,
)
from tests.free_ports import free_port
from tests.player.simulated_server import SimulatedServer

ROOT = Path(__file__).resolve().parent.parent.parent


def wrong_use(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    return int(str(caught.value.code))


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["dance"], ["run"], ["pair"], ["run", "--server", "http://s", "--size", "big"],
        ["run", "--server", "http://s", "--size", "64x32"],
        ["pair", "--server", "http://s", "--size", "64x32"],
        ["run", "--server", "http://s", "--display", "led", "--screen", "gate=64x32@p"],
        ["run", "--server", "http://s", "--port", "0"],
        ["run", "--server", "http://s", "--most-kbit", "15"],
        ["run", "--server", "http://s", "--most-kbit", "fast"],
        ["run", "--server", "http://s", "--display", "paper"],
        ["run", "--server", "http://s", "--led", "a b"],
        ["run", "--server", "http://s", "--led-brightness", "0"],
        ["run", "--server", "http://s", "--led-colour", "red"],
    ],
)  # fmt: skip
def test_wrong_arguments_give_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert wrong_use(arguments) == 2
    assert "usage:" in capsys.readouterr().err


def test_help_gives_0(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ([], ["run"], ["pair"], ["vectors"], ["status"], ["doctor"]):
        assert wrong_use([*command, "--help"]) == 0
    assert "usage:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--display led", "--led HOST"),
        ("--display led --screen gate=320x160", "of each"),
        ("--display led --led p --screen gate=320x160@q", "of each"),
        ("--display none --led p", "goes with --display led"),
        ("--display none --screen gate=320x160@p", "goes with --display led"),
    ],
)
def test_panels_that_do_not_fit_the_display_are_refused_in_one_line(
    options: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", "--server", "http://s", "--data", str(tmp_path / "d"), *options.split()]
    assert cli.main(arguments) == 1
    told = capsys.readouterr().err
    assert sentence in told and told.count("\n") == 1
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.7", ("192.0.2.7", 4048)),
        ("gate-panel.lan:5000", ("gate-panel.lan", 5000)),
        ("p", ("p", 4048)),
    ],
)
def test_an_led_controller_is_read(text: str, address: tuple[str, int]) -> None:
    assert panel_address(text) == address


@pytest.mark.parametrize("text", ["", ":1", "p:", "p:0", "p:65536", "-p", "p q", "p/1", "p:1:2"])
def test_what_is_no_led_controller_is_refused(text: str) -> None:
    with pytest.raises(PlayerError, match="HOST:PORT"):
        panel_address(text)


def test_brightness_is_a_percentage() -> None:
    assert [panel_brightness(text) for text in ("1", "40", "100")] == [1, 40, 100]
    for text in ("0", "101", "-1", "half", "1.5", ""):
        with pytest.raises(PlayerError, match="1 to 100"):
            panel_brightness(text)


def test_when_a_screen_ends_by_itself_it_gives_1_and_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(screen: Screen) -> None:
        screen.abandon()
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Screen, "run", breaks)
    arguments = ["run", "--server", "http://s", "--display", "none", "--data", str(tmp_path)]
    assert cli.main([*arguments, "--port", str(free_port())]) == 1
    told = capsys.readouterr().err
    assert "ended by itself: OSError" in told and told.count("\n") == 1


def test_an_address_that_is_none_gives_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--server", "ftp://s", "--display", "none"]) == 1
    assert "http://" in capsys.readouterr().err


def test_vectors_pass_and_a_broken_one_gives_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["vectors"]) == 0
    assert "cases passed" in capsys.readouterr().out
    assert cli.main(["vectors", "--dir", str(tmp_path)]) == 1
    value = {"cases": [{"text": "2026-11-25T05:00:00Z", "expect": None}]}
    (tmp_path / "instant.json").write_text(json.dumps(value))
    assert cli.main(["vectors", "--dir", str(tmp_path)]) == 1
    assert "cases failed" in capsys.readouterr().err


def test_status_and_doctor_of_a_board(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["status", "--data", str(folder.path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["board"], told["title"]) == ("b1", "Xã Ba Tơ")
    assert cli.main(["doctor", "--data", str(folder.path)]) == 0
    assert "ok   key: owner only" in capsys.readouterr().out
    (folder.path / "key.json").chmod(0o644)
    assert cli.main(["doctor", "--data", str(folder.path)]) == 1
    assert "look at: key" in capsys.readouterr().err
    assert cli.main(["status", "--data", str(tmp_path / "new")]) == 1


def test_a_board_whose_state_is_lost_is_told_to_pair_again(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in folder.path.glob("state.json*"):
        path.write_bytes(b"rotten")
    assert cli.main(["doctor", "--data", str(folder.path)]) == 1
    assert "pair this board again" in capsys.readouterr().out


def test_pairing_prints_code_and_number_and_waits(
    server: SimulatedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(cli, "ServerLink", lambda address: server)
    monkeypatch.setattr(cli, "SystemClock", lambda: server.clock)
    pauses: list[float] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pauses.append(timeout or 0)
            server.decision = "approved" if len(pauses) > 2 else "authorization_pending"
            return False

    monkeypatch.setattr(cli, "_stop_on_signals", Stop)
    arguments = ["pair", "--server", "http://s", "--data", str(tmp_path / "d")]
    assert cli.main(arguments) == 0
    told = capsys.readouterr().out
    assert "BCDF-GHJK" in told and "Check number:" in told and "Paired as board b1" in told
    assert pauses == [5, 5, 5]
    assert cli.main(arguments) == 1
    assert "already paired" in capsys.readouterr().err


def test_pairing_with_a_server_that_is_away_gives_1(
    server: SimulatedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "ServerLink", lambda address: server)
    server.down = True
    assert cli.main(["pair", "--server", "http://s", "--data", str(tmp_path / "d")]) == 1


def test_python_m_player_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "player", "status", "--data", "/proc/none"],
        cwd=ROOT, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("player: ") and done.stderr.count("\n") == 1


def test_the_data_folder_is_that_of_the_command_line_then_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(DATA_VARIABLE, "/srv/board")
    assert data_folder("/tmp/x") == Path("/tmp/x")
    assert data_folder(None) == Path("/srv/board")
    monkeypatch.delenv(DATA_VARIABLE)
    assert data_folder(None) == Path("var/player")


@pytest.mark.parametrize(
    "text", ["", "s", "http://", "http://s:0", "http://s:x", "http://u:p@s", "http://s?x", "//s"]
)
def test_a_bad_address_is_refused(text: str) -> None:
    with pytest.raises(PlayerError):
        server_address(text)


def test_good_settings_are_read() -> None:
    assert server_address("https://s:8443/") == "https://s:8443"
    assert screen_size("320X160") == (320, 160)
    assert "none" in PlayerSettings("http://s", Path("d")).software
    for text in ("320", "x", "1x1", "99999x99999", "15x320", "20000x200", "63x64"):
        with pytest.raises(PlayerError):
            screen_size(text)
    assert screen_size("64x64") == (64, 64)
    with pytest.raises(PlayerError, match="room for one line only. Join panels in the controller"):
        screen_size("64x32")


def test_the_rate_of_files_is_said_in_bits_and_kept_in_bytes(tmp_path: Path) -> None:
    assert PlayerSettings("http://s", tmp_path, most_kbit=512).most_bytes_s == 64_000
    assert PlayerSettings("http://s", tmp_path).most_bytes_s == 0
    assert kilobits("16") == 16
