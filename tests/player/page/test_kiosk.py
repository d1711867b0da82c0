"""A real browser on a real display: in its rectangle, healed when it dies, gone when it ends."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import ImageGrab

from player import picture
from player.errors import PlayerError
from player.kiosk import Kiosk
from player.screens import Screen
from player.settings import PlayerSettings
from tests.conftest import CHROMIUM
from tests.free_ports import free_port
from tests.player.local_builders import running
from tests.player.page.board_server import BoardServer
from tests.player.page.sample_items import titled
from tests.player.virtual_display import virtual_display

LEFT, TOP, WIDTH, HEIGHT = 200, 80, 640, 360
BOX = (LEFT, TOP, LEFT + WIDTH, TOP + HEIGHT)
# Far more than it takes: how long it does take is measured in the benchmarks.
PATIENCE_S = 90.0


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with virtual_display(1000, 600) as name:
        yield name


@pytest.fixture
def screen(
    display: str, server: BoardServer, tmp_path: Path, built_page: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Screen]:  # fmt: skip
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("BANGTIN_CHROMIUM", CHROMIUM)
    server.publish({"a": titled("Tiêm phòng trâu, bò")})
    made = Screen(
        PlayerSettings(
            server.url, tmp_path / "b", "chromium", WIDTH, HEIGHT, free_port(), (), LEFT, TOP
        )
    )
    with running(made):
        yield made


def wait_for_good(display: str) -> None:
    """Wait until the count of the mark in the real picture moves on."""
    deadline, seen = time.monotonic() + PATIENCE_S, picture.look(display, BOX)
    while time.monotonic() < deadline:
        time.sleep(0.1)
        now = picture.look(display, BOX)
        if None not in (now, seen) and now != seen:
            return
        seen = now
    raise AssertionError("no good picture")


def members(kind: str, parent: int) -> list[int]:
    """The browser's processes of a kind: all of one session, which its leader began."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            session = int(stat.read_text().rpartition(")")[2].split()[3])
            command = (stat.parent / "cmdline").read_bytes().decode(errors="replace")
        except (OSError, ValueError, IndexError):
            continue
        if session == parent and f"--type={kind}" in command:
            found.append(int(stat.parent.name))
    return found


def browser() -> int:
    """The browser this test process started, once it is one."""
    deadline = time.monotonic() + 60
    while not (found := _browsers()) and time.monotonic() < deadline:
        time.sleep(0.05)
    (pid,) = found
    return pid


def _browsers() -> set[int]:
    children = Path(f"/proc/self/task/{threading.main_thread().native_id}/children")
    threads = Path("/proc/self/task").glob("*/children")
    pids = {int(pid) for path in (children, *threads) for pid in path.read_text().split()}
    return {pid for pid in pids if b"bangtin-browser-" in Path(f"/proc/{pid}/cmdline").read_bytes()}


def test_the_glass_fills_its_rectangle_is_healed_and_leaves_nothing(
    screen: Screen, display: str, server: BoardServer
) -> None:
    wait_for_good(display)
    server.approve()
    shot = ImageGrab.grab(xdisplay=display).convert("L")
    outside = [(LEFT - 1, TOP + 9), (LEFT + 9, TOP - 1), (BOX[2], TOP + 9), (LEFT + 9, BOX[3])]
    assert [shot.getpixel(place) for place in outside] == [0, 0, 0, 0]
    assert len(shot.crop(BOX).getcolors()) > 20
    for kind, how in (("renderer", signal.SIGKILL), ("renderer", signal.SIGSTOP)):
        leader = browser()
        for pid in members(kind, leader):
            os.kill(pid, how)
        time.sleep(1.1)
        wait_for_good(display)
        time.sleep(2)
    leader = browser()
    os.kill(leader, signal.SIGKILL)
    time.sleep(1.1)
    wait_for_good(display)
    assert 10_000 < len(picture.screenshot(display, BOX)) <= picture.LARGEST_SHOT


def test_without_a_browser_or_a_display_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PlayerError, match="BANGTIN_CHROMIUM"):
        Kiosk(tmp_path / "none", {}, lambda: BOX)
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(PlayerError, match="set DISPLAY"):
        Screen(PlayerSettings("http://s", tmp_path / "b", "chromium", port=free_port()))


def test_a_browser_ends_with_all_its_processes_and_its_profile(display: str) -> None:
    kiosk = Kiosk(Path(CHROMIUM), {**os.environ, "DISPLAY": display}, lambda: BOX)
    kiosk.start("about:blank")
    leader = browser()
    deadline = time.monotonic() + 60
    while not members("renderer", leader) and time.monotonic() < deadline:
        time.sleep(0.1)
    command = Path(f"/proc/{leader}/cmdline").read_bytes().decode().split("\0")
    profile = Path(next(one for one in command if "user-data-dir" in one).partition("=")[2])
    assert profile.is_dir() and kiosk.memory_mb() > 20
    kiosk.stop()
    assert not kiosk.is_running and not profile.exists()
    assert members("renderer", leader) == []


def test_nobody_sees_a_browser_being_renewed(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blue page stays until another one is there, which is painted: no moment is white."""
    monkeypatch.setattr("player.kiosk._COMES_UP_S", 40.0)  # a busy machine needs longer to paint
    kiosk = Kiosk(Path(CHROMIUM), {**os.environ, "DISPLAY": display}, lambda: BOX)
    blue, green = (f"data:text/html,<body bgcolor={name}>" for name in ("navy", "green"))
    try:
        kiosk.start(blue)
        until_filled(display, (0, 0, 128))
        kiosk.renew(green)
        assert until_filled(display, (0, 128, 0)) <= {(0, 0, 128), (0, 128, 0)}
    finally:
        kiosk.stop()
        for thread in threading.enumerate():
            if thread is not threading.main_thread() and not thread.daemon:
                thread.join(60)


def until_filled(display: str, wanted: tuple[int, int, int]) -> set[object]:
    """Look at the middle many times a second until it has a colour; give all that was there."""
    middle, seen = (LEFT + WIDTH // 2, TOP + HEIGHT // 2), set[object]()
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        box = (middle[0], middle[1], middle[0] + 1, middle[1] + 1)
        pixel = picture.grab(display, box).getpixel((0, 0))
        seen.add(pixel)
        if pixel == wanted:
            return seen
        time.sleep(0.01)
    raise AssertionError(seen)
