"""The screens of one box: each a board with its own folder, key and port."""

import threading
import time
from pathlib import Path

import pytest
import requests

from player import screens
from player.cache import Folder
from player.errors import PlayerError
from player.screens import open_screens
from player.settings import PlayerSettings, ScreenPlace, screen_place
from tests.free_ports import free_port
from tests.player.simulated_server import SimulatedServer

NOBODY = "http://127.0.0.1:9"  # the discard port: nobody listens


def box(data: Path, *screens: ScreenPlace) -> PlayerSettings:
    return PlayerSettings(NOBODY, data, port=free_port(), screens=screens)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("gate=1920x1080", ScreenPlace("gate", 1920, 1080)),
        ("hall-2=512x256+1920+10", ScreenPlace("hall-2", 512, 256, 1920, 10)),
    ],
)
def test_a_screen_is_read(text: str, place: ScreenPlace) -> None:
    assert screen_place(text) == place


@pytest.mark.parametrize(
    "text", ["", "gate", "gate=", "gate=1920", "../x=64x32", "Gate=64x32", "g=64x32+1", "g=1x1"]
)
def test_what_is_no_screen_is_refused(text: str) -> None:
    with pytest.raises(PlayerError):
        screen_place(text)


def test_each_screen_has_a_key_a_folder_and_a_port_of_its_own(tmp_path: Path) -> None:
    places = ScreenPlace("gate", 1920, 1080), ScreenPlace("hall", 512, 256)
    opened = open_screens(box(tmp_path, *places))
    try:
        keys = {Folder(tmp_path / "screens" / place.name).key().public for place in places}
        assert len(keys) == 2
        assert opened[1].web.port == opened[0].web.port + 1
    finally:
        for screen in opened:
            screen.abandon()


def test_a_second_player_on_the_same_data_is_refused_and_leaves_nothing_open(
    tmp_path: Path,
) -> None:
    (first,) = open_screens(box(tmp_path / "screens" / "hall"))
    try:
        again = box(tmp_path, ScreenPlace("gate", 64, 32), ScreenPlace("hall", 64, 32))
        with pytest.raises(PlayerError, match="another player already uses"):
            open_screens(again)
    finally:
        first.abandon()
    for screen in open_screens(again):
        screen.abandon()


def test_without_a_network_the_page_is_there_and_waits_for_a_code(tmp_path: Path) -> None:
    (screen,) = open_screens(box(tmp_path))
    running = threading.Thread(target=screen.run)
    running.start()
    try:
        url = f"http://127.0.0.1:{screen.web.port}"
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            page = requests.get(f"{url}/board", timeout=5)
            if page.status_code == 200:
                break
        assert page.status_code == 200
        asked = requests.post(f"{url}/api/v1/pairings", json={"public_key": "x"}, timeout=5)
        assert (asked.status_code, asked.json()["code"]) == (503, "no_code_yet")
    finally:
        screen.stop()
        running.join(timeout=15)
    assert not running.is_alive()


def test_a_board_that_finds_no_server_asks_on_until_there_is_one(
    tmp_path: Path, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "ServerLink", lambda address: server)
    monkeypatch.setattr(screens, "_AGAIN_S", 0.02)
    monkeypatch.setattr(SimulatedServer, "close", lambda self: None, raising=False)
    server.down = True
    (screen,) = open_screens(box(tmp_path))
    running = threading.Thread(target=screen.run)
    running.start()
    deadline = time.monotonic() + 10
    while server.asked.count("/api/v1/pairings") < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    server.down = False
    while screen.web.waiting.offer is None and time.monotonic() < deadline:
        time.sleep(0.01)
    screen.stop()
    running.join(timeout=15)
    assert screen.web.waiting.offer is not None and not running.is_alive()
