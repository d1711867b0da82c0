"""The codes a person copies from a screen, and how often one may guess at them."""

import hashlib
import secrets
import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from content.errors import ContentError

# No vowels and no look-alikes: a code never spells a word and is never misread.
ALPHABET = "BCDFGHJKMNPQRTVWX"
LENGTH = 8
_MOST_KEYS = 10_000


class TooManyRequestsError(ContentError):
    """Refuse one more attempt for now."""

    code = "too_many_requests"


class Attempts:
    """Count attempts by key in memory and refuse those over the limit of a time window."""

    def __init__(self, limit: int, window: timedelta) -> None:
        """Allow `limit` attempts per `window` and key."""
        self._limit = limit
        self._window = window
        self._made: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, key: str, at: datetime) -> None:
        """Pass while the key is under its limit. Raises: TooManyRequestsError."""
        with self._lock:
            if len(self._recent(key, at)) >= self._limit:
                raise TooManyRequestsError("Too many attempts. Try again in a few minutes.")

    def note(self, key: str, at: datetime) -> None:
        """Count one attempt."""
        with self._lock:
            self._recent(key, at).append(at)
            self._made.move_to_end(key)
            while len(self._made) > _MOST_KEYS:
                self._made.popitem(last=False)

    def _recent(self, key: str, at: datetime) -> deque[datetime]:
        made = self._made.setdefault(key, deque())
        # Attempts of a time to come are those of a clock that was put back since.
        while made and not timedelta(0) <= at - made[0] < self._window:
            made.popleft()
        return made


def new_user_code() -> str:
    """Make a code, written as on the screen: two groups of four letters."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def read_user_code(text: str) -> str | None:
    """Read a code however it was typed; None when it cannot be one."""
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    if len(letters) != LENGTH or not set(letters) <= set(ALPHABET):
        return None
    return f"{letters[:4]}-{letters[4:]}"


def hash_code(secret: str) -> str:
    """Give what the database keeps of a device code or a link's secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
