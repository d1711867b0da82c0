"""Officers' own keys, with which they approve alerts and boards' identities by a touch."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class OfficerKeyRow(Base):
    """A key an officer proposed; `id` is its key id, `public` the raw key as roots name it.

    A root names it once it is confirmed; `credential_id` is base64url, as WebAuthn gives it.
    """

    __tablename__ = "officer_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    public: Mapped[bytes]
    name: Mapped[str]
    rights: Mapped[list[str]] = mapped_column(JSON, default=list)
    rp_id: Mapped[str]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)


class IdentityWaitRow(Base):
    """An identity that waits for officers' touches; `payload` holds those there are until now.

    A fresh one is a new device's: until it is approved the device is not let in.
    """

    __tablename__ = "identity_waits"

    board_id: Mapped[str] = mapped_column(ForeignKey("boards.id"), primary_key=True)
    payload: Mapped[bytes]
    challenge: Mapped[str]
    since: Mapped[datetime]
    is_fresh: Mapped[bool] = mapped_column(default=False)
