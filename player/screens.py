"""The screens of one box: each a board of its own, with its folder, its key, its page."""

import logging
import random
import threading
from dataclasses import replace
from datetime import datetime

from player.agent import Agent
from player.cache import Folder
from player.clock import SystemClock
from player.errors import PlayerError
from player.guard import Guard, ask_for
from player.health import memory_mb
from player.kiosk import Kiosk
from player.link import ServerLink
from player.local_relay import Relay
from player.local_web import LocalWeb
from player.notify import Notifier
from player.pairing import Offer, is_paired, pair_once, print_offer
from player.picture import look
from player.settings import PlayerSettings, surroundings

_AGAIN_S = 10.0
_GUARD_ENDS_S = 6.0
log = logging.getLogger(__name__)


class Screen:
    """Run one board from power-on: its page is there at once, with the code or the last content."""

    def __init__(self, settings: PlayerSettings) -> None:
        """Take the folder and the port. Raises: PlayerError when another player has them."""
        self._settings, self._clock = settings, SystemClock()
        self._folder = Folder(settings.data)
        self._folder.lock()
        self._stop = threading.Event()
        self._agent: Agent | None = None
        self._guard: Guard | None = None
        try:
            self.web = LocalWeb(settings.port, self._folder.key().key_id)
        except PlayerError:
            self._folder.unlock()
            raise
        try:
            if settings.display == "chromium":
                self._guard = self._watched()
        except PlayerError:
            self.abandon()
            raise

    def run(self) -> None:
        """Pair if need be, then play until stopped. Raises: DamagedError."""
        self.web.start()
        guarding = threading.Thread(target=self._guard.run, daemon=True) if self._guard else None
        if guarding is not None:
            guarding.start()
        link = ServerLink(self._settings.server)
        try:
            if self._let_in(link) and not self._stop.is_set():
                self._play(link)
        finally:
            link.close()
            if self._guard is not None and guarding is not None:
                self._guard.stop()
                guarding.join(_GUARD_ENDS_S)
            self.web.stop()
            self._folder.unlock()

    def abandon(self) -> None:
        """Let go of what was opened, without having run."""
        self.web.close()
        self._folder.unlock()

    def stop(self) -> None:
        """End `run` soon."""
        self._stop.set()
        if self._agent is not None:
            self._agent.stop()

    def _play(self, link: ServerLink) -> None:
        agent = Agent(self._folder, self._clock, link, random.SystemRandom())
        # Whatever shows the page tells what was painted; without one the agent's word counts.
        agent.glass.is_counting = self._settings.display != "chromium"
        relay = Relay(self.web.pages, agent.holding, self._folder.objects, agent.proof, agent.plays)
        self.web.serve(relay)
        agent.after_look.append(self.web.announce)
        self._agent = agent
        if not self._stop.is_set():
            agent.run()

    def _watched(self) -> Guard:
        """Put the browser under a guard. Raises: PlayerError."""
        settings, around = self._settings, surroundings()
        if not around.display:
            raise PlayerError("there is no display: set DISPLAY, or use --display none")
        guard = Guard(
            Kiosk(around.browser, around.environment, settings.box),
            self.web.watched_address,
            lambda: look(around.display, settings.box),
            folder=self._folder,
            mono_s=self._clock.mono_s,
            now=self._now,
            is_alerting=lambda: bool(self._agent and self._agent.holding.alerts_now()),
            reload=self.web.reload,
            ask=lambda step: ask_for(step, around.asking),
            notifier=Notifier(around.notify_socket),
            most_mb=memory_mb() // 2 // max(1, len(settings.screens)),
        )
        self.web.on_beat = guard.beat
        return guard

    def _now(self) -> datetime:
        return self._agent.holding.now().at if self._agent else self._clock.reading().wall

    def _let_in(self, link: ServerLink) -> bool:
        """Show codes until somebody lets the board in; a network that is away is waited for."""
        while not is_paired(self._folder) and not self._stop.is_set():
            try:
                pair_once(
                    link, self._folder, self._clock, self._settings, self._stop.wait, self._shown
                )
            except PlayerError as error:
                log.warning("no pairing yet: %s", error)
                self._stop.wait(_AGAIN_S)
        return is_paired(self._folder)

    def _shown(self, offer: Offer) -> None:
        print_offer(offer)
        self.web.waiting.offer = offer


def open_screens(settings: PlayerSettings) -> list[Screen]:
    """Open all screens of a box, or none. Raises: PlayerError."""
    wanted = [settings] if not settings.screens else [
        replace(
            settings,
            data=settings.data / "screens" / screen.name,
            x=screen.x,
            y=screen.y,
            width=screen.width,
            height=screen.height,
            port=settings.port + number,
        )
        for number, screen in enumerate(settings.screens)
    ]  # fmt: skip
    opened: list[Screen] = []
    try:
        for one in wanted:
            opened.append(Screen(one))
    except PlayerError:
        for screen in opened:
            screen.abandon()
        raise
    return opened
