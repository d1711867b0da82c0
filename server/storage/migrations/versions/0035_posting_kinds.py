"""Kinds of public posting as units set them."""

import sqlalchemy as sa
from alembic import op

revision = "0035_posting_kinds"
down_revision = "0034_play_days"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "posting_kinds",
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("basis", sa.String, nullable=False),
        sa.Column("is_dropped", sa.Boolean, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "key", name="pk_posting_kinds"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_posting_kinds_unit_id"),
    )


def downgrade() -> None:
    op.drop_table("posting_kinds")
