"""The audit found by its days."""

from alembic import op

revision = "0038_audit_days"
down_revision = "0037_plays_of_postings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_at", "audit", ["at"])


def downgrade() -> None:
    op.drop_index("ix_audit_at", "audit")
