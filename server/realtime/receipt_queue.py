"""Receipts of many boards in one commit: each is answered only after its batch is stored."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Answer = dict[str, Any]
Batch = list[tuple[str, list[Any]]]


@dataclass
class _Waiting:
    board_id: str
    receipts: list[Any]
    done: Any
    outcome: Answer | BaseException | None = None


class ReceiptQueue:
    """Collects what arrives while the last batch is being committed."""

    def __init__(
        self, store: Callable[[Batch], list[Answer]], make_event: Callable[[], Any]
    ) -> None:
        """`store` commits a batch and answers in its order; `make_event` is the engine's event."""
        self._store = store
        self._make_event = make_event
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
        if isinstance(mine.outcome, BaseException):
            raise mine.outcome
        assert mine.outcome is not None
        return mine.outcome

    def _drain(self) -> None:
        self._busy = True
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                for one, outcome in zip(batch, self._outcomes(batch), strict=True):
                    one.outcome = outcome
                    one.done.set()
        finally:
            self._busy = False

    def _outcomes(self, batch: list[_Waiting]) -> list[Answer] | list[BaseException]:
        try:
            return self._store([(one.board_id, one.receipts) for one in batch])
        except Exception as error:  # noqa: BLE001  every waiting board must be told
            return [error] * len(batch)
