"""The list of alerts and the page of one: waiting for a second officer, or its live ledger."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template, request, url_for

from server.locale import gettext, ngettext
from server.services.alert_reach import boards_within
from server.services.alerting import AlertView, get_alert, list_alerts
from server.services.boards import BoardRecord
from server.services.deliveries import deliveries
from server.services.people import names_of
from server.services.permissions import Right, can
from server.staff_web import times
from server.staff_web.alert_fields import FREE
from server.staff_web.alert_targets import receivers
from server.staff_web.forms import Form
from server.staff_web.glass import glass_of
from server.staff_web.ledger import ROWS as ROWS_OF_LEDGER
from server.staff_web.ledger import Ledger, ledger_of
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import ALERT_STATES, StateWord

ROWS = 20


@dataclass(frozen=True)
class Row:
    """An alert in a list."""

    url: str
    title: str
    is_drill: bool
    state: StateWord
    line: str


@dataclass(frozen=True)
class Deeds:
    """What the reader may do to the alert; the values are addresses or yes."""

    approve: bool = False
    cancel: bool = False
    update: str = ""
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
        more=page.next and url_for("staff.alert_list", cursor=page.next),
    )


@staff.get("/alerts/<alert_id>")
def alert(alert_id: str) -> str:
    """Show the ledger of an alert that went out, or what a second officer has to read."""
    view = shown_view(alert_id, is_waiting=bool(request.args.get("waiting")))
    return alert_page(view, Form())


@staff.get("/alerts/<alert_id>/ledger")
def ledger(alert_id: str) -> str:
    """Return the ledger alone, for the page that refreshes it."""
    view = get_alert(resources(), actor(), alert_id)
    return render_template("staff/_ledger.html", ledger=_ledger(view))


def shown_view(alert_id: str, *, is_waiting: bool) -> AlertView:
    """Return the revision a page is about: what waits, if it still does. Raises: NotFoundError."""
    view = get_alert(resources(), actor(), alert_id)
    return view.pending or view if is_waiting else view


def alert_page(view: AlertView, form: Form) -> str:
    """Return the page of one revision."""
    is_pending, boards = view.state == "pending", _boards_of(view)
    return render_template(
        "staff/alert.html",
        alert=_shown(view, len(boards)),
        is_drill=view.alert.is_drill,
        way_out=gettext("Alerts"),
        deeds=_deeds(view),
        form=form,
        glass=glass_of(view.alert, boards),
        receivers=receivers(view.alert.targets, view.unit_id),
        ledger=None if is_pending else _ledger(view),
    )


def rows_of(views: Iterable[AlertView], *, is_waiting: bool = False) -> list[Row]:
    """Return alerts as rows of a list; a waiting update leads to what must be read."""
    found = list(views)
    names = names_of(resources(), (view.created_by for view in found))
    return [_row(view, names, is_waiting) for view in found]


def reach_of(view: AlertView) -> int:
    """Return how many boards the alert's targets mean now."""
    return len(_boards_of(view))


def title_of(view: AlertView) -> str:
    """Return the alert's name in lists."""
    info = view.alert.info[0]
    return f"{info.headline}: {info.description}" if info.description else info.headline


def _boards_of(view: AlertView) -> tuple[BoardRecord, ...]:
    return boards_within(resources(), view.alert.targets, view.unit_id)


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
        state=ALERT_STATES["pending" if is_waiting else view.state],
        line=" · ".join(part for part in parts if part),
    )


def _shown(view: AlertView, reach: int) -> Shown:
    author = names_of(resources(), [view.created_by]).get(view.created_by or "", "")
    info = view.alert.info[0]
    return Shown(
        id=view.id,
        title=info.headline,
        banner=_banner(view),
        line=_line(view),
        reason=view.reason or "",
        is_pending=view.state == "pending",
        is_live=view.state == "in_force",
        has_waiting=view.pending is not None,
        author=author,
        author_line=_author_line(view),
        reach=ngettext("%(num)d board", "%(num)d boards", reach),
        revision=view.revision,
        digest=view.digest,
    )


def _banner(view: AlertView) -> str:
    is_drill = view.alert.is_drill
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
    if view.issued_at:
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
    is_clear = view.template_id == "all-clear"
    return Deeds(
        cancel=may[Right.CANCEL_ALERTS],
        update=_update(view, view.template_id or FREE) if updates else "",
        all_clear=_update(view, "all-clear") if updates and not is_clear else "",
    )


def _update(view: AlertView, template_id: str) -> str:
    if view.alert.is_drill and template_id == FREE:
        return ""
    mode = "drills" if view.alert.is_drill else "alerts"
    return url_for("staff.fill_alert", mode=mode, template_id=template_id, updates=view.id)


def _ledger(view: AlertView) -> Ledger:
    found = deliveries(resources(), actor(), view.id)
    rows = _ledger_rows()
    more = url_for("staff.alert", alert_id=view.id, rows=rows + 5 * ROWS_OF_LEDGER)
    return ledger_of(found, is_live=view.state == "in_force", rows=rows, more=more)


def _ledger_rows() -> int:
    return max(ROWS_OF_LEDGER, Form(request.args).number("rows"))
