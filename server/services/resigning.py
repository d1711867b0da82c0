"""Signing anew what boards hold, after new keys or a change of the tree of units."""

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content import trust
from content.trust import Envelope
from server.services import audit
from server.services.alert_book import OUT_STATES
from server.services.changes import Change
from server.services.identities import reissue_identities, signer_of
from server.services.identity_waits import waiting_boards
from server.storage.tables.alerts import AlertRevisionRow
from server.storage.tables.boards import BoardRow
from server.storage.tables.officers import IdentityWaitRow

if TYPE_CHECKING:
    from server.services.resources import Resources


def listen(resources: "Resources") -> None:
    """Heed new keys and changed units; call it after the caches have subscribed."""
    resources.changes.subscribe(lambda change: heed(resources, change))


def heed(resources: "Resources", change: Change) -> None:
    """Sign anew what this change makes stale."""
    if change.action == "keys.rotated":
        resign(resources)
    elif change.action.startswith("unit."):
        reissue_identities(resources)


def resign(resources: "Resources") -> None:
    """Put the newest keys' signatures on identities and on alerts that are not over.

    The payloads and so their digests stay the same.
    """
    now = resources.clock.now()

    def work(session: Session) -> None:
        done = {
            "boards": _resign_identities(session, resources),
            "alerts": _resign_alerts(session, resources),
        }
        for subject, names in done.items():
            audit.record(
                session,
                at=now,
                actor=None,
                action=f"{subject[:-1]}.resigned",
                subject=subject,
                details={"root": resources.keyring.trusted.version, subject: names},
            )

    resources.database.write(work)
    release_waiting(resources)


def release_waiting(resources: "Resources") -> None:
    """Look at identities that wait by the newest root: it may ask for other touches, or none."""
    if not resources.database.read(waiting_boards):
        return
    signer = signer_of(resources)

    def work(session: Session) -> None:
        waiting = waiting_boards(session)
        for row in waiting:
            signer.sign_row(session, row)
        session.flush()
        released = [row.id for row in waiting if session.get(IdentityWaitRow, row.id) is None]
        if released:
            audit.record(
                session,
                at=signer.at,
                actor=None,
                action="board.identities",
                subject="boards",
                details={"boards": released},
            )

    resources.database.write(work)


def _resign_identities(session: Session, resources: "Resources") -> list[str]:
    done = []
    for row in session.scalars(select(BoardRow).where(BoardRow.revoked_at.is_(None))):
        held = Envelope.from_bytes(row.identity or b"", "identity")
        row.identity = resources.keyring.sign("state", "identity", held.payload).to_bytes()
        done.append(row.id)
    return done


def _resign_alerts(session: Session, resources: "Resources") -> list[str]:
    query = select(AlertRevisionRow).where(
        AlertRevisionRow.state.in_(OUT_STATES),
        AlertRevisionRow.sequence.is_not(None),
        AlertRevisionRow.expires > resources.clock.now(),
    )
    done = []
    for row in session.scalars(query):
        role = trust.ROLE_OF_STATUS[row.status]
        row.envelope = resources.keyring.sign(role, "alert", row.payload).to_bytes()
        done.append(row.alert_id)
    return done
