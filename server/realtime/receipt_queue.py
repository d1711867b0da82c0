"""Receipts of many boards in one commit: each is answered only after its batch is stored.

A commit waits a moment for company, so that an alert goes out before its receipts are checked,
and takes no more boards than leave the database free for the next alert soon.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Answer = dict[str, Any]
Batch = list[tuple[str, list[Any]]]
GATHER_S = 0.1
BOARDS_PER_COMMIT = 200
ANSWERS_AT_A_TIME = 25
"""After so many the hub serves others; 25 answers take a few milliseconds."""


@dataclass
class _Waiting:
    board_id: str
    receipts: list[Any]
    done: Any
    outcome: Answer | Exception | None = None


class ReceiptQueue:
    """Collects what arrives until the next batch is committed."""

    def __init__(
        self,
        store: Callable[[Batch], list[Answer]],
        make_event: Callable[[], Any],
        sleep: Callable[[float], None],
    ) -> None:
        """`store` commits a batch and answers in its order; the rest is the engine's."""
        self._store = store
        self._make_event = make_event
        self._sleep = sleep
        self._waiting: list[_Waiting] = []
        self._busy = False

    def put(self, board_id: str, receipts: list[Any]) -> Answer:
        """Store one board's receipts; return when they are committed."""
        mine = _Waiting(board_id, receipts, self._make_event())
        self._waiting.append(mine)
        if self._busy:
            mine.done.wait()
        else:
            self._drain()
        if isinstance(mine.outcome, Exception):
            raise mine.outcome
        assert mine.outcome is not None
        return mine.outcome

    def _drain(self) -> None:
        self._busy = True
        try:
            while self._waiting:
                if len(self._waiting) < BOARDS_PER_COMMIT:
                    self._sleep(GATHER_S)
                batch = self._waiting[:BOARDS_PER_COMMIT]
                del self._waiting[:BOARDS_PER_COMMIT]
                answered = zip(batch, self._outcomes(batch), strict=True)
                for number, (one, outcome) in enumerate(answered, 1):
                    one.outcome = outcome
                    one.done.set()
                    if number % ANSWERS_AT_A_TIME == 0:
                        self._sleep(0)
        finally:
            self._busy = False

    def _outcomes(self, batch: list[_Waiting]) -> Sequence[Answer | Exception]:
        try:
            return self._store([(one.board_id, one.receipts) for one in batch])
        except Exception as error:  # noqa: BLE001  every waiting board must be told
            return [error] * len(batch)
