"""Sticks: which board takes which bundle, here or through the player that runs, and the reports."""

import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from content.bundle import SUFFIX, board_name
from content.envelope import payload_of
from content.errors import TrustError
from content.payload_fields import read_integer
from player.bundle import Logs, report_of, take_bundle, write_reports
from player.bundle_file import BundleFile
from player.cache import Folder
from player.clock import Clock
from player.errors import BusyError, NotPairedError, PlayerError
from player.holding import Holding, load
from player.inbox import Answer, ask
from player.play_log import PlayLog
from player.proof_log import ProofLog
from player.settings import SCREENS

FOLDER = "bangtin"
REPORTS = "reports-{board}.json"


def board_folders(data: Path) -> list[Path]:
    """List the folders of the boards of this machine. Raises: NotPairedError."""
    candidates = [data, *sorted((data / SCREENS).glob("*"))]
    found = [path for path in candidates if (path / "state.json").exists()]
    if not found:
        raise NotPairedError(f"there is no paired board in {data}; pair it first")
    return found


def exchange(
    path: Path, bundle: Path | None, clock: Clock, pause: Callable[[float], object]
) -> Answer:
    """Let one board take a bundle, or none, and tell what it reports.

    Raises: PlayerError when neither this process nor a running player can.
    """
    folder = Folder(path)
    try:
        folder.lock()
    except BusyError:
        return ask(path, bundle, pause)
    try:
        holding = load(folder, clock)
        key, board = folder.key(), holding.state.board
        proof = ProofLog(folder, key, board)
        plays = PlayLog(folder, key, board, random.SystemRandom())
        return serve(holding, proof, {"receipts": proof, "plays": plays}, bundle)
    finally:
        folder.unlock()


def serve(holding: Holding, proof: ProofLog, logs: Logs, bundle: Path | None) -> Answer:
    """Take a bundle, or none, and tell what this board reports; a bad one is told in words."""
    is_taken, says = True, "nothing to take in"
    try:
        if bundle is not None:
            with BundleFile(bundle) as file:
                says = take_bundle(holding, proof, logs, file)
    except PlayerError as error:
        is_taken, says = False, str(error)
    return Answer(is_taken, says, report_of(holding.state.board, logs))


def exchange_stick(
    stick: Path, data: Path, clock: Clock, pause: Callable[[float], object]
) -> Iterator[Answer]:
    """Let each board take the newest bundle for it, and write its reports beside.

    Raises: PlayerError when there is no folder for it on the stick.
    """
    place = stick / FOLDER
    if place.is_symlink() or not place.is_dir():
        raise PlayerError(f"{stick}: has no folder {FOLDER}")
    for path in board_folders(data):
        board = load(Folder(path), clock).state.board
        answer = exchange(path, _newest(board, place.glob(f"*{SUFFIX}")), clock, pause)
        write_reports(place / REPORTS.format(board=board), clock.reading().wall, [answer.report])
        yield answer


def _newest(board: str, bundles: Iterable[Path]) -> Path | None:
    """Choose by what the heads say of themselves; whether it is true is seen when it is taken.

    When none is for this board, give one all the same: its refusal says why.
    """
    there, found = sorted(bundles), dict[Path, tuple[int, int]]()
    for path in there:
        try:
            with BundleFile(path) as file:
                head = payload_of(file.envelope(board_name(board, "head"), "head"))
            found[path] = read_integer(head, "epoch"), read_integer(head, "sequence")
        except (PlayerError, TrustError):
            continue
    return max(found or there, key=lambda path: found.get(path, (0, 0)), default=None)
