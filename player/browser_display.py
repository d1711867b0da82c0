"""The display of a board in a browser on an X display, with all that keeps it good.

The guard looks at the picture, the place follows the display, the panel is switched.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from player.agent import Agent
from player.cache import Folder
from player.clock import Clock, SystemClock
from player.errors import PlayerError
from player.guard import Guard, ask_for
from player.health import memory_mb
from player.kiosk import Kiosk
from player.limited import Limited
from player.local_relay import Relay
from player.local_web import LocalWeb
from player.notify import JointNotifier, Notifier
from player.panel import Panel
from player.panel_tools import Power, Sound, runner
from player.picture import look, screenshot
from player.place import place_on
from player.reboots import RebootBudget
from player.settings import PlayerSettings, surroundings

# A display that does not give its picture within so long gives none.
_LOOK_S = 2.0
_GUARD_ENDS_S = 6.0
# An agent whose loop stands still for so long hangs: on a dying card, say.
_LOOP_S = 60.0


@dataclass(frozen=True, slots=True)
class Shared:
    """Hold what the screens of one box share."""

    power: Power
    sound: Sound
    reboots: RebootBudget
    watchdog: JointNotifier
    # When each agent's loop last went round, by the monotonic clock; only of those that play.
    looked_at_s: dict[object, float] = field(default_factory=dict)

    def is_going_round(self, now_s: float) -> bool:
        """Tell whether no agent's loop stands still."""
        return all(now_s - at_s <= _LOOP_S for at_s in list(self.looked_at_s.values()))


def shared_by(settings: PlayerSettings) -> Shared:
    """Give what the screens of a box share. Raises: PlayerError when its folder cannot be used."""
    around, mono_s = surroundings(), SystemClock().mono_s
    run = runner(around.environment)
    return Shared(
        Power(run, max(1, len(settings.screens))),
        Sound(run),
        RebootBudget(Folder(settings.data), mono_s),
        JointNotifier(Notifier(around.notify_socket), mono_s),
    )


class BrowserDisplay:
    """Show one board's page in a browser, from power-on."""

    def __init__(
        self,
        settings: PlayerSettings,
        clock: Clock,
        web: LocalWeb,
        shared: Shared | None = None,
    ) -> None:
        """Take the screen and its page, and what the screens share. Raises: PlayerError."""
        around = surroundings()
        if not around.display:
            raise PlayerError("there is no display: set DISPLAY, or use --display none")
        self._clock, self._name = clock, around.display
        self._shared = shared or shared_by(settings)
        self._agent: Agent | None = None
        self._panel: Panel | None = None
        self._place = place_on(self._name, around.environment, settings.box, settings.follows)
        self._guard = Guard(
            Kiosk(around.browser, around.environment, lambda: self._place.box),
            web.watched_address,
            Limited(lambda: look(self._name, self._place.box), _LOOK_S),
            reboots=self._shared.reboots,
            mono_s=clock.mono_s,
            now=self._now,
            is_alerting=lambda: bool(self._agent and self._agent.holding.alerts_now()),
            is_off=lambda: bool(self._panel and self._panel.is_off),
            is_on_display=lambda: self._place.is_on_display,
            is_going_round=lambda: self._shared.is_going_round(clock.mono_s()),
            is_moved=self._place.is_moved,
            reload=lambda: web.command("reload"),
            ask=lambda step: ask_for(step, around.asking),
            notifier=self._shared.watchdog.part(),
            most_mb=memory_mb() // 2 // max(1, len(settings.screens)),
        )
        web.on_beat = self._guard.beat
        self._stop = threading.Event()
        self._guarding = self._thread("guard", self._guard.run)

    def start(self) -> None:
        """Open the browser, and keep watch over it."""
        self._thread("place", lambda: self._place.run(self._stop)).start()
        if self._place.looked.wait(_LOOK_S):
            self._place.is_moved()  # to where the browser is about to open
        self._guarding.start()

    def play(self, agent: Agent, relay: Relay) -> None:
        """Switch the panel as an agent's score, its alerts and commands say."""
        panel = Panel(agent.holding, self._shared.power, self._shared.sound)
        agent.display_faults = lambda: [*panel.faults, *self._place.faults]
        agent.after_look += [panel.look, self._looked]
        self._looked()
        agent.courier.commands["power"] = panel.obey
        relay.power = panel.ordered
        self._agent, self._panel = agent, panel
        self._thread("panel", panel.run).start()

    @property
    def size(self) -> tuple[int, int]:
        """Give the screen's width and height as they are now, in pixels."""
        left, top, right, bottom = self._place.box
        return right - left, bottom - top

    def jpeg(self) -> bytes:
        """Give what is on the screen as a picture. Raises: OSError."""
        return screenshot(self._name, self._place.box)

    def stop(self) -> None:
        """End the browser and the watch over it."""
        self._stop.set()
        if self._panel is not None:
            self._panel.stop()
        self._guard.stop()
        if self._guarding.is_alive():
            self._guarding.join(_GUARD_ENDS_S)

    def _looked(self) -> None:
        self._shared.looked_at_s[self] = self._clock.mono_s()

    def _now(self) -> datetime:
        return self._agent.holding.now().at if self._agent else self._clock.reading().wall

    def _thread(self, name: str, work: Callable[[], None]) -> threading.Thread:
        return threading.Thread(target=work, name=name, daemon=True)
