"""Feeds whose headlines run in the ticker."""

import sqlalchemy as sa
from alembic import op

revision = "0036_feeds"
down_revision = "0035_posting_kinds"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("url", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("subtree", sa.Boolean, nullable=False),
        sa.Column("most", sa.Integer, nullable=False),
        sa.Column("keep_days", sa.Integer, nullable=False),
        sa.Column("refused", sa.JSON, nullable=False),
        sa.Column("entries", sa.JSON, nullable=False),
        sa.Column("hidden", sa.JSON, nullable=False),
        sa.Column("created_by", sa.String),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("etag", sa.String),
        sa.Column("last_modified", sa.String),
        sa.Column("fetched_at", INSTANT),
        sa.Column("next_at", INSTANT),
        sa.Column("failing_since", INSTANT),
        sa.Column("told_at", INSTANT),
        sa.Column("error", sa.String),
        sa.Column("error_params", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_feeds_unit_id"),
        sa.UniqueConstraint("unit_id", "url", name="uq_feeds_unit_id_url"),
    )
    op.create_index("ix_feeds_unit_id", "feeds", ["unit_id"])
    op.create_index("ix_feeds_next_at", "feeds", ["next_at"])


def downgrade() -> None:
    op.drop_table("feeds")
