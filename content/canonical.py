"""One way to write a JSON value as bytes: the plain canonical form, and RFC 8785."""

import json
import math

from content.errors import TrustError


def canonical(value: object) -> bytes:
    """Write JSON with sorted keys, no spaces, UTF-8: the same value gives the same bytes.

    Raises: TrustError (malformed) for what JSON or UTF-8 cannot hold.
    """
    try:
        text = json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        return text.encode()
    except (TypeError, ValueError) as error:
        raise TrustError("The value cannot be written as JSON.", code="malformed") from error


def jcs(value: object) -> bytes:
    """Write JSON as RFC 8785 has it: keys in UTF-16 order, numbers as ECMAScript prints them.

    Raises: TrustError (malformed).
    """
    try:
        return _write(value).encode()
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise TrustError("The value cannot be written as JSON.", code="malformed") from error


def _write(value: object) -> str:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{_text(key)}:{_write(value[key])}" for key in keys) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_write(entry) for entry in value) + "]"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return _text(value)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _number(value: int | float) -> str:
    """Print a double. Source: ECMA-262, Number::toString."""
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(number)
    if number == 0:
        return "0"
    digits, exponent = _shortest(abs(number))
    sign = "-" if number < 0 else ""
    return sign + _place(digits, exponent)


def _shortest(number: float) -> tuple[str, int]:
    """Give the shortest digits and the place of the point: 0.digits times ten to it."""
    mantissa, _, power = repr(number).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    point = len(whole) + int(power or 0)
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    return stripped.rstrip("0"), point


def _place(digits: str, point: int) -> str:
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    power = point - 1
    mantissa = digits[0] + (f".{digits[1:]}" if count > 1 else "")
    return f"{mantissa}e{'+' if power > 0 else '-'}{abs(power)}"
