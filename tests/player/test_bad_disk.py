"""A disk that can only be read, rots or is full: the board plays on, shows alerts and says so."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from player.cache import Folder
from player.show import Kind
from tests.player.hostile import (
    expect_alert,
    plays,
)
from tests.player.simulated_server import (
    SimulatedServer,
    a_paired_folder,
    an_agent,
    now_alert,
    settle,
)


@contextmanager
def mounted(path: Path, size_kb: int) -> Iterator[Callable[[str], None]]:
    """A disk in memory; gives what mounts it anew with other options."""
    path.mkdir()

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)

    try:
        run("mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "tmpfs", str(path))
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a disk of its own needs root")
    try:
        yield lambda options: run("mount", "-o", f"remount,{options}", str(path))
    finally:
        run("umount", "-l", str(path))


@pytest.fixture
def on_disk(
    tmp_path: Path, server: SimulatedServer
) -> Iterator[tuple[Folder, Callable[[str], None]]]:
    """A paired board on a disk of its own, and what mounts that anew."""
    with mounted(tmp_path / "disk", 65_536) as remount:
        yield a_paired_folder(tmp_path / "disk/board", server), remount


def test_a_board_whose_disk_can_only_be_read_plays_on_and_shows_alerts(
    on_disk: tuple[Folder, Callable[[str], None]],
    server: SimulatedServer,
    logged: pytest.LogCaptureFixture,
) -> None:
    folder, remount = on_disk
    settle(an_agent(folder, server), 5)
    remount("ro")
    for _ in range(2):
        agent = an_agent(folder, server)
        settle(agent, 25)
        assert plays(agent) == {"a", "b"}
        server.fire(now_alert(server))
        settle(agent, 25)
        assert agent.glass.shown.kind is Kind.ALERT
        assert "storage_failed" in agent.courier._status()["faults"]  # type: ignore[operator]
        server.cancel("flood")
        settle(agent, 25)
        assert plays(agent) == {"a", "b"}
    assert "cannot be written to disk" in logged.text and server.states("flood") == []
    remount("rw")
    settle(agent, 30)
    expect_alert(agent, server)
    assert "storage_failed" not in agent.courier._status()["faults"]  # type: ignore[operator]


def test_a_file_that_rots_on_a_disk_that_can_only_be_read_is_passed_over(
    on_disk: tuple[Folder, Callable[[str], None]], server: SimulatedServer
) -> None:
    folder, remount = on_disk
    settle(an_agent(folder, server), 5)
    victim = next(
        path
        for path in folder.objects.path.iterdir()
        if "Tiêm" in json.loads(path.read_text())["title"]
    )
    victim.write_bytes(b"rotten")
    remount("ro")
    server.vanish()
    agent = an_agent(folder, server)
    settle(agent, 5)
    assert plays(agent) == {"b"}


def test_a_board_whose_disk_is_full_shows_alerts_and_takes_the_score_later(
    on_disk: tuple[Folder, Callable[[str], None]],
    server: SimulatedServer,
    logged: pytest.LogCaptureFixture,
) -> None:
    folder, _ = on_disk
    agent = an_agent(folder, server)
    settle(agent, 5)
    ballast = folder.path.parent / "ballast"
    with pytest.raises(OSError, match="No space"), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 20))
    server.publish({"a": "Tiêm chủng", "c": "Mới"})
    server.fire(now_alert(server))
    settle(agent, 30)
    assert agent.glass.shown.kind is Kind.ALERT
    server.cancel("flood")
    settle(agent, 30)
    assert plays(agent) == {"a", "b"}
    faults = agent.courier._status()["faults"]
    assert {"storage_full", "storage_failed"} <= set(faults)  # type: ignore[call-overload]
    assert "cannot be written to disk" in logged.text
    ballast.unlink()
    settle(agent, 120)
    assert plays(agent) == {"a", "c"}
    expect_alert(agent, server)
    assert agent.files.faults() == []
