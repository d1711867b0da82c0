"""One real server for all tests that leave it as it was."""

from collections.abc import Iterator

import pytest

from tests.faults.province import World
from tests.server.running_server import RunningServer


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    server = RunningServer(tmp_path_factory.mktemp("province") / "var")
    server.start()
    made = World(server)
    yield made
    made.board.close()
    assert server.stop() == 0
