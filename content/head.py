"""The head: one board's truth about now, and the mark that keeps it from going back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from content.canonical import canonical
from content.envelope import is_digest, malformed
from content.errors import TrustError
from content.instant import format_instant
from content.payload_fields import (
    Payload,
    read_digest,
    read_instant,
    read_integer,
    read_list,
    read_name,
    read_names,
    read_object,
    read_text,
)
from content.root import Root


@dataclass(frozen=True, slots=True)
class ListedAlert:
    """Name an alert revision that is addressed to the board and not over."""

    id: str
    revision: int
    digest: str

    def to_dict(self) -> dict[str, object]:
        """Write it as on the wire."""
        return {"id": self.id, "revision": self.revision, "digest": self.digest}

    @classmethod
    def from_payload(cls, value: object) -> "ListedAlert":
        """Read it from the wire. Raises: TrustError (malformed)."""
        if not isinstance(value, dict):
            raise malformed("alerts")
        return cls(
            read_name(value, "id"), read_integer(value, "revision", low=1),
            read_digest(value, "digest"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slate:
    """Stop everything but alerts: show this text."""

    text: str
    since: datetime

    def to_dict(self) -> dict[str, str]:
        """Write it as on the wire."""
        return {"text": self.text, "since": format_instant(self.since)}


@dataclass(frozen=True, slots=True)
class Head:
    """Hold what a head says; `manifest` is None for a board that has nothing to play."""

    board: str
    epoch: int
    sequence: int
    issued_at: datetime
    manifest: str | None
    alerts_as_of: int
    alerts: tuple[ListedAlert, ...]
    identity: str
    slate: Slate | None
    audit_head: str | None
    digest: str = ""
    # Key ids of officers whose approvals count no more; a head only ever takes rights away.
    revoked_officers: tuple[str, ...] = ()

    def to_payload(self) -> bytes:
        """Write the bytes to sign; the digest follows from them."""
        return canonical(
            {
                "kind": "head",
                "board": self.board,
                "epoch": self.epoch,
                "sequence": self.sequence,
                "issued_at": format_instant(self.issued_at),
                "manifest": self.manifest,
                "alerts_as_of": self.alerts_as_of,
                "alerts": [entry.to_dict() for entry in self.alerts],
                "identity": self.identity,
                "slate": self.slate.to_dict() if self.slate else None,
                "audit_head": self.audit_head,
                **(
                    {"revoked_officers": list(self.revoked_officers)}
                    if self.revoked_officers
                    else {}
                ),
            }
        )

    @classmethod
    def from_payload(cls, payload: Payload, digest: str) -> "Head":
        """Read a verified payload. Raises: TrustError (malformed)."""
        audit_head = payload.get("audit_head")
        return cls(
            board=read_name(payload, "board"),
            epoch=read_integer(payload, "epoch"),
            sequence=read_integer(payload, "sequence"),
            issued_at=read_instant(payload, "issued_at"),
            manifest=_manifest(payload),
            alerts_as_of=read_integer(payload, "alerts_as_of"),
            alerts=tuple(map(ListedAlert.from_payload, read_list(payload, "alerts"))),
            identity=read_digest(payload, "identity"),
            slate=_slate(payload),
            audit_head=audit_head if isinstance(audit_head, str) else None,
            digest=digest,
            revoked_officers=_revoked(payload),
        )

    def listed(self, alert_id: str) -> ListedAlert | None:
        """Find an alert in the list."""
        return next((entry for entry in self.alerts if entry.id == alert_id), None)


@dataclass(frozen=True, slots=True)
class Mark:
    """Remember the highest head: kept on disk, never lowered."""

    epoch: int
    sequence: int
    digest: str

    def to_dict(self) -> dict[str, object]:
        """Write it for the disk."""
        return {"epoch": self.epoch, "sequence": self.sequence, "digest": self.digest}

    @classmethod
    def from_dict(cls, value: Mapping[str, object]) -> "Mark":
        """Read it from the disk. Raises: TrustError (malformed)."""
        return cls(
            read_integer(value, "epoch"), read_integer(value, "sequence"),
            read_digest(value, "digest"),
        )  # fmt: skip


def accept(mark: Mark | None, head: Head, root: Root, board: str) -> Mark:
    """Give the mark after this head; the same head again changes nothing.

    Raises: TrustError (wrong_board, wrong_epoch, rolled_back, or replayed: the same sequence
    with other content).
    """
    if head.board != board:
        raise TrustError("This head is for another board.", code="wrong_board")
    if head.epoch != root.epoch:
        raise TrustError(
            "The head is of epoch {found}, the root of {held}.",
            code="wrong_epoch",
            found=head.epoch,
            held=root.epoch,
        )
    made = Mark(head.epoch, head.sequence, head.digest)
    if mark is None or (made.epoch, made.sequence) > (mark.epoch, mark.sequence):
        return made
    if (made.epoch, made.sequence) < (mark.epoch, mark.sequence):
        raise TrustError("This head is older than the one held.", code="rolled_back")
    if made.digest != mark.digest:
        raise TrustError("Two heads bear the same sequence.", code="replayed")
    return mark


def _manifest(payload: Payload) -> str | None:
    return None if payload.get("manifest") is None else read_digest(payload, "manifest")


def _revoked(payload: Payload) -> tuple[str, ...]:
    if "revoked_officers" not in payload:
        return ()
    found = read_names(payload, "revoked_officers")
    if not all(map(is_digest, found)):
        raise malformed("revoked_officers")
    return found


def _slate(payload: Payload) -> Slate | None:
    if payload.get("slate") is None:
        return None
    value = read_object(payload, "slate")
    return Slate(read_text(value, "text"), read_instant(value, "since"))
