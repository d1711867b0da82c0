"""A paired board on an LED panel in memory: agent, display and panel, moved by the test's clock."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from PIL import Image

from content.drawing import draw_page
from content.drawing_page import PageView
from content.instant import format_instant
from content.manifest import Layout
from content.trust import digest
from player.agent import Agent
from player.cache import Folder
from player.ddp import DdpSender
from player.led import LedDisplay
from player.led_picture import open_face, pixels
from player.settings import FONTS, PanelColour, PlayerSettings
from tests.player.panel import LoopbackPanel
from tests.player.simulated_server import SimulatedServer, an_agent, settle
from tests.vectors.statements import NOON

HEADER = {
    "title": "Xã Ba Tơ",
    "parent": "tỉnh Quảng Ngãi",
    "issuer": "Ủy ban nhân dân xã Ba Tơ",
    "numbers": [["Cứu nạn", "112"]],
}
SERVER = "http://s"
FACE = open_face(FONTS)
BITS_A_PIXEL = {PanelColour.RGB: 24, PanelColour.GREY: 8, PanelColour.BIT: 1}


def publish(
    server: SimulatedServer,
    layout: Layout,
    items: Mapping[str, Mapping[str, Any]],
    *,
    media: Sequence[bytes] = (),
    power: Sequence[Sequence[object]] = (),
    ticker: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    seconds: int = 10,
    **hours: object,
) -> None:
    """Make a score of real items, each with all its pages, one after the other."""
    listed = {}
    for name, item in (*items.items(), *ticker.items()):
        raw = json.dumps(item).encode()
        server.files[digest(raw)] = raw
        listed[name] = {
            "digest": digest(raw),
            "from": "2026-01-01T00:00:00Z",
            "until": "9999-12-31T23:59:59Z",
        }
    for file in media:
        server.files[digest(file)] = file
    origin = format_instant(NOON - timedelta(hours=1))
    zones = {
        zone: {"cycles": {"c": _cycle(shown, seconds)}, "timeline": [[origin, "c"]]}
        for zone, shown in (("main", items), ("ticker", ticker))
        if shown
    }
    made = server.authority.manifest({
        "issued_at": origin, "layout": layout.to_dict(), "items": listed,
        "media": {digest(file): {"bytes": len(file)} for file in media}, "power": list(power),
        "zones": zones, **hours,
    })  # fmt: skip
    server.manifest = made.digest
    server.files[made.digest] = made.to_bytes()


def _cycle(items: Mapping[str, Mapping[str, Any]], seconds: int) -> list[list[object]]:
    return [
        [name, page, seconds]
        for name, item in sorted(items.items())
        for page in range(len(item["pages"]))
    ]


@dataclass
class Stand:
    """Everything a test of the panel speaks to."""

    agent: Agent
    server: SimulatedServer
    display: LedDisplay
    panel: LoopbackPanel
    layout: Layout
    size: tuple[int, int]
    colour: PanelColour

    def settle(self, seconds: float = 3.0) -> None:
        settle(self.agent, seconds)

    def until(self, holds: Callable[[], object]) -> None:
        """Go on deciding, without moving the clock, until something holds."""
        deadline = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < deadline, "it never came"
            self.agent.show_once()
            time.sleep(0.01)

    def until_item(self) -> None:
        """Go on deciding until the item that is due now is on the panel."""
        self.agent.show_once()
        self.until(
            lambda: self.display.seen and self.display.seen.slot == self.agent.glass.shown.slot
        )

    def bytes_of(self, picture: Image.Image, brightness: int = 100) -> bytes:
        return pixels(picture, self.colour, brightness)

    def page(self, item: Mapping[str, Any] | None, page: int = 0, **more: Any) -> Image.Image:
        """Draw what should be on the panel now, without the display's own way to it."""
        at = self.server.clock.true.replace(second=0, microsecond=0)
        view = PageView(at, HEADER, self.layout.to_dict(), item=item, page=page, **more)
        return draw_page(view, self.size[0], FACE, self.size[1])

    def shows(self, picture: Image.Image) -> bool:
        self.agent.show_once()
        return self.panel.waits_for(self.bytes_of(picture))

    def states(self, alert: str) -> list[str]:
        """Send what waits, and give the states the server knows of an alert."""
        self.settle(2)
        return self.server.states(alert)


@contextmanager
def a_stand(
    folder: Folder,
    server: SimulatedServer,
    layout: Layout,
    size: tuple[int, int],
    *,
    colour: PanelColour = PanelColour.RGB,
    brightness: int = 100,
    port: int | None = None,
) -> Iterator[Stand]:
    """Start a display on a panel; with a port the panel is said to be there, and nobody is."""
    row = -(-size[0] * BITS_A_PIXEL[colour] // 8)
    with LoopbackPanel(row * size[1]) as panel:
        settings = PlayerSettings(
            SERVER, folder.path, "led", *size, panel=("127.0.0.1", port or panel.port),
            panel_colour=colour, panel_brightness=brightness,
        )  # fmt: skip
        assert settings.panel is not None
        sender = DdpSender(settings.panel, colour, time.monotonic, settles_s=0.0)
        display = LedDisplay(settings, folder.objects, sender)
        agent = an_agent(folder, server)
        display.play(agent)
        display.start()
        try:
            yield Stand(agent, server, display, panel, layout, size, colour)
        finally:
            display.stop()


def at(moment: datetime) -> str:
    return format_instant(moment)
