"""Browsers do not starve each other, and every test runs once."""

from dataclasses import dataclass, field

import pytest
from xdist.remote import Producer

from tests.scheduling import BrowsersApart, drives_browsers

_BROWSING = [f"tests/journeys/test_{name}.py::test_{number}" for name in "abcd" for number in "12"]
_BROWSING += [f"tests/player/page/test_{name}.py::test_1" for name in "ef"]
_OTHERS = [f"tests/content/test_{name}.py::test_{number}" for name in "abcdef" for number in "123"]


@dataclass(eq=False)
class Worker:
    """Takes tests, and does them when told."""

    id: str
    shutting_down: bool = False
    waiting: list[int] = field(default_factory=list)
    done: list[int] = field(default_factory=list)

    @property
    def gateway(self) -> "Worker":
        return self

    def send_runtest_some(self, indices: list[int]) -> None:
        self.waiting += indices

    def shutdown(self) -> None:
        self.shutting_down = True


def scheduled(
    every: list[str], names: str, config: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Worker], BrowsersApart]:
    workers = [Worker(name) for name in names]
    monkeypatch.setattr(config.option, "tx", ["popen"] * len(workers))
    scheduler = BrowsersApart(config, Producer("test", enabled=False))
    for worker in workers:
        scheduler.add_node(worker)
        scheduler.add_node_collection(worker, every)
    scheduler.schedule()
    return workers, scheduler


def test_two_workers_at_most_drive_browsers_while_others_have_work(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = [*_BROWSING, *_OTHERS]
    workers, scheduler = scheduled(every, "abcd", pytestconfig, monkeypatch)
    while not scheduler.tests_finished:
        driving = [one for one in workers if any(drives_browsers(every[i]) for i in one.waiting)]
        assert len(driving) <= 2 or not any(
            not drives_browsers(file) for file in scheduler.workqueue
        )
        busy = next(one for one in workers if one.waiting)
        busy.done.append(busy.waiting.pop(0))
        scheduler.mark_test_complete(busy, busy.done[-1])
        workers.append(workers.pop(0))
    for worker in workers:
        worker.done += worker.waiting
    assert sorted(i for worker in workers for i in worker.done) == list(range(len(every)))


def test_a_test_that_ends_its_worker_is_named_and_not_run_again(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = ["tests/test_a.py::test_hangs", "tests/test_a.py::test_2", "tests/test_a.py::test_3"]
    every += [f"tests/test_{name}.py::test_1" for name in "bcde"]
    (worker,), scheduler = scheduled(every, "a", pytestconfig, monkeypatch)
    assert scheduler.remove_node(worker) == every[0]
    another = Worker("b")
    scheduler.add_node(another)
    scheduler.add_node_collection(another, every)
    scheduler.schedule()
    assert len(another.waiting) > 1  # it begins only when it knows what comes next
    while not scheduler.tests_finished:
        another.done.append(another.waiting.pop(0))
        scheduler.mark_test_complete(another, another.done[-1])
    assert sorted(another.done + another.waiting) == list(range(1, len(every)))


def test_what_was_done_when_a_worker_ends_is_not_done_again(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = [f"tests/test_a.py::test_{number}" for number in range(3)]
    (worker,), scheduler = scheduled(every, "a", pytestconfig, monkeypatch)
    for index in range(2):
        scheduler.mark_test_complete(worker, index)
    assert scheduler.remove_node(worker) == every[2]
    assert not scheduler.workqueue


def test_pages_are_opened_by_journeys_and_by_tests_of_the_page() -> None:
    assert drives_browsers("tests/journeys/test_files.py")
    assert drives_browsers("tests/player/page/test_board_page.py")
    assert not drives_browsers("tests/player/test_guard.py")
