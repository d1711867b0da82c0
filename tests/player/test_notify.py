"""What systemd hears."""

import socket
from pathlib import Path

from player.notify import TURNS_S, JointNotifier, Notifier
from tests.player.fake_clock import FakeClock


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


class Watchdog(Notifier):
    """systemd, as far as it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def ready(self) -> None:
        self.heard.append("ready")

    def alive(self) -> None:
        self.heard.append("alive")


def test_one_good_screen_feeds_the_watchdog_of_a_box_while_the_other_is_helped(
    clock: FakeClock,
) -> None:
    watchdog = Watchdog()
    joint = JointNotifier(watchdog, clock.mono_s)
    good, bad = joint.part(), joint.part()
    good.ready()
    for _ in range(200):
        clock.advance(1)
        bad.turned()
        good.alive()
    assert watchdog.heard == ["ready"] + ["alive"] * 200


def test_a_screen_that_nobody_watches_over_lets_the_watchdog_starve(clock: FakeClock) -> None:
    watchdog = Watchdog()
    joint = JointNotifier(watchdog, clock.mono_s)
    good, hung = joint.part(), joint.part()
    hung.alive()
    watchdog.heard.clear()
    clock.advance(TURNS_S)
    good.alive()
    assert watchdog.heard == ["alive"]
    clock.advance(1)
    good.alive()
    assert watchdog.heard == ["alive"]
    hung.turned()
    good.alive()
    assert watchdog.heard == ["alive", "alive"]
