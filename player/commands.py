"""What the server may command of a board, how often, and the pictures of its screen.

A command comes in the socket's thread, so nothing here waits: pictures are taken in another one.
"""

import logging
import threading
from collections.abc import Callable, Mapping

from player.errors import PlayerError

AGAIN_S = 5.0
# Does one command; gets its fields and must not wait for anything.
Command = Callable[[Mapping[str, object]], None]
log = logging.getLogger(__name__)


class Orders:
    """Do what is commanded, each name once in five seconds at most; `table` says how.

    What comes sooner waits, the last of each name alone: no order makes a panel flash.
    """

    def __init__(self, mono_s: Callable[[], float]) -> None:
        """Take the clock; nothing may be commanded yet."""
        self.table: dict[str, Command] = {}
        self._mono_s = mono_s
        self._free_at_s: dict[str, float] = {}
        self._waiting: dict[str, Mapping[str, object]] = {}
        self._lock = threading.Lock()

    def take(self, data: object) -> None:
        """Do a command, or put it off; what is unknown or malformed is left."""
        command = data if isinstance(data, dict) else {}
        name = command.get("name")
        if not isinstance(name, str) or name not in self.table:
            log.warning("a command that is unknown here: %.80r", data)
            return
        with self._lock:
            self._waiting[name] = command
        self.step()

    def step(self) -> None:
        """Do those whose time has come."""
        with self._lock:
            now_s = self._mono_s()
            due = [name for name in self._waiting if self._free_at_s.get(name, now_s) <= now_s]
            self._free_at_s.update(dict.fromkeys(due, now_s + AGAIN_S))
            commands = [(name, self._waiting.pop(name)) for name in due]
        for name, command in commands:
            self._do(name, command)

    def due_at_s(self) -> list[float]:
        """Give when those that wait may be done, by the monotonic clock."""
        with self._lock:
            return [self._free_at_s[name] for name in self._waiting]

    def _do(self, name: str, command: Mapping[str, object]) -> None:
        log.info("command: %s", name)
        try:
            self.table[name](command)
        except PlayerError as error:
            log.warning("the command %s is not done: %s", name, error)


class Shots:
    """Take pictures of the screen and send them: one at a time, one in five seconds at most.

    `take` gives a JPEG or raises OSError; `send` may take long, or raise PlayerError.
    """

    def __init__(
        self,
        take: Callable[[], bytes],
        send: Callable[[bytes], object],
        mono_s: Callable[[], float],
    ) -> None:
        """Take the ways to take and to send; the thread begins with the first picture."""
        self._take, self._send, self._mono_s = take, send, mono_s
        self._asked, self._stopped = threading.Event(), False
        self._free_at_s = -AGAIN_S
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None
        self.is_busy = False

    def ask(self, command: Mapping[str, object]) -> None:
        """Have a picture taken soon. Raises: PlayerError when one was, a moment ago."""
        with self._lock:
            if self.is_busy or self._mono_s() < self._free_at_s:
                raise PlayerError(f"another picture was asked for less than {AGAIN_S:.0f} s ago")
            self.is_busy, self._free_at_s = True, self._mono_s() + AGAIN_S
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="shots", daemon=True)
                self._worker.start()
        self._asked.set()

    def stop(self) -> None:
        """End the thread; a picture that is being taken or sent is not waited for."""
        self._stopped = True
        self._asked.set()

    def _work(self) -> None:
        while self._asked.wait() and not self._stopped:
            self._asked.clear()
            try:
                jpeg = self._take()
                self._send(jpeg)
                log.info("a picture of the screen was sent, %d bytes", len(jpeg))
            except (PlayerError, OSError) as error:
                log.warning("no picture of the screen: %s", error)
            except Exception:
                log.exception("no picture of the screen, by an unforeseen error")
            finally:
                self.is_busy = False


def no_picture(command: Mapping[str, object]) -> None:
    """Refuse a picture where the player paints none. Raises: PlayerError."""
    raise PlayerError("this board has no display of its own, so there is no picture of it")
