"""Who phoned whose caretaker about an alert, so that two officers do not phone the same one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import InvalidInputError, NotFoundError
from content.text import clean_line
from server.services import audit
from server.services.actor import Actor
from server.services.alert_views import no_such_alert
from server.services.boards import BoardRecord
from server.services.permissions import Right, can, require, units_with
from server.storage.ids import new_id
from server.storage.tables import AccountRow
from server.storage.tables.alerts import AlertRow
from server.storage.tables.ledger import CallRow

if TYPE_CHECKING:
    from server.services.resources import Resources

LONGEST_SAID = 300
RINGS_FOR = timedelta(minutes=5)
"""Whoever said that they are phoning, and nothing since, is taken to have given up by then."""


class CallOutcome(StrEnum):
    """How a call went."""

    RINGING = "ringing"
    SHOWS = "shows"
    MENDING = "mending"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


REACHED = frozenset({CallOutcome.SHOWS, CallOutcome.MENDING})


@dataclass(frozen=True, slots=True)
class Call:
    """Hold one call: whom it was about, who phoned, when, and what they heard."""

    board: str
    by: str
    name: str
    at: datetime
    outcome: CallOutcome
    said: str

    def is_done(self, now: datetime) -> bool:
        """Tell whether nobody else need phone: somebody was reached, or is being rung up."""
        if self.outcome is CallOutcome.RINGING:
            return now - self.at < RINGS_FOR
        return self.outcome in REACHED


def note_call(
    resources: "Resources", actor: Actor, alert_id: str, board_id: str, outcome: str, said: str = ""
) -> Call:
    """Write down a call. Raises: NotFoundError, ForbiddenError, InvalidInputError."""
    how, words, now = _outcome(outcome), _said(said), resources.clock.now()
    board = resources.boards.find(board_id)
    readable = units_with(resources, actor, Right.READ)

    def work(session: Session) -> Call:
        alert = session.get(AlertRow, alert_id)
        if alert is None or alert.is_test or alert.unit_id not in readable:
            raise no_such_alert(alert_id)
        if board is None or not can(resources, actor, Right.READ, board.unit_id):
            raise NotFoundError("There is no board {board}.", board=board_id[:40])
        require(resources, actor, Right.STOP_BOARDS, board.unit_id)
        session.add(
            CallRow(
                id=new_id(), alert_id=alert_id, board_id=board.id, account_id=actor.account_id,
                at=now, outcome=how.value, said=words,
            )
        )  # fmt: skip
        _write_down(session, actor, alert, board, how, words, now)
        return Call(board.id, actor.account_id, actor.name, now, how, words)

    return resources.database.write(work)


def calls_of(session: Session, alert_id: str) -> dict[str, Call]:
    """Give the newest call about each board, by board."""
    return {call.board: call for call in all_calls(session, alert_id)}


def calls_by_board(session: Session, alert_id: str) -> dict[str, list[Call]]:
    """Give every call about each board that was called about, oldest first."""
    found: dict[str, list[Call]] = {}
    for call in all_calls(session, alert_id):
        found.setdefault(call.board, []).append(call)
    return found


def all_calls(session: Session, alert_id: str) -> list[Call]:
    """List every call about an alert, oldest first."""
    query = (
        select(CallRow, AccountRow.name)
        .outerjoin(AccountRow, AccountRow.id == CallRow.account_id)
        .where(CallRow.alert_id == alert_id)
        .order_by(CallRow.at, CallRow.id)
    )
    return [
        Call(row.board_id, row.account_id, name or "", row.at, CallOutcome(row.outcome), row.said)
        for row, name in session.execute(query)
    ]


def _write_down(
    session: Session,
    actor: Actor,
    alert: AlertRow,
    board: BoardRecord,
    how: CallOutcome,
    words: str,
    now: datetime,
) -> None:
    audit.record(
        session,
        at=now,
        actor=actor,
        action="call.noted",
        subject=alert.id,
        unit_id=alert.unit_id,
        details={"board": board.id, "outcome": how.value, "said": words},
    )


def _outcome(value: str) -> CallOutcome:
    try:
        return CallOutcome(value)
    except ValueError:
        raise InvalidInputError("Say how the call went.", field="outcome") from None


def _said(value: str) -> str:
    text = clean_line(value)
    if len(text) > LONGEST_SAID:
        raise InvalidInputError("At most {most} characters.", field="said", most=LONGEST_SAID)
    return text
