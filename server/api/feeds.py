"""News feeds of a unit for the ticker of its boards."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from content.errors import InvalidInputError, NotFoundError
from content.feed import (
    DEFAULT_DAYS,
    DEFAULT_HEADLINES,
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_WORD,
    MOST_DAYS,
    MOST_HEADLINES,
    MOST_WORDS,
    FeedState,
    FeedWish,
)
from content.instant import format_instant
from server.api.answers import answers, instant_or_null
from server.api.gate import actor, language, make_blueprint, resources
from server.api.inputs import Id, Input, Path, Text, UnitCode
from server.locale import translate
from server.services import feeds
from server.services.feeds import FeedView, Line
from server.services.publishing_drafts import resolve_unit

blueprint = make_blueprint("feeds", "News feeds whose headlines run in the ticker")

Name = Annotated[str, Text(LONGEST_NAME), Field(description="stands on the glass as the source")]
Address = Annotated[
    str, Text(LONGEST_ADDRESS), Field(description="https; RSS 2.0, RSS 1.0 or Atom")
]
Most = Annotated[int, Field(ge=1, le=MOST_HEADLINES, description="headlines at once")]
KeepDays = Annotated[int, Field(ge=1, le=MOST_DAYS, description="counted from publication")]
Refused = Annotated[
    list[Annotated[str, Text(LONGEST_WORD)]],
    Field(max_length=MOST_WORDS, description="words that keep a headline off"),
]
Keys = Annotated[list[Id], Field(max_length=50)]


class FeedsPath(Path):
    """Which unit."""

    code: UnitCode


class FeedPath(FeedsPath):
    """Which unit, and which of its feeds."""

    feed_id: Id


class FeedBody(Input):
    """A feed to add; `subtree`: on the boards of all units below, too."""

    name: Name
    url: Address
    subtree: bool = True
    most: Most = DEFAULT_HEADLINES
    keep_days: KeepDays = DEFAULT_DAYS
    refused: Refused = []


class FeedPatch(Input):
    """What changes; from another `url` it waits again until its state is set to running.

    To let it run, `seen_url` says of which address somebody has seen the headlines.
    """

    name: Name | None = None
    url: Address | None = None
    subtree: bool | None = None
    most: Most | None = None
    keep_days: KeepDays | None = None
    refused: Refused | None = None
    state: Literal["running", "stopped"] | None = None
    seen_url: Address | None = None
    hide: Keys = []
    show: Keys = []


class HeadlineAnswer(BaseModel):
    """A headline; `why_not` says what keeps it off: hidden, later, or a refused word."""

    key: str
    title: str
    link: str | None
    published_at: str
    why_not: str | None


class FeedAnswer(BaseModel):
    """A feed and how its fetching goes."""

    id: str
    name: str
    url: str
    state: FeedState
    subtree: bool
    most: int
    keep_days: int
    refused: list[str]
    fetched_at: str | None
    failing_since: str | None
    error: str | None = Field(description="in the asker's language")
    headlines: list[HeadlineAnswer]


class FeedList(BaseModel):
    """The unit's own feeds."""

    items: list[FeedAnswer]


@blueprint.get("/units/<code>/feeds", responses=answers(FeedList))
def list_feeds(path: FeedsPath) -> dict[str, Any]:
    """List a unit's own feeds with their headlines"""
    found = feeds.list_feeds(resources(), actor(), _unit(path))
    return {"items": [_feed(view) for view in found]}


@blueprint.post("/units/<code>/feeds", responses=answers(FeedAnswer, 201, writes=True))
def add_feed(path: FeedsPath, body: FeedBody) -> tuple[dict[str, Any], int]:
    """Fetch a feed and keep it; it runs once somebody has seen it and sets state to running"""
    wish = FeedWish(
        body.name, body.url, body.subtree, body.most, body.keep_days, tuple(body.refused)
    )
    return _feed(feeds.add_feed(resources(), actor(), _unit(path), wish)), 201


@blueprint.patch("/units/<code>/feeds/<feed_id>", responses=answers(FeedAnswer, writes=True))
def change_feed(path: FeedPath, body: FeedPatch) -> dict[str, Any]:
    """Change a feed, let it run or stop it, hide headlines or show them again"""
    view = _owned(path)
    if body.url is not None and body.state == "running":
        raise InvalidInputError(
            "Change the address first, look at its headlines, then let it run.", field="state"
        )
    if body.state == "running" and body.seen_url is None:
        raise InvalidInputError("Say of which address the headlines were seen.", field="seen_url")
    given = body.model_dump(exclude_unset=True, exclude={"state", "seen_url", "hide", "show"})
    given = {name: value for name, value in given.items() if value is not None}
    if given:
        wish = replace(view.feed.wish, **given)
        wish = replace(wish, refused=tuple(wish.refused))
        view = feeds.change_feed(resources(), actor(), path.feed_id, wish)
    for key in (*body.hide, *body.show):
        is_hidden = key in body.hide
        view = feeds.hide_headline(resources(), actor(), path.feed_id, key, is_hidden=is_hidden)
    if body.state == "stopped":
        view = feeds.stop_feed(resources(), actor(), path.feed_id)
    elif body.state == "running" and body.seen_url is not None:
        view = feeds.start_feed(resources(), actor(), path.feed_id, body.seen_url)
    return _feed(view)


@blueprint.delete("/units/<code>/feeds/<feed_id>", responses=answers(FeedList, writes=True))
def remove_feed(path: FeedPath) -> dict[str, Any]:
    """Remove a feed; answers what is left"""
    _owned(path)
    unit_id = feeds.remove_feed(resources(), actor(), path.feed_id)
    return {"items": [_feed(view) for view in feeds.list_feeds(resources(), actor(), unit_id)]}


def _unit(path: FeedsPath) -> str:
    return resolve_unit(resources(), path.code, "unit").id


def _owned(path: FeedPath) -> FeedView:
    view = feeds.get_feed(resources(), actor(), path.feed_id)
    if view.feed.unit_id != _unit(path):
        raise NotFoundError("There is no such feed.")
    return view


def _feed(view: FeedView) -> dict[str, Any]:
    wish, error = view.feed.wish, view.error
    return {
        "id": view.feed.id,
        "name": wish.name,
        "url": wish.url,
        "state": view.feed.state.value,
        "subtree": wish.subtree,
        "most": wish.most,
        "keep_days": wish.keep_days,
        "refused": list(wish.refused),
        "fetched_at": instant_or_null(view.fetched_at),
        "failing_since": instant_or_null(view.failing_since),
        "error": translate(error, language(), **view.error_params) if error else None,
        "headlines": [_headline(line) for line in view.lines],
    }


def _headline(line: Line) -> dict[str, Any]:
    return {
        "key": line.entry.key,
        "title": line.entry.title,
        "link": line.entry.link or None,
        "published_at": format_instant(line.entry.published_at),
        "why_not": line.why_not or None,
    }
