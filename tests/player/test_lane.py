"""Conversations go before files, and files keep to their rate: player.lane."""

import socket
import threading
import time
from typing import Any

import pytest

from player.lane import Lane


def test_a_part_waits_while_anybody_talks() -> None:
    lane, passed = Lane(), threading.Event()

    def download() -> None:
        lane.give_way(1000)
        passed.set()

    with lane.talking(), lane.talking():
        waiting = threading.Thread(target=download)
        waiting.start()
        assert not passed.wait(0.2)
    assert passed.wait(5)
    waiting.join()


def test_nobody_talks_a_file_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("player.lane._LONGEST_WAIT_S", 0.05)
    lane = Lane()
    with lane.talking():
        lane.give_way(1000)


def test_a_file_of_an_alert_gives_way_to_talk_and_keeps_to_no_rate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    lane, passed = Lane(most_bytes_s=10_000), threading.Event()

    def download() -> None:
        lane.let_talk(1000)
        passed.set()

    with lane.talking():
        waiting = threading.Thread(target=download)
        waiting.start()
        assert not passed.wait(0.2)
    assert passed.wait(30)
    waiting.join()
    assert slept == []


def test_a_rate_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    lane = Lane(most_bytes_s=10_000)
    for size in (1000, 500):
        lane.give_way(size)
    Lane().give_way(10**9)
    assert slept == [0.1, 0.05]


def test_its_connections_have_small_windows() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        asked: list[Any] = []

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")

        serving = threading.Thread(target=answer)
        serving.start()
        session = Lane().session()
        with session.get(f"http://127.0.0.1:{listening.getsockname()[1]}/", stream=True) as got:
            link = got.raw.connection.sock
            asked.append(link.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF))
        serving.join()
        session.close()
    # The kernel doubles what is asked for. Source: socket(7).
    assert asked == [2 * 32 * 1024]
