"""Operator commands about USB sticks: content for boards without a network, and their reports."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from server.cli_parts import Commands, add_command, opened
from server.operator_error import OperatorError
from server.services.bundle import boards_below, make_bundle
from server.services.bundle_reports import Taken, take_reports
from server.services.resources import Resources
from server.settings import Settings

TAKE = "take"


def add_bundle(commands: Commands) -> None:
    """Add `bundle …`."""
    made = add_command(
        commands, "bundle", bundle, "write boards' content to a file for a USB stick, or take "
        "the reports that came back on one",
    )  # fmt: skip
    whose = made.add_mutually_exclusive_group()
    whose.add_argument("--board", metavar="BOARD", action="append", help="its id; repeatable")
    whose.add_argument("--unit", metavar="CODE", help="all boards of this unit and below")
    made.add_argument(
        "words", metavar=f"[{TAKE}] FILE", nargs="+",
        help=f"a new file, best named NAME.bangtin; {TAKE}: a file of reports from a board",
    )  # fmt: skip
    made.set_defaults(misused=made.error)


def bundle(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make a bundle, or take reports."""
    words: Sequence[str] = arguments.words
    is_named = bool(arguments.board or arguments.unit)
    if words[0] == TAKE and len(words) == 2 and not is_named:
        return _take(settings, Path(words[1]))
    if len(words) != 1 or not is_named:
        arguments.misused(
            f"say --board BOARD FILE or --unit CODE FILE to make a bundle, {TAKE} FILE for reports"
        )
    with opened(settings) as resources:
        made = make_bundle(resources, _boards(resources, arguments), Path(words[0]))
    print(f"{words[0]}: {len(made.boards)} boards, {made.files} files, {made.size_bytes} bytes.")
    print("Put it into the folder bangtin of a stick, or run: python -m player bundle FILE")
    return 0


def _boards(resources: Resources, arguments: argparse.Namespace) -> tuple[str, ...]:
    if arguments.board:
        return tuple(sorted(set(arguments.board)))
    return boards_below(resources, arguments.unit)


def _take(settings: Settings, source: Path) -> int:
    with opened(settings) as resources:
        taken = take_reports(resources, source)
    for one in taken:
        print(f"Board {one.board}: {_said(one)}")
    refused = [one for one in taken if one.why_not]
    if refused:
        raise OperatorError(f"board {refused[0].board}: {refused[0].why_not}")
    if not taken:
        print("There is nothing in it.")
    return 0


def _said(taken: Taken) -> str:
    if taken.why_not and not taken.stored:
        return f"nothing taken. {taken.why_not}"
    stored = ", ".join(f"{count} {kind}" for kind, count in taken.stored.items() if count)
    codes = ", ".join(f"{count} {code}" for code, count in taken.refused.items())
    return f"{stored or 'nothing'} stored" + (f"; refused: {codes}" if codes else "") + "."
