"""What lists of notices are narrowed and ordered by, beside the notice itself."""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0020_notice_lists"
down_revision = "0010_media"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
WORDS = ("category", "priority", "search_text", "written_by")
TIMES = ("shown_from", "shown_until")
ORDER = ("created_at", "id")
LISTS = {
    "ix_notices_created_at": (),
    "ix_notices_unit_id_created_at": ("unit_id",),
    "ix_notices_state_created_at": ("state",),
    "ix_notices_author_id_created_at": ("author_id",),
    "ix_notices_category_created_at": ("category",),
}
REPLACED = {"ix_notices_unit_id": "unit_id", "ix_notices_state": "state"}


def upgrade() -> None:
    for name in WORDS:
        op.add_column("notices", sa.Column(name, sa.String, nullable=False, server_default=""))
    for name in TIMES:
        op.add_column("notices", sa.Column(name, INSTANT))
    _fill(op.get_bind())
    for name in REPLACED:
        op.drop_index(name, "notices")
    for name, first in LISTS.items():
        op.create_index(name, "notices", [*first, *ORDER])
    op.create_index("ix_notices_shown_until", "notices", ["shown_until"])


def downgrade() -> None:
    for name in ("ix_notices_shown_until", *LISTS):
        op.drop_index(name, "notices")
    for name, column in REPLACED.items():
        op.create_index(name, "notices", [column])
    for name in (*TIMES, *WORDS):
        op.drop_column("notices", name)


def _fill(connection: sa.Connection) -> None:
    connection.execute(
        sa.text(
            "UPDATE notices SET (category, priority, search_text, written_by) ="
            " (SELECT r.category, r.priority, r.search_text, r.created_by"
            " FROM notice_revisions r"
            " WHERE r.notice_id = notices.id AND r.revision = notices.revision)"
            " WHERE EXISTS (SELECT 1 FROM notice_revisions r"
            " WHERE r.notice_id = notices.id AND r.revision = notices.revision)"
        )
    )
    shown = connection.execute(
        sa.text(
            "SELECT n.id, r.content FROM notices n JOIN notice_revisions r"
            " ON r.notice_id = n.id AND r.revision = n.shown_revision"
        )
    )
    times = [
        {"notice": row.id, "begins": begins, "ends": ends}
        for row in shown.all()
        for begins, ends in [_times(row.content)]
        if begins or ends
    ]
    if times:
        table = sa.table("notices", sa.column("id"), *(sa.column(name, INSTANT) for name in TIMES))
        change = (
            table.update()
            .where(table.c.id == sa.bindparam("notice"))
            .values(shown_from=sa.bindparam("begins"), shown_until=sa.bindparam("ends"))
        )
        connection.execute(change, times)


def _times(content: object) -> tuple[datetime | None, datetime | None]:
    held = json.loads(content) if isinstance(content, str | bytes) else content
    assert isinstance(held, dict)
    return _instant(held.get("valid_from")), _instant(held.get("valid_until"))


def _instant(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written).astimezone(UTC)
