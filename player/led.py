"""The display of a board on an LED panel: one thread draws what belongs there, another sends it.

A frame goes out when the picture changes, and again before a second is over: panels forget, and
UDP loses packets. What is on the panel is what was sent last with nothing heard against it.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from content.alert import Alert
from content.alert_plain import PlainPage
from content.drawing_page import PageView
from content.hours import MOST
from player.agent import Agent
from player.cache import Objects
from player.ddp import DdpSender
from player.led_picture import LedPicture, open_face, picture_of, pixels
from player.led_pulse import Pulse
from player.led_scene import AlertTurn, PairingCode, PanelPart, Scene, Scenes
from player.notify import Notifier
from player.pairing import Offer
from player.picture import as_jpeg
from player.settings import FONTS, PlayerSettings, surroundings
from player.show import Kind, Shown

AGAIN_S = 0.75
_DRAWING, _SENDING = "led drawing", "led sending"
_LOOK_S, _ENDS_S, _REST_S = 1.0, 2.0, 1.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """Hold the pixels of a frame, and what of the board they prove."""

    data: bytes
    shown: Shown | None


class Sender:
    """Keep a frame on a panel."""

    def __init__(self, panel: DdpSender, on_change: Callable[[], None]) -> None:
        """Take the panel; `on_change` is called when another thing is on it."""
        self._panel, self._on_change = panel, on_change
        self._frame: Sent | None = None
        self._wake = threading.Event()
        self.seen: Shown | None = None
        self.on_panel: bytes | None = None

    def put(self, frame: Sent) -> None:
        """Take another frame."""
        self._frame = frame
        self._wake.set()

    def step(self) -> None:
        """Send the frame, then wait for another or until it is to be sent again."""
        self._wake.clear()
        frame = self._frame
        if frame is not None:
            is_there = self._panel.send(frame.data)
            self.on_panel = frame.data if is_there else None
            self._tell(frame.shown if is_there else None)
        self._wake.wait(AGAIN_S)

    def wake(self) -> None:
        """Let `step` come back."""
        self._wake.set()

    def _tell(self, seen: Shown | None) -> None:
        if seen != self.seen:
            self.seen = seen
            self._on_change()


class LedDisplay:
    """Show one board on one panel, from power-on."""

    def __init__(
        self,
        settings: PlayerSettings,
        objects: Objects,
        panel: DdpSender,
        notifier: Notifier | None = None,
    ) -> None:
        """Take what to draw from, where to send it and who is told that it goes on.

        Raises: PlayerError without the type.
        """
        self._colour, self._brightness = settings.panel_colour, settings.panel_brightness
        self._size, self._face = (settings.width, settings.height), open_face(FONTS)
        self._picture = LedPicture(self._size, objects, self._face, settings.server)
        self._panel, self._sender = panel, Sender(panel, self._has_changed)
        self._agent: Agent | None = None
        self._scenes: Scenes | None = None
        self._pairing = PairingCode()
        self._drawn: Scene | None = None
        self._failed: Scene | None = None
        self._data = b""
        self._wake, self._stop = threading.Event(), threading.Event()
        self._threads = [
            threading.Thread(target=self._repeat, args=(name, work), name=name, daemon=True)
            for name, work in ((_DRAWING, self._draw), (_SENDING, self._sender.step))
        ]
        notifier = notifier or Notifier(surroundings().notify_socket)
        self._pulse = Pulse((_DRAWING, _SENDING), time.monotonic, notifier)

    @property
    def seen(self) -> Shown | None:
        """Tell what of the board is on the panel; None when that is not known."""
        return self._sender.seen

    def start(self) -> None:
        """Show that the server is waited for, until there is more to show."""
        for thread in self._threads:
            thread.start()

    def offer(self, offer: Offer) -> None:
        """Show the code by which the board is let in."""
        self._pairing = PairingCode(offer.user_code, offer.check_number, offer.address)
        self._wake.set()

    def tell_damage(self) -> None:
        """Say that the board's data are damaged and who is to be called."""
        self._pairing = PairingCode(is_damaged=True)
        self._wake.set()

    def play(self, agent: Agent) -> None:
        """Show what an agent decides, and let it count what went out."""
        glass = agent.glass
        self._scenes = Scenes(
            self._size, agent.holding, agent.files, lambda: glass.shown, self._face
        )
        self._agent = agent
        glass.seen = lambda shown: self.seen
        glass.works = lambda: self._sender.on_panel is not None
        glass.has_stopped = lambda: self.seen is not None and self.seen.kind is Kind.STOP
        agent.after_look.append(self._wake.set)
        agent.courier.commands["power"] = self.obey
        self._wake.set()

    def obey(self, command: Mapping[str, object]) -> None:
        """Take a power command. Raises: PlayerError."""
        if self._scenes is not None:
            self._scenes.power.obey(command)
            self._wake.set()

    def identify(self) -> None:
        """Say for a while which board this is."""
        if self._scenes is not None:
            self._scenes.identify()
            self._wake.set()

    def jpeg(self) -> bytes:
        """Give what is on the panel as a picture. Raises: OSError while it is not reached."""
        data = self._sender.on_panel
        if data is None:
            raise OSError("the LED panel is not reached")
        return as_jpeg(picture_of(data, self._size, self._colour))

    def stop(self) -> None:
        """End both threads; the panel keeps its last frame as long as it likes."""
        self._stop.set()
        self._wake.set()
        self._sender.wake()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(_ENDS_S)
        self._panel.close()

    def _draw(self) -> None:
        """Draw if there is another picture, then wait until there may be one."""
        self._wake.clear()
        scene = self._scenes.now() if self._scenes else self._waiting()
        if scene not in (self._drawn, self._failed):
            self._show(scene)
        self._wake.wait(_LOOK_S)

    def _waiting(self) -> Scene:
        return Scene(PanelPart((0, 0, *self._size)), self._pairing)

    def _show(self, scene: Scene) -> None:
        try:
            self._put(scene)
        except Exception as error:
            log.exception("a picture cannot be drawn")
            self._failed = scene
            self._give_up(scene, error)
            if isinstance(scene.body, AlertTurn):
                self._show_plain(scene, scene.body, type(error).__name__)

    def _show_plain(self, scene: Scene, turn: AlertTurn, reason: str) -> None:
        """Show no more than the event of an alert; the picture before stays if that fails too."""
        if isinstance(turn.page, PlainPage):
            return
        try:
            self._put(replace(scene, body=replace(turn, page=PlainPage(turn.page.alert, reason))))
        except Exception:
            log.exception("nor can its event alone; the picture before stays")

    def _put(self, scene: Scene) -> None:
        """Send a scene. Raises: whatever an item, an alert or a picture that is broken causes."""
        if self._drawn is None or not scene.looks_like(self._drawn):
            drawn = self._picture.draw(scene)
            bright = self._brightness * scene.brightness / MOST
            self._data = pixels(drawn, self._colour, bright)
        self._drawn = scene
        page = scene.body.page if isinstance(scene.body, AlertTurn) else None
        if isinstance(page, PlainPage):
            self._tell_failed(page.alert, page.reason)
        self._sender.put(Sent(self._data, None if isinstance(page, PlainPage) else scene.shown))

    def _give_up(self, scene: Scene, error: Exception) -> None:
        """Pass over the item, or tell that the alert was not painted."""
        agent, shown = self._agent, scene.shown
        if agent is None or shown is None:
            return
        if shown.alert is not None:
            self._tell_failed(shown.alert, type(error).__name__)
        elif shown.slot is not None and isinstance(scene.body, PageView) and scene.body.item:
            agent.glass.spoil(shown.slot.item, scene.body.item)
        self._has_changed()

    def _tell_failed(self, alert: Alert, reason: str) -> None:
        if self._agent is not None:
            revision, moment = (alert.id, alert.revision), self._agent.holding.now()
            self._agent.proof.note(revision, "failed", moment, reason)

    def _has_changed(self) -> None:
        """Let the agent look at once."""
        if self._agent is not None:
            self._agent.holding.changed.set()

    def _repeat(self, name: str, work: Callable[[], None]) -> None:
        """Go on whatever happens: a panel is never dark because of a mistake in its program."""
        while not self._stop.is_set():
            try:
                work()
                self._pulse.beat(name)
            except Exception:
                log.exception("going on after an unforeseen error")
                self._stop.wait(_REST_S)
