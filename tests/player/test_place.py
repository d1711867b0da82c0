"""The place of a screen on a display that changes; its xrandr speaks as the real one does."""

import os
import stat
import threading
from pathlib import Path

import pytest

from player import place as place_module
from player.place import Place, place_on
from player.xdisplay import Box
from tests.player.virtual_display import virtual_display

WALL = (1920, 0, 3840, 1080)
FULL = "Screen 0: minimum 320 x 200, current 3840 x 1080, maximum 8192 x 8192\n"


def output(name: str, state: str, picture: str = "") -> str:
    shown = f"{picture} (normal left inverted right) 527mm x 296mm" if picture else "(normal left)"
    return f"{name} {state} {shown}\n   1920x1080     60.00 +\n"


class Display:
    """What a display says, and what was asked of it."""

    def __init__(self, wanted: tuple[int, int, int, int] = WALL, *, follows: bool = False) -> None:
        self.size, self.outputs = (3840, 1080), output("HDMI-1", "connected", "3840x1080+0+0")
        self.asked: list[tuple[str, ...]] = []
        self.stretched: list[Box] = []
        self.is_gone = False
        self.place = Place(wanted, follows, self._size, self.stretched.append, self._xrandr)

    def _size(self) -> tuple[int, int]:
        if self.is_gone:
            raise OSError("there is no display :0")
        return self.size

    def _xrandr(self, *words: str) -> str:
        if words != ("--query",):
            self.asked.append(words)
        return FULL + self.outputs

    def look(self) -> bool:
        return self.place.look()


def test_a_display_that_stays_is_left_alone() -> None:
    display = Display()
    assert [display.look() for _ in range(3)] == [False, False, False]
    assert (display.place.box, display.asked) == (WALL, [])
    assert display.stretched == [WALL] * 3


def test_on_a_smaller_display_a_screen_has_what_lies_on_it_until_it_is_large_again() -> None:
    display = Display()
    display.size = (3000, 800)
    assert (display.look(), display.place.box) == (True, (1920, 0, 3000, 800))
    assert not display.look()
    display.size = (1280, 720)  # nothing of the screen lies there
    assert (display.look(), display.place.box) == (True, WALL)
    display.size = (3840, 1080)
    assert (display.look(), display.place.box) == (False, WALL)


def test_a_screen_of_which_nothing_lies_on_the_display_is_missing_until_some_does() -> None:
    display = Display()
    seen = []
    for size in ((3000, 800), (1280, 720), (1280, 720), (1921, 1)):
        display.size = size
        display.look()
        seen.append((display.place.is_on_display, display.place.faults))
    missing = (False, ["display_missing"])
    assert seen == [(True, []), missing, missing, (True, [])]


def test_where_there_is_no_display_at_all_it_is_not_the_screen_that_is_missing() -> None:
    display = Display()
    display.size = (1280, 720)
    display.look()
    display.is_gone = True
    display.look()
    assert display.place.is_on_display


def test_a_screen_that_follows_is_never_missing() -> None:
    display = Display((9000, 9000, 9100, 9100), follows=True)
    display.look()
    assert display.place.is_on_display


def test_a_screen_that_follows_has_all_of_the_display() -> None:
    display = Display((0, 0, 1920, 1080), follows=True)
    assert (display.look(), display.place.box) == (True, (0, 0, 3840, 1080))
    display.size = (1280, 720)
    assert (display.look(), display.place.box) == (True, (0, 0, 1280, 720))


def test_without_a_display_the_place_stays() -> None:
    display = Display(follows=True)
    display.is_gone = True
    assert (display.look(), display.place.box) == (False, WALL)


def test_a_television_that_was_switched_off_gets_its_picture_again() -> None:
    display = Display()
    display.outputs = output("HDMI-1", "disconnected", "3840x1080+0+0")
    display.look()
    display.look()
    assert display.asked == []
    display.outputs = output("HDMI-1", "connected", "3840x1080+0+0")
    display.look()
    display.look()
    assert display.asked == [("--output", "HDMI-1", "--auto")]


def test_an_output_without_a_picture_is_switched_on_once_each_time() -> None:
    display = Display()
    for _ in range(3):
        display.outputs = output("HDMI-1", "connected primary") + output("DP-1", "disconnected")
        display.look()
        display.look()
        display.outputs = output("HDMI-1", "connected primary", "3840x1080+0+0")
        display.look()
    assert display.asked == [("--output", "HDMI-1", "--auto")] * 3


def test_a_move_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place_module, "EVERY_S", 0.01)
    display, stop = Display(follows=True), threading.Event()
    watching = threading.Thread(target=display.place.run, args=(stop,))
    watching.start()
    assert display.place.looked.wait(10)
    assert display.place.is_moved()
    assert not display.place.is_moved()
    stop.set()
    watching.join(10)


def test_a_look_that_fails_unforeseen_is_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place_module, "EVERY_S", 0.01)
    display, stop, looked = Display(), threading.Event(), threading.Semaphore(0)

    def fail(box: Box) -> None:
        looked.release()
        raise ValueError("a mistake here")

    place = Place(WALL, False, lambda: (3840, 1080), fail, display._xrandr)
    watching = threading.Thread(target=place.run, args=(stop,))
    watching.start()
    assert all(looked.acquire(timeout=10) for _ in range(2))
    stop.set()
    watching.join(10)


def test_a_real_display_is_asked_with_the_programs_there_are(tmp_path: Path) -> None:
    with virtual_display(640, 360) as name:
        around = {**os.environ, "DISPLAY": name}
        whole = place_on(name, around, (0, 0, 1920, 1080), follows=True)
        assert (whole.look(), whole.box) == (True, (0, 0, 640, 360))
        part = place_on(name, {"PATH": str(tmp_path)}, (600, 300, 700, 400), follows=False)
        assert (part.look(), part.box) == (True, (600, 300, 640, 360))


def test_an_xrandr_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "xrandr"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(slow.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(place_module, "_LIMIT_S", 0.05)
    with virtual_display(640, 360) as name:
        place = place_on(name, dict(os.environ), (0, 0, 100, 100), follows=False)
        assert place.look() is False
