"""Operator commands about the ledger of an alert: its signed receipts as a file, their check."""

import argparse
from pathlib import Path

from content.errors import TrustError
from content.receipt_file import CheckedFile, check_file
from server.cli_parts import Commands, add_command, add_group, opened
from server.operator_error import OperatorError
from server.services.receipt_export import receipts_file
from server.settings import Settings

MOST_NAMED = 50


def add_ledger(commands: Commands) -> None:
    """Add `ledger …`."""
    ledger = add_group(commands, "ledger", "the ledger of an alert")
    export = add_command(ledger, "receipts", receipts, "write an alert's signed receipts to a file")
    export.add_argument("alert", metavar="ALERT", help="its id")
    export.add_argument("file", metavar="FILE.jsonl", type=Path, help="a new file")
    check = add_command(
        ledger, "verify", verify, "check every signature of such a file (no network needed)"
    )
    check.add_argument("file", metavar="FILE.jsonl", type=Path)


def receipts(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the file."""
    with opened(settings) as resources:
        written = receipts_file(resources, None, arguments.alert)
    with arguments.file.open("xb") as sink:
        sink.write(written)
    print(f"{arguments.file}: check it with: python -m server ledger verify {arguments.file}")
    return 0


def verify(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check a file and name what does not hold."""
    try:
        with arguments.file.open("rb") as lines:
            checked = check_file(lines)
    except TrustError as error:
        raise OperatorError(f"{arguments.file}: {error}") from error
    print(f"Alert {checked.alert}: {_said(checked)}")
    for bad in checked.bad[:MOST_NAMED]:
        print(f"Line {bad.number}: {bad.reason}")
    if len(checked.bad) > MOST_NAMED:
        print(f"... and {len(checked.bad) - MOST_NAMED} more.")
    if not checked.is_good:
        raise OperatorError(f"{arguments.file}: {len(checked.bad)} lines do not hold")
    return 0


def _said(checked: CheckedFile) -> str:
    states = ", ".join(f"{count} {state}" for state, count in sorted(checked.good.items()))
    found = f"{checked.good.total()} of {checked.receipts} receipts of {checked.boards} boards hold"
    return f"{found} ({states})." if states else f"{found}."
