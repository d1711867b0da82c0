"""Pictures and recordings that messages from outside name."""

import sqlalchemy as sa
from alembic import op

revision = "0047_cap_files"
down_revision = "0046_identity_waits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cap_files",
        sa.Column("message_id", sa.String, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("headline", sa.String, nullable=False),
        sa.Column("description", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("media_id", sa.String, nullable=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String, nullable=True),
        sa.Column("reason_params", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("message_id", "place", name="pk_cap_files"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["cap_messages.id"], name="fk_cap_files_message_id"
        ),
    )
    op.create_index("ix_cap_files_state", "cap_files", ["state"])
    op.create_index("ix_cap_files_next_at", "cap_files", ["next_at"])


def downgrade() -> None:
    op.drop_table("cap_files")
