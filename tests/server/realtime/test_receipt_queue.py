import threading
from typing import Any

import pytest

from content.errors import ContentError
from server.realtime.receipt_queue import BOARDS_PER_COMMIT, Answer, Batch, ReceiptQueue


def no_wait(seconds: float) -> None:
    """The engine's sleep, for tests that gather nobody."""


def test_each_board_gets_the_answer_to_its_own_receipts() -> None:
    queue = ReceiptQueue(
        lambda batch: [{"of": board} for board, _ in batch], threading.Event, no_wait
    )
    assert queue.put("b1", [1]) == {"of": "b1"}
    assert queue.put("b2", [2]) == {"of": "b2"}


def test_what_arrives_during_a_commit_goes_into_the_next_one_together() -> None:
    batches: list[Batch] = []
    entered, go_on = threading.Event(), threading.Event()

    def store(batch: Batch) -> list[Answer]:
        batches.append(batch)
        entered.set()
        go_on.wait(5)
        return [{"of": board} for board, _ in batch]

    queue = ReceiptQueue(store, threading.Event, no_wait)
    answers: dict[str, Any] = {}

    def put(board: str) -> None:
        answers[board] = queue.put(board, [])

    threads = [threading.Thread(target=put, args=(f"b{number}",)) for number in range(4)]
    threads[0].start()
    entered.wait(5)
    for thread in threads[1:]:
        thread.start()
    while len(queue._waiting) < 3:
        threading.Event().wait(0.005)
    go_on.set()
    for thread in threads:
        thread.join(5)
    assert [len(batch) for batch in batches] == [1, 3]
    assert answers == {f"b{number}": {"of": f"b{number}"} for number in range(4)}


def test_a_failed_commit_acknowledges_nobody_and_the_next_one_works() -> None:
    outcomes: list[list[Answer] | Exception] = [ContentError("disk full"), [{"ok": True}]]

    def store(batch: Batch) -> list[Answer]:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    queue = ReceiptQueue(store, threading.Event, no_wait)
    with pytest.raises(ContentError, match="disk full"):
        queue.put("b1", [1])
    assert queue.put("b1", [1]) == {"ok": True}


def test_a_commit_takes_only_so_many_boards_and_the_rest_follow() -> None:
    sizes: list[int] = []
    waiting: list[threading.Thread] = []

    def store(batch: Batch) -> list[Answer]:
        sizes.append(len(batch))
        return [{} for _ in batch]

    def crowd(seconds: float) -> None:
        if waiting:
            return
        for number in range(BOARDS_PER_COMMIT):
            waiting.append(threading.Thread(target=queue.put, args=(f"b{number}", [])))
            waiting[-1].start()
        while len(queue._waiting) <= BOARDS_PER_COMMIT:
            threading.Event().wait(0.005)

    queue = ReceiptQueue(store, threading.Event, crowd)
    queue.put("first", [])
    for thread in waiting:
        thread.join(5)
    assert sizes == [BOARDS_PER_COMMIT, 1]
