"""Taking in a bundle from a stick, and writing down what the board has to report.

What is in it goes through the same verifying code as the network's answers. What is not believed
is refused in words, and the board plays on what it has.
"""

import json
import logging
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from content.board_state import (
    BoardState,
    apply_head,
    apply_identity,
    apply_roots,
    check_manifest,
)
from content.bundle import REPORTS_KIND, REPORTS_SPEC, Contents, Span, board_name
from content.errors import TrustError
from content.head import Head
from content.instant import format_instant
from content.trust import Envelope
from player.alert_files import AlertFiles
from player.bundle_file import BundleFile, BundleSource
from player.cache import require_room
from player.errors import DamagedError, FullError, PlayerError
from player.holding import Holding
from player.proof_log import ProofLog
from player.records import write_file
from player.refusals import IDENTITY_FAULT
from player.score_files import ScoreFiles
from player.sync import Sync, newer_roots

log = logging.getLogger(__name__)
_WORDS: Mapping[str, str] = {
    "rolled_back": "it is older than what this board holds; make a new one on the server",
    "replayed": "it contradicts what this board holds; make a new one on the server",
    "wrong_board": "it is for another board",
    "wrong_epoch": "its server was set up anew; pair this board again",
    "unknown_key": "another server made it than the one this board is paired with",
    "spec": "it was made by a newer program; update this board first",
}


# Whose unfinished files these are.
_BY = "stick"


class Log(Protocol):
    """A log of signed records that wait until the server has them."""

    def waiting(self) -> Iterable[Mapping[str, object]]:
        """Give all that wait, the oldest first."""

    def settle(self, answer: Mapping[str, object]) -> object:
        """Drop what the server has."""


Logs = Mapping[str, Log]
"""By the name they have in a report and in a bundle: receipts, plays."""


def take_bundle(holding: Holding, proof: ProofLog, logs: Logs, file: BundleFile) -> str:
    """Take in all that is for this board; say in one line what was taken.

    Raises: PlayerError saying why not, and then the board holds what it held.
    """
    state = holding.state
    source = BundleSource(file, state.board)
    try:
        head, contents = _judge(state, source, file)
    except TrustError as error:
        raise PlayerError(f"{file.path}: {_WORDS.get(error.code, str(error))}") from error
    _require_room(holding, file)
    try:
        _take(holding, proof, source)
        _settle(logs, source)
    except OSError as error:
        raise PlayerError(
            f"{file.path}: cannot be kept: {error.strerror}; the board plays on what it has"
        ) from error
    score = holding.score
    if holding.state.head != head or (head.manifest and (score and score.digest) != head.manifest):
        raise PlayerError(f"{file.path}: something newer came over the network meanwhile")
    return f"board {state.board}: plays the content of {format_instant(contents.made_at)}"


def report_of(board: str, logs: Logs) -> dict[str, object]:
    """Give what one board has to report, signed record by record."""
    return {"board": board, **{name: list(log.waiting()) for name, log in logs.items()}}


def write_reports(target: Path, made_at: datetime, reports: Sequence[Mapping[str, object]]) -> int:
    """Write reports into a file, whole or not at all; give the number of records in it.

    Raises: PlayerError.
    """
    value = {
        "kind": REPORTS_KIND,
        "spec": REPORTS_SPEC,
        "made_at": format_instant(made_at),
        "reports": list(reports),
    }
    try:
        write_file(target, json.dumps(value).encode())
    except OSError as error:
        raise PlayerError(f"{target}: cannot be written: {error.strerror}") from error
    return sum(
        len(records) for one in reports for records in one.values() if isinstance(records, list)
    )


def _judge(state: BoardState, source: BundleSource, file: BundleFile) -> tuple[Head, Contents]:
    """Try it all on a copy of the state. Raises: TrustError, DamagedError."""
    if not file.has(board_name(state.board, "head")):
        raise TrustError("The bundle is for other boards.", code="wrong_board")
    identity = Envelope.from_dict(source.identity(), "identity")
    roots = newer_roots(file.roots(), state)
    if roots:
        alerts = [Envelope.from_dict(value, "alert") for value in source.alerts()]
        state = apply_roots(state, roots, identity, alerts)
    contents = file.check(state.root)
    envelope = Envelope.from_dict(source.head()["head"], "head")
    head = _with_identity(apply_head(state, envelope, state.head_at), identity).head
    if head is None or head.digest != envelope.digest:
        raise TrustError("The head is not the newest.", code="rolled_back")
    if head.manifest is not None:
        manifest = Envelope.from_bytes(source.manifest(head.manifest), "manifest")
        check_manifest(state, manifest, head.manifest)
    return head, contents


def _with_identity(state: BoardState, identity: Envelope) -> BoardState:
    """Take the identity; one that no officer approved is left out, and the rest taken all the same.

    Raises: TrustError.
    """
    try:
        return apply_identity(state, identity)
    except TrustError as error:
        if error.code != IDENTITY_FAULT:
            raise
        return state


def _require_room(holding: Holding, file: BundleFile) -> None:
    """Refuse what the disk cannot hold beside what is played now. Raises: PlayerError."""
    objects = holding.folder.objects
    needed = sum(
        size
        for name, size in file.sizes.items()
        if name.startswith(("items/", "media/")) and not objects.has(Path(name).stem)
    )
    try:
        require_room(objects.path, needed)
    except FullError as error:
        raise PlayerError(f"{file.path}: {error}") from error


def _take(holding: Holding, proof: ProofLog, source: BundleSource) -> None:
    chance = random.SystemRandom()
    voices = AlertFiles(holding, proof, source.media, chance, _BY)
    files = ScoreFiles(holding.folder.objects, source, holding.clock.mono_s, chance, _BY)
    sync = Sync(holding, source, proof, files)
    sync.follow_roots()
    if sync.scores.is_coming:
        sync.scores.pull()
        sync.follow_roots()
    sync.pull_head()
    _date_head(holding)
    sync.pull_wanted()
    _take_voices(voices)
    sync.scores.pull()
    if files.faults():
        raise DamagedError("a file in it is not what its list says; make the bundle anew")


def _take_voices(voices: AlertFiles) -> None:
    """Take what alerts are called out by; none of it keeps an alert or the content away."""
    try:
        voices.take_all()
    except (PlayerError, OSError) as error:
        log.warning("an alert's voice cannot be taken: %s", error)


def _date_head(holding: Holding) -> None:
    """Count a head that lay on a stick from when it was made: its alerts end a day after that."""

    def work(state: BoardState) -> BoardState:
        if state.head is None or state.head_at <= state.head.issued_at:
            return state
        return replace(state, head_at=state.head.issued_at)

    holding.change(work, lambda time, state: time)


def _settle(logs: Logs, source: BundleSource) -> None:
    """Let go of what the server says it has."""
    stored = source.stored()
    for name, log in logs.items():
        spans = _spans(stored.get(name))
        done = [
            [record["log"], record["seq"]]
            for record in log.waiting()
            if any(_is_within(record, span) for span in spans)
        ]
        if done:
            log.settle({"acknowledged": done, "rejected": []})


def _spans(value: object) -> list[Span]:
    entries = value if isinstance(value, list) else []
    return [
        (str(entry[0]), entry[1], entry[2])
        for entry in entries
        if isinstance(entry, list)
        and len(entry) == 3
        and all(isinstance(number, int) for number in entry[1:])
    ]


def _is_within(record: Mapping[str, object], span: Span) -> bool:
    log, first, last = span
    seq = record.get("seq")
    return record.get("log") == log and isinstance(seq, int) and first <= seq <= last
