"""A notice as the API shows it: codes for units, as they are taken."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from content.instant import format_instant
from content.notice import NoticeContent
from content.targeting import Targets
from content.unit import UnitTree
from server.api.answers import TargetsAnswer, instant_or_null
from server.services.publishing import NoticeView
from server.services.resources import Resources


class DaypartAnswer(BaseModel):
    """A window of local time."""

    start: str = Field(alias="from")
    end: str = Field(alias="to")
    days: list[int]


class ShownAnswer(BaseModel):
    """The approved revision on the boards."""

    revision: int
    digest: str
    state: Literal["scheduled", "live", "expired"]
    posted_at: str | None


class TranslationAnswer(BaseModel):
    """The notice in another language; `title` and `body` are empty where it is only spoken."""

    language: str
    title: str
    body: str
    audio: str | None


class NoticeAnswer(BaseModel):
    """A notice: its newest revision, and what the boards show of it."""

    id: str
    state: Literal[
        "draft",
        "submitted",
        "approved",
        "rejected",
        "withdrawn",
        "scheduled",
        "live",
        "expired",
    ]
    revision: int
    digest: str
    issuer: str
    author: str
    title: str
    body: str
    category: str
    priority: str
    language: str
    unit: str
    targets: TargetsAnswer
    valid_from: str | None
    valid_until: str | None
    dayparts: list[DaypartAnswer]
    media: list[str]
    weight: int
    document: dict[str, Any] | None
    picture_consent: bool
    most_minutes_a_day: int | None
    plan_entry: str | None
    audio: str | None
    translations: list[TranslationAnswer]
    created_at: str
    updated_at: str
    submitted_at: str | None
    decided_at: str | None
    decided_by: str | None
    reason: str | None
    withdrawn_reason: str | None
    shown: ShownAnswer | None


class NoticeList(BaseModel):
    """A page of notices."""

    items: list[NoticeAnswer]
    next: str | None


class PlayDayAnswer(BaseModel):
    """What one board showed of one revision on a local day; the seconds are those on the glass."""

    board: str
    revision: int
    day: str = Field(description="a day in Vietnam, YYYY-MM-DD")
    first_at: str
    last_at: str
    seconds: int
    count: int = Field(description="showings begun")
    records: int = Field(description="signed records that this adds up")


class PlayDayList(BaseModel):
    """A page of days, by board, revision and day."""

    items: list[PlayDayAnswer]
    next: str | None


def describe_notice(resources: Resources, view: NoticeView) -> dict[str, Any]:
    """Return the newest revision, its decision, and which revision the boards show."""
    tree = resources.units.tree()
    return {
        "id": view.id,
        "state": view.state.value,
        "revision": view.revision,
        "digest": view.digest,
        "issuer": view.issuer_name,
        "author": view.author_id,
        **describe_content(tree, view.content),
        "created_at": format_instant(view.created_at),
        "updated_at": format_instant(view.updated_at),
        "submitted_at": instant_or_null(view.submitted_at),
        "decided_at": instant_or_null(view.decided_at),
        "decided_by": view.decided_by,
        "reason": view.reason,
        "withdrawn_reason": view.withdrawn_reason,
        "shown": _describe_shown(view),
    }


def describe_content(tree: UnitTree, content: NoticeContent) -> dict[str, Any]:
    """Return the fields of a content as they were given."""
    fields = content.to_dict()
    del fields["unit_id"]
    return {
        "most_minutes_a_day": content.most_minutes_a_day,
        "plan_entry": content.plan_entry,
        "audio": None,
        "translations": [],
        **fields,
        "unit": tree.get(content.unit_id).code,
        "targets": describe_targets(tree, content.targets),
    }


def describe_targets(tree: UnitTree, targets: Targets) -> dict[str, Any]:
    """Return targets with the units' codes in place of their ids."""
    return {
        **targets.to_dict(),
        "pool": targets.pool,
        "units": [tree.get(unit).code for unit in targets.units],
        "subtrees": [tree.get(unit).code for unit in targets.subtrees],
    }


def _describe_shown(view: NoticeView) -> dict[str, Any] | None:
    if view.shown_revision is None or view.shown_state is None:
        return None
    return {
        "revision": view.shown_revision,
        "digest": view.shown_digest,
        "state": view.shown_state.value,
        "posted_at": instant_or_null(view.posted_at),
    }
