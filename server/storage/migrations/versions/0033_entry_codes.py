"""Codes that open an account once, and for whom a deputy stands in."""

import sqlalchemy as sa
from alembic import op

revision = "0033_entry_codes"
down_revision = "0032_tasks"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "entry_codes",
        sa.Column("account_id", sa.String, nullable=False),
        sa.Column("code_hash", sa.String, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_entry_codes"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_entry_codes_account_id"),
    )
    op.create_index("ix_entry_codes_code_hash", "entry_codes", ["code_hash"])
    op.add_column("grants", sa.Column("deputy_for", sa.String))


def downgrade() -> None:
    with op.batch_alter_table("grants") as table:
        table.drop_column("deputy_for")
    op.drop_index("ix_entry_codes_code_hash", "entry_codes")
    op.drop_table("entry_codes")
