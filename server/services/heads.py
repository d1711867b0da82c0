"""Heads: the signed truth about now for one board, made when asked for, with no write for each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import ContentError
from content.head import Head, ListedAlert, Slate
from content.instant import format_instant, parse_instant
from content.trust import Envelope
from server.services.alert_book import BookSnapshot
from server.services.boards import BoardRecord
from server.services.presence import read_status
from server.services.tokens import require_in_service
from server.storage.tables.system import AuditRow

if TYPE_CHECKING:
    from server.services.resources import Resources

# A board asks every 20 s: with this, a head comes at least every 5 minutes.
FRESH_FOR = timedelta(seconds=275)
_WITNESS_EVERY = timedelta(seconds=60)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class HeadState:
    """Hold all of a head that a board must hear of when it changes."""

    epoch: int
    identity: str
    manifest: str | None
    alerts: tuple[ListedAlert, ...]
    slate: Slate | None
    revoked_officers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GivenHead:
    """Remember the last head a board was given."""

    sequence: int
    issued_at: datetime
    state: HeadState


@dataclass(frozen=True, slots=True)
class SlateMark:
    """Say from which head on a board has been told this slate, or with None that there is none."""

    slate: Slate | None
    sequence: int


@dataclass(slots=True)
class HeadDesk:
    """Remember in memory what each board was given last, and the newest audit row."""

    given: dict[str, GivenHead] = field(default_factory=dict)
    slates: dict[str, SlateMark] = field(default_factory=dict)
    witness: str | None = None
    witness_at: datetime | None = None


def make_head(resources: "Resources", board_id: str) -> Envelope:
    """Sign a head that reflects everything committed before this call.

    Raises: TokenError for a board that is not in service, DatabaseUnavailableError.
    """
    return _made(resources, board_id, _read_all(resources))


def make_heads(resources: "Resources", board_ids: Iterable[str]) -> Iterator[tuple[str, Envelope]]:
    """Sign a head for each of these boards, as `make_head` does, but read what is new once.

    A board for which there is none, such as one out of service, is left out.
    Raises: DatabaseUnavailableError.
    """
    witness = _read_all(resources)
    for board_id in board_ids:
        try:
            yield board_id, _made(resources, board_id, witness)
        except ContentError as error:
            log.warning("no_head_made", board=board_id, reason=str(error))


def _read_all(resources: "Resources") -> str | None:
    """Know everything committed by now; give the newest row of the audit."""
    witness = _witness(resources)
    resources.changes.catch_up()
    resources.boards.refresh()
    resources.alerts.refresh()
    return witness


def _made(resources: "Resources", board_id: str, witness: str | None) -> Envelope:
    board = require_in_service(resources.boards.find(board_id))
    return _signed(resources, board, _manifest(resources, board_id), witness)


def head_answer(resources: "Resources", board_id: str) -> dict[str, object]:
    """Answer a board that asks for its head."""
    head = make_head(resources, board_id)
    resources.presence.saw(board_id, resources.clock.now())
    return {"head": head.to_dict(), "now": format_instant(resources.clock.now())}


def alerts_for(resources: "Resources", board_id: str) -> list[dict[str, object]]:
    """Hand a board the alerts that are addressed to it and not over, and note that it has them.

    Raises: TokenError, DatabaseUnavailableError.
    """
    resources.changes.catch_up()
    resources.alerts.refresh()
    board, now = require_in_service(resources.boards.find(board_id)), resources.clock.now()
    found = resources.alerts.snapshot().addressed_to(board.addressee, now)
    for alert in found:
        resources.sent.note(alert.id, alert.revision, (board_id,), now)
    resources.presence.saw(board_id, now)
    return [alert.envelope for alert in found]


def status_answer(resources: "Resources", board_id: str, status: object) -> dict[str, object]:
    """Note what a board says of itself; give it a head when its own is old or overtaken.

    Raises: InvalidInputError for junk, TokenError for a board that is not in service.
    """
    require_in_service(resources.boards.find(board_id))
    now = resources.clock.now()
    said = read_status(status, resources.presence.of(board_id).status)
    resources.presence.saw(board_id, now, said)
    if _is_up_to_date(resources, board_id, said.sequence, now):
        return {"now": format_instant(now)}
    return head_answer(resources, board_id)


def _is_up_to_date(
    resources: "Resources", board_id: str, sequence: int | None, now: datetime
) -> bool:
    given = resources.heads.given.get(board_id)
    if given is None or given.sequence != sequence or now - given.issued_at >= FRESH_FOR:
        return False
    manifest = _manifest(resources, board_id)
    board = require_in_service(resources.boards.find(board_id))
    return given.state == _state(resources, board, manifest, resources.alerts.snapshot())


def _manifest(resources: "Resources", board_id: str) -> str | None:
    """Name the board's score; one that cannot be built holds back no alert."""
    try:
        return resources.scores.manifest_for(board_id)
    except Exception:
        log.exception("manifest_failed", board=board_id)
        given = resources.heads.given.get(board_id)
        return given.state.manifest if given else None


def _signed(
    resources: "Resources", board: BoardRecord, manifest: str | None, witness: str | None
) -> Envelope:
    sequence = resources.head_clock.next(board.id)
    # From here on nothing waits: a higher sequence never carries an older state.
    board = resources.boards.find(board.id) or board
    snapshot, now = resources.alerts.snapshot(), resources.clock.now()
    state = _state(resources, board, manifest, snapshot)
    head = Head(
        board=board.id,
        epoch=state.epoch,
        sequence=sequence,
        issued_at=now,
        manifest=state.manifest,
        alerts_as_of=snapshot.as_of,
        alerts=state.alerts,
        identity=state.identity,
        slate=state.slate,
        audit_head=witness,
        revoked_officers=state.revoked_officers,
    )
    resources.heads.given[board.id] = GivenHead(sequence, now, state)
    told = resources.heads.slates.get(board.id)
    if told is None or told.slate != state.slate:
        resources.heads.slates[board.id] = SlateMark(state.slate, sequence)
    return resources.keyring.sign("state", "head", head.to_payload())


def _state(
    resources: "Resources", board: BoardRecord, manifest: str | None, snapshot: BookSnapshot
) -> HeadState:
    listed = snapshot.addressed_to(board.addressee, resources.clock.now())
    return HeadState(
        epoch=resources.keyring.epoch,
        identity=board.identity_digest,
        manifest=manifest,
        alerts=tuple(ListedAlert(alert.id, alert.revision, alert.digest) for alert in listed),
        slate=slate_of(board),
        revoked_officers=resources.officers.revoked(),
    )


def slate_of(board: BoardRecord) -> Slate | None:
    """Give the stop slate a board is to show, None for none."""
    if board.slate is None:
        return None
    return Slate(board.slate["text"], parse_instant(board.slate["since"]))


def _witness(resources: "Resources") -> str | None:
    desk, now = resources.heads, resources.clock.now()
    if desk.witness_at is None or now - desk.witness_at >= _WITNESS_EVERY:
        desk.witness, desk.witness_at = resources.database.read(_audit_head), now
    return desk.witness


def _audit_head(session: Session) -> str | None:
    row = session.execute(
        select(AuditRow.seq, AuditRow.hash).order_by(AuditRow.seq.desc()).limit(1)
    ).first()
    return None if row is None else f"{row.seq}:{row.hash}"
