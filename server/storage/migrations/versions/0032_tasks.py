"""What people are waited for; those who run already are not told of what is long past."""

import sqlalchemy as sa
from alembic import op

revision = "0032_tasks"
down_revision = "0031_plan_entries"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("account_id", sa.String),
        sa.Column("made_by", sa.String),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("next_at", INSTANT),
        sa.PrimaryKeyConstraint("kind", "about", name="pk_tasks"),
    )
    op.create_index("ix_tasks_account_id", "tasks", ["account_id"])
    op.create_index("ix_tasks_next_at", "tasks", ["next_at"])
    op.execute(
        "INSERT INTO counters (name, value) SELECT 'told', value FROM counters WHERE name = 'audit'"
    )
    op.execute(
        "INSERT INTO tasks (kind, about, unit_id, made_by, since, told, next_at) "
        "SELECT 'approve_notice', id, unit_id, written_by, updated_at, 1, NULL "
        "FROM notices WHERE state = 'submitted'"
    )


def downgrade() -> None:
    op.drop_index("ix_tasks_next_at", "tasks")
    op.drop_index("ix_tasks_account_id", "tasks")
    op.drop_table("tasks")
    op.execute("DELETE FROM counters WHERE name = 'told'")
