"""What units and boards set about time."""

import sqlalchemy as sa
from alembic import op

revision = "0021_time_rules"
down_revision = "0020_notice_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "time_rules",
        sa.Column("subject_id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("shares", sa.JSON),
        sa.Column("hours", sa.JSON, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name="pk_time_rules"),
    )


def downgrade() -> None:
    op.drop_table("time_rules")
