"""Identities that address a board anew, waiting until officers have touched their keys for them."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.approvals import check_identity_approvals
from content.canonical import canonical
from content.errors import TrustError
from content.identity import Identity
from content.officers import Officers
from content.trust import Envelope, approval_challenge, digest
from content.unit import UnitTree
from server.storage.tables import BoardRow, IdentityWaitRow


def settle(
    session: Session,
    row: BoardRow,
    payload: bytes,
    officers: Officers | None,
    at: datetime,
    *,
    is_fresh: bool,
) -> bytes | None:
    """Give the payload to sign now, with the touches there are; None while it waits for more.

    The same board at the same place keeps its touches; so does one that only its name changed.
    """
    session.flush()
    wait = session.get(IdentityWaitRow, row.id)
    if officers is None:
        if wait is not None:
            session.delete(wait)
        return payload
    is_fresh = is_fresh or (wait is not None and wait.is_fresh)
    wanted, held = json.loads(payload), _held(row)
    hashed = approval_challenge(wanted).hex()
    for earlier in (held, json.loads(wait.payload) if wait is not None else None):
        if earlier is not None and approval_challenge(earlier).hex() == hashed:
            wanted["approvals"] = earlier["approvals"] or wanted["approvals"]
    if is_approved(wanted, officers, None if is_fresh else held, at):
        if wait is not None:
            session.delete(wait)
        return canonical(wanted)
    _put(session, row, wait, canonical(wanted), hashed, at, is_fresh=is_fresh)
    return None


def is_approved(
    wanted: dict[str, Any], officers: Officers, held: dict[str, Any] | None, at: datetime
) -> bool:
    """Tell whether a board that holds this identity takes the wanted one."""
    before = identity_of(held) if held is not None else None
    try:
        check_identity_approvals(identity_of(wanted), wanted, officers, before, at)
    except TrustError:
        return False
    return True


def held_by(row: BoardRow, wait: IdentityWaitRow) -> dict[str, Any] | None:
    """Give what the device holds; None for a new one."""
    return None if wait.is_fresh else _held(row)


def was_moved_by_units(wanted: Identity, held: Identity | None, tree: UnitTree, day: date) -> bool:
    """Tell whether the tree of units moved a board, not a person: what it holds is out of date.

    Such a board stands where it stood and hears of nothing that is addressed to its new unit.
    """
    if held is None or held.addressee.path == wanted.addressee.path:
        return False
    before = held.addressee.unit
    is_gone = before not in tree or not tree.get(before).is_valid_on(day)
    return is_gone or before == wanted.addressee.unit


def is_kept_out(session: Session, board_id: str) -> bool:
    """Tell whether a new device waits to be let in."""
    wait = session.get(IdentityWaitRow, board_id)
    return wait is not None and wait.is_fresh


def waiting_boards(session: Session) -> list[BoardRow]:
    """List the boards in service that wait."""
    query = (
        select(BoardRow)
        .join(IdentityWaitRow, IdentityWaitRow.board_id == BoardRow.id)
        .where(BoardRow.revoked_at.is_(None))
    )
    return list(session.scalars(query.order_by(IdentityWaitRow.since, BoardRow.id)))


def identity_of(payload: dict[str, Any]) -> Identity:
    """Read an identity's payload."""
    return Identity.from_payload(payload, digest(canonical(payload)))


def wanted_by(wait: IdentityWaitRow) -> Identity:
    """Read the identity that waits."""
    return identity_of(json.loads(wait.payload))


def _put(
    session: Session,
    row: BoardRow,
    wait: IdentityWaitRow | None,
    payload: bytes,
    hashed: str,
    at: datetime,
    *,
    is_fresh: bool,
) -> None:
    """Write down what waits; the same addressing goes on waiting since it first did."""
    if wait is None:
        wait = IdentityWaitRow(board_id=row.id, challenge="")
        session.add(wait)
    if wait.challenge != hashed:
        wait.challenge, wait.since = hashed, at
    wait.payload, wait.is_fresh = payload, is_fresh


def _held(row: BoardRow) -> dict[str, Any] | None:
    if not row.identity:
        return None
    held: dict[str, Any] = json.loads(Envelope.from_bytes(row.identity, "identity").payload)
    return held
