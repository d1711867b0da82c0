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


def test_two_workers_at_most_drive_browsers_while_others_have_work(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = [*_BROWSING, *_OTHERS]
    workers = [Worker(name) for name in "abcd"]
    monkeypatch.setattr(pytestconfig.option, "tx", ["popen"] * len(workers))
    scheduler = BrowsersApart(pytestconfig, Producer("test", enabled=False))
    for worker in workers:
        scheduler.add_node(worker)
        scheduler.add_node_collection(worker, every)
    scheduler.schedule()
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


def test_pages_are_opened_by_journeys_and_by_tests_of_the_page() -> None:
    assert drives_browsers("tests/journeys/test_files.py")
    assert drives_browsers("tests/player/page/test_board_page.py")
    assert not drives_browsers("tests/player/test_guard.py")
