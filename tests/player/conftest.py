from pathlib import Path

import pytest

from player.agent import Agent
from player.cache import Folder
from tests.player.simulated_server import (
    FakeClock,
    SimulatedServer,
    a_paired_folder,
    an_agent,
    settle,
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def server(clock: FakeClock) -> SimulatedServer:
    made = SimulatedServer(clock)
    made.publish({"a": "Tiêm chủng", "b": "Giá keo"})
    return made


@pytest.fixture
def folder(tmp_path: Path, server: SimulatedServer) -> Folder:
    return a_paired_folder(tmp_path / "board", server)


@pytest.fixture
def agent(folder: Folder, server: SimulatedServer) -> Agent:
    made = an_agent(folder, server)
    settle(made)
    return made
