"""One real server for each engine, shared by the tests of sockets."""

from collections.abc import Iterator

import pytest

from tests.server.board_builders import ABoard
from tests.server.realtime.socket_world import SocketWorld

ENGINES = ("eventlet", "gevent")


@pytest.fixture(scope="session", params=ENGINES)
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SocketWorld]:
    made = SocketWorld.start(tmp_path_factory.mktemp(request.param) / "var", engine=request.param)
    yield made
    assert made.stop() == 0


@pytest.fixture(scope="session")
def board(world: SocketWorld) -> ABoard:
    """A board that no test revokes."""
    return world.a_board()
