"""One message as a channel gets it, and what became of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

LONGEST_REASON = 300


@dataclass(frozen=True)
class Letter:
    """A message in its reader's language; `email` is where mail goes."""

    id: str
    kind: str
    created_at: datetime
    language: str
    subject: str
    text: str
    link: str
    login: str
    name: str
    email: str
    phone: str


@dataclass(frozen=True)
class Outcome:
    """What became of one try: a `reason` says it failed, `is_final` that no other will do."""

    letter_id: str
    reason: str = ""
    is_final: bool = False
    is_outage: bool = False


# Takes the instant and the letters, and tells of each as soon as it is known.
Channel = Callable[[datetime, list[Letter]], Iterator[Outcome]]


def outage(letters: Iterable[Letter], reason: str) -> Iterator[Outcome]:
    """Say of each that the channel itself is out of order."""
    for letter in letters:
        yield Outcome(letter.id, reason[:LONGEST_REASON], is_outage=True)
