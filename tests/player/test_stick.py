"""A stick is plugged in: player.stick, player.inbox, player.cli_bundle."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from player import cli, cli_bundle
from player.agent import Agent
from player.cache import Folder
from player.errors import PlayerError
from player.holding import load
from player.inbox import Inbox, ask
from player.stick import board_folders, exchange, exchange_stick
from tests.player.bundles import a_bundle, as_if_for
from tests.player.simulated_server import (
    SimulatedServer,
    a_paired_folder,
    an_agent,
    now_alert,
    settle,
)
from tests.vectors.statements import BOARD


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick" / "bangtin").mkdir(parents=True)
    return tmp_path / "stick"


@pytest.fixture
def running(folder: Folder, server: SimulatedServer) -> Iterator[Agent]:
    """A player that plays in this folder without a network."""
    folder.lock()
    server.down = True
    agent = an_agent(folder, server)
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(0.02):
            agent.inbox.step()

    thread = threading.Thread(target=look)
    thread.start()
    yield agent
    stop.set()
    thread.join()
    folder.unlock()


def pause(seconds: float) -> None:
    time.sleep(0.02)


def test_the_newest_bundle_for_this_board_is_taken_and_reports_are_left(
    folder: Folder, server: SimulatedServer, stick: Path
) -> None:
    place = stick / "bangtin"
    a_bundle(place / "z-old.bangtin", server)
    server.clock.advance(60)
    server.fire(now_alert(server))
    server.publish({"n": "Mới"})
    a_bundle(place / "a-new.bangtin", server)
    (place / "broken.bangtin").write_bytes(b"PK")
    (answer,) = exchange_stick(stick, folder.path, server.clock, pause)
    assert answer.is_taken
    held = load(folder, server.clock)
    assert held.score is not None and held.score.digest == server.manifest
    told = json.loads((place / f"reports-{BOARD}.json").read_bytes())
    assert [entry["state"] for entry in told["reports"][0]["receipts"]] == ["received"]


@pytest.mark.parametrize(("raw", "says"), [(b"PK", "copy it again"), (None, "for another board")])
def test_a_stick_with_nothing_for_this_board_says_why(
    folder: Folder, server: SimulatedServer, stick: Path, raw: bytes | None, says: str
) -> None:
    path = a_bundle(stick / "bangtin" / "x.bangtin", server, before=as_if_for("b2"))
    if raw is not None:
        path.write_bytes(raw)
    (answer,) = exchange_stick(stick, folder.path, server.clock, pause)
    assert not answer.is_taken and says in answer.says
    assert (stick / "bangtin" / f"reports-{BOARD}.json").exists()
    path.unlink()
    (answer,) = exchange_stick(stick, folder.path, server.clock, pause)
    assert answer.is_taken and answer.says == "nothing to take in"


def test_a_player_that_runs_takes_it_itself_without_a_restart(
    running: Agent, folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    server.fire(now_alert(server))
    path = a_bundle(tmp_path / "x.bangtin", server)
    assert running.holding.score is None
    answer = exchange(folder.path, path, server.clock, pause)
    assert answer.is_taken and "plays the content of" in answer.says
    assert running.holding.score is not None
    receipts = answer.report["receipts"]
    assert isinstance(receipts, list) and receipts[0]["state"] == "received"
    assert list((folder.path / "inbox").iterdir()) == []


def test_plays_of_hours_that_are_over_come_along(
    folder: Folder, server: SimulatedServer, stick: Path
) -> None:
    server.clock.synchronised = True
    agent = an_agent(folder, server)
    settle(agent, 20)
    server.down = True
    server.clock.advance(3600)
    settle(agent, 400)
    (answer,) = exchange_stick(stick, folder.path, server.clock, pause)
    plays = answer.report["plays"]
    assert isinstance(plays, list) and {play["item"] for play in plays} == {"a", "b"}


def test_a_player_that_runs_refuses_in_words_and_plays_on(
    running: Agent, folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    before = running.holding.state
    path = tmp_path / "x.bangtin"
    path.write_bytes(b"nothing of ours")
    answer = exchange(folder.path, path, server.clock, pause)
    assert not answer.is_taken and "copy it again" in answer.says
    assert running.holding.state is before


def test_a_player_that_does_not_answer_is_told_and_nothing_is_left(
    folder: Folder, tmp_path: Path
) -> None:
    Inbox(folder.path, lambda bundle: pytest.fail("never asked"))
    with pytest.raises(PlayerError, match="does not answer"):
        ask(folder.path, None, lambda seconds: None)
    assert list((folder.path / "inbox").iterdir()) == []


def test_what_an_earlier_run_left_in_the_inbox_goes(folder: Folder) -> None:
    Inbox(folder.path, lambda bundle: pytest.fail("never asked"))
    (folder.path / "inbox" / "ab.request").write_bytes(b"{}")
    Inbox(folder.path, lambda bundle: pytest.fail("never asked")).step()
    assert list((folder.path / "inbox").iterdir()) == []


def test_each_screen_of_a_machine_takes_what_is_for_it(
    server: SimulatedServer, stick: Path, tmp_path: Path
) -> None:
    a_paired_folder(tmp_path / "data" / "screens" / "left", server)
    a_bundle(stick / "bangtin" / "x.bangtin", server)
    answers = list(exchange_stick(stick, tmp_path / "data", server.clock, pause))
    assert [answer.is_taken for answer in answers] == [True]
    assert board_folders(tmp_path / "data") == [tmp_path / "data" / "screens" / "left"]


def test_a_stick_without_our_folder_or_with_a_link_in_its_place_is_told(
    folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    (tmp_path / "bangtin").symlink_to(folder.path)
    for stick in (tmp_path / "none", tmp_path):
        with pytest.raises(PlayerError, match="has no folder bangtin"):
            list(exchange_stick(stick, folder.path, server.clock, pause))


def test_the_command_takes_a_bundle_and_writes_reports(
    folder: Folder, server: SimulatedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(cli_bundle, "SystemClock", lambda: server.clock)
    server.fire(now_alert(server))
    path, out = a_bundle(tmp_path / "x.bangtin", server), tmp_path / "reports.json"
    data = ["--data", str(folder.path)]
    assert cli.main(["bundle", str(path), "--out", str(out), *data]) == 0
    told = capsys.readouterr().out
    assert "1 records" in told and "plays the content of" in told
    assert cli.main(["bundle", "--out", str(out), *data]) == 0
    assert "1 records" in capsys.readouterr().out
    path.write_bytes(path.read_bytes()[:-40])
    assert cli.main(["bundle", str(path), *data]) == 1
    told = capsys.readouterr().err
    assert "copy it again" in told and told.count("\n") == 1
    assert cli.main(["bundle", str(path), "--data", str(tmp_path / "new")]) == 1
    assert "no paired board" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["x", "--stick", "d"], ["--stick", "d", "--out", "f"]])
def test_wrong_arguments_of_the_command_give_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["bundle", *arguments])
    assert caught.value.code == 2
