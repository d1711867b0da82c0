"""What waits for this person: alerts and notices to approve, choices to make, work sent back."""

from dataclasses import dataclass

from flask import url_for

from content.notice import NoticeState
from server.locale import gettext, ngettext
from server.services.alert_reviews import may_sign, open_reviews
from server.services.alerting import AlertView, get_alert, list_alerts
from server.services.cap_messages import list_held
from server.services.offers import count_waiting_offers
from server.services.own_templates import TemplateState, list_own_templates
from server.services.people import names_of
from server.services.permissions import Right, units_with
from server.services.publishing import ListScope, NoticeFilters, NoticeView, list_notices
from server.staff_web import times
from server.staff_web.access import may_anywhere
from server.staff_web.alert_standing import touch_of
from server.staff_web.alerts import title_of
from server.staff_web.site import actor, resources
from server.staff_web.waiting_boards import count_waiting_boards
from server.staff_web.words import (
    ALERT_STATES,
    CAP_WAITS,
    SENT_ALONE,
    STANDINGS,
    TEMPLATE_WAITS,
    TOUCH_WAITS,
    StateWord,
    notice_state,
)

WAITING_SHOWN = 20


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for this person."""

    state: StateWord
    when: str
    title: str
    url: str
    reason: str = ""
    who: str = ""


def waiting_for_me() -> list[Waiting]:
    """Return it all, what presses most first."""
    found = [
        *_alerts_waiting(),
        *_further_boards(),
        *_boards_waiting(),
        *_from_outside(),
        *_templates_waiting(),
        *_sent_back(),
        *_to_approve(),
        *_to_choose(),
        *_drafts(),
    ]
    return found[:WAITING_SHOWN]


def _alerts_waiting() -> list[Waiting]:
    if not may_anywhere(Right.APPROVE_ALERTS):
        return []
    now = resources().clock.now()
    page = list_alerts(resources(), actor(), state="pending", limit=WAITING_SHOWN)
    pending = [
        Waiting(
            TOUCH_WAITS if resources().keyring.officers() else ALERT_STATES["pending"],
            times.moment(view.created_at, now),
            title_of(view),
            url_for("staff.alert", alert_id=view.id, waiting="yes"),
        )
        for view in page.items
        if _waits_for_me(view.pending or view)
    ]
    alone = [
        Waiting(
            SENT_ALONE,
            times.moment(review.fired_at, now),
            title_of(get_alert(resources(), actor(), review.alert_id)),
            url_for("staff.alert", alert_id=review.alert_id),
        )
        for review in open_reviews(resources(), actor())
        if may_sign(resources(), actor(), review)
    ]
    return alone + pending


def _waits_for_me(pending: AlertView) -> bool:
    """Tell whether this person may let an alert out: another's, or one's own by a touch."""
    if pending.created_by != actor().account_id:
        return True
    return _touches_now(pending)


def _touches_now(view: AlertView) -> bool:
    touch = touch_of(view)
    return touch is not None and touch.may and touch.has_key


def _further_boards() -> list[Waiting]:
    """Name alerts in force that some boards show only after this person's touch."""
    if resources().keyring.officers() is None or not may_anywhere(Right.APPROVE_ALERTS):
        return []
    now = resources().clock.now()
    page = list_alerts(resources(), actor(), state="in_force", limit=WAITING_SHOWN)
    return [
        Waiting(
            TOUCH_WAITS,
            times.moment(view.created_at, now),
            title_of(view),
            url_for("staff.alert", alert_id=view.id),
            who=ngettext("%(num)d board waits.", "%(num)d boards wait.", len(view.awaits)),
        )
        for view in page.items
        if view.awaits and _touches_now(view)
    ]


def _boards_waiting() -> list[Waiting]:
    """Say once how many boards wait for an officer's touch."""
    count = count_waiting_boards() if may_anywhere(Right.PAIR_BOARDS) else 0
    if not count:
        return []
    title, boards = gettext("Boards that wait for a touch"), url_for("staff.waiting_boards")
    number = ngettext("%(num)d board", "%(num)d boards", count)
    return [Waiting(TOUCH_WAITS, "", title, boards, who=number)]


def _templates_waiting() -> list[Waiting]:
    """Name the units' own alert templates that another officer wrote and this one may approve."""
    if not may_anywhere(Right.APPROVE_ALERTS):
        return []
    units = units_with(resources(), actor(), Right.APPROVE_ALERTS)
    found = [
        view
        for view in list_own_templates(resources(), actor())
        if view.state is TemplateState.WRITTEN
        and view.unit_id in units
        and view.written_by != actor().account_id
    ]
    names, now = names_of(resources(), (view.written_by for view in found)), resources().clock.now()
    return [
        Waiting(
            TEMPLATE_WAITS,
            times.moment(view.written_at, now),
            view.own.name,
            url_for("staff.own_template", template_id=view.id),
            who=names.get(view.written_by, ""),
        )
        for view in found
    ]


def _from_outside() -> list[Waiting]:
    """Name what other systems sent and only an officer lets out."""
    if not may_anywhere(Right.FIRE_ALERTS):
        return []
    now = resources().clock.now()
    return [
        Waiting(
            CAP_WAITS,
            times.moment(view.received_at, now),
            view.headline or view.identifier,
            url_for("staff.cap_message", message_id=view.id),
            who=view.source_name,
        )
        for view in list_held(resources(), actor(), for_person=True)
    ]


def _to_approve() -> list[Waiting]:
    if not may_anywhere(Right.APPROVE_NOTICES):
        return []
    views = _listed(NoticeFilters(scope=ListScope.WAITING))
    names = names_of(resources(), (view.created_by for view in views))
    return [_entry(view, who=names.get(view.created_by, "")) for view in views]


def _to_choose() -> list[Waiting]:
    """Say once for each unit how much from above waits for its choice."""
    if not may_anywhere(Right.CHOOSE_FROM_ABOVE):
        return []
    return [
        Waiting(
            STANDINGS["waiting"],
            "",
            ngettext("%(num)d notice from above", "%(num)d notices from above", count),
            url_for("staff.above", unit=code),
        )
        for code, count in count_waiting_offers(resources(), actor()).items()
    ]


def _sent_back() -> list[Waiting]:
    filters = NoticeFilters(state=NoticeState.REJECTED, author=actor().account_id)
    return [_entry(view, reason=view.reason or "") for view in _own(filters)]


def _drafts() -> list[Waiting]:
    filters = NoticeFilters(state=NoticeState.DRAFT, author=actor().account_id)
    return [_entry(view) for view in _own(filters)]


def _own(filters: NoticeFilters) -> list[NoticeView]:
    if not may_anywhere(Right.WRITE_NOTICES):
        return []
    return [view for view in _listed(filters) if view.author_id == actor().account_id]


def _listed(filters: NoticeFilters) -> tuple[NoticeView, ...]:
    return list_notices(resources(), actor(), filters=filters, limit=WAITING_SHOWN).items


def _entry(view: NoticeView, *, reason: str = "", who: str = "") -> Waiting:
    return Waiting(
        notice_state(view.state.value, is_stale_soon=view.is_stale_soon),
        times.moment(view.updated_at, resources().clock.now()),
        view.content.title,
        url_for("staff.notice", notice_id=view.id),
        reason,
        who,
    )
