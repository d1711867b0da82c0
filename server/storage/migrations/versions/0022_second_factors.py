"""Code apps, paper codes and passkeys."""

import sqlalchemy as sa
from alembic import op

revision = "0022_second_factors"
down_revision = "0021_time_rules"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "totp",
        sa.Column("account_id", sa.String, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT),
        sa.PrimaryKeyConstraint("account_id", name="pk_totp"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_totp_account_id"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("account_id", sa.String, nullable=False),
        sa.Column("code_hash", sa.String, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name="pk_recovery_codes"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_recovery_codes_account_id"
        ),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("account_id", sa.String, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_passkeys"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_passkeys_account_id"),
    )
    op.create_index("ix_passkeys_account_id", "passkeys", ["account_id"])
    op.create_table(
        "sign_in_tickets",
        sa.Column("token_hash", sa.String, nullable=False),
        sa.Column("account_id", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("user_agent", sa.String, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sign_in_tickets"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_sign_in_tickets_account_id"
        ),
    )
    for column in ("account_id", "expires_at"):
        op.create_index(f"ix_sign_in_tickets_{column}", "sign_in_tickets", [column])
    op.create_table(
        "passkey_challenges",
        sa.Column("token_hash", sa.String, nullable=False),
        sa.Column("challenge", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_passkey_challenges"),
    )
    op.create_index("ix_passkey_challenges_expires_at", "passkey_challenges", ["expires_at"])


def downgrade() -> None:
    for table in (
        "passkey_challenges", "sign_in_tickets", "passkeys", "recovery_codes", "totp",
    ):  # fmt: skip
        op.drop_table(table)
