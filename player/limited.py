"""Asks what may hang for ever, such as a stuck display, without hanging with it."""

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

AnswerT = TypeVar("AnswerT")
log = logging.getLogger(__name__)


class Limited(Generic[AnswerT]):
    """Ask in a thread of its own; what is late, or still hangs from before, answers None."""

    def __init__(self, ask: Callable[[], AnswerT | None], limit_s: float) -> None:
        """Take the question and how long to wait for its answer; the thread begins with it."""
        self._ask, self._limit_s = ask, limit_s
        self._wanted, self._answered = threading.Event(), threading.Event()
        self._answer: AnswerT | None = None
        self._is_asking = False
        self._worker: threading.Thread | None = None

    def __call__(self) -> AnswerT | None:
        """Give the answer; None also when the question itself fails."""
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="limited", daemon=True)
            self._worker.start()
        if not self._is_asking:
            self._answered.clear()
            self._is_asking = True
            self._wanted.set()
        return self._answer if self._answered.wait(self._limit_s) else None

    def _work(self) -> None:
        while self._wanted.wait():
            self._wanted.clear()
            try:
                self._answer = self._ask()
            except OSError:
                self._answer = None
            except Exception:
                log.exception("no answer after an unforeseen error")
                self._answer = None
            self._is_asking = False
            self._answered.set()
