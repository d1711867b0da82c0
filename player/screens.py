"""The screens of one box: each a board of its own, with its folder, its key, its page."""

import logging
import random
import threading
from dataclasses import replace

from player.agent import Agent
from player.cache import Folder
from player.clock import SystemClock
from player.errors import PlayerError
from player.link import ServerLink
from player.local_relay import Relay
from player.local_web import LocalWeb
from player.pairing import Offer, is_paired, pair_once, print_offer
from player.settings import PlayerSettings

_AGAIN_S = 10.0
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
        try:
            self.web = LocalWeb(settings.port, self._folder.key().key_id)
        except PlayerError:
            self._folder.unlock()
            raise

    def run(self) -> None:
        """Pair if need be, then play until stopped. Raises: DamagedError."""
        self.web.start()
        link = ServerLink(self._settings.server)
        try:
            if self._let_in(link) and not self._stop.is_set():
                self._play(link)
        finally:
            link.close()
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
