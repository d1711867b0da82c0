"""A real browser on a real display, and what reaches it: commands, power, alerts, a turned picture.

The display in memory cannot be switched off, so the program that would do it is one that notes it.
"""

import io
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from player import picture
from player.screens import Screen
from player.settings import PlayerSettings
from tests.conftest import CHROMIUM
from tests.free_ports import free_port
from tests.player.local_builders import running
from tests.player.page.board_server import BoardServer, now
from tests.player.page.sample_items import titled
from tests.player.virtual_display import virtual_display
from tests.vectors.statements import an_alert

SIZE = (640, 360)
BOX = (0, 0, *SIZE)
PATIENCE_S = 90.0


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with virtual_display(*SIZE) as name:
        yield name


def mean(shown: Image.Image) -> float:
    return ImageStat.Stat(shown).mean[0]


def differ(one: Image.Image, other: Image.Image) -> bool:
    return mean(ImageChops.difference(one, other)) > 15


class Kiosk:
    """A screen whose size nobody said, and what it was told."""

    def __init__(self, display: str, server: BoardServer, data: Path, switched: Path) -> None:
        self.display, self.server, self._switched = display, server, switched
        settings = PlayerSettings(server.url, data, "chromium", port=free_port(), follows=True)
        self.screen = Screen(settings)
        self.told: list[str] = []
        self._tell = self.screen.web.command
        self.screen.web.command = self._note  # type: ignore[method-assign]

    def _note(self, name: str) -> None:
        self.told.append(name)
        self._tell(name)

    @property
    def switched(self) -> list[str]:
        return self._switched.read_text().splitlines() if self._switched.exists() else []

    def light(self) -> float:
        """The mean of what is shown above the mark, 0 to 255."""
        return mean(self.picture().crop((0, 0, SIZE[0], SIZE[1] - 4)))

    def wait(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def wait_for_page(self, rotation: int = 0) -> None:
        """Wait until the board has been let in and shows what it got."""
        self.wait(lambda: bool(self.server.user_codes) and self.light() > 0)
        time.sleep(1)
        before = self.picture()
        self.server.approve(rotation)
        self.wait(lambda: self.light() > 100 and differ(before, self.picture()))

    def picture(self) -> Image.Image:
        return picture.grab(self.display, BOX).convert("L")


@pytest.fixture
def kiosk(
    display: str, server: BoardServer, tmp_path: Path, built_page: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Kiosk]:  # fmt: skip
    switched = tmp_path / "switched"
    xset = tmp_path / "bin" / "xset"
    xset.parent.mkdir()
    xset.write_text(f'#!/bin/sh\necho "$*" >>{switched}\n')
    xset.chmod(0o755)
    monkeypatch.setenv("PATH", f"{xset.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("BANGTIN_CHROMIUM", CHROMIUM)
    server.publish({"a": titled("Tiêm phòng trâu, bò")})
    made = Kiosk(display, server, tmp_path / "b", switched)
    with running(made.screen):
        yield made


def test_a_screenshot_goes_to_the_server_and_power_off_is_black_calm_and_woken_by_an_alert(
    kiosk: Kiosk, server: BoardServer
) -> None:
    kiosk.wait_for_page()
    kiosk.wait(lambda: kiosk.picture().getpixel((9, SIZE[1] - 1)) != 0)
    assert kiosk.picture().getpixel((SIZE[0] - 1, 9)) != 0  # to the last row and column
    server.push("command", {"id": "1", "name": "screenshot"})
    kiosk.wait(lambda: bool(server.shots))
    shot = Image.open(io.BytesIO(server.shots[0]))
    assert (shot.format, shot.size) == ("JPEG", SIZE)
    assert abs(mean(shot.convert("L")) - kiosk.light()) < 40

    server.push("command", {"id": "2", "name": "power", "on": False})
    kiosk.wait(lambda: kiosk.light() == 0 and kiosk.switched[-1:] == ["dpms force off"])
    time.sleep(8)  # longer than a bad picture is left alone
    assert (kiosk.told, kiosk.light()) == ([], 0)

    server.fire(an_alert("flood", at=now()))
    kiosk.wait(lambda: kiosk.light() > 20 and kiosk.switched[-1:] == ["dpms force on"])
    kiosk.wait(lambda: "painted" in server.states("flood"))
    assert "panel_power" not in str(server.faults)


def test_a_picture_turned_by_90_degrees_fills_the_display(
    kiosk: Kiosk, server: BoardServer
) -> None:
    server.publish({"a": titled("Tiêm phòng trâu, bò")}, shape="portrait")
    kiosk.wait_for_page(rotation=90)
    wide, high = kiosk.picture().transpose(Image.Transpose.ROTATE_90).size
    assert (wide, high) == (SIZE[1], SIZE[0])

    def bands() -> list[Image.Image]:
        """The head, the page and the foot, from edge to edge."""
        turned = kiosk.picture().transpose(Image.Transpose.ROTATE_90)
        return [
            turned.crop((4, round(high * first) + 2, wide - 4, round(high * last) - 2))
            for first, last in ((0, 0.12), (0.3, 0.65), (0.96, 1))
        ]

    def is_page() -> bool:
        head, page, foot = map(mean, bands())
        return head < 80 and page > 200 and foot < 80

    kiosk.wait(is_page)
    head, page, foot = bands()
    for side in (head, page, foot):  # nothing is left free beside it
        assert abs(side.getpixel((0, 5)) - side.getpixel((side.width - 1, 5))) < 40  # type: ignore[operator]
