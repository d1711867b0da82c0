"""The command about USB sticks: content in, reports out, with or without a player running."""

import argparse
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from player.bundle import write_reports
from player.clock import SystemClock
from player.errors import PlayerError
from player.inbox import Answer
from player.settings import DATA_VARIABLE, DEFAULT_DATA, data_folder
from player.stick import board_folders, exchange, exchange_stick

if TYPE_CHECKING:
    Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_bundle(commands: "Commands") -> None:
    """Add `bundle …`."""
    made = commands.add_parser("bundle", help=(bundle.__doc__ or "").rstrip("."))
    made.add_argument("file", metavar="FILE", nargs="?", type=Path, help="made by server bundle")
    made.add_argument("--out", metavar="FILE", type=Path, help="write the boards' reports here")
    made.add_argument(
        "--stick", metavar="DIR", type=Path,
        help="a stick with a folder bangtin: take what is for this board, leave its reports",
    )  # fmt: skip
    made.add_argument(
        "--data", metavar="DIR", help=f"folder of this board ({DATA_VARIABLE}, {DEFAULT_DATA})"
    )
    made.set_defaults(command=bundle, misused=made.error)


def bundle(options: argparse.Namespace) -> int:
    """Take in a bundle from a USB stick, or write this board's reports to a file."""
    data = data_folder(options.data)
    if options.stick is not None:
        if options.file is not None or options.out is not None:
            options.misused("--stick stands alone")
        return _told(exchange_stick(options.stick, data, SystemClock(), time.sleep))
    if options.file is None and options.out is None:
        options.misused("name a bundle, or --out FILE, or --stick DIR")
    answers = [
        exchange(path, options.file, SystemClock(), time.sleep) for path in board_folders(data)
    ]
    if options.out is not None:
        now = SystemClock().reading().wall
        count = write_reports(options.out, now, [answer.report for answer in answers])
        print(f"{options.out}: {count} records; store them with: python -m server bundle take FILE")
    return _told(answers) if options.file is not None else 0


def _told(answers: Iterable[Answer]) -> int:
    """Print what was taken. Raises: PlayerError when no board took anything."""
    found = list(answers)
    for answer in found:
        if answer.is_taken:
            print(answer.says)
    if not any(answer.is_taken for answer in found):
        raise PlayerError(found[0].says)
    return 0
