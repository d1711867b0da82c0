"""Kinds and states of media, long work on them, uploads in parts."""

import sqlalchemy as sa
from alembic import op

revision = "0010_media"
down_revision = "0003_unit_changes"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in (
        sa.Column("kind", sa.String, nullable=False, server_default="picture"),
        sa.Column("state", sa.String, nullable=False, server_default="ready"),
        sa.Column("original_sha256", sa.String),
        sa.Column("is_paper", sa.Boolean),
        sa.Column("paper_found", sa.Boolean),
    ):
        op.add_column("media", column)
    op.create_index("ix_media_original_sha256", "media", ["original_sha256"])
    op.create_index("ix_media_created_at", "media", ["created_at"])
    op.create_table(
        "media_jobs",
        sa.Column("media_id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("progress", sa.Integer, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("message", sa.String),
        sa.Column("message_params", sa.JSON),
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("account_id", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.PrimaryKeyConstraint("media_id", name="pk_media_jobs"),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name="fk_media_jobs_media_id"),
    )
    op.create_index("ix_media_jobs_state", "media_jobs", ["state"])
    op.create_index("ix_media_jobs_created_at", "media_jobs", ["created_at"])
    op.create_table(
        "uploads",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String),
        sa.Column("is_paper", sa.Boolean, nullable=False),
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("account_id", sa.String, nullable=False),
        sa.Column("media_id", sa.String),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("touched_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_uploads_unit_id"),
    )
    for name in ("unit_id", "account_id", "touched_at"):
        op.create_index(f"ix_uploads_{name}", "uploads", [name])


def downgrade() -> None:
    op.drop_table("uploads")
    op.drop_table("media_jobs")
    op.drop_index("ix_media_created_at", "media")
    op.drop_index("ix_media_original_sha256", "media")
    for name in ("paper_found", "is_paper", "original_sha256", "state", "kind"):
        op.drop_column("media", name)
