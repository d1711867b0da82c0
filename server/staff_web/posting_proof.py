"""The sheet that proves a notice was posted: to read, to print and sign, to take away as CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Response, render_template, url_for

from content.document import Document
from content.instant import format_instant
from content.notice import NoticeState
from content.proof_of_play import BoardProof, ProofOfPosting
from content.text import sort_key
from server.locale import gettext, ngettext
from server.render.csv_rows import BYTE_ORDER_MARK, csv_row
from server.services.people import names_of
from server.services.posting_proof import Deed, PostingProof, play_days, proof_of
from server.staff_web import times
from server.staff_web.document_fields import least
from server.staff_web.places import unit_name
from server.staff_web.site import actor, resources, staff

_COLUMNS = (
    "board", "name", "unit", "revision", "day", "first_at", "last_at", "seconds", "showings",
    "records",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One board as a row of the sheet."""

    name: str
    place: str
    first: str
    last: str
    days: str
    showings: str
    minutes: str
    missed: str
    is_whole: bool


@dataclass(frozen=True)
class Verdict:
    """What the days say, in a sentence; `kind` colours it."""

    kind: str
    text: str


@staff.get("/notices/<notice_id>/proof")
def notice_proof(notice_id: str) -> str:
    """Show the sheet."""
    found = proof_of(resources(), actor(), notice_id)
    proof = found.proof
    return render_template(
        "staff/posting_proof.html",
        title=found.approved[-1].content.title,
        issuer=found.notice.issuer_name,
        url_back=url_for("staff.notice", notice_id=notice_id),
        download=url_for("staff.notice_proof_csv", notice_id=notice_id),
        facts=_facts(found),
        deeds=_deeds(found.deeds),
        verdict=_verdict(proof),
        missed=day_ranges(proof.missed),
        lines=_lines(found),
        records=proof.records,
        digest=proof.digest,
        audit_head=found.audit_head,
        made_at=_when(resources().clock.now()),
    )


@staff.get("/notices/<notice_id>/proof.csv")
def notice_proof_csv(notice_id: str) -> Response:
    """Send the totals of each day as CSV."""
    rows = [BYTE_ORDER_MARK + csv_row(_COLUMNS)]
    for day in play_days(resources(), actor(), notice_id):
        board = resources().boards.find(day.board)
        told = [board.name, unit_name(board.unit_id)] if board else ["", ""]
        times_of = [format_instant(day.first_at), format_instant(day.last_at)]
        counts = [str(number) for number in (day.seconds, day.count, day.records)]
        cells = [day.board, *told, str(day.revision), day.day.isoformat(), *times_of, *counts]
        rows.append(csv_row(cells))
    answer = Response("".join(rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="niem-yet.csv"'
    return answer


def day_ranges(days: Sequence[date]) -> str:
    """Return days in order as `03/11/2026 – 05/11/2026, 08/11/2026`."""
    ranges: list[list[date]] = []
    for day in days:
        if ranges and day - ranges[-1][-1] == timedelta(days=1):
            ranges[-1] = [ranges[-1][0], day]
        else:
            ranges.append([day])
    return ", ".join(" – ".join(map(times.day_text, ends)) for ends in ranges)


def _facts(found: PostingProof) -> list[tuple[str, str]]:
    newest, proof = found.approved[-1].content, found.proof
    document = newest.document or Document()
    posting = document.posting
    facts = [
        (gettext("Title"), newest.title),
        (gettext("Number and symbol"), document.number or ""),
        (gettext("Kind of document"), document.kind or ""),
        (gettext("Issued by"), document.issuer or found.notice.issuer_name),
        (gettext("Signed by"), document.signer or ""),
        (gettext("Posted as"), f"{posting.name} ({least(posting.days)})" if posting else ""),
        (gettext("By the rule"), posting.basis if posting else ""),
        (gettext("Fewer days because"), (posting.reason or "") if posting else ""),
        (gettext("Posted from"), _when(found.approved[0].begins)),
        (gettext("To be posted until"), _end_text(proof)),
        (gettext("State"), _state(found)),
    ]
    return [(term, value) for term, value in facts if value]


def _end_text(proof: ProofOfPosting) -> str:
    if proof.last is None:
        return gettext("no last day was set")
    return gettext("end of %(day)s", day=times.day_text(proof.last))


def _state(found: PostingProof) -> str:
    state = found.notice.shown_state
    if state is None:
        return gettext("Taken down")
    return gettext("Expired") if state is NoticeState.EXPIRED else gettext("On the boards")


def _deeds(deeds: Sequence[Deed]) -> list[str]:
    names = names_of(resources(), [deed.by for deed in deeds])
    return [_deed(deed, names.get(deed.by or "", gettext("The system"))) for deed in deeds]


def _deed(deed: Deed, name: str) -> str:
    when = _when(deed.at)
    if deed.is_up:
        return gettext(
            "%(when)s: %(name)s approved version %(n)s and put it on the boards.",
            when=when,
            name=name,
            n=deed.revision,
        )
    return gettext(
        "%(when)s: %(name)s took it down. Reason: %(why)s",
        when=when,
        name=name,
        why=deed.reason or "",
    )


def _verdict(proof: ProofOfPosting) -> Verdict:
    if not proof.records:
        return Verdict(
            "warn",
            gettext(
                "No board has reported yet. Boards report a few minutes after each hour; one "
                "without network does so when it is back."
            ),
        )
    if proof.missed:
        return Verdict("bad", gettext("On some days of the period no board showed it."))
    if not proof.is_over:
        return Verdict("", gettext("The period is not over yet; no day so far is missing."))
    if proof.is_met_everywhere:
        return Verdict("ok", gettext("Every board showed it on each day of the period."))
    return Verdict(
        "warn",
        gettext("At least one board showed it on each day of the period, but not every board."),
    )


def _lines(found: PostingProof) -> list[Line]:
    lines = [_line(found, board) for board in found.proof.boards]
    return sorted(lines, key=lambda line: (sort_key(line.place), sort_key(line.name)))


def _line(found: PostingProof, board: BoardProof) -> Line:
    record = found.boards.get(board.board)
    return Line(
        name=record.name if record else board.board,
        place=unit_name(record.unit_id) if record else "",
        first=_when(board.first_at) if board.first_at else "–",
        last=_when(board.last_at) if board.last_at else "–",
        days=gettext("%(shown)s of %(required)s", shown=board.shown, required=board.required),
        showings=str(board.showings),
        minutes=str(round(board.seconds / 60)),
        missed=_missed(board),
        is_whole=not board.missed and board.shown > 0,
    )


def _missed(board: BoardProof) -> str:
    if not board.missed:
        return ""
    return ngettext(
        "%(num)d day without a showing: %(days)s. No report came: the board was off, without "
        "power, or has had no network since.",
        "%(num)d days without a showing: %(days)s. No report came: the board was off, without "
        "power, or has had no network since.",
        len(board.missed),
        days=day_ranges(board.missed),
    )


def _when(at: datetime) -> str:
    """Return an instant in full: a print is read long after."""
    day = times.day_text(times.local(at).date())
    return gettext("%(time)s on %(day)s", time=times.clock_time(at), day=day)
