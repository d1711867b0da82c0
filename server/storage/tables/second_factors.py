"""What a second proof is given with: code app, paper codes, passkeys; and sign-ins that wait."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.columns import Base


class TotpRow(Base):
    """A code app; `sealed` is the encrypted secret, `last_step` the last code that was used."""

    __tablename__ = "totp"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    sealed: Mapped[bytes]
    last_step: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class RecoveryCodeRow(Base):
    """A paper code, once; only its hash is kept."""

    __tablename__ = "recovery_codes"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None]


class PasskeyRow(Base):
    """A passkey; id and public key as WebAuthn gives them, the id in base64url."""

    __tablename__ = "passkeys"

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class SignInTicketRow(Base):
    """A sign-in whose password was right and that waits for the second proof."""

    __tablename__ = "sign_in_tickets"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    address: Mapped[str]
    user_agent: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PasskeyChallengeRow(Base):
    """What a passkey is asked to sign for one ticket or session; used once."""

    __tablename__ = "passkey_challenges"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    challenge: Mapped[bytes]
    expires_at: Mapped[datetime] = mapped_column(index=True)
