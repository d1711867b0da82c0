"""Reading fields of a verified payload: the right type, or TrustError (malformed)."""

from collections.abc import Mapping
from datetime import datetime

from content.envelope import LARGEST_INTEGER, is_digest, malformed
from content.errors import InvalidInputError
from content.instant import parse_instant

Payload = Mapping[str, object]


def read_text(payload: Payload, name: str, *, longest: int = 20_000) -> str:
    """Read a text field. Raises: TrustError."""
    value = payload.get(name)
    if not isinstance(value, str) or len(value) > longest:
        raise malformed(name)
    return value


def read_name(payload: Payload, name: str) -> str:
    """Read an id: not empty, printable, without line breaks. Raises: TrustError."""
    value = payload.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 200 or not value.isprintable():
        raise malformed(name)
    return value


def read_integer(payload: Payload, name: str, *, low: int = 0) -> int:
    """Read a whole number up to 2**53 - 1. Raises: TrustError."""
    value = payload.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= LARGEST_INTEGER:
        raise malformed(name)
    return value


def read_instant(payload: Payload, name: str) -> datetime:
    """Read an instant as aware UTC. Raises: TrustError."""
    try:
        return parse_instant(payload.get(name))
    except InvalidInputError as error:
        raise malformed(name) from error


def read_digest(payload: Payload, name: str) -> str:
    """Read a lower-case hex SHA-256. Raises: TrustError."""
    value = payload.get(name)
    if not isinstance(value, str) or not is_digest(value):
        raise malformed(name)
    return value


def read_list(payload: Payload, name: str) -> list[object]:
    """Read a list. Raises: TrustError."""
    value = payload.get(name)
    if not isinstance(value, list):
        raise malformed(name)
    return value


def read_names(payload: Payload, name: str) -> tuple[str, ...]:
    """Read a list of texts. Raises: TrustError."""
    found = read_list(payload, name)
    if not all(isinstance(entry, str) for entry in found):
        raise malformed(name)
    return tuple(str(entry) for entry in found)


def read_object(payload: Payload, name: str) -> dict[str, object]:
    """Read an object. Raises: TrustError."""
    value = payload.get(name)
    if not isinstance(value, dict):
        raise malformed(name)
    return value
