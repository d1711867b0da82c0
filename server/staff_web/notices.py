"""One notice's page, with what the reader may do to it."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from content.category import CATEGORIES, Category
from content.errors import NotFoundError
from content.notice import NoticeAction, NoticeContent, NoticeState, allowed_actions
from content.schedule import opens_within
from content.targeting import Targets, reaches
from server.locale import gettext, ngettext
from server.services.citizens import public_notice
from server.services.people import names_of
from server.services.permissions import Right, can
from server.services.publishing import (
    NoticeView,
    get_notice,
)
from server.staff_web import times
from server.staff_web.daypart_fields import times_text, weight_word
from server.staff_web.places import unit_name
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import NOTICE_STATES, PRIORITIES, WEIGHTS, StateWord


@dataclass(frozen=True)
class Piece:
    """A run of text: `same`, `new` or `old`."""

    kind: str
    text: str


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
    is_returned: bool
    shown_note: str
    never_open: bool
    parts: list[list[Piece]]
    compared: str
    picture: str
    facts: list[tuple[str, str]]
    public_url: str
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
    return render_template(
        "staff/notice.html",
        notice=_shown(view),
        deeds=deeds_for(view),
        picture_url=url_for("staff.notice_picture", notice_id=view.id),
    )


def deeds_for(view: NoticeView) -> Deeds:
    """Return what this person may do to the notice; the services refuse the rest anyway."""
    actions = allowed_actions(view.stored_state)
    may_write = _may(Right.WRITE_NOTICES, view)
    is_author = actor().account_id in (view.author_id, view.created_by)
    is_own_unshown = view.author_id == actor().account_id and view.shown_revision is None
    may_withdraw = _may(Right.WITHDRAW_NOTICES, view) or (is_own_unshown and may_write)
    word = gettext("Take down") if view.shown_revision is not None else gettext("Take back")
    return Deeds(
        approve=NoticeAction.APPROVE in actions
        and not is_author
        and _may(Right.APPROVE_NOTICES, view),
        submit=NoticeAction.SUBMIT in actions and may_write,
        edit=NoticeAction.EDIT in actions and may_write,
        withdraw=word if NoticeAction.WITHDRAW in actions and may_withdraw else "",
    )


def where_text(targets: Targets, unit_id: str) -> str:
    """Return in words where a notice is shown, with the number of boards."""
    boards = resources().boards.in_service()
    reached = [board for board in boards if reaches(targets, unit_id, board.addressee)]
    count = ngettext("%(num)d board", "%(num)d boards", len(reached))
    named = [unit_name(unit) for unit in (*targets.subtrees, *targets.units)]
    named += [board.name for board in reached if board.id in targets.boards]
    return f"{count}: {', '.join(named)}" if named else count


def compare(before: str, after: str) -> list[list[Piece]]:
    """Return the paragraphs of `after` with what is new and what went, word by word."""
    if not before or before == after:
        return [[Piece("same", line)] for line in after.split("\n") if line]
    old, new = _words(before), _words(after)
    parts: list[list[Piece]] = [[]]
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if tag in ("replace", "delete"):
            parts[-1].append(Piece("old", "".join(old[i1:i2]).replace("\n", " ")))
        if tag in ("replace", "insert", "equal"):
            kind = "same" if tag == "equal" else "new"
            _put(parts, kind, "".join(new[j1:j2]))
    return [part for part in parts if part]


def _put(parts: list[list[Piece]], kind: str, text: str) -> None:
    first, *rest = text.split("\n")
    if first:
        parts[-1].append(Piece(kind, first))
    for line in rest:
        parts.append([Piece(kind, line)] if line else [])


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)


def _shown(view: NoticeView) -> Shown:
    now = resources().clock.now()
    before = view.shown_content
    is_newer = before is not None and view.revision != view.shown_revision
    parts = compare(before.body if before and is_newer else "", view.content.body)
    return Shown(
        id=view.id,
        title=view.content.title,
        category=CATEGORIES[view.content.category],
        state=NOTICE_STATES[view.state.value],
        byline=_byline(view, now),
        reason=view.withdrawn_reason or view.reason or "",
        is_returned=view.stored_state is NoticeState.REJECTED,
        shown_note=_shown_note(view) if is_newer else "",
        never_open=not opens_within(
            view.content.dayparts,
            view.content.valid_from or view.posted_at or now,
            view.content.valid_until,
        ),
        parts=parts,
        compared=gettext("What is coloured differs from the version on the boards.")
        if is_newer
        else "",
        picture=_picture(view.content.media),
        facts=_facts(view),
        public_url=f"/n/{view.id}" if view.shown_revision is not None else "",
        revision=view.revision,
        digest=view.digest,
    )


def _byline(view: NoticeView, now: datetime) -> str:
    name = names_of(resources(), [view.created_by]).get(view.created_by, "")
    if view.submitted_at and view.stored_state is not NoticeState.DRAFT:
        when = times.moment(view.submitted_at, now)
        return gettext("%(name)s sent it %(when)s", name=name, when=when)
    when = times.moment(view.updated_at, now)
    return gettext("%(name)s wrote it %(when)s", name=name, when=when)


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
        (gettext("Version"), str(view.revision)),
    ]
    if document:
        facts += [
            (gettext("Number and symbol"), document.number or ""),
            (gettext("Signed by"), document.signer or ""),
            (gettext("Source"), document.source or ""),
        ]
    return [(term, value) for term, value in facts if value]


def until_text(content: NoticeContent) -> str:
    """Return until when a notice is shown, in words."""
    if content.valid_until is None:
        return gettext("until it is taken down")
    return times.until_text(content.valid_until, resources().clock.now())


def _picture(media: Iterable[str]) -> str:
    first = next(iter(media), "")
    return url_for("staff.media_thumb", media_id=first) if first else ""


def _may(right: Right, view: NoticeView) -> bool:
    return can(resources(), actor(), right, view.unit_id)
