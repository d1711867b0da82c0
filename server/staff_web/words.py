"""States as people see them: a word (English msgid), an icon and a tone, never colour alone."""

from dataclasses import dataclass

from server.locale import N_


@dataclass(frozen=True)
class StateWord:
    """One state's word, icon in the sprite and tone in staff.css."""

    word: str
    icon: str
    tone: str


NOTICE_STATES: dict[str, StateWord] = {
    "draft": StateWord(N_("Draft"), "doc", ""),
    "submitted": StateWord(N_("Waiting for approval"), "clock", "wait"),
    "approved": StateWord(N_("Approved"), "check", "ok"),
    "rejected": StateWord(N_("Sent back"), "undo", "bad"),
    "withdrawn": StateWord(N_("Taken down"), "cross", ""),
    "scheduled": StateWord(N_("Scheduled"), "clock", ""),
    "live": StateWord(N_("On now"), "board", "solid"),
    "expired": StateWord(N_("Expired"), "cross", ""),
}

STALE_SOON = StateWord(N_("Growing stale"), "clock", "warn")


def notice_state(state: str, *, is_stale_soon: bool = False) -> StateWord:
    """Return the word of a notice's state; one that grows stale says so while it is on."""
    return STALE_SOON if is_stale_soon and state == "live" else NOTICE_STATES[state]


BOARD_STATES: dict[str, StateWord] = {
    "online": StateWord(N_("Running"), "check", "ok"),
    "offline": StateWord(N_("Out of contact"), "off", "bad"),
    "faulty": StateWord(N_("Fault"), "alert", "bad"),
    "degraded": StateWord(N_("Weekly test not proven"), "alert", "warn"),
    "stopped": StateWord(N_("Stopped: waiting screen"), "stop", "warn"),
    "new": StateWord(N_("Not seen yet"), "clock", ""),
    "revoked": StateWord(N_("Revoked"), "cross", ""),
}

ALERT_STATES: dict[str, StateWord] = {
    "pending": StateWord(N_("Waiting for a second officer"), "clock", "wait"),
    "in_force": StateWord(N_("In force"), "alert", "bad"),
    "cancelled": StateWord(N_("Cancelled"), "cross", ""),
    "rejected": StateWord(N_("Not approved"), "undo", ""),
    "expired": StateWord(N_("Ended"), "clock", ""),
    "replaced": StateWord(N_("Replaced"), "undo", ""),
}

SCHEDULED = StateWord(N_("Scheduled"), "clock", "wait")
SENT_ALONE = StateWord(N_("Sent alone: to be reviewed"), "alert", "bad")
TOUCH_WAITS = StateWord(N_("Waiting for an officer's touch"), "key", "wait")
CAP_WAITS = StateWord(N_("Waits for an officer"), "alert", "wait")
TEMPLATE_WAITS = StateWord(N_("Alert template to approve"), "doc", "wait")

LEDGER_STATES: dict[str, StateWord] = {
    "painted": StateWord(N_("Showing on the board"), "l-on", "ok"),
    "received": StateWord(N_("Received by the board, not shown yet"), "l-got", ""),
    "sent": StateWord(N_("Sent, not received yet"), "l-sent", ""),
    "accepted": StateWord(N_("Accepted, not sent yet"), "l-taken", ""),
    "unreachable": StateWord(N_("Out of contact"), "l-out", "bad"),
    "failed": StateWord(N_("Fault, cannot be shown"), "l-bad", "bad"),
    "ended": StateWord(N_("Over"), "l-end", ""),
    "withdrawn": StateWord(N_("Withdrawn"), "l-end", ""),
}

SHOWN_BEFORE = StateWord(N_("Was shown; the board has not said that it is off"), "l-on", "ok")

LEDGER_SHORT: dict[str, str] = {
    "painted": N_("On now"),
    "received": N_("Received"),
    "sent": N_("Sent"),
    "accepted": N_("Accepted"),
    "unreachable": N_("Out of contact"),
    "failed": N_("Fault"),
    "ended": N_("Over"),
    "withdrawn": N_("Withdrawn"),
}


def ledger_word(state: str, *, is_live: bool) -> StateWord:
    """Return a state's word; what was shown and not said to be off is not shown for ever."""
    return SHOWN_BEFORE if state == "painted" and not is_live else LEDGER_STATES[state]


def ledger_short(state: str, *, is_live: bool) -> str:
    """Return the same in a word or two, as a msgid."""
    return N_("Was shown") if state == "painted" and not is_live else LEDGER_SHORT[state]


ADVICE: dict[str, str] = {
    "price": N_("No price was found in the text: how much does it cost?"),
    "price_unit": N_("No unit was found beside the price: for a kilo, a piece, a person?"),
    "price_day": N_("No day was found beside the price: prices of which day?"),
    "rumour": N_("A correction quotes what is false in a line of its own: “Tin sai: …”."),
}

PRIORITIES: dict[str, str] = {"normal": N_("Normal"), "priority": N_("Priority")}

PLAN_STATES: dict[str, StateWord] = {
    "done": StateWord(N_("Done"), "check", "ok"),
    "late": StateWord(N_("Late"), "clock", "warn"),
    "now": StateWord(N_("Due now"), "doc", "wait"),
    "ahead": StateWord(N_("Not due yet"), "clock", ""),
}

WEIGHTS: dict[str, str] = {
    "few": N_("Seldom"),
    "usual": N_("Usual"),
    "many": N_("Often"),
}

ROLES: dict[str, str] = {
    "viewer": N_("viewer"),
    "contributor": N_("contributor"),
    "author": N_("author"),
    "approver": N_("approver"),
    "duty_officer": N_("duty officer"),
    "technician": N_("technician"),
    "inspector": N_("inspector"),
    "administrator": N_("administrator"),
}

ACCOUNT_STATES: dict[str, StateWord] = {
    "open": StateWord(N_("In use"), "check", "ok"),
    "invited": StateWord(N_("Not opened yet"), "clock", "wait"),
    "shut": StateWord(N_("Shut"), "lock", ""),
}

STANDINGS: dict[str, StateWord] = {
    "own": StateWord(N_("Own notice"), "doc", ""),
    "by_itself": StateWord(N_("Shown by itself"), "board", "solid"),
    "chosen": StateWord(N_("Shown"), "check", "ok"),
    "declined": StateWord(N_("Not shown"), "cross", ""),
    "waiting": StateWord(N_("Waiting for a choice"), "clock", "wait"),
    "unattended": StateWord(N_("Shown, nobody chose yet"), "board", "solid"),
    "in_pool": StateWord(N_("In the pool"), "doc", ""),
}

FAULTS: dict[str, str] = {
    "root_expired": N_("The signing key statement has expired"),
    "clock": N_("The board's clock is wrong"),
    "storage": N_("The board's memory is nearly full"),
    "media": N_("A picture, film or recording could not be fetched"),
    "display": N_("The screen cannot draw"),
    "storage_low": N_("The board's memory is nearly full"),
    "storage_full": N_("The board has no room to keep what it shows"),
    "storage_failed": N_("The board's memory takes nothing any more"),
    "media_bad": N_("A picture, film or recording could not be fetched"),
    "item_unpaintable": N_("A notice could not be drawn"),
    "score_refused": N_("The board does not take the programme that the server offers"),
    "clock_untrusted": N_("The board does not know the time for certain"),
    "no_head": N_("The board has not heard from the server for long"),
    "display_missing": N_("The screen is not plugged in, or not where it was set to be"),
    "panel_power": N_("The board cannot switch its screen off and on"),
    "panel_volume": N_("The board cannot set its volume"),
    "sound_locked": N_("The board is silent until somebody touches its screen once"),
    "plain_http": N_("Over plain http: the board plays only while it has network"),
    "identity_unapproved": N_("The board keeps its unit and groups: no officer approved others"),
    "approvals_unchecked": N_("Over plain http: the board cannot check officers' approvals"),
}

UNIT_LEVELS: dict[str, str] = {
    "tinh": N_("province"),
    "thanh_pho": N_("city"),
    "thi_xa": N_("town with communes"),
    "huyen": N_("district"),
    "khu_vuc": N_("area"),
    "phuong": N_("ward"),
    "xa": N_("commune"),
    "thi_tran": N_("township"),
    "dac_khu": N_("special zone"),
}

CHANGE_KINDS: dict[str, str] = {
    "rename": N_("Rename a unit"),
    "merge": N_("Merge units"),
    "split": N_("Split a unit"),
    "create": N_("Make a unit"),
    "listed": N_("Units of a list"),
}

CHANGE_STATES: dict[str, StateWord] = {
    "scheduled": StateWord(N_("Planned"), "clock", "wait"),
    "applied": StateWord(N_("Done"), "check", "ok"),
    "cancelled": StateWord(N_("Taken back"), "cross", ""),
}

RETURN_REASONS: tuple[str, ...] = (
    N_("Day, time or place is missing"),
    N_("A figure or a proper name is wrong"),
    N_("Too long, hard to read on the board"),
    N_("The category does not fit"),
    N_("The picture is blurred or may not be used"),
)
