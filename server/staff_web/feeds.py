"""News feeds for the ticker: looked at before they run, watched, stopped, headline by headline."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import ConflictError, ContentError, ForbiddenError, NotFoundError
from content.feed import DEFAULT_DAYS, DEFAULT_HEADLINES, FeedState, FeedWish
from content.feed_reading import NotAFeedError
from server.locale import N_, gettext, request_language, translate
from server.services import feeds
from server.services.feeds import FeedView, Line
from server.services.permissions import Right, can, require
from server.staff_web import times
from server.staff_web.forms import Form, sentence_of
from server.staff_web.places import home_unit, unit_name
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import StateWord

STATES = {
    FeedState.WAITING: StateWord(N_("Waiting for your look"), "clock", "wait"),
    FeedState.RUNNING: StateWord(N_("Running"), "check", "ok"),
    FeedState.STOPPED: StateWord(N_("Stopped"), "stop", ""),
}
FAILING = StateWord(N_("Does not come"), "alert", "bad")
ALL_BELOW, OWN_BOARDS = "below", "own"


@dataclass(frozen=True)
class Told:
    """A feed as its page and the list show it."""

    id: str
    name: str
    url: str
    unit_id: str
    state: StateWord
    fetched: str
    error: str
    failing: str
    count: int


@dataclass(frozen=True)
class Row:
    """A headline on the page of its feed."""

    key: str
    title: str
    link: str
    at: str
    is_hidden: bool
    why_not: str


@staff.get("/feeds")
def my_feeds() -> Response:
    """Lead to the feeds of the person's own unit."""
    return redirect(url_for("staff.feed_list", unit_id=home_unit().id), 303)


@staff.get("/units/<unit_id>/feeds")
def feed_list(unit_id: str) -> str:
    """List a unit's feeds, and ask for another."""
    return _list_page(unit_id, _empty_form())


@staff.post("/units/<unit_id>/feeds")
def look_at_feed(unit_id: str) -> str | Response | tuple[str, int]:
    """Fetch a feed; its page shows the headlines before any runs."""
    require(resources(), actor(), Right.MANAGE_UNITS, unit_id)
    form = Form(request.form)
    try:
        view = feeds.add_feed(resources(), actor(), unit_id, _wish(form))
    except (ForbiddenError, NotFoundError):
        raise
    except ContentError as error:
        form.refuse_error(error, "url")
        return _list_page(unit_id, form, _offered(error)), 422
    return redirect(url_for("staff.feed", feed_id=view.feed.id), 303)


@staff.get("/feeds/<feed_id>")
def feed(feed_id: str) -> str:
    """Show a feed: how it goes, and each headline."""
    view = feeds.get_feed(resources(), actor(), feed_id)
    return _feed_page(view, _form_of(view))


@staff.post("/feeds/<feed_id>")
def change_feed(feed_id: str) -> str | Response | tuple[str, int]:
    """Change what is shown of a feed, or where it comes from."""
    view = feeds.get_feed(resources(), actor(), feed_id)
    require(resources(), actor(), Right.MANAGE_UNITS, view.feed.unit_id)
    form = Form(request.form)
    try:
        changed = feeds.change_feed(resources(), actor(), feed_id, _wish(form))
    except (ForbiddenError, NotFoundError):
        raise
    except ContentError as error:
        form.refuse_error(error, "url")
        return _feed_page(view, form, _offered(error)), 422
    if changed.feed.state is FeedState.WAITING:
        flash(gettext("Kept. Look at the headlines before they run."), "done")
    else:
        flash(gettext("Kept. The boards follow within seconds."), "done")
    return redirect(url_for("staff.feed", feed_id=feed_id), 303)


@staff.post("/feeds/<feed_id>/start")
def start_feed(feed_id: str) -> Response:
    """Let a feed run after a person has looked at it."""
    try:
        feeds.start_feed(resources(), actor(), feed_id, Form(request.form).value("seen"))
    except ConflictError as error:
        flash(sentence_of(error), "wrong")
    else:
        flash(gettext("It runs on the boards now."), "done")
    return redirect(url_for("staff.feed", feed_id=feed_id), 303)


@staff.post("/feeds/<feed_id>/stop")
def stop_feed(feed_id: str) -> Response:
    """Take all headlines of a feed off the boards."""
    feeds.stop_feed(resources(), actor(), feed_id)
    flash(gettext("Stopped. Its headlines leave the boards within seconds."), "done")
    return redirect(url_for("staff.feed", feed_id=feed_id), 303)


@staff.post("/feeds/<feed_id>/headlines")
def hide_feed_headline(feed_id: str) -> Response:
    """Take one headline off the boards, or let it back on."""
    form = Form(request.form)
    is_hidden = form.value("deed") != "show"
    try:
        feeds.hide_headline(
            resources(), actor(), feed_id, form.value("headline"), is_hidden=is_hidden
        )
        told = N_("It leaves the boards within seconds.") if is_hidden else N_("It may run again.")
        flash(gettext(told), "done")
    except NotFoundError as error:
        feeds.get_feed(resources(), actor(), feed_id)
        flash(translate(error.message, request_language()), "wrong")
    return redirect(url_for("staff.feed", feed_id=feed_id), 303)


@staff.post("/feeds/<feed_id>/remove")
def remove_feed(feed_id: str) -> Response:
    """Remove a feed."""
    unit_id = feeds.remove_feed(resources(), actor(), feed_id)
    flash(gettext("Removed."), "done")
    return redirect(url_for("staff.feed_list", unit_id=unit_id), 303)


def _wish(form: Form) -> FeedWish:
    if form.value("offered"):
        form.typed["url"] = form.value("offered")
    return FeedWish(
        name=form.value("name"),
        url=form.value("url"),
        subtree=form.value("boards") != OWN_BOARDS,
        most=form.number("most"),
        keep_days=form.number("keep_days"),
        refused=tuple(form.value("refused").splitlines()),
    )


def _empty_form() -> Form:
    return Form.of(
        {
            "most": str(DEFAULT_HEADLINES),
            "keep_days": str(DEFAULT_DAYS),
            "boards": ALL_BELOW,
        }
    )


def _form_of(view: FeedView) -> Form:
    wish = view.feed.wish
    return Form.of(
        {
            "name": wish.name,
            "url": wish.url,
            "most": str(wish.most),
            "keep_days": str(wish.keep_days),
            "boards": ALL_BELOW if wish.subtree else OWN_BOARDS,
            "refused": "\n".join(wish.refused),
        }
    )


def _offered(error: ContentError) -> tuple[str, ...]:
    return error.offered if isinstance(error, NotAFeedError) else ()


def _list_page(unit_id: str, form: Form, offered: tuple[str, ...] = ()) -> str:
    views = feeds.list_feeds(resources(), actor(), unit_id)
    return render_template(
        "staff/feeds.html",
        form=form,
        offered=offered,
        unit_id=unit_id,
        name=unit_name(unit_id),
        feeds=[_told(view) for view in views],
        may_change=can(resources(), actor(), Right.MANAGE_UNITS, unit_id),
        is_full=len(views) >= feeds.MOST_FEEDS,
    )


def _feed_page(view: FeedView, form: Form, offered: tuple[str, ...] = ()) -> str:
    unit_id = view.feed.unit_id
    return render_template(
        "staff/feed.html",
        form=form,
        offered=offered,
        feed=_told(view),
        unit=unit_name(unit_id),
        rows=[_row(line, view.feed.hidden) for line in view.lines],
        state=view.feed.state.value,
        may_change=can(resources(), actor(), Right.MANAGE_UNITS, unit_id),
        may_hide=can(resources(), actor(), Right.WITHDRAW_NOTICES, unit_id),
    )


def _told(view: FeedView) -> Told:
    now, known = resources().clock.now(), view.feed
    error = view.error or ""
    return Told(
        id=known.id,
        name=known.wish.name,
        url=known.wish.url,
        unit_id=known.unit_id,
        state=FAILING if error and known.state is FeedState.RUNNING else STATES[known.state],
        fetched=times.moment(view.fetched_at, now) if view.fetched_at else "",
        error=translate(error, request_language(), **view.error_params) if error else "",
        failing=times.moment(view.failing_since, now) if view.failing_since else "",
        count=sum(1 for line in view.lines if not line.why_not),
    )


def _row(line: Line, hidden: frozenset[str]) -> Row:
    entry = line.entry
    reasons = {
        "": "",
        "hidden": gettext("Hidden"),
        "later": gettext("Not among the newest"),
    }
    why = reasons.get(line.why_not)
    return Row(
        key=entry.key,
        title=entry.title,
        link=entry.link,
        at=times.moment(entry.published_at, resources().clock.now()),
        is_hidden=entry.key in hidden,
        why_not=gettext("Holds “%(word)s”", word=line.why_not) if why is None else why,
    )
