"""Calls to caretakers in words."""

from server.locale import N_, gettext
from server.services.alert_calls import Call, CallOutcome
from server.staff_web import times

OUTCOMES: dict[CallOutcome, str] = {
    CallOutcome.RINGING: N_("I am phoning now"),
    CallOutcome.SHOWS: N_("Answered: says that the board shows it"),
    CallOutcome.MENDING: N_("Answered: goes to look at the board"),
    CallOutcome.NO_ANSWER: N_("No answer"),
    CallOutcome.WRONG_NUMBER: N_("Wrong number"),
}


def call_text(call: Call | None) -> str:
    """Return a call as one line: who, when, how it went; empty without one."""
    if call is None:
        return ""
    who, at = call.name, times.clock_time(call.at)
    if call.outcome is CallOutcome.RINGING:
        return gettext("%(who)s is phoning since %(time)s", who=who, time=at)
    how = gettext(OUTCOMES[call.outcome])
    line = gettext("%(who)s phoned at %(time)s. %(how)s", who=who, time=at, how=how)
    return f"{line}: {call.said}" if call.said else line
