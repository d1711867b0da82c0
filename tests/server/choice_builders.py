"""Builders of notices from above and of units where somebody chooses."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server.services import audit, publishing
from server.services.actor import Role
from server.services.publishing import NoticeView
from server.services.resources import Resources
from server.storage.tables.choices import AttendedUnitRow
from tests.server.notice_builders import a_draft
from tests.server.staff_builders import an_actor

ABOVE = {"unit": "51", "targets": {"subtrees": ["51"]}}
POOLED = {"unit": "51", "targets": {"pool": True}}
PROVINCE_AUTHOR = an_actor(Role.AUTHOR, "province")
PROVINCE_APPROVER = an_actor(Role.APPROVER, "province")
CHOOSER = an_actor(Role.AUTHOR, "commune")


def from_above(resources: Resources, **fields: Any) -> NoticeView:
    """An approved notice of the province, by default for every board of it."""
    view = publishing.create_notice(resources, PROVINCE_AUTHOR, a_draft(**(ABOVE | fields)))
    return approved(resources, view)


def approved(resources: Resources, view: NoticeView) -> NoticeView:
    """The same notice, submitted and approved by a second person."""
    view = publishing.submit_notice(resources, PROVINCE_AUTHOR, view.id)
    return publishing.approve_notice(
        resources, PROVINCE_APPROVER, view.id, view.revision, view.digest
    )


def attended(resources: Resources, *units: str) -> datetime:
    """Let these units have somebody who chooses, from now on."""
    now = resources.clock.now()

    def work(session: Session) -> None:
        for unit in units:
            session.add(AttendedUnitRow(unit_id=unit, since=now))
            audit.record(
                session,
                at=now,
                actor=None,
                action="choice.attended",
                subject=unit,
                unit_id=unit,
            )

    resources.database.write(work)
    return now
