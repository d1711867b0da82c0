"""What units choose of what comes from above, their subscriptions, and who takes part."""

import sqlalchemy as sa
from alembic import op

revision = "0030_choices"
down_revision = "0022_second_factors"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "notice_choices",
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("notice_id", sa.String, nullable=False),
        sa.Column("choice", sa.String, nullable=False),
        sa.Column("weight", sa.Integer),
        sa.Column("via", sa.String, nullable=False),
        sa.Column("decided_by", sa.String),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "notice_id", name="pk_notice_choices"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_notice_choices_unit_id"),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name="fk_notice_choices_notice_id"),
    )
    op.create_index("ix_notice_choices_notice_id", "notice_choices", ["notice_id"])
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("source_id", sa.String),
        sa.Column("category", sa.String),
        sa.Column("created_by", sa.String),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_subscriptions_unit_id"),
        sa.ForeignKeyConstraint(["source_id"], ["units.id"], name="fk_subscriptions_source_id"),
    )
    op.create_index("ix_subscriptions_unit_id", "subscriptions", ["unit_id"])
    op.create_table(
        "attended_units",
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name="pk_attended_units"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_attended_units_unit_id"),
    )


def downgrade() -> None:
    op.drop_table("attended_units")
    op.drop_table("subscriptions")
    op.drop_table("notice_choices")
