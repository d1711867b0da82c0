"""Reports that came back on a USB stick: stored as if the boards had sent them themselves."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from content.bundle import REPORTS_KIND, REPORTS_SPEC
from content.errors import ContentError, TrustError
from content.trust import parse_json
from server.operator_error import OperatorError
from server.services.board_records import MOST_RECORDS, Answer
from server.services.ledger import store_receipts
from server.services.plays import store_plays
from server.services.tokens import TokenError

if TYPE_CHECKING:
    from server.services.resources import Resources

LARGEST_BYTES = 64 * 1024 * 1024
_STORES: Mapping[str, Callable[["Resources", str, object], Answer]] = {
    "receipts": store_receipts,
    "plays": store_plays,
}


@dataclass(frozen=True, slots=True)
class Taken:
    """Say what became of one board's reports; `why_not` is empty when the board is known."""

    board: str
    stored: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    why_not: str = ""


def take_reports(resources: "Resources", source: Path) -> list[Taken]:
    """Store what the boards of a file reported; a record that is stored already counts too.

    Raises: OperatorError when the file holds no reports, DatabaseUnavailableError.
    """
    return [_take(resources, report) for report in _read(source)]


def _read(source: Path) -> Sequence[Mapping[str, object]]:
    with source.open("rb") as file:
        raw = file.read(LARGEST_BYTES + 1)
    if len(raw) > LARGEST_BYTES:
        raise OperatorError(f"{source}: is larger than any file of reports")
    try:
        value = parse_json(raw)
    except TrustError as error:
        raise OperatorError(
            f"{source}: is damaged or holds no reports; write it again on the board"
        ) from error
    held = value if isinstance(value, dict) else {}
    reports = held.get("reports")
    if held.get("kind") != REPORTS_KIND or not isinstance(reports, list):
        raise OperatorError(f"{source}: holds no reports of boards")
    if held.get("spec") != REPORTS_SPEC:
        raise OperatorError(f"{source}: was written by a newer program; update this one first")
    return [report for report in reports if isinstance(report, dict)]


def _take(resources: "Resources", report: Mapping[str, object]) -> Taken:
    board = str(report.get("board"))[:64]
    stored: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    try:
        for kind, store in _STORES.items():
            for batch in _batches(report.get(kind)):
                answer = store(resources, board, batch)
                stored[kind] += len(answer["acknowledged"])
                refused.update(str(entry["code"]) for entry in answer["rejected"])
    except TokenError as error:
        return Taken(board, why_not=str(error))
    except ContentError as error:
        return Taken(board, stored, refused, why_not=str(error))
    return Taken(board, stored, refused)


def _batches(records: object) -> Iterator[list[object]]:
    found = records if isinstance(records, list) else []
    for start in range(0, len(found), MOST_RECORDS):
        yield found[start : start + MOST_RECORDS]
