"""What systemd hears."""

import socket
from pathlib import Path

from player.notify import Notifier


def test_systemd_hears_ready_and_alive(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        notifier = Notifier(str(tmp_path / "notify"))
        notifier.ready()
        notifier.alive()
        assert [heard.recv(100), heard.recv(100)] == [b"READY=1", b"WATCHDOG=1"]


def test_outside_of_systemd_and_when_it_is_gone_nothing_happens(tmp_path: Path) -> None:
    for address in ("", str(tmp_path / "gone"), "@bangtin-nobody-listens"):
        Notifier(address).alive()
