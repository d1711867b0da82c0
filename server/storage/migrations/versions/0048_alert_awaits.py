"""Boards that an alert in force has yet to reach, for their own officers have not approved it."""

import sqlalchemy as sa
from alembic import op

revision = "0048_alert_awaits"
down_revision = "0047_cap_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "alert_revisions", sa.Column("awaits", sa.JSON, nullable=False, server_default="[]")
    )


def downgrade() -> None:
    op.drop_column("alert_revisions", "awaits")
