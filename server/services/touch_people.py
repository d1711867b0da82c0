"""Whose touch is waited for: those with an officer's key that counts, and what they are told."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.officers import ALERT, IDENTITY, Officers
from content.reminding import Task
from server.services import told_words
from server.services.actors import actor_of_account
from server.services.alert_approvals import goes_alone, spoken_ways
from server.services.alert_extending import awaiting, is_awaited
from server.services.alert_reach import boards_within
from server.services.alert_rows import alert_of, gone_out, waiting
from server.services.holders import holders
from server.services.identity_waits import (
    held_by,
    identity_of,
    wanted_by,
    was_moved_by_units,
)
from server.services.officer_rows import live_rights
from server.services.outbox import Message
from server.services.permissions import Right, can
from server.services.publishing_drafts import today
from server.storage.tables import (
    AccountRow,
    AlertRow,
    BoardRow,
    IdentityWaitRow,
    OfficerKeyRow,
    TaskRow,
    UnitRow,
)
from server.storage.tables.alerts import AlertRevisionRow

if TYPE_CHECKING:
    from server.services.resources import Resources

TOUCHES = (Task.TOUCH_ALERT, Task.TOUCH_BOARDS)
_FALLBACK = {Task.TOUCH_ALERT: Right.APPROVE_ALERTS, Task.TOUCH_BOARDS: Right.PAIR_BOARDS}
Paths = Sequence[tuple[str, ...]]


def people(session: Session, resources: "Resources", task: TaskRow) -> frozenset[str]:
    """Give the accounts whose touch would help.

    At first those whose keys speak for all that waits, if there are any; from the first
    reminder on those for a part of it too. Where nobody's key counts, those who would need one.
    """
    kind, officers = Task(task.kind), resources.keyring.officers()
    if officers is None:
        return frozenset()
    if kind is Task.TOUCH_ALERT:
        found = _for_alert(session, resources, officers, task)
    else:
        paths = _paths(waiting_in(session, task.unit_id), officers)
        found = key_owners(session, resources, officers, IDENTITY, paths)
    whole, part = found
    if not part:
        return holders(session, resources, _FALLBACK[kind], task.unit_id)
    return whole if whole and task.told <= 1 else part


def key_owners(
    session: Session,
    resources: "Resources",
    officers: Officers,
    right: str,
    paths: Paths,
    *,
    touched: Collection[str] = (),
    over: str | None = None,
) -> tuple[frozenset[str], frozenset[str]]:
    """Give whose keys speak today for all of these paths, and whose for one of them or more.

    A person one of whose keys has touched already is not asked with another, nor one who may
    not approve alerts of the unit `over`.
    """
    now, whole, part, done = resources.clock.now(), set(), set(), set()
    query = select(OfficerKeyRow).where(
        OfficerKeyRow.id.in_(sorted(officers.keys)), OfficerKeyRow.revoked_at.is_(None)
    )
    for row in session.scalars(query):
        officer = officers.keys[row.id]
        if row.id in touched:
            done.add(row.account_id)
        if right not in officer.rights or officer.is_past(now):
            continue
        spoken = [officer.covers(path) for path in paths]
        is_live = any(spoken) and right in live_rights(session, resources, row)
        if is_live and _may_approve(session, resources, row.account_id, over):
            part.add(row.account_id)
            if all(spoken):
                whole.add(row.account_id)
    return frozenset(whole - done), frozenset(part - done)


def _may_approve(
    session: Session, resources: "Resources", account_id: str, over: str | None
) -> bool:
    owner = actor_of_account(session, account_id) if over is not None else None
    return over is None or (owner is not None and can(resources, owner, Right.APPROVE_ALERTS, over))


def message(session: Session, resources: "Resources", task: TaskRow) -> Message | None:
    """Give the words; None when nothing waits any more."""
    if resources.keyring.officers() is None:
        return None
    if Task(task.kind) is Task.TOUCH_ALERT:
        return _alert_message(session, resources, task)
    return _boards_message(session, resources, task)


def waiting_in(session: Session, unit_id: str) -> list[tuple[BoardRow, IdentityWaitRow]]:
    """List the boards of a unit that wait, with what they wait for."""
    query = (
        select(BoardRow, IdentityWaitRow)
        .join(IdentityWaitRow, IdentityWaitRow.board_id == BoardRow.id)
        .where(BoardRow.revoked_at.is_(None), BoardRow.unit_id == unit_id)
        .order_by(BoardRow.name, BoardRow.id)
    )
    return [(row, wait) for row, wait in session.execute(query)]


def to_touch(session: Session, row: AlertRow) -> AlertRevisionRow | None:
    """Give what of an alert waits for officers: all of it, or what is out for further boards."""
    pending, out = waiting(session, row), gone_out(session, row)
    if pending:
        return pending[-1]
    return out if out is not None and is_awaited(out) else None


def has_key_for(
    session: Session,
    resources: "Resources",
    alert: AlertRow,
    revision: AlertRevisionRow,
    account_id: str | None,
) -> bool:
    """Tell whether this person's key speaks for all boards of an alert that waits."""
    officers = resources.keyring.officers()
    if officers is None:
        return False
    boards = boards_within(resources, alert_of(revision).targets, alert.unit_id)
    paths = spoken_ways(resources, officers, boards)
    found = key_owners(session, resources, officers, ALERT, paths, over=alert.unit_id)
    return account_id in found[0]


def _for_alert(
    session: Session, resources: "Resources", officers: Officers, task: TaskRow
) -> tuple[frozenset[str], frozenset[str]]:
    row = session.get(AlertRow, task.about)
    revision = to_touch(session, row) if row is not None else None
    if row is None or revision is None:
        return frozenset(), frozenset()
    alert = alert_of(revision)
    if is_awaited(revision):
        boards = awaiting(resources, revision.awaits)
    else:
        boards = list(boards_within(resources, alert.targets, row.unit_id))
    paths = spoken_ways(resources, officers, boards)
    touched = [str(one.get("keyid")) for one in alert.approvals]
    whole, part = key_owners(
        session, resources, officers, ALERT, paths, touched=touched, over=row.unit_id
    )
    if goes_alone(revision) or officers.threshold > 1:
        return whole, part
    return whole - {task.made_by}, part - {task.made_by}


def _paths(
    boards: Sequence[tuple[BoardRow, IdentityWaitRow]], officers: Officers
) -> list[tuple[str, ...]]:
    """Give the ways of the places that boards come to, and of those they leave."""
    found: dict[tuple[str, ...], None] = {}
    for row, wait in boards:
        held = held_by(row, wait)
        found[wanted_by(wait).addressee.path] = None
        if held is not None and officers.can_any(IDENTITY, identity_of(held).addressee.path):
            found[identity_of(held).addressee.path] = None
    return list(found)


def _alert_message(session: Session, resources: "Resources", task: TaskRow) -> Message | None:
    row = session.get(AlertRow, task.about)
    revision = to_touch(session, row) if row is not None else None
    if revision is None or revision.expires <= resources.clock.now():
        return None
    alert = alert_of(revision)
    if is_awaited(revision):
        names = [board.name for board in awaiting(resources, revision.awaits)]
        return told_words.touch_asked_for_more(
            alert.id, alert.event, names, alert.expires, is_drill=alert.is_drill
        )
    author = session.get(AccountRow, task.made_by) if task.made_by else None
    return told_words.touch_asked(
        alert.id,
        alert.event,
        _unit_name(session, task.unit_id),
        author.name if author is not None else None,
        alert.expires,
        is_drill=alert.is_drill,
    )


def _boards_message(session: Session, resources: "Resources", task: TaskRow) -> Message | None:
    found = waiting_in(session, task.unit_id)
    if not found:
        return None
    tree, day = resources.units.tree(), today(resources)
    deaf = []
    for row, wait in found:
        held = held_by(row, wait)
        before = identity_of(held) if held is not None else None
        if was_moved_by_units(wanted_by(wait), before, tree, day):
            deaf.append(row.name)
    unit = _unit_name(session, task.unit_id)
    if deaf:
        return told_words.boards_left_behind(task.unit_id, unit, deaf)
    return told_words.boards_wait(task.unit_id, unit, [row.name for row, _ in found])


def _unit_name(session: Session, unit_id: str) -> str:
    row = session.get(UnitRow, unit_id)
    return row.name if row is not None else unit_id
