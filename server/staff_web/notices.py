"""One notice's page, with what the reader may do to it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.category import CATEGORIES, Category
from content.category_facts import missing_facts
from content.errors import NotFoundError
from content.notice import NoticeAction, NoticeState, allowed_actions, stale_at
from content.schedule import opens_within
from server.locale import gettext
from server.services.citizens import public_notice
from server.services.notice_history import RevisionView, notice_history, withdrawal_of
from server.services.people import names_of
from server.services.permissions import Right, can, require
from server.services.posting_proof import was_posted
from server.services.publishing import NoticeView, get_notice
from server.services.withdrawing import is_own_unshown
from server.staff_web import document_fields, times
from server.staff_web.comparing import (
    Comparison,
    Piece,
    compare,
    comparison,
    until_text,
    where_text,
)
from server.staff_web.daypart_fields import times_text, weight_word
from server.staff_web.forms import Form
from server.staff_web.preview_boards import preview_choices
from server.staff_web.site import actor, resources, staff
from server.staff_web.tongue_fields import told as told_languages
from server.staff_web.words import ADVICE, PRIORITIES, WEIGHTS, StateWord, notice_state


@dataclass(frozen=True)
class Deeds:
    """What the reader may do now; `withdraw` is the words on the button."""

    approve: bool = False
    submit: bool = False
    edit: bool = False
    withdraw: str = ""


@dataclass(frozen=True)
class Shown:
    """A notice as its page shows it."""

    id: str
    title: str
    category: Category
    state: StateWord
    byline: str
    reason: str
    decided: str
    is_returned: bool
    shown_note: str
    never_open: bool
    parts: list[list[Piece]]
    changes: Comparison | None
    compared: str
    picture: str
    facts: list[tuple[str, str]]
    advice: list[str]
    public_url: str
    is_posted: bool
    is_pooled: bool
    revision: int
    digest: str
    boards: list[str] = field(default_factory=list)


@staff.get("/notices/<notice_id>")
def notice(notice_id: str) -> str | Response:
    """Show one notice; one of a unit above leads to its public page."""
    try:
        view = get_notice(resources(), actor(), notice_id)
    except NotFoundError:
        public_notice(resources(), notice_id)
        return redirect(f"/n/{notice_id}", 303)
    since = Form(request.args).number("since")
    return render_template(
        "staff/notice.html",
        notice=_shown(view, _read_before(view, since)),
        deeds=deeds_for(view),
        picture_url=url_for("staff.notice_picture", notice_id=view.id),
        previews_on=preview_choices(),
    )


def notice_with(right: Right, notice_id: str) -> NoticeView:
    """Return a notice to do something to. Raises: NotFoundError, ForbiddenError."""
    view = get_notice(resources(), actor(), notice_id)
    require(resources(), actor(), right, view.unit_id)
    return view


def deeds_for(view: NoticeView) -> Deeds:
    """Return what this person may do to the notice; the services refuse the rest anyway."""
    actions = allowed_actions(view.stored_state)
    may_write = _may(Right.WRITE_NOTICES, view)
    is_author = actor().account_id in (view.author_id, view.created_by)
    may_withdraw = _may(Right.WITHDRAW_NOTICES, view) or (
        is_own_unshown(actor(), view) and may_write
    )
    word = gettext("Take down") if view.shown_revision is not None else gettext("Take back")
    return Deeds(
        approve=NoticeAction.APPROVE in actions
        and not is_author
        and _may(Right.APPROVE_NOTICES, view),
        submit=NoticeAction.SUBMIT in actions and may_write,
        edit=NoticeAction.EDIT in actions and may_write,
        withdraw=word if NoticeAction.WITHDRAW in actions and may_withdraw else "",
    )


def _read_before(view: NoticeView, since: int) -> RevisionView | None:
    """Return the version to compare with: what the reader saw, what is shown, what went back."""
    if view.revision == 1:
        return None
    held = {row.revision: row for row in notice_history(resources(), actor(), view.id)}
    for number in (since, view.shown_revision, view.revision - 1):
        if number in held and number != view.revision:
            return held[number]
    return None


def _shown(view: NoticeView, before: RevisionView | None) -> Shown:
    now = resources().clock.now()
    is_newer = view.shown_content is not None and view.revision != view.shown_revision
    is_over = view.revision == view.shown_revision or view.state is NoticeState.WITHDRAWN
    compared = None if before is None or is_over else comparison(before.content, view.content)
    return Shown(
        id=view.id,
        title=view.content.title,
        category=CATEGORIES[view.content.category],
        state=notice_state(view.state.value, is_stale_soon=view.is_stale_soon),
        byline=_byline(view, now),
        reason=view.withdrawn_reason or view.reason or "",
        decided=_decided(view, now),
        is_returned=view.stored_state is NoticeState.REJECTED,
        shown_note=_shown_note(view) if is_newer else "",
        never_open=not opens_within(
            view.content.dayparts,
            view.content.valid_from or view.posted_at or now,
            view.content.valid_until,
        ),
        parts=compared.body if compared else compare(view.content.body, view.content.body),
        changes=compared,
        compared=_compared_text(view, before) if before and compared else "",
        picture=_picture(view.content.media),
        facts=_facts(view),
        advice=_advice(view),
        public_url=f"/n/{view.id}" if view.shown_revision is not None else "",
        is_posted=was_posted(resources(), view),
        is_pooled=view.shown_content is not None and view.shown_content.targets.pool,
        revision=view.revision,
        digest=view.digest,
    )


def _advice(view: NoticeView) -> list[str]:
    """Return what the author and the approver should know before it goes on, a sentence each."""
    told = [gettext(ADVICE[missing.value]) for missing in missing_facts(view.content)]
    if view.is_stale_soon and view.posted_at is not None and view.shown_content is not None:
        stale = stale_at(view.shown_content, view.posted_at)
        day = times.until_text(stale, resources().clock.now()) if stale else ""
        told.append(
            gettext(
                "These prices grow stale: they leave the boards by themselves at the %(day)s. "
                "Edit the notice to bring new ones.",
                day=day,
            )
        )
    return told


def _compared_text(view: NoticeView, before: RevisionView) -> str:
    if before.is_shown:
        return gettext("What is coloured differs from the version on the boards.")
    return gettext(
        "Version %(new)s. What is coloured differs from version %(old)s.",
        new=view.revision,
        old=before.revision,
    )


def _byline(view: NoticeView, now: datetime) -> str:
    name = names_of(resources(), [view.created_by]).get(view.created_by, "")
    if view.submitted_at and view.stored_state is not NoticeState.DRAFT:
        when = times.moment(view.submitted_at, now)
        return gettext("%(name)s sent it %(when)s", name=name, when=when)
    when = times.moment(view.updated_at, now)
    return gettext("%(name)s wrote it %(when)s", name=name, when=when)


def _decided(view: NoticeView, now: datetime) -> str:
    """Say who took it down, or sent it back, and when."""
    by, at, sentence = view.decided_by, view.decided_at, gettext("%(name)s sent it back %(when)s")
    if view.stored_state is NoticeState.WITHDRAWN:
        deed = withdrawal_of(resources(), actor(), view.id)
        by, at = (deed.by, deed.at) if deed else (None, None)
        sentence = gettext("%(name)s took it down %(when)s")
    elif view.stored_state is not NoticeState.REJECTED:
        return ""
    name = names_of(resources(), [by]).get(by or "", "")
    return sentence % {"name": name, "when": times.moment(at, now)} if at and name else ""


def _shown_note(view: NoticeView) -> str:
    return gettext(
        "Version %(old)s is on the boards and stays until version %(new)s has been approved.",
        old=view.shown_revision,
        new=view.revision,
    )


def _facts(view: NoticeView) -> list[tuple[str, str]]:
    content, document = view.content, view.content.document
    now = resources().clock.now()
    begins = gettext("as soon as it is approved")
    if content.valid_from:
        begins = times.moment(content.valid_from, now)
    elif view.posted_at and view.state is NoticeState.LIVE:
        begins = times.moment(view.posted_at, now)
    facts = [
        (gettext("Posted by"), view.issuer_name),
        (gettext("Shown at"), where_text(content.targets, content.unit_id)),
        (gettext("From"), begins),
        (gettext("Until"), until_text(content)),
        (gettext("Hours of the day"), times_text(content.dayparts)),
        (gettext("How often it comes"), gettext(WEIGHTS[weight_word(content.weight)])),
        (gettext("Minutes a day at most"), str(content.most_minutes_a_day or "")),
        (gettext("Rank"), gettext(PRIORITIES[content.priority.value])),
        (gettext("Other languages"), told_languages(content)),
        (gettext("Version"), str(view.revision)),
    ]
    if document:
        facts += document_fields.facts(document)
    return [(term, value) for term, value in facts if value]


def _picture(media: Iterable[str]) -> str:
    first = next(iter(media), "")
    return url_for("staff.media_thumb", media_id=first) if first else ""


def _may(right: Right, view: NoticeView) -> bool:
    return can(resources(), actor(), right, view.unit_id)
