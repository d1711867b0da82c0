"""Changes of units on a day, and which unit stands for which."""

import sqlalchemy as sa
from alembic import op

revision = "0003_unit_changes"
down_revision = "0002_messages"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "unit_changes",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("created_by", sa.String),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("applied_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_unit_changes"),
    )
    for column in ("day", "state"):
        op.create_index(f"ix_unit_changes_{column}", "unit_changes", [column])
    op.create_table(
        "unit_successions",
        sa.Column("from_id", sa.String, nullable=False),
        sa.Column("to_id", sa.String, nullable=False),
        sa.Column("change_id", sa.String, nullable=False),
        sa.Column("is_main", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("from_id", "to_id", name="pk_unit_successions"),
        sa.ForeignKeyConstraint(["from_id"], ["units.id"], name="fk_unit_successions_from_id"),
        sa.ForeignKeyConstraint(["to_id"], ["units.id"], name="fk_unit_successions_to_id"),
        sa.ForeignKeyConstraint(
            ["change_id"], ["unit_changes.id"], name="fk_unit_successions_change_id"
        ),
    )
    for column in ("to_id", "change_id"):
        op.create_index(f"ix_unit_successions_{column}", "unit_successions", [column])


def downgrade() -> None:
    op.drop_table("unit_successions")
    op.drop_table("unit_changes")
