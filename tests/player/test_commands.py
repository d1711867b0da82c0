"""What the server commands: pictures one at a time, and words to the page that do not wait."""

import threading
from collections.abc import Iterator

import pytest

from player.agent import Agent
from player.commands import AGAIN_S, Shots, no_picture
from player.errors import PlayerError, UnreachableError
from tests.player.simulated_server import NOON, FakeClock, SimulatedServer, settle

ASK = {"id": "1", "name": "screenshot"}


class Camera:
    """Takes pictures when it is let, and keeps what was sent."""

    def __init__(self) -> None:
        self.clock = FakeClock(NOON)
        self.may_take, self.ended = threading.Event(), threading.Semaphore(0)
        self.taken: list[str] = []
        self.sent: list[bytes] = []
        self.trouble: Exception | None = None
        self.shots = Shots(self.take, self.send, self.clock.mono_s)
        self.may_take.set()

    def take(self) -> bytes:
        assert self.may_take.wait(10)
        self.taken.append(threading.current_thread().name)
        if isinstance(self.trouble, OSError | ValueError):
            raise self.trouble
        return b"picture %d" % len(self.taken)

    def send(self, jpeg: bytes) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.sent.append(jpeg)

    def shoot(self, sent: int) -> None:
        """Ask, and wait until the worker is free again."""
        self.shots.ask(ASK)
        while self.shots.is_busy:
            threading.Event().wait(0.005)
        assert len(self.sent) == sent


@pytest.fixture
def camera() -> Iterator[Camera]:
    made = Camera()
    yield made
    made.may_take.set()
    made.shots.stop()


def test_a_picture_is_taken_and_sent_in_another_thread(camera: Camera) -> None:
    camera.shoot(1)
    assert camera.sent == [b"picture 1"]
    assert camera.taken == ["shots"]


def test_there_is_one_picture_at_a_time_and_none_within_five_seconds(camera: Camera) -> None:
    camera.may_take.clear()
    camera.shots.ask(ASK)
    camera.clock.advance(60)
    with pytest.raises(PlayerError, match="another picture"):
        camera.shots.ask(ASK)
    camera.may_take.set()
    while camera.shots.is_busy:
        threading.Event().wait(0.005)
    camera.shoot(2)
    camera.clock.advance(AGAIN_S - 0.1)
    with pytest.raises(PlayerError, match="less than 5 s"):
        camera.shots.ask(ASK)
    camera.clock.advance(0.1)
    camera.shoot(3)


@pytest.mark.parametrize(
    "trouble", [OSError("X is gone"), UnreachableError("no answer"), ValueError("a mistake here")]
)
def test_a_picture_that_fails_is_said_and_the_next_one_is_taken(
    camera: Camera, trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    camera.trouble = trouble
    camera.shoot(0)
    assert str(trouble) in caplog.text
    camera.trouble = None
    camera.clock.advance(AGAIN_S)
    camera.shoot(1)


def test_a_board_without_a_display_says_why_there_is_no_picture() -> None:
    with pytest.raises(PlayerError, match="no display of its own"):
        no_picture(ASK)


def test_a_command_comes_through_once_in_five_seconds_and_the_last_of_its_name_counts(
    agent: Agent, server: SimulatedServer
) -> None:
    got: list[object] = []
    agent.courier.commands["power"] = lambda command: got.append(command.get("on"))
    agent.courier.commands["identify"] = lambda command: got.append("name")
    for on in (False, True, False, True):
        server.push("command", {"id": "1", "name": "power", "on": on})
    server.push("command", {"id": "2", "name": "identify"})
    assert got == [False, "name"]
    settle(agent, 4)
    assert got == [False, "name"]
    settle(agent, 2)
    assert got == [False, "name", True]
    settle(agent, 20)
    assert got == [False, "name", True]


def test_a_command_that_waits_is_done_though_the_server_is_gone_meanwhile(
    agent: Agent, server: SimulatedServer
) -> None:
    got: list[object] = []
    agent.courier.commands["power"] = lambda command: got.append(command.get("on"))
    for on in (False, True):
        server.push("command", {"id": "1", "name": "power", "on": on})
    server.vanish()
    agent.courier.step()
    assert agent.courier.step() <= AGAIN_S
    server.clock.advance(AGAIN_S)
    agent.courier.step()
    assert got == [False, True]
