"""First tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
TABLES = sa.MetaData(naming_convention=NAMES)


def key(name: str, kind: Any, *more: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, primary_key=True, autoincrement=False, **options)


def must(name: str, kind: Any, *more: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, nullable=False, **options)


def may(name: str, kind: Any, *more: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, nullable=True, **options)


def upgrade() -> None:
    TABLES.create_all(op.get_bind())


def downgrade() -> None:
    TABLES.drop_all(op.get_bind())


sa.Table(
    "accounts",
    TABLES,
    key("id", sa.String),
    must("login", sa.String, unique=True),
    must("name", sa.String),
    must("password_hash", sa.String),
    must("language", sa.String),
    must("created_at", INSTANT),
    may("disabled_at", INSTANT),
)
sa.Table(
    "audit",
    TABLES,
    key("seq", sa.BigInteger),
    must("at", INSTANT),
    may("actor_id", sa.String),
    may("actor_login", sa.String),
    may("address", sa.String),
    must("action", sa.String, index=True),
    must("subject", sa.String, index=True),
    may("unit_id", sa.String, index=True),
    must("details", sa.String),
    must("previous_hash", sa.String),
    must("hash", sa.String),
)
sa.Table(
    "counters",
    TABLES,
    key("name", sa.String),
    must("value", sa.BigInteger),
)
sa.Table(
    "pairings",
    TABLES,
    key("device_code_hash", sa.String),
    must("user_code", sa.String, unique=True),
    must("public_key", sa.String),
    must("width", sa.Integer),
    must("height", sa.Integer),
    must("software", sa.String),
    must("root_digest", sa.String),
    must("expires_at", INSTANT, index=True),
    must("state", sa.String),
    may("board_id", sa.String),
    must("created_at", INSTANT),
)
sa.Table(
    "published",
    TABLES,
    key("digest", sa.String),
    must("kind", sa.String),
    must("first_at", INSTANT),
)
sa.Table(
    "statements",
    TABLES,
    key("digest", sa.String),
    must("kind", sa.String, index=True),
    must("envelope", sa.LargeBinary),
    must("created_at", INSTANT),
)
sa.Table(
    "units",
    TABLES,
    key("id", sa.String),
    must("code", sa.String, index=True),
    must("name", sa.String),
    must("level", sa.String),
    may(
        "parent_id",
        sa.String,
        sa.ForeignKey("units.id", deferrable=True, initially="DEFERRED"),
        index=True,
    ),
    may("valid_from", sa.Date),
    may("valid_to", sa.Date),
    may("lat", sa.Double),
    may("lon", sa.Double),
    sa.UniqueConstraint("code", "valid_from"),
)
sa.Table(
    "unit_settings",
    TABLES,
    key("unit_id", sa.String, sa.ForeignKey("units.id")),
    must("own_approval", sa.Boolean),
)
sa.Table(
    "alerts",
    TABLES,
    key("id", sa.String),
    must("identifier", sa.String, unique=True),
    must("unit_id", sa.String, sa.ForeignKey("units.id"), index=True),
    may("created_by", sa.String),
    must("created_at", INSTANT),
)
sa.Table(
    "api_tokens",
    TABLES,
    key("token_hash", sa.String),
    must("id", sa.String, unique=True),
    must("account_id", sa.String, sa.ForeignKey("accounts.id"), index=True),
    must("scopes", sa.JSON),
    must("created_at", INSTANT),
    may("revoked_at", INSTANT),
)
sa.Table(
    "boards",
    TABLES,
    key("id", sa.String),
    must("unit_id", sa.String, sa.ForeignKey("units.id"), index=True),
    must("name", sa.String),
    must("public_key", sa.String),
    must("key_id", sa.String, unique=True),
    must("profile", sa.JSON),
    may("phone", sa.String),
    may("lat", sa.Double),
    may("lon", sa.Double),
    must("groups", sa.JSON),
    must("tags", sa.JSON),
    must("software", sa.String),
    may("identity", sa.LargeBinary),
    may("identity_digest", sa.String),
    must("paired_at", INSTANT),
    may("paired_by", sa.String),
    may("revoked_at", INSTANT),
    may("replaces", sa.String),
    may("slate", sa.JSON),
    may("last_contact_at", INSTANT),
)
sa.Table(
    "grants",
    TABLES,
    key("id", sa.String),
    must("account_id", sa.String, sa.ForeignKey("accounts.id"), index=True),
    must("role", sa.String),
    must("unit_id", sa.String, sa.ForeignKey("units.id")),
    may("valid_from", INSTANT),
    may("valid_until", INSTANT),
)
sa.Table(
    "media",
    TABLES,
    key("id", sa.String),
    must("sha256", sa.String, index=True),
    must("type", sa.String),
    must("bytes", sa.BigInteger),
    may("width", sa.Integer),
    may("height", sa.Integer),
    may("pages", sa.Integer),
    may("seconds", sa.Double),
    must("unit_id", sa.String, sa.ForeignKey("units.id"), index=True),
    must("account_id", sa.String),
    must("name", sa.String),
    must("created_at", INSTANT),
)
sa.Table(
    "notices",
    TABLES,
    key("id", sa.String),
    must("unit_id", sa.String, sa.ForeignKey("units.id"), index=True),
    must("issuer_name", sa.String),
    must("author_id", sa.String),
    must("state", sa.String, index=True),
    must("revision", sa.Integer),
    may("shown_revision", sa.Integer),
    must("created_at", INSTANT),
    must("updated_at", INSTANT, index=True),
    may("withdrawn_reason", sa.String),
)
sa.Table(
    "sessions",
    TABLES,
    key("token_hash", sa.String),
    must("account_id", sa.String, sa.ForeignKey("accounts.id"), index=True),
    must("created_at", INSTANT),
    must("last_seen_at", INSTANT),
    must("expires_at", INSTANT, index=True),
    may("step_up_at", INSTANT),
    must("user_agent", sa.String),
    must("address", sa.String),
)
sa.Table(
    "alert_revisions",
    TABLES,
    key("alert_id", sa.String, sa.ForeignKey("alerts.id")),
    key("revision", sa.Integer),
    may("sequence", sa.BigInteger, unique=True),
    must("state", sa.String, index=True),
    must("status", sa.String),
    must("payload", sa.LargeBinary),
    may("envelope", sa.LargeBinary),
    must("digest", sa.String),
    must("effective", INSTANT),
    must("expires", INSTANT, index=True),
    must("severity", sa.String),
    must("audience", sa.JSON),
    may("created_by", sa.String),
    may("approved_by", sa.String),
    must("created_at", INSTANT),
    may("decided_at", INSTANT),
    may("reason", sa.String),
    must("break_glass", sa.Boolean),
    may("template_id", sa.String),
)
sa.Table(
    "deliveries",
    TABLES,
    key("alert_id", sa.String, sa.ForeignKey("alerts.id")),
    key("revision", sa.Integer),
    key("board_id", sa.String, sa.ForeignKey("boards.id"), index=True),
    may("sent_at", INSTANT),
    may("received_at", INSTANT),
    may("painted_at", INSTANT),
    may("ended_at", INSTANT),
    may("failed_at", INSTANT),
    may("reason", sa.String),
)
sa.Table(
    "idempotency_keys",
    TABLES,
    key("account_id", sa.String),
    key("key", sa.String),
    must("request_digest", sa.String),
    must("alert_id", sa.String, sa.ForeignKey("alerts.id")),
)
sa.Table(
    "media_variants",
    TABLES,
    key("media_id", sa.String, sa.ForeignKey("media.id")),
    key("name", sa.String),
    must("sha256", sa.String, index=True),
    must("type", sa.String),
    may("width", sa.Integer),
    may("height", sa.Integer),
    must("bytes", sa.BigInteger),
)
sa.Table(
    "notice_revisions",
    TABLES,
    key("notice_id", sa.String, sa.ForeignKey("notices.id")),
    key("revision", sa.Integer),
    must("content", sa.JSON),
    must("digest", sa.String),
    must("title", sa.String),
    must("category", sa.String, index=True),
    must("priority", sa.String),
    must("search_text", sa.String),
    must("created_by", sa.String),
    must("created_at", INSTANT),
    may("submitted_at", INSTANT),
    may("decided_by", sa.String),
    may("decided_at", INSTANT),
    may("decision", sa.String),
    may("reason", sa.String),
    may("approved_at", INSTANT),
)
sa.Table(
    "plays",
    TABLES,
    key("board_id", sa.String, sa.ForeignKey("boards.id")),
    key("log", sa.String),
    key("seq", sa.BigInteger),
    must("manifest", sa.String),
    must("item", sa.String, index=True),
    must("revision", sa.Integer),
    must("from_at", INSTANT),
    must("to_at", INSTANT),
    must("seconds", sa.Integer),
    must("count", sa.Integer),
    must("sig", sa.String),
    must("stored_at", INSTANT),
)
sa.Table(
    "receipts",
    TABLES,
    key("board_id", sa.String, sa.ForeignKey("boards.id")),
    key("log", sa.String),
    key("seq", sa.BigInteger),
    must("alert_id", sa.String, index=True),
    must("revision", sa.Integer),
    must("state", sa.String),
    must("at", INSTANT),
    must("clock_trusted", sa.Boolean),
    may("reason", sa.String),
    must("sig", sa.String),
    must("stored_at", INSTANT),
)
