"""A board's plays of one day are found without reading all it ever reported."""

from alembic import op

revision = "0039_plays_by_board"
down_revision = "0038_audit_days"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_plays_board_id_from_at", "plays", ["board_id", "from_at"])


def downgrade() -> None:
    op.drop_index("ix_plays_board_id_from_at", "plays")
