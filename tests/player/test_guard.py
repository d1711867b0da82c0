"""The guard over a browser that is fake, with a clock that is not the machine's."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from player.cache import Folder
from player.guard import Guard, ask_for
from player.notify import Notifier
from player.reboots import REBOOTS, RebootBudget
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
        self.is_alerting = self.is_off = False
        self.is_on_display = self.is_going_round = True
        self.moves: list[bool] = []
        self.asked: list[Step] = []
        self.fed = 0
        self.guard = Guard(
            self.browser, "http://127.0.0.1:1/board", lambda: self.count,
            reboots=RebootBudget(Folder(folder), self.clock.mono_s),
            mono_s=self.clock.mono_s, now=lambda: self.clock.true,
            is_alerting=lambda: self.is_alerting,
            is_off=lambda: self.is_off, is_on_display=lambda: self.is_on_display,
            is_going_round=lambda: self.is_going_round,
            is_moved=lambda: bool(self.moves and self.moves.pop()),
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


def test_a_good_picture_of_an_agent_that_hangs_feeds_no_watchdog(glass: Glass) -> None:
    glass.pass_s(10)
    glass.is_going_round = False
    glass.pass_s(600)
    assert (glass.browser.done, glass.asked, glass.fed) == ([], [], 10)


@pytest.mark.parametrize("count", [None, 7])
def test_a_black_or_frozen_picture_is_helped_within_15_s(glass: Glass, count: int | None) -> None:
    glass.pass_s(5)
    glass.count, fed = count, glass.fed
    glass.pass_s(13, moving=False)
    assert glass.browser.done == ["reload", "start"]
    assert glass.fed - fed <= 4


def test_a_page_that_hears_nothing_is_helped_though_it_paints(glass: Glass) -> None:
    """A reload would be said to deaf ears."""
    glass.pass_s(100)
    glass.pass_s(9, beating=False)
    assert glass.browser.done == ["start"]


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


def test_display_and_machine_are_asked_for_at_most_three_reboots_a_day(
    glass: Glass, caplog: pytest.LogCaptureFixture
) -> None:
    glass.count = None
    glass.pass_s(1200, moving=False)
    assert glass.asked.count(Step.REBOOT) == 3
    assert caplog.text.count("the picture is bad: reboot") == 3
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


@pytest.mark.parametrize("beating", [True, False])
def test_from_the_last_good_picture_to_a_new_browser_it_is_at_most_13_s(
    glass: Glass, beating: bool
) -> None:
    glass.pass_s(100)
    glass.pass_s(13, moving=False, beating=beating)
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
        deadline = time.monotonic() + 60
        while not glass.browser.done and time.monotonic() < deadline:
            time.sleep(0.01)
    glass.clock.advance(6)
    while "start" not in glass.browser.done and time.monotonic() < deadline:
        time.sleep(0.01)
    glass.guard.stop()
    running.join(timeout=5)
    assert glass.browser.done == ["failed", "start", "stop"]


def test_behind_a_panel_that_is_off_nothing_need_be_painted_and_it_has_time_to_be_lit(
    glass: Glass,
) -> None:
    glass.pass_s(20)
    glass.is_off, glass.count = True, None
    for _ in range(600):
        glass.guard.beat(0)
        glass.pass_s(1, beating=False)
    assert (glass.browser.done, glass.asked) == ([], [])
    glass.is_off = False
    glass.pass_s(4)
    assert glass.browser.done == []
    glass.pass_s(10)
    assert glass.browser.done == ["reload", "start"]


def test_a_page_that_is_deaf_behind_a_panel_that_is_off_is_helped(glass: Glass) -> None:
    glass.is_off = True
    glass.pass_s(5)
    glass.pass_s(20, moving=False, beating=False)
    assert "start" in glass.browser.done


def test_a_browser_that_died_behind_a_panel_that_is_off_is_started(glass: Glass) -> None:
    glass.is_off = True
    glass.pass_s(5)
    glass.browser.is_running = False
    glass.count = None
    glass.pass_s(1)
    assert glass.browser.done == ["start"]


def test_a_display_of_another_size_has_the_browser_placed_anew_with_time_to_come_up(
    glass: Glass,
) -> None:
    glass.pass_s(100)
    glass.moves, glass.count = [True], None
    glass.pass_s(8, moving=False)
    assert glass.browser.done == ["start"]
    glass.count = 0
    glass.pass_s(60)
    assert (glass.browser.done, glass.asked) == (["start"], [])


@pytest.mark.parametrize("is_alerting", [False, True])
def test_a_screen_that_is_not_on_the_display_has_neither_that_nor_the_machine_started_anew(
    glass: Glass, is_alerting: bool
) -> None:
    glass.is_on_display, glass.is_alerting, glass.count = False, is_alerting, None
    glass.pass_s(3600)
    assert glass.asked == [] and not {"start", "reload"} & set(glass.browser.done)
    assert glass.fed == 3600
    glass.pass_s(3600, beating=False)
    assert glass.asked == [] and "start" in glass.browser.done
    glass.is_on_display = True
    glass.pass_s(600)
    assert Step.DISPLAY in glass.asked


def test_what_the_player_may_not_do_is_asked_for_by_a_file(tmp_path: Path) -> None:
    ask_for(Step.DISPLAY, tmp_path)
    ask_for(Step.REBOOT, tmp_path)
    ask_for(Step.RELOAD, tmp_path)
    ask_for(Step.REBOOT, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reboot", "restart-display"]
