"""Calls to the caretakers of boards that did not show an alert."""

import sqlalchemy as sa
from alembic import op

revision = "0043_alert_calls"
down_revision = "0042_board_tests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert_calls",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("alert_id", sa.String, nullable=False),
        sa.Column("board_id", sa.String, nullable=False),
        sa.Column("account_id", sa.String, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("said", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert_calls"),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_alert_calls_alert_id"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_alert_calls_board_id"),
    )
    op.create_index("ix_alert_calls_alert_id", "alert_calls", ["alert_id"])


def downgrade() -> None:
    op.drop_table("alert_calls")
