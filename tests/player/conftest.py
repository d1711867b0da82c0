import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from player.agent import Agent
from player.cache import Folder
from player.local_web import LocalWeb
from tests.player.local_builders import PageClient, serve
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


@pytest.fixture
def web(agent: Agent) -> Iterator[LocalWeb]:
    """The agent's page server; what is on the glass the page tells."""
    agent.glass.seen = lambda shown: None
    made = LocalWeb(0, "key")
    serve(made, agent)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def page(web: LocalWeb) -> PageClient:
    """A page that the agent opened itself, and that has been let in."""
    made = PageClient(web)
    made.pair(web.pages.secret)
    return made


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All that is logged, also what is only told."""
    caplog.set_level(logging.INFO)
    return caplog
