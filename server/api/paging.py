"""Pages of lists held in memory: a cursor names the last item given, not a position."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from content.errors import InvalidInputError

USUAL_LIMIT = 100
ItemT = TypeVar("ItemT")


@dataclass(frozen=True)
class Slice(Generic[ItemT]):
    """Some items of a list and the cursor of what follows, None at its end."""

    items: tuple[ItemT, ...]
    next: str | None


def slice_of(
    items: Sequence[ItemT], key: Callable[[ItemT], str], cursor: str | None, limit: int | None
) -> Slice[ItemT]:
    """Return the items after the cursor, `limit` at most; `key` is unique and stays the same.

    Raises: InvalidInputError for a cursor of no item.
    """
    start = 0
    if cursor is not None:
        last = _read(cursor)
        places = [place for place, item in enumerate(items) if key(item) == last]
        if not places:
            raise InvalidInputError("This cursor does not belong to this list.", field="cursor")
        start = places[0] + 1
    end = start + (limit or USUAL_LIMIT)
    found = tuple(items[start:end])
    return Slice(found, _write(key(found[-1])) if found and end < len(items) else None)


def _write(key: str) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _read(cursor: str) -> str | None:
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor))
    except (ValueError, binascii.Error):
        return None
    return found if isinstance(found, str) else None
