from typing import Any

from server.realtime.connections import QUEUED_FRAMES_AT_MOST, WRITES_AT_A_TIME, Connections
from server.realtime.websocket import text_frame


class FakeQueue:
    def __init__(self) -> None:
        self.size = 0

    def qsize(self) -> int:
        return self.size


class FakeSocket:
    """An Engine.IO session."""

    def __init__(self) -> None:
        self.queue = FakeQueue()
        self.queued: list[Any] = []
        self.closing = self.closed = False

    def send(self, packet: Any) -> None:
        self.queued.append(packet)

    def close(self, wait: bool) -> None:
        self.closed = True


class FakeWebSocket:
    """The WebSocket of a session; it takes a frame at once unless it is busy."""

    def __init__(self) -> None:
        self.is_busy = self.is_closed = False
        self.written: list[bytes] = []

    def write_now(self, frame: bytes) -> bool:
        if not self.is_busy:
            self.written.append(frame)
        return not self.is_busy

    def close(self) -> None:
        self.is_closed = True


class FakeServer:
    """As much of Socket.IO's server as the connections touch."""

    def __init__(self) -> None:
        self.sockets: dict[str, FakeSocket] = {}
        self.eio = self
        self.manager = self
        self.cut: list[str] = []
        self.pauses: list[float] = []

    def eio_sid_from_sid(self, sid: str, namespace: str) -> str:
        return f"e-{sid}"

    def disconnect(self, sid: str, namespace: str) -> None:
        self.cut.append(sid)

    def start_background_task(self, work: Any, *arguments: Any) -> None:
        work(*arguments)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


def connected(*boards: str) -> tuple[Connections, FakeServer]:
    server = FakeServer()
    connections = Connections(server)  # type: ignore[arg-type]
    for board in boards:
        session = f"e-s-{board}"
        server.sockets[session] = FakeSocket()
        connections.open.note(session, FakeWebSocket())  # type: ignore[arg-type]
        connections.add(f"s-{board}", board)
    return connections, server


def web_socket(connections: Connections, board: str) -> FakeWebSocket:
    found = connections.open.get(f"e-s-{board}")
    assert isinstance(found, FakeWebSocket)
    return found


def test_a_frame_is_encoded_once_and_written_to_the_boards_that_are_here() -> None:
    connections, _ = connected("b1", "b2")
    assert connections.broadcast("alert", {"id": "a"}, ["b1", "b2", "away"]) == ["b1", "b2"]
    frames = [web_socket(connections, board).written[0] for board in ("b1", "b2")]
    assert frames[0] is frames[1]
    assert frames[0] == text_frame('42/board,["alert",{"id":"a"}]')


def test_a_busy_or_polling_board_gets_the_same_through_its_queue() -> None:
    connections, server = connected("busy", "polling", "behind")
    web_socket(connections, "busy").is_busy = True
    connections.open.forget("e-s-polling")
    server.sockets["e-s-behind"].queue.size = 1
    boards = ["busy", "polling", "behind"]
    assert connections.broadcast("changed", {"spread_s": 0}, boards) == boards
    for board in boards:
        queued = server.sockets[f"e-s-{board}"].queued
        assert [packet.encode() for packet in queued] == ['42/board,["changed",{"spread_s":0}]']


def test_a_stalled_or_closing_board_is_left_out_instead_of_queueing_more() -> None:
    connections, server = connected("stalled", "closing", "closed", "good")
    web_socket(connections, "stalled").is_busy = True
    server.sockets["e-s-stalled"].queue.size = QUEUED_FRAMES_AT_MOST
    server.sockets["e-s-closing"].closing = True
    server.sockets["e-s-closed"].closed = True
    boards = ["stalled", "closing", "closed", "good"]
    assert connections.broadcast("changed", {"spread_s": 0}, boards) == ["good"]
    assert server.sockets["e-s-stalled"].queued == []


def test_the_hub_serves_others_during_a_large_broadcast() -> None:
    connections, server = connected()
    connections.broadcast("alert", {}, [str(number) for number in range(WRITES_AT_A_TIME * 2)])
    assert server.pauses == [0, 0]


def test_a_third_socket_of_one_board_drops_the_oldest() -> None:
    connections, _ = connected("b1")
    assert connections.add("second", "b1") == []
    assert connections.add("third", "b1") == ["s-b1"]


def test_a_board_is_here_until_its_last_socket_has_gone() -> None:
    connections, _ = connected("b1")
    connections.add("second", "b1")
    assert connections.remove("s-b1") == "b1"
    assert connections.boards() == {"b1"}
    assert connections.remove("second") == "b1"
    assert connections.boards() == frozenset()


def test_a_revoked_board_loses_every_socket_even_if_it_does_not_listen() -> None:
    connections, server = connected("b1", "b2")
    connections.drop("b1")
    assert server.cut == ["s-b1"]
    assert server.sockets["e-s-b1"].closed
    assert web_socket(connections, "b1").is_closed
    assert not web_socket(connections, "b2").is_closed


def test_a_stop_ends_every_session_and_lets_nobody_in() -> None:
    connections, server = connected("b1", "b2")
    server.sockets["stranger"] = FakeSocket()
    assert connections.strangers() == {"stranger"}
    connections.close_all()
    assert set(server.cut) == {"s-b1", "s-b2"}
    assert all(socket.closed for socket in server.sockets.values())
    assert connections.open.is_closing


def test_an_unknown_socket_belongs_to_no_board() -> None:
    connections, _ = connected()
    assert connections.board_of("nobody") is None
    assert connections.remove("nobody") is None
