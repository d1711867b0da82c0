"""The screens of one box: each a board with its own folder, key and port."""

import io
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from PIL import Image

from content.drawing_pairing import draw_damage, draw_pairing, draw_sign
from content.stage import stage_of
from player import screens
from player.cache import Folder
from player.commands import AGAIN_S
from player.ddp import SETTLES_S
from player.errors import PlayerError
from player.led_picture import open_face, pixels
from player.pairing import Offer
from player.screens import Screen, open_screens, run_screens
from player.settings import FONTS, PanelColour, PlayerSettings, ScreenPlace, screen_place
from tests.free_ports import free_port
from tests.player.local_builders import running
from tests.player.panel import LoopbackPanel
from tests.player.simulated_server import SimulatedServer, a_paired_folder

NOBODY = "http://127.0.0.1:9"  # the discard port: nobody listens


def offer_of(screen: Screen) -> Offer:
    """Wait for the code that a screen shows."""
    deadline = time.monotonic() + 60
    while screen.web.waiting.offer is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert screen.web.waiting.offer is not None
    return screen.web.waiting.offer


def box(data: Path, *screens: ScreenPlace) -> PlayerSettings:
    return PlayerSettings(NOBODY, data, port=free_port(max(1, len(screens))), screens=screens)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("gate=1920x1080", ScreenPlace("gate", 1920, 1080)),
        ("hall-2=512x256+1920+10", ScreenPlace("hall-2", 512, 256, 1920, 10)),
        ("gate=320x160@192.0.2.7", ScreenPlace("gate", 320, 160, panel=("192.0.2.7", 4048))),
        ("gate=320x160@p.lan:9", ScreenPlace("gate", 320, 160, panel=("p.lan", 9))),
    ],
)
def test_a_screen_is_read(text: str, place: ScreenPlace) -> None:
    assert screen_place(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gate",
        "gate=",
        "gate=1920",
        "../x=64x64",
        "Gate=64x64",
        "g=64x64+1",
        "g=1x1",
        "g=64x32",
        "g=64x64@",
        "g=64x64@p:0",
        "g=64x64+0+0@p",
    ],
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
        again = box(tmp_path, ScreenPlace("gate", 64, 64), ScreenPlace("hall", 64, 64))
        with pytest.raises(PlayerError, match="another player already uses"):
            open_screens(again)
    finally:
        first.abandon()
    for screen in open_screens(again):
        screen.abandon()


def test_without_a_network_the_page_is_there_and_waits_for_a_code(tmp_path: Path) -> None:
    (screen,) = open_screens(box(tmp_path))
    with running(screen):
        url = f"http://127.0.0.1:{screen.web.port}"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            page = requests.get(f"{url}/board", timeout=5)
            if page.status_code == 200:
                break
        assert page.status_code == 200
        asked = requests.post(f"{url}/api/v1/pairings", json={"public_key": "x"}, timeout=5)
        assert (asked.status_code, asked.json()["code"]) == (503, "no_code_yet")


def test_commands_reach_the_page_and_a_board_without_a_display_has_no_picture(
    tmp_path: Path, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    monkeypatch.setattr(screens, "ServerLink", lambda address, most_bytes_s: server)
    monkeypatch.setattr(screens, "SystemClock", lambda: server.clock)
    monkeypatch.setattr(SimulatedServer, "close", lambda self: None, raising=False)
    a_paired_folder(tmp_path, server).unlock()
    (screen,) = open_screens(box(tmp_path))
    told: list[str] = []
    monkeypatch.setattr(screen.web, "command", told.append)
    with running(screen):
        deadline = time.monotonic() + 60
        while not server.is_open and time.monotonic() < deadline:
            time.sleep(0.01)
        for name in ("identify", "reload", "screenshot"):
            server.push("command", {"id": "1", "name": name})
    assert told == ["identify", "reload"]
    assert "no picture of it" in caplog.text
    assert server.shots == []


def test_a_board_that_finds_no_server_asks_on_until_there_is_one(
    tmp_path: Path, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "ServerLink", lambda address, most_bytes_s: server)
    monkeypatch.setattr(screens, "_AGAIN_S", 0.02)
    monkeypatch.setattr(SimulatedServer, "close", lambda self: None, raising=False)
    server.down = True
    (screen,) = open_screens(box(tmp_path))
    with running(screen):
        deadline = time.monotonic() + 60
        while server.asked.count("/api/v1/pairings") < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        server.down = False
        offer_of(screen)


def test_when_one_screen_ends_by_itself_all_end_and_it_is_said_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_screens(box(tmp_path, ScreenPlace("gate", 64, 64), ScreenPlace("hall", 64, 64)))

    def breaks() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(opened[1], "run", breaks)
    said = f"the screen on port {opened[1].web.port} ended by itself: OSError: .*No space left"
    with pytest.raises(PlayerError, match=said):
        run_screens(opened, threading.Event())
    opened[1].abandon()
    for screen in open_screens(box(tmp_path, ScreenPlace("gate", 64, 64))):
        screen.abandon()


def test_screens_that_were_told_to_stop_end_in_peace(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    run_screens(open_screens(box(tmp_path)), stop)


def test_a_full_disk_while_pairing_is_waited_out(
    tmp_path: Path, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[bool] = []

    def full_once(folder: Folder) -> bool:
        tries.append(True)
        if len(tries) == 1:
            raise OSError(28, "No space left on device")
        return False

    monkeypatch.setattr(screens, "ServerLink", lambda address, most_bytes_s: server)
    monkeypatch.setattr(screens, "_AGAIN_S", 0.02)
    monkeypatch.setattr(screens, "is_paired", full_once)
    monkeypatch.setattr(SimulatedServer, "close", lambda self: None, raising=False)
    (screen,) = open_screens(box(tmp_path))
    with running(screen):
        offer_of(screen)


@pytest.mark.parametrize("harm", ["state rots", "state is of another shape", "key rots"])
def test_damaged_data_keep_the_page_up_with_a_word_for_the_technician(
    tmp_path: Path, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture, harm: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(screens, "ServerLink", lambda address, most_bytes_s: server)
    monkeypatch.setattr(screens, "SystemClock", lambda: server.clock)
    monkeypatch.setattr(screens, "_AGAIN_S", 0.02)
    monkeypatch.setattr(SimulatedServer, "close", lambda self: None, raising=False)
    folder = a_paired_folder(tmp_path, server)
    folder.unlock()
    if harm == "state is of another shape":
        folder.write("state", {"state": {}, "time": {}})
    for path in tmp_path.glob(f"{harm.split()[0]}.json*") if "rots" in harm else ():
        path.write_bytes(b"rotten")
    with LoopbackPanel(128 * 64 * 3) as panel:
        settings = replace(
            box(tmp_path), display="led", width=128, height=64, panel=("127.0.0.1", panel.port)
        )
        (screen,) = open_screens(settings)
        with running(screen):
            assert panel.waits_for(
                draw_damage(stage_of((128, 64), None), open_face(FONTS)).tobytes()
            )
            url = f"http://127.0.0.1:{screen.web.port}/api/v1/pairings"
            asked = requests.post(url, json={"public_key": "x"}, timeout=5)
            assert (asked.status_code, asked.json()["code"]) == (409, "data_damaged")
            assert "the data of this board are damaged" in caplog.text
            for name in ("key", "state"):
                for end in (".old", ""):  # else the one before would be read
                    (tmp_path / f"{name}.json{end}").unlink(missing_ok=True)
            offer_of(screen)
            assert requests.post(url, json={"public_key": "x"}, timeout=5).status_code != 409


class WideDisplay:
    """A browser's display of another size than a board has by default."""

    size = (2560, 1440)

    def start(self) -> None: ...

    def stop(self) -> None: ...


@pytest.mark.parametrize(("follows", "size"), [(True, (2560, 1440)), (False, (1280, 720))])
def test_a_board_is_let_in_with_the_size_of_its_display_unless_another_was_said(
    tmp_path: Path, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch,
    follows: bool, size: tuple[int, int],
) -> None:  # fmt: skip
    bodies: list[tuple[object, object]] = []
    answered = server._pairings

    def pairings(body: Mapping[str, object]) -> dict[str, object]:
        bodies.append((body["width"], body["height"]))
        return answered(body)

    monkeypatch.setattr(server, "_pairings", pairings)
    monkeypatch.setattr(screens, "ServerLink", lambda address, most_bytes_s: server)
    monkeypatch.setattr(SimulatedServer, "close", lambda self: None, raising=False)
    monkeypatch.setattr(Screen, "_watched", lambda screen: WideDisplay())
    settings = replace(box(tmp_path), display="chromium", width=1280, height=720, follows=follows)
    (screen,) = open_screens(settings)
    with running(screen):
        offer_of(screen)
    assert bodies == [size]


def test_two_panels_show_the_codes_of_two_boards(
    tmp_path: Path, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "ServerLink", lambda address, most_bytes_s: server)
    monkeypatch.setattr(SimulatedServer, "close", lambda self: None, raising=False)
    with LoopbackPanel(320 * 160) as gate, LoopbackPanel(128 * 64) as hall:
        places = (
            ScreenPlace("gate", 320, 160, panel=("127.0.0.1", gate.port)),
            ScreenPlace("hall", 128, 64, panel=("127.0.0.1", hall.port)),
        )
        settings = replace(box(tmp_path, *places), display="led", panel_colour=PanelColour.GREY)
        opened = open_screens(settings)
        with running(*opened):
            sizes = ((320, 160), (128, 64))
            for screen, panel, size in zip(opened, (gate, hall), sizes, strict=True):
                offer = offer_of(screen)
                stage = stage_of(size, None)
                drawn = draw_pairing(
                    stage, open_face(FONTS), code=offer.user_code,
                    check_number=offer.check_number, address=offer.address,
                )  # fmt: skip
                assert panel.waits_for(pixels(drawn, PanelColour.GREY, 100))


def test_commands_reach_the_panel_too(
    tmp_path: Path, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "ServerLink", lambda address, most_bytes_s: server)
    monkeypatch.setattr(screens, "SystemClock", lambda: server.clock)
    monkeypatch.setattr(SimulatedServer, "close", lambda self: None, raising=False)
    a_paired_folder(tmp_path, server).unlock()
    with LoopbackPanel(320 * 160 * 3) as panel:
        settings = replace(
            box(tmp_path), display="led", width=320, height=160, panel=("127.0.0.1", panel.port)
        )
        (screen,) = open_screens(settings)
        with running(screen):
            deadline = time.monotonic() + 60
            while not server.is_open and time.monotonic() < deadline:
                time.sleep(0.01)
            sign = draw_sign(
                stage_of((320, 160), None), open_face(FONTS), board="b1", title="Xã Ba Tơ"
            )
            server.push("command", {"id": "1", "name": "identify"})
            assert panel.waits_for(sign.tobytes())
            while not server.shots and time.monotonic() < deadline:
                server.clock.advance(SETTLES_S + AGAIN_S)
                panel.waits_for_frames(2)
                server.push("command", {"id": "2", "name": "screenshot"})
    with Image.open(io.BytesIO(server.shots[0])) as shot:
        assert shot.size == (320, 160)
