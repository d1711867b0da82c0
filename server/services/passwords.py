"""Passwords: what is accepted, how they are kept (argon2id) and compared, off the hub."""

import threading
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from content.errors import InvalidInputError
from server.services.throttle import BusyError
from server.storage.offload import Offload

SHORTEST = 12
LONGEST = 128
WEAKEST_SCORE = 3
_SCORED_CHARACTERS = 72
_AT_ONCE = 2
_WAITING = 8

T = TypeVar("T")

_hasher = PasswordHasher()
_slots = threading.BoundedSemaphore(_AT_ONCE)
_places = threading.BoundedSemaphore(_AT_ONCE + _WAITING)
_scoring = threading.Lock()


def hash_password(offload: Offload, password: str) -> str:
    """Return the argon2id hash to store. Raises: BusyError."""
    return _bounded(offload, lambda: _hasher.hash(_typed(password)))


def is_password(offload: Offload, stored_hash: str | None, password: str) -> bool:
    """Compare; without a stored hash spend the same time and say no. Raises: BusyError."""

    def compare() -> bool:
        try:
            _hasher.verify(stored_hash or _hash_of_nobody(), _typed(password))
        except (VerificationError, InvalidHashError):
            return False
        return stored_hash is not None

    return _bounded(offload, compare)


def check_password(offload: Offload, password: str, *, about: list[str]) -> None:
    """Refuse one that is too short, too long, common, or made of the words `about` its owner.

    Raises: InvalidInputError.
    """
    text = unicodedata.normalize("NFC", password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise InvalidInputError(
            "The password must have {shortest} to {longest} characters.",
            field="password",
            shortest=SHORTEST,
            longest=LONGEST,
        )
    if any(unicodedata.category(letter) in {"Cs", "Cc"} for letter in text):
        raise InvalidInputError(
            "The password holds a character that cannot be typed.", field="password"
        )
    if _bounded(offload, lambda: _score(text, about)) < WEAKEST_SCORE:
        raise InvalidInputError(
            "This password is common or easy to guess. Choose several unrelated words.",
            field="password",
            code="weak_password",
        )


def _score(text: str, about: list[str]) -> int:
    with _scoring:  # zxcvbn keeps the caller's words in a module-level dictionary
        found: dict[str, Any] = zxcvbn(text[:_SCORED_CHARACTERS], user_inputs=about)
    return int(found["score"])


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("no account has this password")


def _typed(password: str) -> bytes:
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _bounded(offload: Offload, work: Callable[[], T]) -> T:
    if not _places.acquire(blocking=False):
        raise BusyError("Too many people are signing in at once. Try again in a moment.")
    try:
        return offload(lambda: _with_slot(work))
    finally:
        _places.release()


def _with_slot(work: Callable[[], T]) -> T:
    with _slots:
        return work()
