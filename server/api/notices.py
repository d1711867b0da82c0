"""Notices: write, submit, decide, withdraw, list."""

from typing import Any

from pydantic import Field

from content.category import CategoryKey
from content.notice import NoticeState
from content.priority import Priority
from content.proof_of_play import PlayDay
from server.api.answers import answers
from server.api.gate import actor, make_blueprint, resources
from server.api.inputs import Cursor, Digest, Id, Input, Limit, Path, Query, Reason, Revision
from server.api.notice_inputs import NoticeBody, NoticeChanges
from server.api.notice_outputs import NoticeAnswer, NoticeList, PlayDayList, describe_notice
from server.api.paging import slice_of
from server.services import publishing, withdrawing
from server.services.posting_proof import play_days

blueprint = make_blueprint("notices", "What the boards show when nothing is urgent")


class NoticePath(Path):
    """Which notice."""

    notice_id: Id


class NoticesQuery(Query):
    """Filters and the page; `unit` means the unit and all below it."""

    state: NoticeState | None = None
    category: CategoryKey | None = None
    priority: Priority | None = None
    unit: str | None = Field(default=None, max_length=20)
    author: str | None = Field(default=None, max_length=64, description="id of an account")
    q: str | None = Field(default=None, max_length=200, description="words of title and body")
    cursor: Cursor | None = None
    limit: Limit | None = None


class PlaysQuery(Query):
    """The page."""

    cursor: Cursor | None = None
    limit: Limit | None = None


class Approval(Input):
    """What was read before it was approved."""

    revision: Revision
    digest: Digest


class Refusal(Input):
    """Why."""

    reason: Reason


@blueprint.post("/notices", responses=answers(NoticeAnswer, 201, writes=True))
def create_notice(body: NoticeBody) -> tuple[dict[str, Any], int]:
    """Keep a new notice as a draft"""
    view = publishing.create_notice(resources(), actor(), body.to_draft())
    return describe_notice(resources(), view), 201


@blueprint.get("/notices", responses=answers(NoticeList))
def list_notices(query: NoticesQuery) -> dict[str, Any]:
    """List the notices one may read, newest first"""
    filters = publishing.NoticeFilters.from_dict(query.model_dump(exclude={"cursor", "limit"}))
    page = publishing.list_notices(
        resources(), actor(), filters=filters, cursor=query.cursor, limit=query.limit
    )
    items = [describe_notice(resources(), view) for view in page.items]
    return {"items": items, "next": page.next}


@blueprint.get("/notices/<notice_id>", responses=answers(NoticeAnswer))
def get_notice(path: NoticePath) -> dict[str, Any]:
    """Show a notice; `revision` and `digest` are what an approval has to name"""
    view = publishing.get_notice(resources(), actor(), path.notice_id)
    return describe_notice(resources(), view)


@blueprint.patch("/notices/<notice_id>", responses=answers(NoticeAnswer, writes=True))
def edit_notice(path: NoticePath, body: NoticeChanges) -> dict[str, Any]:
    """Change the fields given; after approval this makes a new revision"""
    view = publishing.edit_notice(resources(), actor(), path.notice_id, body.to_changes())
    return describe_notice(resources(), view)


@blueprint.post("/notices/<notice_id>/submit", responses=answers(NoticeAnswer, writes=True))
def submit_notice(path: NoticePath) -> dict[str, Any]:
    """Hand a draft to the approvers"""
    view = publishing.submit_notice(resources(), actor(), path.notice_id)
    return describe_notice(resources(), view)


@blueprint.post("/notices/<notice_id>/approve", responses=answers(NoticeAnswer, writes=True))
def approve_notice(path: NoticePath, body: Approval) -> dict[str, Any]:
    """Put exactly this revision on its boards"""
    view = publishing.approve_notice(
        resources(), actor(), path.notice_id, body.revision, body.digest
    )
    return describe_notice(resources(), view)


@blueprint.post("/notices/<notice_id>/reject", responses=answers(NoticeAnswer, writes=True))
def reject_notice(path: NoticePath, body: Refusal) -> dict[str, Any]:
    """Send a submitted revision back"""
    view = publishing.reject_notice(resources(), actor(), path.notice_id, body.reason)
    return describe_notice(resources(), view)


@blueprint.post("/notices/<notice_id>/withdraw", responses=answers(NoticeAnswer, writes=True))
def withdraw_notice(path: NoticePath, body: Refusal) -> dict[str, Any]:
    """Take a notice down for good"""
    view = withdrawing.withdraw_notice(resources(), actor(), path.notice_id, body.reason)
    return describe_notice(resources(), view)


@blueprint.get("/notices/<notice_id>/plays", responses=answers(PlayDayList))
def list_plays(path: NoticePath, query: PlaysQuery) -> dict[str, Any]:
    """List what each board showed of a notice on each day, added up from signed records"""
    days = play_days(resources(), actor(), path.notice_id)
    page = slice_of(days, _play_key, query.cursor, query.limit)
    return {"items": [day.to_dict() for day in page.items], "next": page.next}


def _play_key(day: PlayDay) -> str:
    return f"{day.board}/{day.revision}/{day.day}"
