"""The guard over a browser that is fake, with a clock that is not the machine's."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from player.cache import Folder
from player.guard import REBOOTS, Guard, ask_for
from player.notify import Notifier
from player.watchdog import Step
from tests.player.simulated_server import NOON, FakeClock


class FakeBrowser:
    def __init__(self) -> None:
        self.is_running = True
        self.done: list[str] = []
        self.holds_mb = 300

    def start(self, address: str) -> None:
        self.is_running = True
        self.done.append("start")

    def renew(self, address: str) -> None:
        self.done.append("renew")

    def stop(self) -> None:
        self.done.append("stop")

    def memory_mb(self) -> int:
        return self.holds_mb


class Glass(Notifier):
    """A picture, and what was done about it."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.browser = FakeClock(NOON), FakeBrowser()
        self.count: int | None = 0
        self.is_alerting = False
        self.asked: list[Step] = []
        self.fed = 0
        self.guard = Guard(
            self.browser, "http://127.0.0.1:1/board", lambda: self.count,
            folder=Folder(folder), mono_s=self.clock.mono_s, now=lambda: self.clock.true,
            is_alerting=lambda: self.is_alerting,
            reload=lambda: self.browser.done.append("reload"),
            ask=self.asked.append, notifier=self, most_mb=600,
        )  # fmt: skip

    def ready(self) -> None:
        self.fed = 0

    def alive(self) -> None:
        self.fed += 1

    def pass_s(self, seconds: int, *, moving: bool = True, beating: bool = True) -> None:
        for _ in range(seconds):
            self.clock.advance(1)
            if moving and self.count is not None:
                self.count = (self.count + 1) % 256
            if beating:
                self.guard.beat(60)
            self.guard.step()


@pytest.fixture
def glass(tmp_path: Path) -> Glass:
    return Glass(tmp_path)


def test_a_good_picture_feeds_the_watchdog_and_is_left_alone(glass: Glass) -> None:
    glass.pass_s(600)
    assert (glass.browser.done, glass.asked) == ([], [])
    assert glass.fed == 600


@pytest.mark.parametrize("count", [None, 7])
def test_a_black_or_frozen_picture_is_helped_within_15_s(glass: Glass, count: int | None) -> None:
    glass.pass_s(5)
    glass.count, fed = count, glass.fed
    glass.pass_s(13, moving=False)
    assert glass.browser.done == ["reload", "start"]
    assert glass.fed - fed <= 4


def test_a_page_that_hears_nothing_is_helped_though_it_paints(glass: Glass) -> None:
    glass.pass_s(20, beating=False)
    assert "start" in glass.browser.done


def test_frames_of_none_are_no_heartbeat(glass: Glass) -> None:
    for _ in range(20):
        glass.guard.beat(0)
        glass.pass_s(1, beating=False)
    assert "start" in glass.browser.done


def test_a_browser_that_died_is_started_at_once(glass: Glass) -> None:
    glass.pass_s(3)
    glass.count, glass.browser.is_running = None, False
    glass.pass_s(1)
    assert glass.browser.done == ["start"]


def test_display_and_machine_are_asked_for_at_most_three_reboots_a_day(glass: Glass) -> None:
    glass.count = None
    glass.pass_s(1200, moving=False)
    assert glass.asked.count(Step.REBOOT) == 3
    assert glass.asked.count(Step.DISPLAY) > 3
    assert glass.asked.index(Step.DISPLAY) < glass.asked.index(Step.REBOOT)


def test_a_disk_that_takes_no_count_gets_no_reboot(
    glass: Glass, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: Folder, name: str, value: object) -> None:
        assert name == REBOOTS
        raise OSError("full")

    monkeypatch.setattr(Folder, "write", full)
    glass.count = None
    glass.pass_s(400, moving=False)
    assert Step.REBOOT not in glass.asked and Step.DISPLAY in glass.asked


def test_the_browser_is_renewed_at_three_in_the_night_but_not_under_an_alert(glass: Glass) -> None:
    glass.pass_s(5)
    glass.clock.advance(timedelta(hours=15).total_seconds())  # from noon to three
    glass.count, glass.is_alerting = 0, True
    glass.guard.beat(1)
    glass.pass_s(60)
    assert "renew" not in glass.browser.done
    glass.is_alerting = False
    glass.pass_s(60)
    assert glass.browser.done.count("renew") == 1


def test_the_browser_is_renewed_when_it_holds_too_much_but_not_more_than_hourly(
    glass: Glass,
) -> None:
    glass.browser.holds_mb = 601
    glass.pass_s(3590)
    assert glass.browser.done == []
    glass.pass_s(3700)
    assert glass.browser.done == ["renew", "renew"]


def test_a_browser_that_ends_at_each_start_leads_to_a_new_display_and_a_reboot(
    glass: Glass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeBrowser, "start", lambda fake, address: fake.done.append("start"))
    glass.count, glass.browser.is_running = None, False
    glass.pass_s(14, moving=False)
    assert (glass.browser.done, glass.asked) == (["start"] * 2, [Step.DISPLAY])
    glass.pass_s(32, moving=False)
    assert (glass.browser.done, glass.asked) == (["start"] * 3, [Step.DISPLAY, Step.REBOOT])


def test_a_page_that_dies_again_soon_after_a_reload_gets_a_new_browser(glass: Glass) -> None:
    glass.pass_s(100)
    glass.pass_s(6, moving=False)
    glass.pass_s(10)
    assert glass.browser.done == ["reload"]
    glass.pass_s(6, moving=False)
    assert glass.browser.done == ["reload", "start"]


@pytest.mark.parametrize(("moving", "beating"), [(False, True), (True, False), (False, False)])
def test_from_the_last_good_sign_to_a_new_browser_it_is_at_most_13_s(
    glass: Glass, moving: bool, beating: bool
) -> None:
    glass.pass_s(100)
    glass.pass_s(13, moving=moving, beating=beating)
    assert glass.browser.done == ["reload", "start"]


def test_a_browser_that_cannot_be_started_is_tried_again(
    glass: Glass, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(fake: FakeBrowser, address: str) -> None:
        fake.done.append("failed")
        raise OSError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(FakeBrowser, "start", fail)
        glass.count, glass.browser.is_running = None, False
        running = threading.Thread(target=glass.guard.run)
        running.start()
        deadline = time.monotonic() + 10
        while not glass.browser.done and time.monotonic() < deadline:
            time.sleep(0.01)
    glass.clock.advance(6)
    while "start" not in glass.browser.done and time.monotonic() < deadline:
        time.sleep(0.01)
    glass.guard.stop()
    running.join(timeout=5)
    assert glass.browser.done == ["failed", "start", "stop"]


def test_what_the_player_may_not_do_is_asked_for_by_a_file(tmp_path: Path) -> None:
    ask_for(Step.DISPLAY, tmp_path)
    ask_for(Step.REBOOT, tmp_path)
    ask_for(Step.RELOAD, tmp_path)
    ask_for(Step.REBOOT, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reboot", "restart-display"]
