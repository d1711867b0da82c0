"""When systemd's watchdog is fed by a board on an LED panel."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from player.cache import Folder
from player.ddp import DdpSender
from player.led import LedDisplay, Sender
from player.led_picture import LedPicture
from player.led_pulse import FRESH_S, Pulse
from player.notify import Notifier
from player.settings import PanelColour, PlayerSettings
from tests.player.panel import LoopbackPanel


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.setblocking(False)
        yield heard


def heard(systemd: socket.socket) -> list[bytes]:
    found = []
    while True:
        try:
            found.append(systemd.recv(100))
        except BlockingIOError:
            return found


def test_the_watchdog_is_fed_while_both_go_on(systemd: socket.socket, tmp_path: Path) -> None:
    clock = [0.0]
    pulse = Pulse(("draw", "send"), lambda: clock[0], Notifier(str(tmp_path / "notify")))
    pulse.beat("send")
    assert heard(systemd) == []
    pulse.beat("draw")
    assert heard(systemd) == [b"WATCHDOG=1"]
    clock[0] = FRESH_S
    pulse.beat("send")
    assert heard(systemd) == [b"WATCHDOG=1"]
    clock[0] = FRESH_S + 0.1
    pulse.beat("send")
    assert heard(systemd) == []
    pulse.beat("draw")
    assert heard(systemd) == [b"WATCHDOG=1"]


@pytest.mark.parametrize("draws", [True, False])
def test_a_panel_that_is_served_feeds_it_and_one_that_cannot_be_drawn_for_does_not(
    systemd: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draws: bool
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    stuck, steps, step = [not draws], threading.Semaphore(0), Sender.step

    def counted(self: Sender) -> None:
        step(self)
        steps.release()

    monkeypatch.setattr(Sender, "step", counted)

    def waiting(self: LedPicture, scene: object) -> None:
        while stuck[0]:
            time.sleep(0.01)
        raise ValueError("no picture")

    if not draws:
        monkeypatch.setattr(LedPicture, "draw", waiting)
    folder = Folder(tmp_path / "board")
    with LoopbackPanel(64 * 32 * 3) as panel:
        address = ("127.0.0.1", panel.port)
        settings = PlayerSettings("http://s", folder.path, "led", 64, 32, panel=address)
        sender = DdpSender(address, PanelColour.RGB, time.monotonic)
        display = LedDisplay(settings, folder.objects, sender)
        display.start()
        try:
            if draws:
                systemd.settimeout(30)
                assert systemd.recv(100) == b"WATCHDOG=1"
            else:
                for _ in range(3):
                    assert steps.acquire(timeout=30)
                assert heard(systemd) == []
        finally:
            stuck[0] = False
            display.stop()
