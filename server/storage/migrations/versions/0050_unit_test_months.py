"""Sums of the weekly tests by unit and month, kept when single tests are not."""

import sqlalchemy as sa
from alembic import op

revision = "0050_unit_test_months"
down_revision = "0049_board_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    counts = ("tests", "proven", "within_minute", "within_hour", "slowest_s")
    op.create_table(
        "unit_test_months",
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in counts),
        sa.PrimaryKeyConstraint("unit_id", "month", name="pk_unit_test_months"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_unit_test_months_unit_id"),
    )


def downgrade() -> None:
    op.drop_table("unit_test_months")
