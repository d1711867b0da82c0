"""A board without a network is fed from a stick: player.bundle, player.bundle_file."""

import errno
import json
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from content.bundle import CONTENTS, board_name, root_name, shared_name
from content.trust import canonical, digest
from player.agent import Agent
from player.bundle import report_of, take_bundle, write_reports
from player.bundle_file import BundleFile
from player.cache import Folder
from player.errors import PlayerError
from player.holding import Holding, load
from player.proof_log import ProofLog
from player.show import Kind
from tests.player.bundles import Files, a_bundle, files_of, with_media
from tests.player.simulated_server import (
    SimulatedServer,
    an_agent,
    names,
    now_alert,
    settle,
)
from tests.vectors.statements import BOARD, Authority


class Held(NamedTuple):
    """What a refused bundle must leave as it was."""

    state: object
    score: object
    objects: set[str]


def take(folder: Folder, server: SimulatedServer, path: Path) -> str:
    holding = load(folder, server.clock)
    proof = ProofLog(folder, folder.key(), BOARD)
    with BundleFile(path) as file:
        return take_bundle(holding, proof, {"receipts": proof}, file)


def held(folder: Folder, server: SimulatedServer) -> Held:
    found: Holding = load(folder, server.clock)
    objects = {path.name for path in folder.objects.path.iterdir()}
    return Held(found.state, found.score, objects)


def refused(folder: Folder, server: SimulatedServer, path: Path) -> str:
    """The words of a refusal, which changes nothing."""
    before = held(folder, server)
    with pytest.raises(PlayerError) as caught:
        take(folder, server, path)
    assert held(folder, server) == before
    told = str(caught.value)
    assert path.name in told and "\n" not in told
    return told


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


def test_pictures_come_along_and_what_is_not_needed_goes(
    folder: Folder, server: SimulatedServer, agent: Agent, tmp_path: Path
) -> None:
    picture = with_media(server, b"picture" * 50_000)
    take(folder, server, a_bundle(tmp_path / "x.bangtin", server))
    assert set(names(offline(folder, server), 12)) == {"p"}
    assert folder.objects.has(picture) and len(held(folder, server).objects) == 2


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
    def rename(files: Files) -> None:
        for kind in ("head", "identity", "stored"):
            files[board_name("b2", kind)] = files.pop(board_name(BOARD, kind))

    told = refused(folder, server, a_bundle(tmp_path / "x.bangtin", server, before=rename))
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


def a_flip(name: str) -> Callable[[Files], None]:
    def flip(files: Files) -> None:
        chosen = next(entry for entry in files if entry.startswith(name))
        data = bytearray(files[chosen])
        data[len(data) // 2] ^= 1
        files[chosen] = bytes(data)

    return flip


@pytest.mark.parametrize(
    "name", ["boards/b1/head", "boards/b1/stored", "items/", "media/", "manifests/", "roots/",
             CONTENTS],
)  # fmt: skip
def test_one_flipped_bit_anywhere_is_told_before_anything_is_taken(
    folder: Folder, server: SimulatedServer, tmp_path: Path, name: str
) -> None:
    with_media(server, b"picture" * 50_000)
    refused(folder, server, a_bundle(tmp_path / "x.bangtin", server, after=a_flip(name)))


@pytest.mark.parametrize("name", ["items/", "media/", "manifests/"])
def test_what_a_dishonest_list_of_contents_covers_is_not_kept_either(
    folder: Folder, server: SimulatedServer, tmp_path: Path, name: str
) -> None:
    with_media(server, b"picture" * 50_000)
    path = a_bundle(tmp_path / "x.bangtin", server, before=a_flip(name))
    with pytest.raises(PlayerError):
        take(folder, server, path)
    for kept in folder.objects.path.iterdir():
        assert digest(kept.read_bytes()) == kept.name
    assert load(folder, server.clock).state.board == BOARD


@pytest.mark.parametrize("part", [0.0, 0.001, 0.3, 0.9, 0.999])
def test_a_truncated_bundle_is_refused(
    folder: Folder, server: SimulatedServer, tmp_path: Path, part: float
) -> None:
    path = a_bundle(tmp_path / "x.bangtin", server)
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * part)])
    assert "copy it again" in refused(folder, server, path)


@pytest.mark.parametrize("gone", [CONTENTS, "items/", "boards/b1/identity", "manifests/"])
def test_a_bundle_that_lacks_a_file_is_refused(
    folder: Folder, server: SimulatedServer, tmp_path: Path, gone: str
) -> None:
    def cut(files: Files) -> None:
        del files[next(name for name in files if name.startswith(gone))]

    assert "copy it again" in refused(
        folder, server, a_bundle(tmp_path / "x.bangtin", server, after=cut)
    )


@pytest.mark.parametrize(
    "name",
    ["../state.json", "/etc/passwd", "items/../../state.json", "media\\x", "items/x.json",
     "extra.txt", "roots/0.json", "boards/b1/../b2/head.json", f"media/{'a' * 63}",
     "boards//head.json"],
)  # fmt: skip
def test_names_that_no_bundle_has_are_refused(
    folder: Folder, server: SimulatedServer, tmp_path: Path, name: str
) -> None:
    def add(files: Files) -> None:
        files[name] = b"{}"

    refused(folder, server, a_bundle(tmp_path / "x.bangtin", server, after=add))
    assert not (tmp_path / "state.json").exists()


def test_a_name_cut_short_by_a_zero_byte_is_refused(
    folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    path = a_bundle(tmp_path / "x.bangtin", server)
    long, short = b"boards/b1/stored.json", b"media/" + b"\0" * 11 + b".png"
    path.write_bytes(path.read_bytes().replace(long, short))
    refused(folder, server, path)


def test_squeezed_entries_are_refused_unread(
    folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    path = tmp_path / "bomb.bangtin"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files_of(server).items():
            file.writestr(name, data)
        with file.open(shared_name("media", "a" * 64), "w") as sink:
            for _ in range(150):
                sink.write(bytes(1_000_000))
    assert path.stat().st_size < 1_000_000
    assert "squeezed" in refused(folder, server, path)


def test_a_file_that_is_named_twice_is_refused(
    folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    path = a_bundle(tmp_path / "x.bangtin", server)
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr(board_name(BOARD, "head"), b"{}")
    assert "twice" in refused(folder, server, path)


def test_entries_larger_than_their_kind_are_refused(
    folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    def swell(files: Files) -> None:
        files[board_name(BOARD, "head")] += b" " * 70_000

    told = refused(folder, server, a_bundle(tmp_path / "x.bangtin", server, after=swell))
    assert "too large" in told


def test_a_directory_that_claims_to_be_huge_is_not_read(
    folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    path = a_bundle(tmp_path / "x.bangtin", server)
    raw = path.read_bytes()
    for count, size in ((30_000, 100), (10, 500_000_000)):
        end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, 0, 0)
        path.write_bytes(raw[:-22] + end)
        assert "not a bundle's" in refused(folder, server, path)


def test_a_bundle_of_a_newer_make_says_so(
    folder: Folder, server: SimulatedServer, tmp_path: Path
) -> None:
    from content.trust import sign

    def newer(files: Files) -> None:
        payload = canonical({"kind": "bundle", "spec": 2})
        files[CONTENTS] = sign("bundle", payload, server.authority.keys["state"]).to_bytes()

    told = refused(folder, server, a_bundle(tmp_path / "x.bangtin", server, after=newer))
    assert "update this board" in told


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


def test_a_file_that_is_not_there_is_told(folder: Folder, tmp_path: Path) -> None:
    with pytest.raises(PlayerError, match="No such file"):
        BundleFile(tmp_path / "none.bangtin")


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
