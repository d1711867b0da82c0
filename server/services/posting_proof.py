"""The proof that a notice was posted: who put it up and took it down, what boards showed of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import NotFoundError
from content.item import ItemSource
from content.proof_of_play import Approved, PlayDay, ProofOfPosting, Service, prove
from content.schedule import TIMEZONE
from content.targeting import is_offered
from server.services import audit
from server.services.actor import Actor
from server.services.boards import BoardRecord
from server.services.publishing import NoticeView, get_notice
from server.services.publishing_views import content_of
from server.storage.tables.ledger import PlayDayRow
from server.storage.tables.notices import NoticeRevisionRow
from server.storage.tables.system import AuditRow

if TYPE_CHECKING:
    from server.services.resources import Resources

_UP, _DOWN = "notice.approved", "notice.withdrawn"


@dataclass(frozen=True, slots=True)
class Deed:
    """Tell who put a wording up or took the notice down; `by` is an account id, None the system."""

    is_up: bool
    revision: int
    by: str | None
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class PostingProof:
    """Hold the proof and what it is about: the newest wording that was put up, `deeds` by time.

    `boards` are those that the proof names, by id; `audit_head` is the newest hash of the chain.
    """

    notice: NoticeView
    approved: tuple[Approved, ...]
    deeds: tuple[Deed, ...]
    proof: ProofOfPosting
    boards: dict[str, BoardRecord]
    audit_head: str


def proof_of(resources: "Resources", actor: Actor, notice_id: str) -> PostingProof:
    """Give the proof of a notice as of now.

    Raises: NotFoundError, also for a notice that was never put on the boards.
    """
    view = get_notice(resources, actor, notice_id)
    now = resources.clock.now()

    def work(
        session: Session,
    ) -> tuple[list[NoticeRevisionRow], tuple[Deed, ...], tuple[PlayDay, ...], str]:
        return (
            _put_up(session, view.id),
            _deeds(session, view.id),
            _days(session, view.id),
            audit.latest_hash(session),
        )

    rows, deeds, days, head = resources.database.read(work)
    approved = tuple(
        Approved(row.approved_at, content_of(row)) for row in rows if row.approved_at is not None
    )
    if not approved:
        raise NotFoundError("This notice has not been on the boards.")
    withdrawn_at = next((deed.at for deed in reversed(deeds) if not deed.is_up), None)

    def hold() -> ProofOfPosting:
        source = _source(resources, view, rows[-1].revision, approved)
        heard = _heard(resources) | {day.board for day in days}
        there = {
            board.id: _service(board) for board in _targeted(resources, source) if board.id in heard
        }
        return prove(approved, withdrawn_at, days, there, _day(now))

    proof = resources.offload(hold)
    named = [resources.boards.find(board.board) for board in proof.boards]
    boards = {board.id: board for board in named if board is not None}
    return PostingProof(view, approved, deeds, proof, boards, head)


def was_posted(resources: "Resources", view: NoticeView) -> bool:
    """Tell whether any wording of a notice was ever put on the boards."""
    if view.shown_revision is not None:
        return True
    return bool(resources.database.read(lambda session: _put_up(session, view.id)))


def play_days(resources: "Resources", actor: Actor, notice_id: str) -> tuple[PlayDay, ...]:
    """List what boards showed of a notice, by board, revision and day. Raises: NotFoundError."""
    view = get_notice(resources, actor, notice_id)
    return resources.database.read(lambda session: _days(session, view.id))


def _put_up(session: Session, notice_id: str) -> list[NoticeRevisionRow]:
    query = select(NoticeRevisionRow).where(
        NoticeRevisionRow.notice_id == notice_id, NoticeRevisionRow.approved_at.is_not(None)
    )
    return list(session.scalars(query.order_by(NoticeRevisionRow.approved_at)))


def _deeds(session: Session, notice_id: str) -> tuple[Deed, ...]:
    """Read who approved and who withdrew from the audit, which names the system's own deeds too."""
    query = select(AuditRow).where(AuditRow.subject == notice_id, AuditRow.action.in_((_UP, _DOWN)))
    rows = session.scalars(query.order_by(AuditRow.seq)).all()
    return tuple(_deed(row, json.loads(row.details)) for row in rows)


def _deed(row: AuditRow, details: Mapping[str, Any]) -> Deed:
    return Deed(
        is_up=row.action == _UP,
        revision=int(details["revision"]),
        by=row.actor_id,
        at=row.at,
        reason=details.get("reason"),
    )


def _days(session: Session, notice_id: str) -> tuple[PlayDay, ...]:
    query = select(PlayDayRow).where(PlayDayRow.notice_id == notice_id)
    rows = session.scalars(query.order_by(PlayDayRow.board_id, PlayDayRow.revision, PlayDayRow.day))
    return tuple(
        PlayDay(
            board=row.board_id,
            revision=row.revision,
            day=row.day,
            first_at=row.first_at,
            last_at=row.last_at,
            seconds=row.seconds,
            count=row.count,
            records=row.records,
        )
        for row in rows
    )


def _source(
    resources: "Resources", view: NoticeView, revision: int, approved: Sequence[Approved]
) -> ItemSource:
    """Give the newest wording as boards are chosen by it, with the units of today."""
    today = _day(resources.clock.now())
    return ItemSource(
        notice=view.id,
        revision=revision,
        content=resources.units.lineage().carry(approved[-1].content, today),
        issuer=view.issuer_name,
        approved_at=approved[-1].at,
        begun_at=approved[0].at,
        link="",
    )


def _targeted(resources: "Resources", source: ItemSource) -> Sequence[BoardRecord]:
    """List the boards it is for and whose unit has not left it out, those put out since too."""
    content = source.content
    return [
        board
        for board in resources.boards.all()
        if is_offered(content.targets, content.unit_id, board.addressee)
        and resources.choices.as_chosen(source, board.addressee) is not None
    ]


def _heard(resources: "Resources") -> set[str]:
    """Name the boards ever in contact: a place that no device has yet owes nothing."""
    return {
        board.id
        for board in resources.boards.all()
        if board.last_contact_at or resources.presence.of(board.id).last_contact_at
    }


def _service(board: BoardRecord) -> Service:
    until = None if board.revoked_at is None else _day(board.revoked_at)
    return Service(_day(board.paired_at), until)


def _day(at: datetime) -> date:
    return at.astimezone(TIMEZONE).date()
