"""Sticks that are broken or mean harm: player.bundle_file, player.bundle."""

import struct
import zipfile
from pathlib import Path

import pytest

from content.bundle import CONTENTS, board_name, shared_name
from content.trust import canonical, digest, sign
from player.bundle_file import BundleFile
from player.cache import Folder
from player.errors import PlayerError
from player.holding import load
from tests.player.bundles import Files, a_bundle, a_flip, files_of, refused, take, with_media
from tests.player.simulated_server import SimulatedServer
from tests.vectors.statements import BOARD


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
    def newer(files: Files) -> None:
        payload = canonical({"kind": "bundle", "spec": 2})
        files[CONTENTS] = sign("bundle", payload, server.authority.keys["state"]).to_bytes()

    told = refused(folder, server, a_bundle(tmp_path / "x.bangtin", server, after=newer))
    assert "update this board" in told


def test_a_file_that_is_not_there_is_told(folder: Folder, tmp_path: Path) -> None:
    with pytest.raises(PlayerError, match="No such file"):
        BundleFile(tmp_path / "none.bangtin")
