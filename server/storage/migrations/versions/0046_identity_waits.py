"""Boards whose place waits for an officer's touch."""

import sqlalchemy as sa
from alembic import op

revision = "0046_identity_waits"
down_revision = "0045_unit_accent"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity_waits",
        sa.Column("board_id", sa.String, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("challenge", sa.String, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_fresh", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("board_id", name="pk_identity_waits"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_identity_waits_board_id"),
    )


def downgrade() -> None:
    op.drop_table("identity_waits")
