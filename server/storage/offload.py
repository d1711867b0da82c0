"""How blocking work leaves the event hub; the engine hands its own way in."""

from collections.abc import Callable
from typing import Protocol, TypeVar

ResultT = TypeVar("ResultT")


class Offload(Protocol):
    """Run blocking work away from the event hub and give back its result."""

    def __call__(self, work: Callable[[], ResultT]) -> ResultT:
        """Run `work` to its end; its exception is raised in the caller."""
        ...


def run_here(work: Callable[[], ResultT]) -> ResultT:
    """Run `work` in this thread: for commands and tests, which have no hub."""
    return work()
