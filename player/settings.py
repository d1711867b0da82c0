"""What this board was told on its command line and in its environment; the only reader of it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from player.errors import PlayerError

VERSION = "0.1.0"
DATA_VARIABLE = "BANGTIN_PLAYER_DATA"
DEFAULT_DATA = "var/player"
DISPLAYS = ("chromium", "led", "none")
PAGE = Path(__file__).resolve().parent / "page" / "dist"
FONTS = Path("/usr/share/fonts/truetype/noto")


@dataclass(frozen=True, slots=True)
class ScreenPlace:
    """Name one of several screens, with its size and its upper left corner in pixels."""

    name: str
    width: int
    height: int
    x: int = 0
    y: int = 0


@dataclass(frozen=True, slots=True)
class PlayerSettings:
    """Hold the server's address, the folder of this board, and its screen in pixels."""

    server: str
    data: Path
    display: str = "none"
    width: int = 1920
    height: int = 1080
    port: int = 8137
    screens: tuple[ScreenPlace, ...] = ()
    x: int = 0
    y: int = 0

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


def screen_size(text: str) -> tuple[int, int]:
    """Read WIDTHxHEIGHT in pixels. Raises: PlayerError."""
    found = re.fullmatch(r"([0-9]{2,5})x([0-9]{2,5})", text.lower())
    if found is None:
        raise PlayerError("give the size as WIDTHxHEIGHT, such as 1920x1080")
    size = int(found[1]), int(found[2])
    if not all(16 <= side <= 16384 for side in size):
        raise PlayerError("a screen has 16 to 16384 pixels on each side")
    return size


def screen_place(text: str) -> ScreenPlace:
    """Read NAME=WIDTHxHEIGHT+X+Y, without a place at 0, 0. Raises: PlayerError."""
    found = re.fullmatch(r"([a-z0-9-]{1,30})=([0-9x]{3,11})(?:\+([0-9]{1,5})\+([0-9]{1,5}))?", text)
    if found is None:
        raise PlayerError(
            "give a screen as NAME=WIDTHxHEIGHT+X+Y, such as gate=1920x1080+0+0; the name has small"
            " letters, digits and hyphens"
        )
    width, height = screen_size(found[2])
    return ScreenPlace(found[1], width, height, int(found[3] or 0), int(found[4] or 0))
