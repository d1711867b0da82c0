"""What comes of a judged CAP message: alerts and notices put up, changed and taken back.

Everything here runs within the transaction that keeps the message.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.alert import Alert
from content.cap import CapMessage, CapProblem, CapReference
from content.cap_judgement import CapDecision, HeldCap, Judgement
from content.cap_judging import judge
from content.cap_reasons import OLDER, UNCONFIRMED
from content.errors import ContentError
from content.notice import NoticeContent
from content.priority import Priority
from content.reminding import Task
from content.targeting import Targets
from server.locale import N_
from server.services import audit, cap_alerts, cap_notices
from server.services.actor import Actor
from server.services.alert_rows import Desk
from server.services.cap_files import note_files, put_on
from server.services.cap_past import (
    PERSON,
    earlier_of,
    held_for,
    message_in,
    named_by,
    past_of,
    write_reference,
)
from server.services.cap_reach import Clipped, clip, unit_lookup
from server.services.cap_sources import is_proven, wish_of
from server.services.cap_words import alert_of, notice_of
from server.services.tasks import close_task, open_task
from server.storage.tables import CapMessageRow, CapSourceRow

if TYPE_CHECKING:
    from server.services.resources import Resources

ALERT, NOTICE = "alert", "notice"
NO_BOARD = CapProblem("no_board", N_("No board of this source's unit lies in its area."), "area")
MOVED_AWAY = CapProblem(
    "moved_away", N_("It has moved on: no board here lies in its area any more."), "area"
)
ALREADY = N_("It came by another source already: {source}.")
UNPROVEN = CapProblem(
    "unproven_source",
    N_("Nothing proves where it comes from: a person must confirm it."),
)
TOUCH = CapProblem(
    "waits_for_touch", N_("Its alert is written and waits for officers to approve it by key.")
)
_ENDED = N_("Its source has taken it back.")
_DONE = (CapDecision.IN_FORCE, CapDecision.REPLACED, CapDecision.CANCELLED)


@dataclass(frozen=True)
class Bench:
    """One message being worked on: in whose transaction, of which source, for whom, when."""

    session: Session
    resources: "Resources"
    source: CapSourceRow
    actor: Actor | None
    now: datetime

    @property
    def desk(self) -> Desk:
        """Write alerts in the name of whoever brought or decided it."""
        return Desk(self.resources.keyring, self.actor, self.now)


@dataclass(frozen=True)
class Plan:
    """What a message comes to here: the judgement, cut to the unit, and what would be put up."""

    judged: Judgement
    events: tuple[Clipped, ...] = ()
    made: tuple[Alert | NoticeContent, ...] = ()


def plan(
    bench: Bench,
    row: CapMessageRow,
    message: CapMessage,
    *,
    is_released: bool = False,
    placed: Targets | None = None,
) -> Plan:
    """Judge a message and see what of it concerns this unit; changes nothing."""
    found = _already(bench, row)
    if found is not None:
        return Plan(Judgement(CapDecision.IGNORED, found))
    wish, is_known = wish_of(bench.source), bench.source.confirmed_at is not None
    held = HeldCap(
        messages=past_of(bench.session, row, message),
        has_confirmed=is_known and is_proven(bench.source),
        is_released=is_released,
        placed=placed,
    )
    units = unit_lookup(bench.resources)
    judged = judge(message, held, wish.policy(), bench.now, units)
    if judged.why == UNCONFIRMED and not is_proven(bench.source):
        judged = replace(judged, why=UNPROVEN)
    return _made(bench, message, *_within(bench, judged))


def act(
    bench: Bench,
    row: CapMessageRow,
    message: CapMessage,
    *,
    is_released: bool = False,
    placed: Targets | None = None,
) -> None:
    """Judge a message and do what follows."""
    planned = plan(bench, row, message, is_released=is_released, placed=placed)
    judged = planned.judged
    row.priority = None if judged.priority is None else judged.priority.value
    row.is_cut = any(one.is_cut for one in planned.events)
    ends = [one.incident.expires for one in planned.events]
    row.expires = max(ends) if ends else _said_end(message)
    if judged.decision in (*_DONE, CapDecision.HELD):
        note_files(bench.session, row, message, bench.now)
    if judged.decision in _DONE:
        _carry_out(bench, row, planned)
    if _waits_for_touch(bench, row):
        settle(bench, row, CapDecision.HELD.value, TOUCH)
        return
    settle(bench, row, judged.decision.value, judged.why)
    if judged.decision is CapDecision.HELD:
        _hold(bench, row, message)


def settle(bench: Bench, row: CapMessageRow, decision: str, why: CapProblem) -> None:
    """Write down what was decided of a message, and into the audit."""
    if row.held_for is not None:
        close_task(bench.session, Task.DECIDE_CAP, row.id)
    row.decision, row.held_for = decision, None
    row.reason_code, row.reason, row.reason_params = why.code, why.message, dict(why.params)
    audit.record(
        bench.session,
        at=bench.now,
        actor=bench.actor,
        action=f"cap.{decision}",
        subject=row.id,
        unit_id=row.unit_id,
        details={
            "title": row.headline,
            "source": bench.source.name,
            "identifier": row.identifier,
            "sender": row.sender,
            "why": why.code,
            "sha256": row.digest,
            "became": row.became,
            "reason": row.note,
        },
    )


def wake(bench: Bench, came: CapMessageRow) -> None:
    """Judge again what waited for a message that has come now."""
    for row in named_by(bench.session, came):
        message = message_in(row.judged)
        if message is not None:
            act(bench, row, message)


def _within(bench: Bench, judged: Judgement) -> tuple[Judgement, tuple[Clipped, ...]]:
    """Leave out the events that no board of the unit would show."""
    if not judged.incidents:
        return judged, ()
    unit_id = bench.source.unit_id
    clipped = [clip(bench.resources, one, unit_id) for one in judged.incidents]
    kept = tuple(one for one in clipped if one.boards)
    if kept:
        ranks = [one.incident.priority for one in kept]
        priority = max(ranks, key=list(Priority).index)
        incidents = tuple(one.incident for one in kept)
        return replace(judged, priority=priority, incidents=incidents), kept
    if judged.acts_on:
        return replace(judged, decision=CapDecision.CANCELLED, why=MOVED_AWAY, incidents=()), ()
    return Judgement(CapDecision.IGNORED, NO_BOARD, judged.priority), ()


def _made(
    bench: Bench, message: CapMessage, judged: Judgement, events: tuple[Clipped, ...]
) -> Plan:
    """Put each event into words; what cannot be shown is refused before anything is done."""
    try:
        made = tuple(_in_words(bench, message, one) for one in events)
    except ContentError as error:
        why = CapProblem(error.code, error.message, error.field, dict(error.params))
        return Plan(Judgement(CapDecision.REJECTED, why, judged.priority))
    return Plan(judged, events, made)


def _in_words(bench: Bench, message: CapMessage, event: Clipped) -> Alert | NoticeContent:
    if event.incident.priority is Priority.EMERGENCY:
        return alert_of(message, event.incident, bench.now)
    return notice_of(bench.resources, bench.source, message, event.incident, bench.now)


def _carry_out(bench: Bench, row: CapMessageRow, planned: Plan) -> None:
    """Put up what is new in the place of what it acts on, and take back the rest."""
    before = [earlier_of(bench.session, row, ref) for ref in planned.judged.acts_on]
    acted_on = [one for one in before if one is not None]
    old = [(kind, known) for one in acted_on for kind, known in one.became]
    for one in acted_on:
        one.replaced_by = write_reference(CapReference(row.sender, row.identifier, row.sent))
        if one.decision == CapDecision.HELD:
            settle(bench, one, CapDecision.IGNORED.value, OLDER)
    became: list[list[str]] = []
    for made in planned.made:
        kind = ALERT if isinstance(made, Alert) else NOTICE
        place = next((one for one in old if one[0] == kind), None)
        if place is not None:
            old.remove(place)
        whole = put_on(bench.session, row, made)
        became.append([kind, _put_up(bench, whole, place[1] if place else None)])
    _take_back(bench, old)
    row.became = became


def _put_up(bench: Bench, made: Alert | NoticeContent, before: str | None) -> str:
    session, unit_id = bench.session, bench.source.unit_id
    if isinstance(made, Alert):
        name, revision = cap_alerts.next_name(session, bench.desk, before)
        alert = replace(made, id=name.id, identifier=name.identifier, revision=revision)
        if before is not None and before != alert.id:
            cap_alerts.take_back(session, bench.desk, before, _ENDED)
        cap_alerts.put_out(session, bench.resources, bench.desk, unit_id, alert)
        return alert.id
    author = bench.source.created_by or (bench.actor.account_id if bench.actor else "")
    if before is not None and cap_notices.is_up(session, before):
        cap_notices.change(session, before, made, author, bench.actor, bench.now)
        return before
    return cap_notices.put_up(session, bench.resources, made, author, bench.actor, bench.now)


def _waits_for_touch(bench: Bench, row: CapMessageRow) -> bool:
    return any(
        kind == ALERT and cap_alerts.waits_for_touch(bench.session, known)
        for kind, known in row.became
    )


def _take_back(bench: Bench, what: Iterable[tuple[str, str]]) -> None:
    for kind, known in what:
        if kind == ALERT:
            cap_alerts.take_back(bench.session, bench.desk, known, _ENDED)
        else:
            cap_notices.take_down(bench.session, known, _ENDED, bench.now)


def _hold(bench: Bench, row: CapMessageRow, message: CapMessage) -> None:
    """Keep it for its target or for a person, who is told where it is an emergency."""
    row.held_for = held_for(row.reason_code)
    if row.held_for != PERSON:
        return
    policy = wish_of(bench.source).policy()
    if any(policy.priority_of(info) is Priority.EMERGENCY for info in message.infos):
        open_task(
            bench.session, bench.resources, Task.DECIDE_CAP, row.id, row.unit_id,
            made_by=row.received_by,
        )  # fmt: skip


def _already(bench: Bench, row: CapMessageRow) -> CapProblem | None:
    """Say so when another source of the unit has brought the same message before."""
    query = (
        select(CapSourceRow.name)
        .join(CapMessageRow, CapMessageRow.source_id == CapSourceRow.id)
        .where(
            CapMessageRow.sender == row.sender,
            CapMessageRow.identifier == row.identifier,
            CapMessageRow.sent == row.sent,
            CapMessageRow.unit_id == row.unit_id,
            CapMessageRow.source_id != row.source_id,
            CapMessageRow.decision.in_([str(one) for one in _DONE]),
        )
    )
    name = bench.session.scalars(query).first()
    return None if name is None else CapProblem("known_elsewhere", ALREADY, None, {"source": name})


def _said_end(message: CapMessage) -> datetime | None:
    ends = [info.expires for info in message.infos if info.expires is not None]
    return max(ends, default=None)
