from pathlib import Path

from player.cache import Folder
from player.doctor import examine
from tests.player.simulated_server import SimulatedServer


def found(folder: Folder, server: SimulatedServer) -> dict[str, bool]:
    return {entry.name: entry.is_well for entry in examine(folder, server.clock, server)}


def test_a_paired_board_beside_its_server_is_well(folder: Folder, server: SimulatedServer) -> None:
    server.files["healthz"] = b"ok"
    assert all(found(folder, server).values())


def test_a_server_that_does_not_answer_is_named(folder: Folder, server: SimulatedServer) -> None:
    server.vanish()
    told = found(folder, server)
    assert [name for name, is_well in told.items() if not is_well] == ["server"]


def test_a_board_that_is_not_paired_is_told_how(tmp_path: Path, server: SimulatedServer) -> None:
    findings = examine(Folder(tmp_path), server.clock, None)
    state = next(entry for entry in findings if entry.name == "state")
    assert not state.is_well and "player pair" in state.text
