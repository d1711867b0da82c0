"""Bundles: one file with all that boards may play, for a USB stick where no network reaches.

What boards must believe is signed already; the signed list of contents tells a broken file early.
"""

import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from content import bundle
from content.head import Head
from content.schedule import TIMEZONE
from content.trust import Envelope, canonical, digest
from server.operator_error import OperatorError
from server.services import audit
from server.services.board_records import stored_spans
from server.services.boards import BoardRecord
from server.services.heads import make_head
from server.services.manifest_shelf import Score
from server.services.tokens import require_in_service
from server.storage.durable import take_name
from server.storage.tables.ledger import PlayRow, ReceiptRow

if TYPE_CHECKING:
    from server.services.resources import Resources

_TRIES = 5
_CHUNK = 1 << 20
# The same for every entry, so that the same content gives the same file.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX, _MODE = 3, 0o644


@dataclass(frozen=True, slots=True)
class BundleMade:
    """Say what was written."""

    boards: tuple[str, ...]
    files: int
    size_bytes: int


@dataclass(slots=True)
class _Packing:
    """Gather what is to be written: small files in memory, media by their digest."""

    small: dict[str, bytes] = field(default_factory=dict)
    media: set[str] = field(default_factory=set)


def boards_below(resources: "Resources", code: str) -> tuple[str, ...]:
    """List the boards in service of a unit and all below it. Raises: ContentError."""
    today = resources.clock.now().astimezone(TIMEZONE).date()
    unit = resources.units.tree().resolve(code, today)
    return tuple(
        sorted(
            board.id for board in resources.boards.in_service() if unit.id in board.addressee.path
        )
    )


def make_bundle(resources: "Resources", boards: Sequence[str], target: Path) -> BundleMade:
    """Write a new file with all that these boards may play now.

    Raises: OperatorError, TokenError for a board that is not in service, OSError.
    """
    if not boards:
        raise OperatorError("There is no board to make a bundle for; pair one first")
    if target.exists():
        raise OperatorError(f"{target}: is there already; remove it or name another file")
    packing = _Packing()
    for root in resources.keyring.roots(0):
        packing.small[bundle.root_name(_version(root))] = root.to_bytes()
    for board in boards:
        _pack_board(resources, board, packing)
    parts = _parts(resources, packing)
    size_bytes = sum(part.size_bytes for part in parts.values())
    if len(parts) > bundle.MOST_FILES or size_bytes > bundle.LARGEST_BYTES:
        raise OperatorError(
            f"{len(boards)} boards need {len(parts)} files and {size_bytes // 1_000_000} MB, "
            "more than one bundle holds; make one for fewer boards"
        )
    contents = bundle.Contents(resources.clock.now(), tuple(boards), parts)
    signed = resources.keyring.sign("state", "bundle", contents.to_payload())
    written = _write(resources, packing, signed.to_bytes(), target)
    made = BundleMade(tuple(boards), len(parts), written)
    resources.database.write(lambda session: _record(session, resources, made, signed.digest))
    return made


def _pack_board(resources: "Resources", board_id: str, packing: _Packing) -> None:
    head_envelope, head, score = _agreeing(resources, board_id)
    own = {
        "head": head_envelope.to_bytes(),
        "identity": resources.boards.identity(board_id).to_bytes(),
        "stored": _stored(resources, board_id),
    }
    packing.small |= {bundle.board_name(board_id, kind): data for kind, data in own.items()}
    listed = {entry.digest for entry in head.alerts}
    for alert in resources.alerts.snapshot().alerts:
        if alert.digest in listed:
            packing.small[bundle.shared_name("alert", alert.digest)] = canonical(alert.envelope)
            packing.media |= {name for name in alert.media if resources.media.has(name)}
    packing.small[bundle.shared_name("manifest", score.digest)] = score.envelope
    packing.small |= {bundle.shared_name("item", name): raw for name, raw in score.items.items()}
    packing.media |= score.media


def _agreeing(resources: "Resources", board_id: str) -> tuple[Envelope, Head, Score]:
    """Give a head with the score and identity it names; a change in between asks again."""
    board = require_in_service(resources.boards.find(board_id))
    for _ in range(_TRIES):
        envelope = make_head(resources, board_id)
        head = Head.from_payload(json.loads(envelope.payload), envelope.digest)
        score = resources.scores.score_for(board_id)
        alerts = {alert.digest for alert in resources.alerts.snapshot().alerts}
        has_alerts = all(entry.digest in alerts for entry in head.alerts)
        identity = resources.boards.identity(board_id).digest
        if (head.manifest, head.identity) == (score.digest, identity) and has_alerts:
            return envelope, head, score
    raise OperatorError(f"The content of {_named(board)} keeps changing; try again")


def _stored(resources: "Resources", board_id: str) -> bytes:
    """Tell the board which of its reports are stored, so that it need not keep them."""

    def read(session: Session) -> dict[str, object]:
        return {
            "receipts": stored_spans(session, board_id, ReceiptRow),
            "plays": stored_spans(session, board_id, PlayRow),
        }

    return canonical(resources.database.read(read))


def _parts(resources: "Resources", packing: _Packing) -> dict[str, bundle.Part]:
    parts = {
        name: bundle.Part(len(data), digest(data)) for name, data in sorted(packing.small.items())
    }
    for name in sorted(packing.media):
        try:
            size_bytes = resources.media.path(name).stat().st_size
        except FileNotFoundError as error:
            raise OperatorError(
                f"The media file {name} is missing; look at: python -m server doctor"
            ) from error
        parts[bundle.shared_name("media", name)] = bundle.Part(size_bytes, name)
    return parts


def _write(resources: "Resources", packing: _Packing, contents: bytes, target: Path) -> int:
    """Write the zip beside its place and put it there whole; give its size."""
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with zipfile.ZipFile(partial, "x", zipfile.ZIP_STORED, allowZip64=False) as file:
            for name, data in ((bundle.CONTENTS, contents), *sorted(packing.small.items())):
                file.writestr(_entry(name), data)
            for name in sorted(packing.media):
                _copy_media(resources, name, file)
        take_name(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return os.stat(target).st_size


def _copy_media(resources: "Resources", name: str, file: zipfile.ZipFile) -> None:
    hashed = hashlib.sha256()
    with (
        resources.media.open(name) as source,
        file.open(_entry(bundle.shared_name("media", name)), "w") as sink,
    ):
        while chunk := source.read(_CHUNK):
            hashed.update(chunk)
            sink.write(chunk)
    if hashed.hexdigest() != name:
        raise OperatorError(f"The media file {name} is damaged; restore it from a backup")


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_DATE)
    entry.create_system, entry.external_attr = _UNIX, _MODE << 16
    return entry


def _record(session: Session, resources: "Resources", made: BundleMade, contents: str) -> None:
    audit.record(
        session,
        at=resources.clock.now(),
        actor=None,
        action="bundle.made",
        subject=contents,
        details={"boards": list(made.boards), "bytes": made.size_bytes},
    )


def _version(root: Envelope) -> int:
    return int(json.loads(root.payload)["version"])


def _named(board: BoardRecord) -> str:
    return f"board {board.name} ({board.id})"
