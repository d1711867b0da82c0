"""Boards whose place waits: who may let them through, many by one touch."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from content.approvals import MOST_IN_BATCH, check_approvals
from content.canonical import canonical
from content.errors import ConflictError, ForbiddenError, InvalidInputError, TrustError
from content.identity import Identity
from content.officers import IDENTITY, Officers
from content.trust import approval_challenge, batch_challenge
from content.unit import UnitTree
from server.services import audit
from server.services.actor import Actor
from server.services.identities import IdentitySigner, signer_of
from server.services.identity_waits import (
    held_by,
    identity_of,
    is_approved,
    waiting_boards,
    wanted_by,
    was_moved_by_units,
)
from server.services.permissions import Right, can, units_with
from server.services.publishing_drafts import today
from server.services.touches import Approvals, ask_for, own_keys, require_counts, touch_refused
from server.storage.tables import BoardRow, IdentityWaitRow

if TYPE_CHECKING:
    from server.services.resources import Resources


@dataclass(frozen=True, slots=True)
class WaitingIdentity:
    """Show a board that waits: its unit until now (None: a new device) and the one it comes to.

    `is_left_behind`: units changed under it, and what is addressed to the new one passes it by.
    """

    board: str
    name: str
    unit_before: str | None
    unit: str
    changed: tuple[str, ...]
    touched: tuple[str, ...]
    since: datetime
    is_left_behind: bool = False


def list_waiting(resources: "Resources", actor: Actor) -> tuple[WaitingIdentity, ...]:
    """List the boards that wait to come to one's units or to leave them, the oldest first."""
    allowed = units_with(resources, actor, Right.PAIR_BOARDS)
    tree, day = resources.units.tree(), today(resources)

    def work(session: Session) -> tuple[WaitingIdentity, ...]:
        rows = waiting_boards(session)
        found = [(row, session.get_one(IdentityWaitRow, row.id)) for row in rows]
        return tuple(
            _view(row, wait, tree, day)
            for row, wait in found
            if any(unit in allowed for unit in _places(row, wait))
        )

    return resources.database.read(work)


def touch_options(resources: "Resources", actor: Actor, boards: Sequence[str]) -> dict[str, Any]:
    """Ask for one touch over these boards.

    Raises: InvalidInputError, ForbiddenError, ConflictError without a key that counts.
    """
    officers = _officers(resources)
    keys = own_keys(resources, actor, officers, IDENTITY)
    if not keys:
        raise ConflictError("You have no approval key that counts yet.", code="no_approval_key")
    hashes = resources.database.read(
        lambda session: _hashes(_chosen(session, resources, actor, boards))
    )
    return ask_for(officers, batch_challenge(hashes), keys)


def approve(
    resources: "Resources", actor: Actor, boards: Sequence[str], approval: Mapping[str, object]
) -> int:
    """Add a touch to all of these; give how many are let through by it.

    The others wait for one more, of the place they leave. One bad touch changes none of them.
    Raises: InvalidInputError, ForbiddenError, ConflictError.
    """
    officers, signer = _officers(resources), signer_of(resources)

    def work(session: Session) -> int:
        require_counts(session, resources, approval, IDENTITY)
        chosen = _chosen(session, resources, actor, boards)
        touch = {**approval, "batch": _hashes(chosen)}
        done = [
            row.id for row, wait in chosen if _take(session, signer, officers, row, wait, [touch])
        ]
        _write_down(session, signer, actor, [row for row, _ in chosen], done)
        return len(done)

    return resources.database.write(work)


def _take(
    session: Session,
    signer: IdentitySigner,
    officers: Officers,
    row: BoardRow,
    wait: IdentityWaitRow,
    touches: Approvals,
) -> bool:
    wanted, held = json.loads(wait.payload), held_by(row, wait)
    ways = [identity_of(one).addressee.path for one in (wanted, held) if one is not None]
    _check_touch(wanted, officers, ways, touches, signer.at)
    kept = {str(one["keyid"]): one for one in (*wanted["approvals"], *touches)}
    wanted["approvals"] = list(kept.values())
    if is_approved(wanted, officers, held, signer.at):
        signer.put(row, canonical(wanted))
        session.delete(wait)
        return True
    wait.payload = canonical(wanted)
    return False


def _check_touch(
    wanted: Mapping[str, object],
    officers: Officers,
    ways: Sequence[tuple[str, ...]],
    touches: Approvals,
    at: datetime,
) -> None:
    """Refuse a touch that is good neither for the old place nor for the new."""
    alone, refusal = replace(officers, threshold=1), None
    for path in ways:
        try:
            payload = {**wanted, "approvals": list(touches)}
            check_approvals(payload, alone, right=IDENTITY, path=path, at=at)
            return
        except TrustError as error:
            refusal = error
    raise touch_refused(refusal)


def _chosen(
    session: Session, resources: "Resources", actor: Actor, boards: Sequence[str]
) -> list[tuple[BoardRow, IdentityWaitRow]]:
    wanted = sorted(set(boards))
    if not 1 <= len(wanted) <= MOST_IN_BATCH:
        raise InvalidInputError("Choose 1 to {most} boards.", field="boards", most=MOST_IN_BATCH)
    found = []
    for board in wanted:
        row, wait = session.get(BoardRow, board), session.get(IdentityWaitRow, board)
        if row is None or wait is None:
            raise ConflictError("One of these boards waits no more. Load the page again.")
        if not any(can(resources, actor, Right.PAIR_BOARDS, unit) for unit in _places(row, wait)):
            raise ForbiddenError("You do not have the right to do this in this unit.")
        found.append((row, wait))
    return found


def _places(row: BoardRow, wait: IdentityWaitRow) -> tuple[str, ...]:
    """Give the unit a board comes to, and the one it leaves: officers of both have a say."""
    held = held_by(row, wait)
    return (row.unit_id,) if held is None else (row.unit_id, identity_of(held).addressee.unit)


def _hashes(chosen: Sequence[tuple[BoardRow, IdentityWaitRow]]) -> list[str]:
    return sorted(wait.challenge for _, wait in chosen)


def _officers(resources: "Resources") -> Officers:
    officers = resources.keyring.officers()
    if officers is None:
        raise ConflictError("Approval by key is not on here.")
    return officers


def _write_down(
    session: Session,
    signer: IdentitySigner,
    actor: Actor,
    rows: Sequence[BoardRow],
    done: Sequence[str],
) -> None:
    audit.record(
        session,
        at=signer.at,
        actor=actor,
        action="board.identities_touched",
        subject="boards",
        unit_id=rows[0].unit_id,
        details={
            "boards": [row.id for row in rows],
            "let_through": list(done),
            "identities": {row.id: row.identity_digest for row in rows if row.id in done},
        },
    )


def _view(row: BoardRow, wait: IdentityWaitRow, tree: UnitTree, day: date) -> WaitingIdentity:
    wanted, held = json.loads(wait.payload), held_by(row, wait)
    if approval_challenge(wanted).hex() != wait.challenge:
        raise TypeError(f"board {row.id} waits with another hash than its own")
    before: Identity | None = identity_of(held) if held is not None else None
    return WaitingIdentity(
        board=row.id,
        name=row.name,
        unit_before=before.addressee.unit if before is not None else None,
        unit=row.unit_id,
        changed=_changed(wanted, held),
        touched=tuple(str(one["keyid"]) for one in wanted["approvals"]),
        since=wait.since,
        is_left_behind=was_moved_by_units(wanted_by(wait), before, tree, day),
    )


def _changed(wanted: Mapping[str, object], held: Mapping[str, object] | None) -> tuple[str, ...]:
    names = ("path", "groups", "tags", "lat", "lon")
    if held is None:
        return ("device",)
    return tuple(name for name in names if wanted.get(name) != held.get(name))
