"""Alerts: fire, approve, change, cancel, list, and where each board stands."""

from typing import Annotated, Any

from pydantic import Field

from content.alert import STATUSES
from server.api.alert_inputs import AlertBody, ApprovalInput, KeyHeader
from server.api.alert_outputs import (
    AlertAnswer,
    AlertList,
    DeliveriesAnswer,
    describe_alert,
    describe_deliveries,
)
from server.api.answers import answers
from server.api.gate import actor, make_blueprint, resources
from server.api.inputs import Cursor, Digest, Id, Input, Limit, OneOf, Path, Query, Reason, Revision
from server.services import alert_reviews, alerting, deliveries
from server.services.alert_views import STATES

USUAL_LIMIT = 50

blueprint = make_blueprint("alerts", "What takes the screen at once")


class AlertPath(Path):
    """Which alert."""

    alert_id: Id


class AlertsQuery(Query):
    """Filters and the page."""

    state: Annotated[str, OneOf(STATES)] | None = None
    status: Annotated[str, OneOf(STATUSES)] | None = None
    cursor: Cursor | None = None
    limit: Limit | None = None


class AlertApproval(Input):
    """What was read before it was approved."""

    revision: Revision
    digest: Digest
    approvals: Annotated[list[ApprovalInput], Field(max_length=16)] | None = None


class Review(Input):
    """What somebody above says to it."""

    sentence: Reason


class Ending(Input):
    """Why it ends."""

    reason: Reason


@blueprint.post("/alerts", responses=answers(AlertAnswer, 201, writes=True))
def fire_alert(header: KeyHeader, body: AlertBody) -> tuple[dict[str, Any], int]:
    """Fire an alert: at once by template or break-glass, else once a second officer approves"""
    view = alerting.issue_alert(resources(), actor(), body.to_request(), header.key)
    return describe_alert(resources(), view), 201


@blueprint.get("/alerts", responses=answers(AlertList))
def list_alerts(query: AlertsQuery) -> dict[str, Any]:
    """List the alerts of one's units, newest first"""
    page = alerting.list_alerts(
        resources(),
        actor(),
        state=query.state,
        status=query.status,
        cursor=query.cursor,
        limit=query.limit or USUAL_LIMIT,
    )
    items = [describe_alert(resources(), view) for view in page.items]
    return {"items": items, "next": page.next}


@blueprint.get("/alerts/<alert_id>", responses=answers(AlertAnswer))
def get_alert(path: AlertPath) -> dict[str, Any]:
    """Show the revision that went out last, and a newer one that waits"""
    return describe_alert(resources(), alerting.get_alert(resources(), actor(), path.alert_id))


@blueprint.post("/alerts/<alert_id>/approve", responses=answers(AlertAnswer, writes=True))
def approve_alert(path: AlertPath, body: AlertApproval) -> dict[str, Any]:
    """Let a waiting revision come into force, exactly as it was read"""
    touches = [one.model_dump() for one in body.approvals or ()]
    view = alerting.approve_alert(
        resources(), actor(), path.alert_id, body.revision, body.digest, touches
    )
    return describe_alert(resources(), view)


@blueprint.post("/alerts/<alert_id>/cancel", responses=answers(AlertAnswer, writes=True))
def cancel_alert(path: AlertPath, body: Ending) -> dict[str, Any]:
    """End an alert before its time"""
    view = alerting.cancel_alert(resources(), actor(), path.alert_id, body.reason)
    return describe_alert(resources(), view)


@blueprint.post("/alerts/<alert_id>/update", responses=answers(AlertAnswer, writes=True))
def update_alert(path: AlertPath, body: AlertBody) -> dict[str, Any]:
    """Put a new revision in an alert's place"""
    view = alerting.update_alert(resources(), actor(), path.alert_id, body.to_request())
    return describe_alert(resources(), view)


@blueprint.post("/alerts/<alert_id>/review", responses=answers(AlertAnswer, writes=True))
def review_alert(path: AlertPath, body: Review) -> dict[str, Any]:
    """Sign off an alert that one officer sent alone by break-glass"""
    view = alerting.get_alert(resources(), actor(), path.alert_id)
    alert_reviews.sign_review(resources(), actor(), path.alert_id, body.sentence)
    return describe_alert(resources(), view)


@blueprint.get("/alerts/<alert_id>/deliveries", responses=answers(DeliveriesAnswer))
def show_deliveries(path: AlertPath) -> dict[str, Any]:
    """Tell for every board the alert was addressed to where it stands"""
    found = deliveries.deliveries(resources(), actor(), path.alert_id)
    return describe_deliveries(resources(), found)
