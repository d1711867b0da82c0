"""A file of the signed receipts of one alert, to be checked with no server and no network.

A line of JSON each: first what the file holds, then each board with every key it has had, then
the receipts as the boards signed them. What a board signs is in `signed_messages`; a fault's
reason is not among it. That no receipt was left out is the word of whoever made the file.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from content.envelope import decode_base64, is_signed, key_id, parse_json
from content.errors import TrustError
from content.payload_fields import Payload, read_integer, read_name
from content.signed_messages import receipt_message

KIND, SPEC = "receipts", 1
LONGEST_LINE = 64 * 1024


@dataclass(frozen=True, slots=True)
class BadLine:
    """Name a line, counted from 1, and what is wrong with it."""

    number: int
    reason: str


@dataclass(slots=True)
class CheckedFile:
    """Tell what a file of receipts holds; `good` counts by state, `bad` is what does not hold."""

    alert: str = ""
    boards: int = 0
    receipts: int = 0
    good: Counter[str] = field(default_factory=Counter)
    bad: list[BadLine] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Tell whether every line holds."""
        return not self.bad


def check_file(lines: Iterable[bytes]) -> CheckedFile:
    """Check every signature of a file. Raises: TrustError for what is no file of receipts."""
    numbered = enumerate(lines, 1)
    head = _head(numbered)
    checked = CheckedFile(alert=str(head.get("alert")))
    keys: dict[str, list[bytes]] = {}
    seen: set[tuple[str, str, int]] = set()
    for number, line in numbered:
        try:
            entry = _entry(line)
            if entry.get("kind") == "board":
                keys[read_name(entry, "board")] = _keys(entry)
            else:
                checked.receipts += 1
                checked.good[_receipt(entry, checked.alert, keys, seen)] += 1
        except TrustError as error:
            checked.bad.append(BadLine(number, str(error)))
    checked.boards = len(keys)
    _compare(checked, head)
    return checked


def _head(numbered: Iterator[tuple[int, bytes]]) -> Payload:
    _, first = next(numbered, (0, b""))
    try:
        head = _entry(first)
    except TrustError:
        head = {}
    if head.get("kind") != KIND or head.get("spec") != SPEC:
        raise TrustError("This is no file of receipts that this version reads.", code="malformed")
    return head


def _entry(line: bytes) -> Payload:
    if len(line) > LONGEST_LINE:
        raise TrustError("The line is too long.", code="too_large")
    value = parse_json(line)
    if not isinstance(value, dict):
        raise TrustError("The line is no object.", code="malformed")
    return value


def _keys(entry: Payload) -> list[bytes]:
    held = entry.get("keys")
    found = []
    for one in held if isinstance(held, list) else []:
        public = decode_base64(one.get("public_key") if isinstance(one, dict) else None)
        if key_id(public) != one.get("key_id"):
            raise TrustError("A key has another fingerprint than the file says.", code="malformed")
        found.append(public)
    return found


def _receipt(
    entry: Payload,
    alert: str,
    keys: Mapping[str, list[bytes]],
    seen: set[tuple[str, str, int]],
) -> str:
    """Check one receipt and give its state."""
    board, log, seq = read_name(entry, "board"), read_name(entry, "log"), read_integer(entry, "seq")
    if entry.get("kind") != "receipt" or entry.get("alert") != alert:
        raise TrustError("This is no receipt of this alert.", code="malformed")
    if (board, log, seq) in seen:
        raise TrustError("This receipt is there twice.", code="malformed")
    message = receipt_message(
        board=board,
        log=log,
        seq=seq,
        alert=alert,
        revision=read_integer(entry, "revision"),
        state=read_name(entry, "state"),
        at=read_name(entry, "at"),
        clock_trusted=entry.get("clock_trusted") is True,
    )
    sig = decode_base64(entry.get("sig"))
    if not any(is_signed(public, message, sig) for public in keys.get(board, ())):
        raise TrustError(
            "The board {board} did not sign this receipt.", code="bad_signature", board=board
        )
    seen.add((board, log, seq))
    return str(entry["state"])


def _compare(checked: CheckedFile, head: Payload) -> None:
    """Hold what was found against what the first line promises."""
    for name, found in (("boards", checked.boards), ("receipts", checked.receipts)):
        if head.get(name) != found:
            reason = f"the first line says {head.get(name)} {name}, there are {found}"
            checked.bad.append(BadLine(1, reason))
