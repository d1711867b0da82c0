"""Approved notices as the score needs them, read from the database, and whom they are for."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from content.item import ItemSource
from content.notice import NoticeContent, NoticeState
from content.targeting import Targets, matches
from server.services.board_records import parts
from server.services.boards import BoardRecord
from server.services.media_carried import read_carried
from server.services.publishing_views import with_revision
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow

LINK_PATH = "/n/"

_Approved = tuple[NoticeRow, NoticeRevisionRow, datetime]
"""A notice, a wording of it, and when that wording was approved."""


def read_sources(
    session: Session,
    address: str,
    wanted: Collection[str] | None = None,
    carry: Callable[[NoticeContent], NoticeContent] = lambda content: content,
) -> dict[str, ItemSource]:
    """Read what is approved and not withdrawn, by notice id; `wanted` None reads all.

    `carry` names today's units in a notice that was approved when others were there.
    """
    query = with_revision(NoticeRow.shown_revision).order_by(NoticeRow.id)
    if wanted is not None:
        query = query.where(NoticeRow.id.in_(sorted(wanted)))
    approved = list(_approved(session, query))
    found = _sources(session, address, approved, carry, first_approvals(session, wanted))
    return {source.notice: source for source in found}


def read_wordings(
    session: Session,
    address: str,
    wanted: Collection[str],
    carry: Callable[[NoticeContent], NoticeContent],
) -> list[ItemSource]:
    """Read every wording of these notices that was ever approved."""
    approved: list[_Approved] = []
    query = select(NoticeRow, NoticeRevisionRow).join(
        NoticeRevisionRow, NoticeRevisionRow.notice_id == NoticeRow.id
    )
    for part in parts(sorted(wanted)):
        asked = query.where(NoticeRow.id.in_(part), NoticeRevisionRow.approved_at.is_not(None))
        approved += _approved(session, asked)
    return _sources(session, address, approved, carry, first_approvals(session, wanted))


def read_waiting(session: Session, address: str, at: datetime) -> dict[str, ItemSource]:
    """Read what waits for approval as if it were approved at an instant, by notice id."""
    query = with_revision(NoticeRow.revision).where(NoticeRow.state == NoticeState.SUBMITTED)
    rows = [(notice, row, at) for notice, row in session.execute(query.order_by(NoticeRow.id))]
    begun = first_approvals(session, [notice.id for notice, _, _ in rows])
    found = _sources(session, address, rows, lambda content: content, begun)
    return {source.notice: source for source in found}


def _approved(session: Session, query: Select[NoticeRow, NoticeRevisionRow]) -> Iterator[_Approved]:
    """Read the wordings asked for that were approved."""
    for notice, row in session.execute(query):
        if row.approved_at is not None:
            yield notice, row, row.approved_at


def _sources(
    session: Session,
    address: str,
    rows: Sequence[_Approved],
    carry: Callable[[NoticeContent], NoticeContent],
    begun: Mapping[str, datetime],
) -> list[ItemSource]:
    held = [
        (notice, row, approved_at, carry(NoticeContent.from_dict(row.content)))
        for notice, row, approved_at in rows
    ]
    carried = read_carried(session, {name for *_, found in held for name in found.all_media})
    return [
        ItemSource(
            notice=notice.id,
            revision=row.revision,
            content=content,
            issuer=notice.issuer_name,
            approved_at=approved_at,
            begun_at=begun.get(notice.id),
            link=f"{address}{LINK_PATH}{notice.id}",
            pictures=carried.pictures(content.media),
            attached=carried.attached(content.media),
            recordings=carried.recordings(content.recordings),
        )
        for notice, row, approved_at, content in held
    ]


def first_approvals(session: Session, wanted: Collection[str] | None) -> dict[str, datetime]:
    """Tell when each notice was approved first, whatever became of that wording."""
    first = func.min(NoticeRevisionRow.approved_at)
    query = (
        select(NoticeRevisionRow.notice_id, first)
        .where(NoticeRevisionRow.approved_at.is_not(None))
        .group_by(NoticeRevisionRow.notice_id)
    )
    if wanted is not None:
        query = query.where(NoticeRevisionRow.notice_id.in_(sorted(wanted)))
    return {notice_id: at for notice_id, at in session.execute(query) if at is not None}


class Audience:
    """Look up the boards that targets mean, by unit, path, group and tag instead of one by one."""

    def __init__(self, boards: Iterable[BoardRecord]) -> None:
        """Index the boards."""
        self._boards = {board.id: board for board in boards}
        self._by_unit: Mapping[str, set[str]] = defaultdict(set)
        self._by_path: Mapping[str, set[str]] = defaultdict(set)
        self._by_group: Mapping[str, set[str]] = defaultdict(set)
        self._by_tag: Mapping[str, set[str]] = defaultdict(set)
        for board in self._boards.values():
            self._index(board)

    def of(self, issuing_unit: str, targets: Targets) -> set[str]:
        """Give the ids of the boards meant, at or below the issuing unit; the pool means all."""
        if targets.pool:
            return set(self._by_path.get(issuing_unit, ()))
        found = {board for board in targets.boards if board in self._boards}
        for names, index in (
            (targets.units, self._by_unit),
            (targets.subtrees, self._by_path),
            (targets.groups, self._by_group),
            (targets.tags, self._by_tag),
        ):
            for name in names:
                found |= index.get(name, set())
        if targets.areas:
            everyone = self._boards.values()
            found |= {board.id for board in everyone if matches(targets, board.addressee)}
        return found & self._by_path.get(issuing_unit, set())

    def _index(self, board: BoardRecord) -> None:
        addressee = board.addressee
        self._by_unit[addressee.unit].add(board.id)
        for unit in addressee.path:
            self._by_path[unit].add(board.id)
        for group in addressee.groups:
            self._by_group[group].add(board.id)
        for tag in addressee.tags:
            self._by_tag[tag].add(board.id)
