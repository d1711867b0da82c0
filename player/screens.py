"""The screens of one box: each a board of its own, with its folder, its key, its page."""

import logging
import random
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from player.agent import Agent
from player.alert_caller import AlertCaller
from player.browser_display import BrowserDisplay, Shared, shared_by
from player.cache import Folder
from player.clock import SystemClock
from player.commands import Shots, no_picture
from player.errors import DamagedError, PlayerError
from player.link import ServerLink
from player.local_relay import Relay
from player.local_web import LocalWeb
from player.loudspeaker import Loudspeaker, sound_program
from player.pairing import Offer, is_paired, pair_once, print_offer
from player.panel_tools import Sound, runner
from player.settings import SCREENS, PlayerSettings, surroundings

if TYPE_CHECKING:
    from player.led import LedDisplay

_AGAIN_S = 10.0
log = logging.getLogger(__name__)


class Screen:
    """Run one board from power-on: its page is there at once, with the code or the last content."""

    def __init__(self, settings: PlayerSettings, shared: Shared | None = None) -> None:
        """Take the folder and the port, and what the screens of the box share.

        Raises: PlayerError when another player has them.
        """
        self._settings, self._clock, self._shared = settings, SystemClock(), shared
        self._folder = Folder(settings.data)
        self._folder.lock()
        self._stop = threading.Event()
        self._agent: Agent | None = None
        self._browser: BrowserDisplay | None = None
        self._led: LedDisplay | None = None
        self._caller: AlertCaller | None = None
        try:
            self.web = LocalWeb(settings.port, self._key_id())
        except PlayerError:
            self._folder.unlock()
            raise
        try:
            if settings.display == "chromium":
                self._browser = self._watched()
            elif settings.display == "led":
                self._led = self._panel()
        except PlayerError:
            self.abandon()
            raise

    def run(self) -> None:
        """Pair if need be, then play until stopped."""
        self.web.start()
        if self._browser is not None:
            self._browser.start()
        if self._led is not None:
            self._led.start()
        link = ServerLink(self._settings.server, self._settings.most_bytes_s)
        try:
            agent = self._let_in(link)
            if agent is not None:
                self._play(agent)
        finally:
            link.close()
            if self._browser is not None:
                self._browser.stop()
            if self._led is not None:
                self._led.stop()
            if self._caller is not None:
                self._caller.stop()
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

    def _play(self, agent: Agent) -> None:
        relay = Relay(
            self.web.pages,
            agent.holding,
            self._folder.objects,
            agent.proof,
            agent.plays,
            agent.heard,
        )
        self.web.serve(relay)
        agent.after_look.append(self.web.announce)
        # What is on the glass the page tells, or the panel; without either what is decided counts.
        if self._settings.display == "chromium":
            agent.glass.seen = lambda shown: None
            agent.glass.works = lambda: False
            agent.glass.has_stopped = lambda: relay.shows_stop
        if self._browser is not None:
            self._browser.play(agent, relay)
        if self._led is not None:
            self._led.play(agent)
            self._caller = self._call_out(agent)
        shots = Shots(self._picture, agent.calls.screenshot, self._clock.mono_s)
        self._command(agent, shots)
        self._agent = agent
        if not self._stop.is_set():
            agent.run()
        shots.stop()

    def _call_out(self, agent: Agent) -> AlertCaller:
        """Have alerts heard that no browser calls out."""
        around = surroundings()
        program = sound_program(around.environment, around.sound_program)
        if program is None:
            log.warning("no program here plays sound: alerts are not heard (see: player doctor)")
        mixer = self._shared.sound if self._shared else Sound(runner(around.environment))
        caller = AlertCaller(
            agent.holding, agent.voices, agent.heard,
            Loudspeaker(program, around.environment), mixer,
        )  # fmt: skip
        caller.start()
        return caller

    def _command(self, agent: Agent, shots: Shots) -> None:
        """Say what the server may command."""
        table = agent.courier.commands
        told = table["reload"]

        def reload(command: Mapping[str, object]) -> None:
            told(command)
            self.web.command("reload")

        def identify(command: Mapping[str, object]) -> None:
            self.web.command("identify")
            if self._led is not None:
                self._led.identify()

        table["reload"] = reload
        table["identify"] = identify
        table["screenshot"] = no_picture if self._settings.display == "none" else shots.ask

    def _picture(self) -> bytes:
        if self._led is not None:
            return self._led.jpeg()
        if self._browser is not None:
            return self._browser.jpeg()
        raise OSError("there is no display here")

    def _key_id(self) -> str:
        """Name the key; one that is damaged is told of on the screen, by whoever needs it."""
        try:
            return self._folder.key().key_id
        except DamagedError:
            return ""

    def _watched(self) -> BrowserDisplay | None:
        """Show the page in a browser under watch. Raises: PlayerError."""
        return BrowserDisplay(self._settings, self._clock, self.web, self._shared)

    def _panel(self) -> "LedDisplay":
        """Speak to the LED controller. Raises: PlayerError without the type to draw with."""
        from player.ddp import DdpSender
        from player.led import LedDisplay  # what draws takes memory

        settings = self._settings
        if settings.panel is None:
            raise PlayerError("say where the LED controller is: --led HOST or --led HOST:PORT")
        sender = DdpSender(settings.panel, settings.panel_colour, self._clock.mono_s)
        notifier = self._shared.watchdog.part() if self._shared is not None else None
        return LedDisplay(settings, self._folder.objects, sender, notifier)

    def _let_in(self, link: ServerLink) -> Agent | None:
        """Show codes until somebody lets the board in, then open what it holds; None when stopped.

        A network that is away is waited for, and so is a technician when the data are damaged.
        """
        while not self._stop.is_set():
            try:
                if is_paired(self._folder) or self._pair(link):
                    return Agent(self._folder, self._clock, link, random.SystemRandom())
            except DamagedError as error:
                log.error("the data of this board are damaged; pair it again: %s", error)
                self._show_damage()
                self._stop.wait(_AGAIN_S)
            except (PlayerError, OSError) as error:
                log.warning("no pairing yet: %s", error)
                self._stop.wait(_AGAIN_S)
        return None

    def _pair(self, link: ServerLink) -> bool:
        settings = self._settings
        if self._browser is not None and settings.follows:
            width, height = self._browser.size
            settings = replace(settings, width=width, height=height)
        return pair_once(link, self._folder, self._clock, settings, self._stop.wait, self._shown)

    def _show_damage(self) -> None:
        self.web.waiting.is_damaged = True
        if self._led is not None:
            self._led.tell_damage()

    def _shown(self, offer: Offer) -> None:
        print_offer(offer)
        self.web.waiting.offer, self.web.waiting.is_damaged = offer, False
        if self._led is not None:
            self._led.offer(offer)


def open_screens(settings: PlayerSettings) -> list[Screen]:
    """Open all screens of a box, or none. Raises: PlayerError."""
    wanted = [settings] if not settings.screens else [
        replace(
            settings,
            data=settings.data / SCREENS / screen.name,
            x=screen.x,
            y=screen.y,
            width=screen.width,
            height=screen.height,
            port=settings.port + number,
            panel=screen.panel or settings.panel,
        )
        for number, screen in enumerate(settings.screens)
    ]  # fmt: skip
    opened: list[Screen] = []
    shared = shared_by(settings)
    try:
        for one in wanted:
            opened.append(Screen(one, shared))
    except PlayerError:
        for screen in opened:
            screen.abandon()
        raise
    return opened


def run_screens(screens: Sequence[Screen], stop: threading.Event) -> None:
    """Run all until told to stop; when one ends by itself all are stopped. Raises: PlayerError."""
    ends: list[str] = []

    def run(screen: Screen) -> None:
        why = "it came to its end"
        try:
            screen.run()
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            if not isinstance(error, PlayerError | OSError):
                log.exception("an unforeseen error")
        ends.append(f"the screen on port {screen.web.port} ended by itself: {why}")

    threads = [threading.Thread(target=run, args=(screen,), daemon=True) for screen in screens]
    for thread in threads:
        thread.start()
    while not ends and not stop.wait(1.0):
        pass
    unasked = "" if stop.is_set() or not ends else ends[0]
    for screen, thread in zip(screens, threads, strict=True):
        screen.stop()
        thread.join(timeout=5.0)
    if unasked:
        raise PlayerError(unasked)
