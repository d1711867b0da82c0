"""A board's identity: what it is signed to be, and signing it anew when that changes."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.identity import identity_payload
from content.targeting import Addressee
from content.trust import Envelope
from content.unit import Unit, UnitTree
from server.services import audit
from server.services.actor import Actor
from server.services.identity_waits import settle
from server.storage.tables.boards import BoardRow

if TYPE_CHECKING:
    from server.services.keyring import Keyring
    from server.services.resources import Resources

EMERGENCY_NUMBERS = (
    ("Cứu nạn", "112"),
    ("Công an", "113"),
    ("Chữa cháy", "114"),
    ("Cấp cứu", "115"),
)
_NO_SUBSTANCE = frozenset({"issued_at", "approvals"})
_GROUPING_LEVELS = frozenset({"khu_vuc"})


@dataclass(frozen=True, slots=True)
class IdentitySigner:
    """Sign identities as of one tree and one instant."""

    keyring: "Keyring"
    tree: UnitTree
    at: datetime

    def sign_row(self, session: Session, row: BoardRow, *, is_fresh: bool = False) -> None:
        """Put the identity that follows from the row's columns into it.

        Where the root names officers, one that addresses the board anew waits for their touch:
        the one before it stands. A fresh one is that of a new device, which holds none.
        """
        payload = payload_of_row(row, self.tree, self.at)
        officers = self.keyring.officers()
        settled = settle(session, row, payload, officers, self.at, is_fresh=is_fresh)
        if settled is not None:
            self.put(row, settled)
        elif is_fresh or not row.identity:
            self.put(row, payload)

    def put(self, row: BoardRow, payload: bytes) -> None:
        """Sign this identity and let it be the board's."""
        envelope = self.keyring.sign("state", "identity", payload)
        row.identity = envelope.to_bytes()
        row.identity_digest = envelope.digest


def signer_of(resources: "Resources") -> IdentitySigner:
    """Give a signer for now."""
    return IdentitySigner(resources.keyring, resources.units.tree(), resources.clock.now())


def payload_of_row(row: BoardRow, tree: UnitTree, at: datetime) -> bytes:
    """Say who a board is; without a position of its own it stands at its unit's centre."""
    unit = tree.get(row.unit_id)
    has_place = row.lat is not None and row.lon is not None
    return identity_payload(
        addressee=Addressee(
            board=row.id,
            unit=unit.id,
            path=tree.path(unit.id),
            groups=frozenset(row.groups),
            tags=frozenset(row.tags),
            lat=row.lat if has_place else unit.lat,
            lon=row.lon if has_place else unit.lon,
        ),
        public_key=row.public_key,
        profile=row.profile,
        header={**header_of(unit, tree), "name": row.name},
        issued_at=at,
    )


def header_of(unit: Unit, tree: UnitTree) -> dict[str, Any]:
    """Say what stands at the head of the board: unit, province, issuer, numbers to call."""
    root = tree.get(tree.path(unit.id)[0])
    return {
        "title": unit.name,
        "parent": _inside(root.name) if root.id != unit.id else "",
        "issuer": issuer_of(unit, tree),
        "numbers": [list(pair) for pair in EMERGENCY_NUMBERS],
    }


def issuer_of(unit: Unit, tree: UnitTree) -> str:
    """Name the authority that speaks for a unit; a mere grouping speaks for the one above."""
    path = tree.path(unit.id)
    while unit.level in _GROUPING_LEVELS and len(path) > 1:
        path = path[:-1]
        unit = tree.get(path[-1])
    return f"Ủy ban nhân dân {_inside(unit.name)}"


def reissue_identities(resources: "Resources", actor: Actor | None = None) -> int:
    """Sign anew every identity that the tree of units has changed; give their number."""
    signer = signer_of(resources)
    return resources.database.write(lambda session: reissue(session, signer, actor))


def reissue(session: Session, signer: IdentitySigner, actor: Actor | None) -> int:
    """Do so within a change of units; give the number of boards.

    Those that wait for officers hang in their new unit here, under their old address.
    """
    changed: list[str] = []
    waiting: list[str] = []
    for row in session.scalars(select(BoardRow).where(BoardRow.revoked_at.is_(None))):
        held = Envelope.from_bytes(row.identity or b"", "identity")
        wanted = payload_of_row(row, signer.tree, signer.at)
        if _substance(held.payload) != _substance(wanted):
            before = row.identity_digest
            signer.sign_row(session, row)
            (changed if row.identity_digest != before else waiting).append(row.id)
    if changed or waiting:
        audit.record(
            session,
            at=signer.at,
            actor=actor,
            action="board.identities",
            subject="boards",
            details={"boards": [*changed, *waiting], "waiting": waiting},
        )
    return len(changed)


def _substance(payload: bytes) -> dict[str, Any]:
    identity: dict[str, Any] = json.loads(payload)
    return {name: value for name, value in identity.items() if name not in _NO_SUBSTANCE}


def _inside(name: str) -> str:
    """Write a unit's name inside a sentence: its kind starts small, its own name does not."""
    return name[:1].lower() + name[1:]
