"""The list of alerts and the page of one: waiting for a second officer, or its live ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from flask import Response, render_template, request, url_for
from markupsafe import Markup

from server.locale import gettext, ngettext
from server.services import alert_reviews as reviews
from server.services.alert_reach import boards_within, each_within
from server.services.alerting import AlertView, get_alert, list_alerts
from server.services.deliveries import deliveries
from server.services.people import names_of
from server.services.permissions import Right, can
from server.staff_web import times
from server.staff_web.alert_heard import heard_of
from server.staff_web.alert_kinds import FREE, all_clear_for, is_all_clear
from server.staff_web.alert_standing import touch_of
from server.staff_web.alert_targets import receivers
from server.staff_web.drill_cover import boards_with_real_alert
from server.staff_web.forms import Form
from server.staff_web.glass import glass_of
from server.staff_web.ledger import CALLED, Ledger, ledger_of, tag_of, tags_of
from server.staff_web.ledger import ROWS as ROWS_OF_LEDGER
from server.staff_web.places import home_unit
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import ALERT_STATES, SCHEDULED, StateWord

ROWS = 20
HELD, AS_OF = "Bangtin-Held", "Bangtin-As-Of"
LONGEST_HELD = 8000


@dataclass(frozen=True)
class Row:
    """An alert in a list."""

    url: str
    title: str
    is_drill: bool
    state: StateWord
    line: str
    level: int | None = None


@dataclass(frozen=True)
class Deeds:
    """What the reader may do to the alert; the values are addresses or yes."""

    approve: bool = False
    cancel: bool = False
    update: str = ""
    correct: str = ""
    all_clear: str = ""


@dataclass(frozen=True)
class Shown:
    """An alert as its page shows it."""

    id: str
    title: str
    banner: str
    line: str
    reason: str
    is_pending: bool
    is_live: bool
    has_waiting: bool
    author: str
    author_line: str
    reach: str
    revision: int
    digest: str
    level: int | None = None


@dataclass(frozen=True)
class Review:
    """What follows an alert that one officer sent alone."""

    is_open: bool
    may_sign: bool
    fired_by: str
    reviewed_by: str
    when: str
    sentence: str


@staff.get("/alerts")
def alert_list() -> str:
    """List what waits, what is in force and what is over."""
    page = list_alerts(resources(), actor(), cursor=request.args.get("cursor"), limit=ROWS)
    waiting = [view for view in page.items if view.state == "pending" or view.pending]
    in_force = [view for view in page.items if view.state == "in_force"]
    over = [view for view in page.items if view.state not in ("pending", "in_force")]
    return render_template(
        "staff/alerts.html",
        pending=rows_of(waiting, is_waiting=True),
        in_force=rows_of(in_force),
        over=rows_of(over),
        to_review=_to_review(),
        more=page.next and url_for("staff.alert_list", cursor=page.next),
        drill_year=home_unit().id and url_for("staff.drill_year", unit_id=home_unit().id),
    )


@staff.get("/alerts/<alert_id>")
def alert(alert_id: str) -> str:
    """Show the ledger of an alert that went out, or what a second officer has to read."""
    view = shown_view(alert_id, is_waiting=bool(request.args.get("waiting")))
    return alert_page(view, Form())


@staff.get("/alerts/<alert_id>/ledger")
def ledger(alert_id: str) -> Response:
    """Return the ledger alone, for the open page: only the pieces that it does not hold yet.

    The page names the tags of those that it holds in a header; unchanged as a whole is 304, whose
    header says as of when.
    """
    view = get_alert(resources(), actor(), alert_id)
    shown = _ledger(view)
    version = tag_of((shown.is_live, *tags_of(shown)))
    answer = Response(content_type="text/html; charset=utf-8")
    if request.if_none_match.contains_weak(version):
        answer.status_code = 304
    else:
        held = frozenset(request.headers.get(HELD, "")[:LONGEST_HELD].split())
        answer.set_data(_ledger_html(shown, held))
    answer.set_etag(version)
    answer.headers[AS_OF] = times.exact_time(resources().clock.now())
    return answer


def shown_view(alert_id: str, *, is_waiting: bool) -> AlertView:
    """Return the revision a page is about: what waits, if it still does. Raises: NotFoundError."""
    view = get_alert(resources(), actor(), alert_id)
    return view.pending or view if is_waiting else view


def alert_page(view: AlertView, form: Form) -> str:
    """Return the page of one revision."""
    boards = each_within(resources(), view.alert.targets, view.unit_id)
    return render_template(
        "staff/alert.html",
        alert=_shown(view),
        is_drill=view.alert.is_drill,
        way_out=gettext("Alerts"),
        deeds=_deeds(view),
        touch=touch_of(view),
        form=form,
        glass=glass_of(view.alert, boards),
        heard=heard_of(view, is_waiting=view.state == "pending"),
        receivers=receivers(view.alert.targets, view.unit_id),
        ledger=None if view.state == "pending" else _ledger_html(_ledger(view)),
        review=_review(view) if view.break_glass else None,
    )


def rows_of(views: Iterable[AlertView], *, is_waiting: bool = False) -> list[Row]:
    """Return alerts as rows of a list; a waiting update leads to what must be read."""
    found = list(views)
    names = names_of(resources(), (view.created_by for view in found))
    return [_row(view, names, is_waiting) for view in found]


def reach_of(view: AlertView) -> int:
    """Return how many boards the alert's targets mean now."""
    return len(boards_within(resources(), view.alert.targets, view.unit_id))


def title_of(view: AlertView) -> str:
    """Return the alert's name in lists."""
    info = view.alert.info[0]
    return f"{info.headline}: {info.description}" if info.description else info.headline


def _to_review() -> list[Row]:
    """Return what one officer sent alone and nobody above has looked at yet."""
    found = reviews.open_reviews(resources(), actor())
    return rows_of(get_alert(resources(), actor(), one.alert_id) for one in found)


def _review(view: AlertView) -> Review | None:
    found = reviews.review_of(resources(), view.id)
    if found is None:
        return None
    names = names_of(resources(), [found.fired_by, found.reviewed_by])
    now = resources().clock.now()
    return Review(
        is_open=found.is_open,
        may_sign=reviews.may_sign(resources(), actor(), found),
        fired_by=names.get(found.fired_by or "", ""),
        reviewed_by=names.get(found.reviewed_by or "", ""),
        when=times.moment(found.reviewed_at, now) if found.reviewed_at else "",
        sentence=found.sentence or "",
    )


def _row(view: AlertView, names: dict[str, str], is_waiting: bool) -> Row:
    now = resources().clock.now()
    went_out = view.issued_at or view.created_at
    parts = [
        times.moment(went_out, now),
        ngettext("%(num)d board", "%(num)d boards", view.targeted or reach_of(view)),
        names.get(view.created_by or "", ""),
    ]
    waiting = "yes" if is_waiting and view.state != "pending" else None
    return Row(
        url=url_for("staff.alert", alert_id=view.id, waiting=waiting),
        title=title_of(view),
        is_drill=view.alert.is_drill,
        state=_state(view, is_waiting=is_waiting),
        level=view.alert.risk_level,
        line=" · ".join(part for part in parts if part),
    )


def _is_scheduled(view: AlertView) -> bool:
    return view.state == "in_force" and view.alert.effective > resources().clock.now()


def _state(view: AlertView, *, is_waiting: bool) -> StateWord:
    if not is_waiting and _is_scheduled(view):
        return SCHEDULED
    return ALERT_STATES["pending" if is_waiting else view.state]


def _shown(view: AlertView) -> Shown:
    author = names_of(resources(), [view.created_by]).get(view.created_by or "", "")
    info, is_pending = view.alert.info[0], view.state == "pending"
    reach = reach_of(view) if is_pending else view.targeted
    return Shown(
        id=view.id,
        title=info.headline,
        banner=_banner(view),
        line=_line(view),
        reason=view.reason or "",
        is_pending=is_pending,
        is_live=view.state == "in_force",
        has_waiting=view.pending is not None,
        author=author,
        author_line=_author_line(view),
        reach=ngettext("%(num)d board", "%(num)d boards", reach),
        revision=view.revision,
        digest=view.digest,
        level=view.alert.risk_level,
    )


def _banner(view: AlertView) -> str:
    is_drill = view.alert.is_drill
    if _is_scheduled(view):
        return gettext("DRILL scheduled") if is_drill else gettext("Alert scheduled")
    if view.state == "in_force":
        return gettext("DRILL on now") if is_drill else gettext("Alert on now")
    if view.state == "pending":
        return gettext("Waiting for approval")
    return gettext("DRILL over") if is_drill else gettext("Alert over")


def _line(view: AlertView) -> str:
    now, shown = resources().clock.now(), view.alert
    parts = [gettext("Drill") if shown.is_drill else gettext("Real")]
    if shown.risk_level:
        parts.append(gettext("Level %(n)s", n=shown.risk_level))
    if _is_scheduled(view):
        parts.append(gettext("begins %(when)s", when=times.moment(shown.effective, now)))
    elif view.issued_at:
        parts.append(gettext("sent %(time)s", time=times.exact_time(view.issued_at)))
    parts.append(gettext("ends %(when)s", when=times.moment(shown.expires, now)))
    if view.state == "in_force":
        left = times.span((shown.expires - now).total_seconds())
        parts.append(gettext("%(span)s left", span=left))
    return " · ".join(parts)


def _author_line(view: AlertView) -> str:
    if view.created_by == actor().account_id:
        return gettext("You wrote it; another officer on duty must approve it.")
    return gettext("Read every word before you let it go out.")


def _deeds(view: AlertView) -> Deeds:
    may = {
        right: can(resources(), actor(), right, view.unit_id)
        for right in (Right.APPROVE_ALERTS, Right.CANCEL_ALERTS, Right.FIRE_ALERTS)
    }
    if view.state == "pending":
        is_own = view.created_by == actor().account_id
        return Deeds(may[Right.APPROVE_ALERTS] and not is_own, may[Right.CANCEL_ALERTS])
    if view.state != "in_force":
        return Deeds()
    updates = may[Right.FIRE_ALERTS]
    is_clear = is_all_clear(view.template_id)
    return Deeds(
        cancel=may[Right.CANCEL_ALERTS],
        update=_update(view, view.template_id or FREE) if updates else "",
        correct=_update(view, view.template_id or FREE, corrects="yes") if updates else "",
        all_clear=_update(view, all_clear_for(view.template_id))
        if updates and not is_clear
        else "",
    )


def _update(view: AlertView, template_id: str, corrects: str | None = None) -> str:
    if view.alert.is_drill and template_id == FREE:
        return ""
    mode = "drills" if view.alert.is_drill else "alerts"
    return url_for(
        "staff.fill_alert", mode=mode, template_id=template_id, updates=view.id, corrects=corrects
    )


def _ledger(view: AlertView) -> Ledger:
    asked = Form(request.args)
    rows, calls = max(ROWS_OF_LEDGER, asked.number("rows")), max(CALLED, asked.number("calls"))
    found = deliveries(resources(), actor(), view.id, most=rows, most_to_call=calls)
    lead = partial(url_for, "staff.alert", alert_id=view.id)
    shown = ledger_of(
        found,
        view.id,
        is_live=view.state == "in_force",
        more_rows=lead(rows=rows + 5 * ROWS_OF_LEDGER, calls=_unless(calls, CALLED)),
        more_calls=lead(rows=_unless(rows, ROWS_OF_LEDGER), calls=calls + 5 * CALLED),
    )
    return replace(shown, standing=replace(shown.standing, covered=boards_with_real_alert(view)))


def _unless(number: int, usual: int) -> int | None:
    return None if number == usual else number


def _ledger_html(shown: Ledger, held: frozenset[str] = frozenset()) -> str:
    """Return the ledger; of pieces whose tags are held only the tags."""
    return Markup(render_template("staff/_ledger.html", ledger=shown, tag=tag_of, held=held))
