from dataclasses import dataclass, field
from typing import Any

from server.realtime.connections import QUEUED_FRAMES_AT_MOST, Connections


@dataclass
class FakeQueue:
    size: int = 0

    def qsize(self) -> int:
        return self.size


@dataclass
class FakeSocket:
    queue: FakeQueue = field(default_factory=FakeQueue)
    sent: list[Any] = field(default_factory=list)

    def send(self, frame: Any) -> None:
        self.sent.append(frame)


class FakeServer:
    """As much of Socket.IO's server as the connections touch."""

    def __init__(self) -> None:
        self.sockets: dict[str, FakeSocket] = {}
        self.eio = self
        self.manager = self
        self.cut: list[str] = []

    def eio_sid_from_sid(self, sid: str, namespace: str) -> str:
        return sid

    def disconnect(self, sid: str, namespace: str) -> None:
        self.cut.append(sid)


def connected(*boards: str) -> tuple[Connections, FakeServer]:
    server = FakeServer()
    connections = Connections(server)  # type: ignore[arg-type]
    for board in boards:
        server.sockets[f"s-{board}"] = FakeSocket()
        connections.add(f"s-{board}", board)
    return connections, server


def test_a_frame_is_encoded_once_and_reaches_the_boards_that_are_here() -> None:
    connections, server = connected("b1", "b2")
    assert connections.broadcast("alert", {"id": "a"}, ["b1", "b2", "away"]) == ["b1", "b2"]
    frames = [server.sockets[sid].sent[0] for sid in ("s-b1", "s-b2")]
    assert frames[0] is frames[1]
    assert frames[0].encode() == '42/board,["alert",{"id":"a"}]'


def test_a_stalled_board_is_left_out_instead_of_queueing_more() -> None:
    connections, server = connected("b1", "b2")
    server.sockets["s-b1"].queue.size = QUEUED_FRAMES_AT_MOST
    assert connections.broadcast("changed", {"spread_s": 0}, ["b1", "b2"]) == ["b2"]
    assert server.sockets["s-b1"].sent == []


def test_a_third_socket_of_one_board_drops_the_oldest() -> None:
    connections, _ = connected("b1")
    assert connections.add("second", "b1") == []
    assert connections.add("third", "b1") == ["s-b1"]


def test_a_board_is_gone_only_with_its_last_socket() -> None:
    connections, _ = connected("b1")
    connections.add("second", "b1")
    assert connections.remove("s-b1") is None
    assert connections.boards() == {"b1"}
    assert connections.remove("second") == "b1"
    assert connections.boards() == frozenset()


def test_a_revoked_board_loses_every_socket() -> None:
    connections, server = connected("b1", "b2")
    connections.drop("b1")
    assert server.cut == ["s-b1"]
    connections.drop_all()
    assert set(server.cut) == {"s-b1", "s-b2"}


def test_an_unknown_socket_belongs_to_no_board() -> None:
    connections, _ = connected()
    assert connections.board_of("nobody") is None
    assert connections.remove("nobody") is None
