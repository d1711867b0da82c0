"""Weekly tests of boards, apart from the ledgers, and their sums by year."""

import sqlalchemy as sa
from alembic import op

revision = "0042_board_tests"
down_revision = "0041_issuing_alerts"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "alerts", sa.Column("is_test", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.create_table(
        "board_tests",
        sa.Column("board_id", sa.String, nullable=False),
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("alert_id", sa.String, nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("received_at", INSTANT),
        sa.Column("proven_at", INSTANT),
        sa.Column("proof_s", sa.Integer),
        sa.Column("failed_at", INSTANT),
        sa.Column("reason", sa.String),
        sa.Column("told_at", INSTANT),
        sa.PrimaryKeyConstraint("board_id", "week", name="pk_board_tests"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_board_tests_board_id"),
    )
    op.create_index("ix_board_tests_issued_at", "board_tests", ["issued_at"])
    op.create_table(
        "board_test_years",
        sa.Column("board_id", sa.String, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("tests", sa.Integer, nullable=False),
        sa.Column("proven", sa.Integer, nullable=False),
        sa.Column("within_minute", sa.Integer, nullable=False),
        sa.Column("within_hour", sa.Integer, nullable=False),
        sa.Column("slowest_s", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("board_id", "year", name="pk_board_test_years"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_board_test_years_board_id"),
    )


def downgrade() -> None:
    op.drop_table("board_test_years")
    op.drop_table("board_tests")
    op.drop_column("alerts", "is_test")
