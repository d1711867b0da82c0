"""The weekly silent test of every board: sent at its hour, sent again until proven, told of.

What is due is read from the database each round, so that a restart neither repeats nor leaves
out a board's test.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from content import weekly_test
from content.errors import ConflictError
from server.services import outbox, told_words
from server.services.actor import Actor
from server.services.alert_rows import Desk
from server.services.board_test_book import KNOWN_FOR
from server.services.boards import BoardRecord
from server.services.holders import holders
from server.services.identities import issuer_of
from server.services.permissions import Right, require
from server.storage.ids import new_id
from server.storage.tables.alerts import AlertRow
from server.storage.tables.board_tests import BoardTestRow
from server.storage.tables.ledger import DeliveryRow

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S = 60.0
MOST_BOARDS = 100
"""Of one test: its payload names each board, and stays below what is pushed whole."""
HEARD_WITHIN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class DueTest:
    """Name a board to test now, and the week that the test counts for."""

    board: BoardRecord
    week: date


def run(resources: "Resources") -> None:
    """Do one round: take in what was proven, tell of what was not, send what is due."""
    collect(resources)
    tell_unproven(resources)
    for part in _parts(resources, due_tests(resources)):
        _send(resources, None, part)
    resources.tests.refresh()


def due_tests(resources: "Resources") -> list[DueTest]:
    """List the boards to test now; none that has an alert in force, nor one new this week."""
    now, found = resources.clock.now(), []
    week = weekly_test.week_of(now)
    known = resources.database.read(lambda session: _last_weeks(session, now))
    for board in resources.boards.in_service():
        held = known.get(board.id)
        if held is not None and held.week == week:
            wanted = week if _is_again(resources, held, board, now) else None
        elif weekly_test.due_at(board.id, week) <= now and _is_old(board, week):
            wanted = week
        else:
            wanted = held.week if held and _is_again(resources, held, board, now) else None
        if wanted is not None and not _is_busy(resources, board, now):
            found.append(DueTest(board, wanted))
    return found


def try_board(resources: "Resources", actor: Actor, board_id: str) -> None:
    """Test one board at once. Raises: NotFoundError, ForbiddenError, ConflictError."""
    board, now = resources.boards.get(board_id), resources.clock.now()
    require(resources, actor, Right.COMMAND_BOARDS, board.unit_id)
    if board.is_revoked or _is_busy(resources, board, now):
        raise ConflictError("An alert is on this board now: that is proof enough.")
    _send(resources, actor, [DueTest(board, weekly_test.week_of(now))])
    resources.tests.refresh()


def collect(resources: "Resources") -> int:
    """Take what boards have proven from the ledger into their tests; give the number changed."""
    oldest = resources.clock.now() - KNOWN_FOR

    def work(session: Session) -> int:
        changed = 0
        for row, delivery in session.execute(_open_tests(oldest)):
            changed += _note(row, delivery)
        return changed

    has_news = resources.database.read(lambda session: _has_news(session, oldest))
    if not has_news:
        return 0
    changed = resources.database.write(work)
    resources.tests.refresh()
    return changed


def tell_unproven(resources: "Resources") -> int:
    """Tell the technicians once of each test without proof, by unit; give the number of boards."""
    now = resources.clock.now()
    row = BoardTestRow
    query = select(row).where(
        row.proven_at.is_(None),
        row.told_at.is_(None),
        row.issued_at > now - KNOWN_FOR,
        row.first_at <= now - weekly_test.PROVEN_WITHIN,
    )
    if resources.database.read(lambda session: session.scalars(query.limit(1)).first()) is None:
        return 0

    def work(session: Session) -> int:
        units: dict[str, list[BoardRecord]] = {}
        rows = session.scalars(query).all()
        for one in rows:
            one.told_at = now
            board = resources.boards.find(one.board_id)
            if board is not None and not board.is_revoked:
                units.setdefault(board.unit_id, []).append(board)
        for unit, boards in sorted(units.items()):
            people = holders(session, resources, Right.COMMAND_BOARDS, unit)
            names = sorted(board.name for board in boards)
            message = told_words.boards_unproven(unit, _unit_name(resources, unit), names)
            outbox.queue(session, resources, people, message)
        return len(rows)

    return resources.database.write(work)


def _send(resources: "Resources", actor: Actor | None, tests: Sequence[DueTest]) -> None:
    """Sign one test for boards below one unit, and note it for each."""
    now, tree = resources.clock.now(), resources.units.tree()
    desk = Desk(resources.keyring, actor, now)
    unit = tree.get(_root(tests[0].board))
    sender = issuer_of(unit, tree)

    def work(session: Session) -> None:
        ids = sorted(test.board.id for test in tests)
        alert = weekly_test.a_test(new_id(), ids, sender, now)
        row = AlertRow(
            id=alert.id, identifier=alert.identifier, unit_id=unit.id, is_test=True,
            created_by=actor.account_id if actor else None, created_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        desk.send_test(session, row, alert, ids)
        for test in tests:
            _note_sent(session, test, alert.id, now)

    resources.database.write(work)


def _note_sent(session: Session, test: DueTest, alert_id: str, now: datetime) -> None:
    row = session.get(BoardTestRow, (test.board.id, test.week))
    if row is None:
        row = BoardTestRow(board_id=test.board.id, week=test.week, first_at=now, tries=0)
        session.add(row)
    elif row.proven_at is not None:
        row.first_at, row.told_at = now, None
    row.alert_id, row.issued_at, row.tries = alert_id, now, row.tries + 1
    row.received_at = row.proven_at = row.failed_at = row.reason = row.proof_s = None


def _note(row: BoardTestRow, delivery: DeliveryRow) -> bool:
    before = (row.received_at, row.proven_at, row.failed_at)
    row.received_at, row.failed_at = delivery.received_at, delivery.failed_at
    row.proven_at, row.reason = delivery.painted_at, delivery.reason
    if row.proven_at is not None:
        row.proof_s = max(0, round((row.proven_at - row.first_at).total_seconds()))
    return before != (row.received_at, row.proven_at, row.failed_at)


def _open_tests(oldest: datetime) -> Select[BoardTestRow, DeliveryRow]:
    row, delivery = BoardTestRow, DeliveryRow
    is_news = or_(
        delivery.painted_at.is_not(None),
        delivery.received_at.is_not(None) & row.received_at.is_(None),
        delivery.failed_at.is_not(None) & row.failed_at.is_(None),
    )
    return (
        select(row, delivery)
        .join(delivery, (delivery.alert_id == row.alert_id) & (delivery.board_id == row.board_id))
        .where(row.proven_at.is_(None), row.issued_at > oldest, is_news)
    )


def _has_news(session: Session, oldest: datetime) -> bool:
    return session.execute(_open_tests(oldest).limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class _Held:
    week: date
    issued_at: datetime
    is_proven: bool


def _last_weeks(session: Session, now: datetime) -> dict[str, _Held]:
    """Give the newest test of each board."""
    row = BoardTestRow
    query = (
        select(row.board_id, row.week, row.issued_at, row.proven_at)
        .where(row.issued_at > now - KNOWN_FOR)
        .order_by(row.week)
    )
    return {
        board: _Held(week, issued_at, proven_at is not None)
        for board, week, issued_at, proven_at in session.execute(query)
    }


def _is_again(resources: "Resources", held: _Held, board: BoardRecord, now: datetime) -> bool:
    """Tell whether a board that is heard owes the proof of a test that is over."""
    if held.is_proven or now - held.issued_at < weekly_test.AGAIN_AFTER:
        return False
    seen = resources.presence.of(board.id).last_contact_at
    return seen is not None and now - seen < HEARD_WITHIN


def _is_old(board: BoardRecord, week: date) -> bool:
    return board.paired_at < weekly_test.week_begins(week)


def _is_busy(resources: "Resources", board: BoardRecord, now: datetime) -> bool:
    officers = resources.alerts.snapshot().officers
    return any(alert.concerns(board.addressee, now) for alert in officers)


def _parts(resources: "Resources", tests: Iterable[DueTest]) -> Iterator[list[DueTest]]:
    by_root: dict[str, list[DueTest]] = {}
    for test in tests:
        by_root.setdefault(_root(test.board), []).append(test)
    tree = resources.units.tree()
    for root, found in sorted(by_root.items()):
        if root in tree:
            for start in range(0, len(found), MOST_BOARDS):
                yield found[start : start + MOST_BOARDS]


def _root(board: BoardRecord) -> str:
    return board.addressee.path[0]


def _unit_name(resources: "Resources", unit_id: str) -> str:
    tree = resources.units.tree()
    return tree.get(unit_id).name if unit_id in tree else unit_id
