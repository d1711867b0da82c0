"""What boards send and get over HTTP, for the document alone: server/board_api reads for itself.

As the board protocol says: fields may be added, so none of these forbids others.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from content.envelope import SIZE_LIMITS
from content.profile import LEAST_SIDE_PX, MOST_SIDE_PX
from server.services.board_records import MOST_RECORDS
from server.services.ledger import LONGEST_REASON, RECEIPT_STATES

Base64 = Annotated[str, Field(description="standard base64")]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
_LIMITS = ", ".join(f"{kind} {size}" for kind, size in SIZE_LIMITS.items())


class SignatureField(BaseModel):
    """One signature; `keyid` is the SHA-256 of the raw public key."""

    keyid: str
    sig: Base64


class Envelope(BaseModel):
    """A signed statement in DSSE; its digest is the SHA-256 of the payload's bytes."""

    payload: Base64
    payloadType: str = Field(  # noqa: N815  as DSSE spells it
        description="application/vnd.bangtin.<kind>+json"
    )
    signatures: list[SignatureField] = Field(
        description=f"Ed25519 over the pre-authentication encoding. Sizes in bytes: {_LIMITS}"
    )


class PairingBody(BaseModel):
    """A new board that asks to be let in; `link` is the operator's one-time link."""

    public_key: Base64 = Field(description="Ed25519, 32 bytes")
    width: int = Field(ge=LEAST_SIDE_PX, le=MOST_SIDE_PX, description="pixels")
    height: int = Field(ge=LEAST_SIDE_PX, le=MOST_SIDE_PX, description="pixels")
    software: str = ""
    link: str | None = None


class PairingAnswer(BaseModel):
    """What the board shows, what it asks again with, and the root it begins from."""

    device_code: str
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    expires_in: int = Field(description="seconds")
    interval: int = Field(description="seconds between two questions")
    root: Envelope


class CollectBody(BaseModel):
    """The code that only the board knows."""

    device_code: str


class PairedAnswer(BaseModel):
    """The board is let in."""

    board_id: str
    access_token: str
    expires_in: int
    root: Envelope
    identity: Envelope


class WaitingAnswer(BaseModel):
    """Not let in, or not yet; RFC 8628, 3.5."""

    error: Literal["authorization_pending", "slow_down", "expired_token", "access_denied"]


class ChallengeBody(BaseModel):
    """Which board wants a token."""

    board_id: str


class ChallengeAnswer(BaseModel):
    """A nonce, good for 60 seconds and once."""

    nonce: str


class BoardTokenBody(BaseModel):
    """The signature over `bangtin-token-1`, the board and the nonce, joined by newlines."""

    board_id: str
    nonce: str
    sig: Base64


class BoardTokenAnswer(BaseModel):
    """A bearer token and how many seconds it is good for."""

    access_token: str
    expires_in: int


class HeadAnswer(BaseModel):
    """The truth about now for this board."""

    head: Envelope
    now: Moment


class BoardAlertsAnswer(BaseModel):
    """All alerts that the head lists."""

    alerts: list[Envelope]


class IdentityAnswer(Envelope):
    """The envelope, and the same again by name."""

    identity: Envelope


class RootsAnswer(BaseModel):
    """The chain of roots after a version, the oldest first."""

    roots: list[Envelope]


class StatusBody(BaseModel):
    """Always the sequence of the head that is held; of the rest only what changed."""

    sequence: int | None
    item: str | None = None
    clock_offset_s: float | None = None
    storage_free_mb: float | None = None
    temperature_c: float | None = None
    faults: list[str] = []


class StatusAnswer(BaseModel):
    """The server's time, and a head when the board's is old or overtaken."""

    now: Moment
    head: Envelope | None = Field(default=None, description="left out when there is none to give")


class Record(BaseModel):
    """What receipts and plays have in common; (log, seq) names it, once."""

    log: str = Field(max_length=64)
    seq: int
    revision: int = Field(ge=1)
    sig: Base64


class Receipt(Record):
    """Where an alert stands on this board; signed as the protocol's `bangtin-receipt-1`."""

    alert: str
    state: str = Field(json_schema_extra={"enum": list(RECEIPT_STATES)})
    at: Moment
    clock_trusted: bool
    reason: str | None = Field(default=None, max_length=LONGEST_REASON)


class Play(Record):
    """What was shown of an item; signed as the protocol's `bangtin-play-1`."""

    manifest: str
    item: str
    since: Moment = Field(alias="from")
    to: Moment
    seconds: int
    count: int


class ReceiptsBody(BaseModel):
    """Receipts; the bare list is taken too."""

    receipts: list[Receipt] = Field(max_length=MOST_RECORDS)


class PlaysBody(BaseModel):
    """Plays; the bare list is taken too."""

    plays: list[Play] = Field(max_length=MOST_RECORDS)


class RejectedRecord(BaseModel):
    """A record that is refused for good; not sent again."""

    log: str | int | None
    seq: str | int | None
    code: str


class RecordsAnswer(BaseModel):
    """What is stored, by (log, seq), and what is refused: neither is sent again."""

    acknowledged: list[list[Any]]
    rejected: list[RejectedRecord]


class StoredAnswer(BaseModel):
    """The picture is kept."""

    stored: bool
