"""The audit of one's units, newest first, row by row as it was written."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from content.errors import InvalidInputError
from content.instant import format_instant, parse_instant
from server.api.answers import answers
from server.api.gate import actor, make_blueprint, resources
from server.api.inputs import Cursor, Id, Instant, Limit, OneOf, Query
from server.services import audit_list
from server.services.audit_list import AuditFilters, AuditLine, Subject

blueprint = make_blueprint("audit", "Who did what, when and from where")


class AuditRowAnswer(BaseModel):
    """One row; `hash` is the SHA-256 over its fields and `previous_hash`."""

    seq: int
    at: datetime
    actor: str | None = Field(description="account id; null: the server or its operator")
    login: str | None
    name: str | None
    address: str | None
    action: str
    subject: str
    unit: str | None
    details: dict[str, Any]
    previous_hash: str
    hash: str


class AuditListAnswer(BaseModel):
    """A page of rows."""

    items: list[AuditRowAnswer]
    next: str | None


class AuditQuery(Query):
    """Filters and the page; `unit` means the unit and all below it."""

    unit: str | None = Field(default=None, max_length=20)
    about: Annotated[str, OneOf(tuple(Subject))] | None = None
    since: Instant | None = None
    until: Instant | None = None
    subject: Id | None = None
    q: str | None = Field(default=None, max_length=audit_list.LONGEST_SEARCH)
    cursor: Cursor | None = None
    limit: Limit | None = None


@blueprint.get("/audit", responses=answers(AuditListAnswer))
def read_audit(query: AuditQuery) -> dict[str, Any]:
    """List the audit's rows, newest first"""
    filters = AuditFilters(
        unit=query.unit,
        about=Subject(query.about) if query.about else None,
        since=parse_instant(query.since, "since") if query.since else None,
        until=parse_instant(query.until, "until") if query.until else None,
        text=query.q,
        subject=query.subject,
    )
    page = audit_list.list_audit(
        resources(), actor(), filters=filters, before=_place(query.cursor), limit=query.limit
    )
    return {
        "items": [_described(line) for line in page.items],
        "next": None if page.next is None else str(page.next),
    }


def _place(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit() and 0 < len(cursor) < 16):
        raise InvalidInputError("This cursor does not belong to this list.", field="cursor")
    return int(cursor)


def _described(line: AuditLine) -> dict[str, Any]:
    return {
        "seq": line.seq,
        "at": format_instant(line.at),
        "actor": line.actor_id,
        "login": line.actor_login,
        "name": line.name,
        "address": line.address,
        "action": line.action,
        "subject": line.subject,
        "unit": line.unit_id,
        "details": line.details,
        "previous_hash": line.previous_hash,
        "hash": line.hash,
    }
