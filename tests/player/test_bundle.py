"""A board without a network is fed from a stick: player.bundle, player.bundle_file."""

import errno
import json
import shutil
from pathlib import Path

import pytest

from content.bundle import board_name, root_name
from content.trust import digest
from player.agent import Agent
from player.bundle import report_of, write_reports
from player.bundle_file import BundleFile
from player.cache import Folder
from player.errors import PlayerError
from player.holding import load
from player.proof_log import ProofLog
from player.show import Kind
from tests.player.alert_voices import spoken
from tests.player.bundles import Files, a_bundle, as_if_for, held, refused, take, with_media
from tests.player.simulated_server import (
    SimulatedServer,
    an_agent,
    names,
    now_alert,
    settle,
)
from tests.vectors.statements import BOARD, Authority


def offline(folder: Folder, server: SimulatedServer) -> Agent:
    """Start the board where there is no network."""
    server.down = True
    agent = an_agent(folder, server)
    agent.show_once()
    return agent


def test_a_board_without_a_network_plays_what_a_stick_brings(
    folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    server.down = True
    server.fire(now_alert(server, lasts_min=5))
    told = take(folder, server, a_bundle(tmp_path / "x.bangtin", server))
    assert "plays the content of" in told
    agent = offline(folder, server)
    assert agent.glass.shown.kind is Kind.ALERT
    server.clock.advance(301)
    assert set(names(agent, 30)) == {"a", "b"}
    assert agent.proof.has(("flood", 1), "received")


def test_the_voices_of_an_alert_come_along_and_one_that_is_missing_leaves_it_the_tone(
    folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    voice, other = b"voice" * 3000, b"hre!!" * 2000
    server.down = True
    server.files[digest(voice)] = voice
    server.fire(spoken(now_alert(server), voice, other))
    take(folder, server, a_bundle(tmp_path / "x.bangtin", server))
    agent = offline(folder, server)
    assert agent.glass.shown.kind is Kind.ALERT
    assert agent.voices.here() == {digest(voice)}
    assert agent.voices.path(digest(voice)).read_bytes() == voice
    assert set(agent.voices.wanted()) == {digest(voice), digest(other)}


def test_a_bundle_that_brings_no_voice_drops_none_that_is_here(
    folder: Folder, server: SimulatedServer, agent: Agent, tmp_path: Path
) -> None:
    voice = b"voice" * 3000
    server.files[digest(voice)] = voice
    server.fire(spoken(now_alert(server), voice))
    settle(agent, 4)
    assert agent.voices.here() == {digest(voice)}
    del server.files[digest(voice)]
    server.clock.advance(60)
    server.publish({"n": "Mới"})
    take(folder, server, a_bundle(tmp_path / "x.bangtin", server))
    assert offline(folder, server).voices.here() == {digest(voice)}


def test_pictures_come_along_and_what_is_not_needed_goes(
    folder: Folder, server: SimulatedServer, agent: Agent, tmp_path: Path
) -> None:
    picture = with_media(server, b"picture" * 50_000)
    take(folder, server, a_bundle(tmp_path / "x.bangtin", server))
    assert set(names(offline(folder, server), 12)) == {"p"}
    # The score before stays beside it until another one comes.
    assert folder.objects.has(picture) and len(held(folder, server).objects) == 4
    server.publish({"c": "Mới"})
    take(folder, server, a_bundle(tmp_path / "y.bangtin", server))
    assert set(names(offline(folder, server), 12)) == {"c"}
    assert len(held(folder, server).objects) == 3


def test_the_same_bundle_twice_is_no_error_and_changes_nothing(
    folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    path = a_bundle(tmp_path / "x.bangtin", server)
    take(folder, server, path)
    before = held(folder, server)
    take(folder, server, path)
    assert held(folder, server) == before


def test_a_bundle_older_than_what_is_held_is_refused(
    folder: Folder, server: SimulatedServer, agent: Agent, tmp_path: Path
) -> None:
    old = a_bundle(tmp_path / "old.bangtin", server)
    server.clock.advance(60)
    server.publish({"n": "Mới"})
    take(folder, server, a_bundle(tmp_path / "new.bangtin", server))
    assert "older than what this board holds" in refused(folder, server, old)


def test_a_bundle_for_another_board_is_refused(
    folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    told = refused(folder, server, a_bundle(tmp_path / "x.bangtin", server, before=as_if_for("b2")))
    assert "for another board" in told


def test_a_head_of_another_board_under_this_ones_name_is_refused(
    folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    def swap(files: Files) -> None:
        assert server.identity is not None
        head = server.authority.head(server.identity, at=server.clock.true, board="b2")
        files[board_name(BOARD, "head")] = head.to_bytes()

    told = refused(folder, server, a_bundle(tmp_path / "x.bangtin", server, before=swap))
    assert "for another board" in told


def test_a_bundle_of_another_server_is_refused(
    folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    other = SimulatedServer(server.clock)
    other.authority = Authority("two")
    other.roots, other.identity = [other.authority.root()], server.identity
    other.publish({"x": "Giả mạo"})
    assert "another server made it" in refused(
        folder, server, a_bundle(tmp_path / "x.bangtin", other)
    )


def test_new_roots_come_along(
    folder: Folder, server: SimulatedServer, agent: Agent, tmp_path: Path
) -> None:
    server.fire(now_alert(server))
    settle(agent, 2)
    server.rotate(fresh=("state", "alert", "content"))
    server.rotate(fresh=("root",))
    server.publish({"n": "Khóa mới"})
    server.clock.advance(60)
    take(folder, server, a_bundle(tmp_path / "x.bangtin", server))
    assert load(folder, server.clock).state.root.version == 3
    agent = offline(folder, server)
    assert agent.glass.shown.kind is Kind.ALERT
    assert load(folder, server.clock).score is not None


def test_a_chain_of_roots_with_a_gap_is_refused(
    folder: Folder, server: SimulatedServer, agent: Agent, tmp_path: Path
) -> None:
    server.rotate()
    server.rotate(fresh=("state", "content", "root"))
    server.publish({"n": "Khóa mới"})

    def cut(files: Files) -> None:
        del files[root_name(2)]

    refused(folder, server, a_bundle(tmp_path / "x.bangtin", server, before=cut))


def test_alerts_of_a_stale_bundle_end_a_day_after_it_was_made(
    folder: Folder, server: SimulatedServer, agent: Agent, tmp_path: Path
) -> None:
    server.clock.synchronised = True
    server.fire(now_alert(server, lasts_min=72 * 60))
    path = a_bundle(tmp_path / "x.bangtin", server)
    server.clock.advance(23 * 3600)
    take(folder, server, path)
    assert offline(folder, server).glass.shown.kind is Kind.ALERT
    server.clock.advance(2 * 3600)
    assert offline(folder, server).glass.shown.kind is Kind.ITEM


def test_a_disk_too_small_is_told_before_anything_is_taken(
    folder: Folder, server: SimulatedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_media(server, b"picture" * 50_000)
    path = a_bundle(tmp_path / "x.bangtin", server)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=50_300_000))
    assert "0 MB are free" in refused(folder, server, path)


def test_a_disk_that_fills_up_meanwhile_leaves_the_last_good_score(
    folder: Folder, server: SimulatedServer, agent: Agent, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    before = load(folder, server.clock).score
    server.clock.advance(60)
    with_media(server, b"picture" * 50_000)
    path = a_bundle(tmp_path / "x.bangtin", server)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(BundleFile, "copy", full)
    with pytest.raises(PlayerError, match="No space left on device; the board plays on"):
        take(folder, server, path)
    assert load(folder, server.clock).score == before
    assert set(names(offline(folder, server), 30)) == {"a", "b"}


def test_reports_are_written_whole_and_kept_until_the_server_has_them(
    folder: Folder, server: SimulatedServer, agent: Agent, tmp_path: Path
) -> None:
    server.vanish()
    server.clock.advance(2)
    held_alert = server.authority.alert(now_alert(server))
    agent.sync.take_alert(held_alert.to_dict())
    agent.show_once()
    logs = {"receipts": agent.proof}
    out = tmp_path / "reports.json"
    assert write_reports(out, server.clock.true, [report_of(BOARD, logs)]) == 2
    told = json.loads(out.read_bytes())
    receipts = told["reports"][0]["receipts"]
    assert (told["kind"], told["reports"][0]["board"]) == ("reports", BOARD)
    assert [receipt["state"] for receipt in receipts] == ["received", "painted"]
    assert agent.proof.batch() == receipts
    log, first = receipts[0]["log"], receipts[0]["seq"]
    path = a_bundle(tmp_path / "x.bangtin", server, receipts=[[log, first, first], ["other", 1, 9]])
    take(folder, server, path)
    left = ProofLog(folder, folder.key(), BOARD).batch()
    assert [receipt["seq"] for receipt in left if receipt["alert"] == "flood"][0] == first + 1


def test_a_place_where_nothing_can_be_written_is_told(
    tmp_path: Path, server: SimulatedServer
) -> None:
    with pytest.raises(PlayerError, match="cannot be written"):
        write_reports(tmp_path / "no" / "reports.json", server.clock.true, [])
