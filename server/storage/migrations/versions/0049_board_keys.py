"""Every key that a board has had, and the instant of a receipt as it was signed."""

import sqlalchemy as sa
from alembic import op

revision = "0049_board_keys"
down_revision = "0048_alert_awaits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_keys",
        sa.Column("board_id", sa.String, nullable=False),
        sa.Column("key_id", sa.String, nullable=False),
        sa.Column("public_key", sa.String, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("board_id", "key_id", name="pk_board_keys"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_board_keys_board_id"),
    )
    op.execute(
        "INSERT INTO board_keys (board_id, key_id, public_key, since) "
        "SELECT id, key_id, public_key, paired_at FROM boards"
    )
    op.add_column("receipts", sa.Column("signed_at", sa.String, nullable=True))


def downgrade() -> None:
    op.drop_column("receipts", "signed_at")
    op.drop_table("board_keys")
