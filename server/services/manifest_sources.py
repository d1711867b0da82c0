"""Approved notices as the score needs them, read from the database, and whom they are for."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.item import ItemSource
from content.notice import NoticeContent
from content.targeting import Targets, matches
from server.services.boards import BoardRecord
from server.services.media_carried import read_carried
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow

LINK_PATH = "/n/"


def read_sources(
    session: Session,
    address: str,
    wanted: Collection[str] | None = None,
    carry: Callable[[NoticeContent], NoticeContent] = lambda content: content,
) -> dict[str, ItemSource]:
    """Read what is approved and not withdrawn, by notice id; `wanted` None reads all.

    `carry` names today's units in a notice that was approved when others were there.
    """
    query = (
        select(NoticeRow, NoticeRevisionRow)
        .join(
            NoticeRevisionRow,
            (NoticeRevisionRow.notice_id == NoticeRow.id)
            & (NoticeRevisionRow.revision == NoticeRow.shown_revision),
        )
        .order_by(NoticeRow.id)
    )
    if wanted is not None:
        query = query.where(NoticeRow.id.in_(sorted(wanted)))
    rows = [(notice, row) for notice, row in session.execute(query) if row.approved_at]
    contents = {notice.id: carry(NoticeContent.from_dict(row.content)) for notice, row in rows}
    carried = read_carried(session, {name for found in contents.values() for name in found.media})
    return {
        notice.id: ItemSource(
            notice=notice.id,
            revision=row.revision,
            content=contents[notice.id],
            issuer=notice.issuer_name,
            approved_at=row.approved_at,
            link=f"{address}{LINK_PATH}{notice.id}",
            pictures=carried.pictures(contents[notice.id].media),
            attached=carried.attached(contents[notice.id].media),
        )
        for notice, row in rows
        if row.approved_at is not None
    }


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
        """Give the ids of the boards meant, at or below the issuing unit."""
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
