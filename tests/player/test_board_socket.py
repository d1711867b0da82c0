"""The socket facing a server that is strange, silent or hostile: player.board_socket."""

import gc
import socket
import threading
import time
from collections.abc import Iterator

import pytest

import player.board_socket
from player.board_socket import BoardSocket
from player.errors import UnreachableError
from tests.player.raw_socket_server import ENTERED, OPEN, announced, speaking, text

# The library drops its connection without closing it when an opening is none.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def _dropped_here() -> Iterator[None]:
    yield
    gc.collect()


def nothing(event: str, data: object) -> None:
    """Hear nothing."""


def refuses(address: str, within_s: float = 10.0) -> bool:
    """Tell whether opening says soon that nobody is there."""
    board, told = BoardSocket(address), list[str]()

    def opening() -> None:
        try:
            board.open("token", nothing)
        except UnreachableError:
            told.append("unreachable")

    waiting = threading.Thread(target=opening, daemon=True)
    waiting.start()
    waiting.join(within_s)
    return told == ["unreachable"] and not board.is_open


def test_a_server_that_falls_silent_after_opening_holds_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(player.board_socket, "OPEN_S", 1.0)
    with speaking(text(OPEN)) as address:
        assert refuses(address)


@pytest.mark.parametrize("said", [b"0{}", b"0[]", b"0", b"junk", b"44/board,{"])
def test_an_opening_that_is_none_is_an_unreachable_server(
    monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(player.board_socket, "OPEN_S", 1.0)
    with speaking(text(said)) as address:
        assert refuses(address)


def test_the_token_goes_to_no_other_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0.5)
        where = f"ws://127.0.0.1:{elsewhere.getsockname()[1]}/socket.io/"
        moved = f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n"
        with speaking(instead=moved.encode()) as address:
            assert refuses(address)
        with pytest.raises(TimeoutError):
            elsewhere.accept()


@pytest.mark.parametrize("size", [300_000, 1 << 40])
def test_a_message_that_is_too_large_ends_the_socket_before_it_is_read(size: int) -> None:
    with speaking(text(OPEN), text(ENTERED), announced(size)) as address:
        board = BoardSocket(address)
        board.open("token", nothing)
        deadline = time.monotonic() + 60
        while board.is_open and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not board.is_open
        board.close()
