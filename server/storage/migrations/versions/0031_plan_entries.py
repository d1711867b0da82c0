"""Plans of the year, and which entry a notice belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0031_plan_entries"
down_revision = "0030_choices"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "plan_entries",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("category", sa.String, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("planned", sa.Integer, nullable=False),
        sa.Column("responsible", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("done_reason", sa.String),
        sa.Column("done_by", sa.String),
        sa.Column("done_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_plan_entries"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_plan_entries_unit_id"),
    )
    op.create_index("ix_plan_entries_unit_id_year", "plan_entries", ["unit_id", "year"])
    op.add_column("notice_revisions", sa.Column("plan_entry", sa.String))
    op.create_index("ix_notice_revisions_plan_entry", "notice_revisions", ["plan_entry"])


def downgrade() -> None:
    op.drop_index("ix_notice_revisions_plan_entry", "notice_revisions")
    with op.batch_alter_table("notice_revisions") as table:
        table.drop_column("plan_entry")
    op.drop_table("plan_entries")
