"""The accent in which a unit's alerts are spoken."""

import sqlalchemy as sa
from alembic import op

revision = "0045_unit_accent"
down_revision = "0044_cap"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unit_settings", sa.Column("accent", sa.String, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("unit_settings") as table:
        table.drop_column("accent")
