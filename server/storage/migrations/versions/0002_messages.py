"""Where people are reached and what waits to be sent to them."""

import sqlalchemy as sa
from alembic import op

revision = "0002_messages"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("account_id", sa.String, nullable=False),
        sa.Column("email", sa.String),
        sa.Column("phone", sa.String),
        sa.Column("by_mail", sa.Boolean, nullable=False),
        sa.Column("by_gateway", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_contacts"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_contacts_account_id"),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("account_id", sa.String),
        sa.Column("address", sa.String),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("body", sa.String, nullable=False),
        sa.Column("params", sa.JSON, nullable=False),
        sa.Column("link", sa.String, nullable=False),
        sa.Column("is_urgent", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT),
        sa.Column("due_at", INSTANT),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("failed_at", INSTANT),
        sa.Column("reason", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    for column in ("about", "created_at", "due_at"):
        op.create_index(f"ix_messages_{column}", "messages", [column])


def downgrade() -> None:
    op.drop_table("messages")
    op.drop_table("contacts")
