"""The versions of a notice: who, when, what was decided; any two of them side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for

from server.locale import N_, gettext
from server.services.notice_history import RevisionView
from server.services.notice_history import notice_history as versions_of
from server.services.people import names_of
from server.services.publishing import get_notice
from server.staff_web import times
from server.staff_web.comparing import comparison
from server.staff_web.forms import Form
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import NOTICE_STATES, StateWord

_ON_BOARDS = StateWord(N_("On the boards"), "board", "solid")


@dataclass(frozen=True)
class Version:
    """One version as the page lists it."""

    revision: int
    title: str
    state: StateWord
    lines: list[str]
    reason: str


@staff.get("/notices/<notice_id>/history")
def notice_history(notice_id: str) -> str:
    """List the versions; compare the two that the address names, else the newest two."""
    view = get_notice(resources(), actor(), notice_id)
    rows = versions_of(resources(), actor(), notice_id)
    old, new = _chosen(rows)
    return render_template(
        "staff/notice_history.html",
        title=view.content.title,
        url_back=url_for("staff.notice", notice_id=notice_id),
        versions=_versions(rows),
        old=old,
        new=new,
        compared=None if old is new else comparison(old.content, new.content),
    )


def _chosen(rows: Sequence[RevisionView]) -> tuple[RevisionView, RevisionView]:
    held, asked = {row.revision: row for row in rows}, Form(request.args)
    new = held.get(asked.number("new"), rows[0])
    before = [row for row in rows if row.revision < new.revision]
    return held.get(asked.number("old"), before[0] if before else new), new


def _versions(rows: Sequence[RevisionView]) -> list[Version]:
    people = [name for row in rows for name in (row.created_by, row.decided_by)]
    names = names_of(resources(), people)
    return [
        Version(row.revision, row.content.title, _state(row), _lines(row, names), row.reason or "")
        for row in rows
    ]


def _state(row: RevisionView) -> StateWord:
    if row.is_shown:
        return _ON_BOARDS
    fresh = "submitted" if row.submitted_at else "draft"
    return NOTICE_STATES[row.decision or fresh]


def _lines(row: RevisionView, names: dict[str, str]) -> list[str]:
    now = resources().clock.now()
    lines = [
        gettext(
            "%(name)s wrote it %(when)s",
            name=names.get(row.created_by, ""),
            when=times.moment(row.created_at, now),
        )
    ]
    if row.submitted_at:
        lines.append(
            gettext("Sent for approval %(when)s", when=times.moment(row.submitted_at, now))
        )
    if row.decided_at and row.decision:
        word = (
            gettext("%(name)s approved it %(when)s")
            if row.decision == "approved"
            else gettext("%(name)s sent it back %(when)s")
        )
        when = times.moment(row.decided_at, now)
        lines.append(word % {"name": names.get(row.decided_by or "", ""), "when": when})
    return lines
