"""Instants on the wire: RFC 3339 in UTC with a Z, whole seconds or milliseconds."""

import re
from datetime import UTC, datetime, timedelta

from content.errors import InvalidInputError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PATTERN = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def format_instant(at: datetime) -> str:
    """Write an aware datetime, cut to milliseconds; none are written when they are zero."""
    utc = at.astimezone(UTC)
    text = utc.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    milliseconds = utc.microsecond // 1000
    return f"{text}.{milliseconds:03}Z" if milliseconds else f"{text}Z"


def parse_instant(text: object, field: str | None = None) -> datetime:
    """Read an RFC 3339 instant as aware UTC, cut to milliseconds; any offset is understood.

    Raises: InvalidInputError.
    """
    found = _PATTERN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise _refuse(text, field)
    day, clock, fraction, zone = found.groups()
    milliseconds = (fraction or "").ljust(3, "0")[:3]
    offset = "+00:00" if zone in "Zz" else zone
    try:
        at = datetime.fromisoformat(f"{day}T{clock}.{milliseconds}{offset}")
        return at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _refuse(text, field) from error


def unix_ms(at: datetime) -> int:
    """Count whole milliseconds since 1970."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def _refuse(text: object, field: str | None) -> InvalidInputError:
    shown = text[:40] if isinstance(text, str) else type(text).__name__
    return InvalidInputError(
        "{value} is not an instant such as 2026-11-25T07:30:00Z.", field=field, value=shown
    )
