"""What this board was told on its command line and in its environment; the only reader of it."""

import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from content.profile import LEAST_SIDE_PX, MOST_SIDE_PX
from player.errors import PlayerError

VERSION = "0.1.0"
DATA_VARIABLE = "BANGTIN_PLAYER_DATA"
DEFAULT_DATA = "var/player"
# The folder in it that has one for each of several screens.
SCREENS = "screens"
DISPLAYS = ("chromium", "led", "none")
PAGE = Path(__file__).resolve().parent / "page" / "dist"
FONTS = Path("/usr/share/fonts/truetype/noto")
LED_PORT = 4048
LEAST_KBIT = 16
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"


class PanelColour(StrEnum):
    """Name what a panel's pixels can show."""

    RGB = "rgb"
    GREY = "grey"
    BIT = "bit"


@dataclass(frozen=True, slots=True)
class ScreenPlace:
    """Name one of several screens, with its size and its upper left corner in pixels.

    An LED panel has its controller's address instead of a place.
    """

    name: str
    width: int
    height: int
    x: int = 0
    y: int = 0
    panel: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class PlayerSettings:
    """Hold the server's address, the folder of this board, and its screen in pixels.

    `panel` is where the controller of an LED panel listens; brightness in percent.
    """

    server: str
    data: Path
    display: str = "none"
    width: int = 1920
    height: int = 1080
    port: int = 8137
    screens: tuple[ScreenPlace, ...] = ()
    x: int = 0
    y: int = 0
    panel: tuple[str, int] | None = None
    panel_colour: PanelColour = PanelColour.RGB
    panel_brightness: int = 100
    # How fast pictures and films may come, in kbit/s; 0 is as fast as the network goes.
    most_kbit: int = 0
    # Of a single screen whose size nobody said: it has all of the display, however large.
    follows: bool = False

    @property
    def most_bytes_s(self) -> int:
        """Give that rate in bytes a second."""
        return self.most_kbit * 1000 // 8

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Give the screen's rectangle on the display: left, top, right, bottom."""
        return self.x, self.y, self.x + self.width, self.y + self.height

    @property
    def software(self) -> str:
        """Name this program to the server."""
        return f"bangtin-player/{VERSION} ({self.display})"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Hold what a display needs of the machine: the X display, the browser, whom to ask."""

    environment: Mapping[str, str]
    browser: Path
    asking: Path | None

    @property
    def display(self) -> str:
        """Name the X display."""
        return self.environment.get("DISPLAY", "")

    @property
    def sound_program(self) -> tuple[str, ...]:
        """Give the words of the program that plays sounds; none: the first that is installed."""
        return tuple(shlex.split(self.environment.get("BANGTIN_SOUND_PROGRAM", "")))

    @property
    def notify_socket(self) -> str:
        """Name systemd's socket; empty outside of it."""
        return self.environment.get("NOTIFY_SOCKET", "")


def surroundings() -> Surroundings:
    """Read them; `asking` is the folder where a file asks for a new display or a reboot."""
    environment = dict(os.environ)
    folder = environment.get("RUNTIME_DIRECTORY") or environment.get("XDG_RUNTIME_DIR")
    browser = environment.get("BANGTIN_CHROMIUM") or "/usr/bin/chromium"
    return Surroundings(environment, Path(browser), Path(folder) if folder else None)


def data_folder(given: str | None) -> Path:
    """Give the folder of this board: --data, else the environment, else var/player."""
    return Path(given or os.environ.get(DATA_VARIABLE) or DEFAULT_DATA)


def server_address(text: str) -> str:
    """Check a server's address and drop the last slash. Raises: PlayerError."""
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.query or parts.fragment or parts.username:
        raise PlayerError("give the server as http://HOST:PORT or https://HOST")
    return text.rstrip("/")


def kilobits(text: str) -> int:
    """Read a rate in kbit/s. Raises: PlayerError."""
    if re.fullmatch(r"[1-9][0-9]{0,6}", text) is None or int(text) < LEAST_KBIT:
        raise PlayerError(f"give the rate as whole kbit/s, {LEAST_KBIT} or more")
    return int(text)


def screen_size(text: str) -> tuple[int, int]:
    """Read WIDTHxHEIGHT in pixels. Raises: PlayerError."""
    found = re.fullmatch(r"([0-9]{2,5})x([0-9]{2,5})", text.lower())
    if found is None:
        raise PlayerError("give the size as WIDTHxHEIGHT, such as 1920x1080")
    size = int(found[1]), int(found[2])
    if min(size) < LEAST_SIDE_PX:
        raise PlayerError(
            f"a board needs at least {LEAST_SIDE_PX} pixels on each side; 64x32 has room for one"
            " line only. Join panels in the controller to one picture, such as 64x64 or 128x64,"
            " and give that size."
        )
    if max(size) > MOST_SIDE_PX:
        raise PlayerError(f"a board has at most {MOST_SIDE_PX} pixels on each side")
    return size


def screen_place(text: str) -> ScreenPlace:
    """Read NAME=WIDTHxHEIGHT+X+Y, without a place at 0, 0, or NAME=WIDTHxHEIGHT@HOST:PORT.

    Raises: PlayerError.
    """
    found = re.fullmatch(
        r"([a-z0-9-]{1,30})=([0-9x]{3,11})(?:\+([0-9]{1,5})\+([0-9]{1,5})|@(.+))?", text
    )
    if found is None:
        raise PlayerError(
            "give a screen as NAME=WIDTHxHEIGHT+X+Y, such as gate=1920x1080+0+0, an LED panel as"
            " NAME=WIDTHxHEIGHT@HOST; the name has small letters, digits and hyphens"
        )
    width, height = screen_size(found[2])
    panel = panel_address(found[5]) if found[5] else None
    return ScreenPlace(found[1], width, height, int(found[3] or 0), int(found[4] or 0), panel)


def panel_address(text: str) -> tuple[str, int]:
    """Read HOST or HOST:PORT of an LED controller. Raises: PlayerError."""
    found = re.fullmatch(rf"({_HOST})(?::([0-9]{{1,5}}))?", text)
    port = int(found[2] or LED_PORT) if found else 0
    if found is None or not 1 <= port <= 65535:
        raise PlayerError("give the LED controller as HOST or HOST:PORT, such as 192.0.2.7:4048")
    return found[1], port


def panel_brightness(text: str) -> int:
    """Read a percentage from 1 to 100. Raises: PlayerError."""
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= 100:
        raise PlayerError("the brightness is a number from 1 to 100")
    return int(text)
