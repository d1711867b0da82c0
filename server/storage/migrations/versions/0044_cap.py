"""Sources of CAP alerts, and the messages that came from them."""

import sqlalchemy as sa
from alembic import op

revision = "0044_cap"
down_revision = "0043_alert_calls"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "cap_sources",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("account_id", sa.String),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("url", sa.String, nullable=False),
        sa.Column("issuers", sa.JSON, nullable=False),
        sa.Column("policy", sa.JSON, nullable=False),
        sa.Column("is_automatic", sa.Boolean, nullable=False),
        sa.Column("is_enabled", sa.Boolean, nullable=False),
        sa.Column("expiry_hours", sa.Integer, nullable=False),
        sa.Column("created_by", sa.String),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("etag", sa.String),
        sa.Column("last_modified", sa.String),
        sa.Column("fetched_at", INSTANT),
        sa.Column("said", sa.JSON, nullable=False),
        sa.Column("next_at", INSTANT),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failing_since", INSTANT),
        sa.Column("told_at", INSTANT),
        sa.Column("error", sa.String),
        sa.Column("error_params", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cap_sources"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_cap_sources_unit_id"),
        sa.UniqueConstraint("account_id", name="uq_cap_sources_account_id"),
    )
    op.create_index("ix_cap_sources_unit_id", "cap_sources", ["unit_id"])
    op.create_index("ix_cap_sources_next_at", "cap_sources", ["next_at"])
    _messages()


def _messages() -> None:
    op.create_table(
        "cap_messages",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("sender", sa.String, nullable=False),
        sa.Column("identifier", sa.String, nullable=False),
        sa.Column("sent", INSTANT, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.Column("judged", sa.LargeBinary, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("received_by", sa.String),
        sa.Column("msg_type", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("refs", sa.JSON, nullable=False),
        sa.Column("replaced_by", sa.JSON),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("reason_code", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("reason_params", sa.JSON, nullable=False),
        sa.Column("priority", sa.String),
        sa.Column("headline", sa.String, nullable=False),
        sa.Column("expires", INSTANT),
        sa.Column("held_for", sa.String),
        sa.Column("is_cut", sa.Boolean, nullable=False),
        sa.Column("became", sa.JSON, nullable=False),
        sa.Column("decided_by", sa.String),
        sa.Column("decided_at", INSTANT),
        sa.Column("note", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_cap_messages"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["cap_sources.id"], name="fk_cap_messages_source_id"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_cap_messages_unit_id"),
        sa.UniqueConstraint(
            "source_id", "sender", "identifier", "sent", name="uq_cap_messages_source_id_sender"
        ),
    )
    for name, columns in (
        ("name", ["sender", "identifier", "sent"]),
        ("decision", ["decision"]),
        ("source_id_received_at", ["source_id", "received_at"]),
        ("unit_id_held_for", ["unit_id", "held_for"]),
    ):
        op.create_index(f"ix_cap_messages_{name}", "cap_messages", columns)


def downgrade() -> None:
    op.drop_table("cap_messages")
    op.drop_table("cap_sources")
