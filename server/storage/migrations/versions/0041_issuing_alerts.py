"""Units' own alert templates, reviews of break-glass alerts, filled places, boxes of units."""

import sqlalchemy as sa
from alembic import op

revision = "0041_issuing_alerts"
down_revision = "0040_officer_keys"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("alert_revisions", sa.Column("template_slots", sa.JSON))
    op.add_column("units", sa.Column("box", sa.JSON))
    op.create_table(
        "alert_templates",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("written_by", sa.String, nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("approved_by", sa.String),
        sa.Column("approved_at", INSTANT),
        sa.Column("off_by", sa.String),
        sa.Column("off_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_alert_templates"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_alert_templates_unit_id"),
    )
    op.create_index("ix_alert_templates_unit_id", "alert_templates", ["unit_id"])
    op.create_table(
        "alert_reviews",
        sa.Column("alert_id", sa.String, nullable=False),
        sa.Column("unit_id", sa.String, nullable=False),
        sa.Column("fired_by", sa.String),
        sa.Column("fired_at", INSTANT, nullable=False),
        sa.Column("reviewed_by", sa.String),
        sa.Column("reviewed_at", INSTANT),
        sa.Column("sentence", sa.String),
        sa.PrimaryKeyConstraint("alert_id", name="pk_alert_reviews"),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_alert_reviews_alert_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_alert_reviews_unit_id"),
    )
    op.create_index("ix_alert_reviews_unit_id", "alert_reviews", ["unit_id"])
    op.create_index("ix_alert_reviews_reviewed_at", "alert_reviews", ["reviewed_at"])


def downgrade() -> None:
    op.drop_table("alert_reviews")
    op.drop_table("alert_templates")
    op.drop_column("units", "box")
    op.drop_column("alert_revisions", "template_slots")
