"""Signed records of public postings are told apart: they are kept longer."""

import sqlalchemy as sa
from alembic import op

revision = "0037_plays_of_postings"
down_revision = "0036_feeds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: rewriting a large table would take long and leave holes in the file.
    op.add_column(
        "plays", sa.Column("is_posting", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.drop_index("ix_plays_stored_at", "plays")
    op.create_index("ix_plays_is_posting_stored_at", "plays", ["is_posting", "stored_at"])


def downgrade() -> None:
    op.drop_index("ix_plays_is_posting_stored_at", "plays")
    op.create_index("ix_plays_stored_at", "plays", ["stored_at"])
    with op.batch_alter_table("plays") as table:
        table.drop_column("is_posting")
