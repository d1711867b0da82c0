"""Officers' own keys."""

import sqlalchemy as sa
from alembic import op

revision = "0040_officer_keys"
down_revision = "0039_plays_by_board"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "officer_keys",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("account_id", sa.String, nullable=False),
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("credential_id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("rights", sa.JSON, nullable=False),
        sa.Column("rp_id", sa.String, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("confirmed_by", sa.String),
        sa.Column("revoked_at", INSTANT),
        sa.Column("revoked_by", sa.String),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_officer_keys"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_officer_keys_account_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_officer_keys_unit_id"),
        sa.UniqueConstraint("credential_id", name="uq_officer_keys_credential_id"),
    )
    op.create_index("ix_officer_keys_account_id", "officer_keys", ["account_id"])
    op.create_index("ix_officer_keys_unit_id", "officer_keys", ["unit_id"])


def downgrade() -> None:
    op.drop_table("officer_keys")
