"""What was shown of each notice on each board by day; signed records found by their age."""

import sqlalchemy as sa
from alembic import op

revision = "0034_play_days"
down_revision = "0033_entry_codes"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "play_days",
        sa.Column("notice_id", sa.String, nullable=False),
        sa.Column("board_id", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("seconds", sa.Integer, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("records", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("notice_id", "board_id", "revision", "day", name="pk_play_days"),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name="fk_play_days_notice_id"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_play_days_board_id"),
    )
    op.create_index("ix_plays_stored_at", "plays", ["stored_at"])


def downgrade() -> None:
    op.drop_index("ix_plays_stored_at", "plays")
    op.drop_table("play_days")
