"""What people are told, in words: English templates that each reader gets in their language."""

from datetime import datetime

from content.schedule import TIMEZONE
from server.locale import N_
from server.services.outbox import Message

ASKS, NEWS = "ask.", "news."


def moment(at: datetime) -> str:
    """Write an instant as people read it in a message."""
    return at.astimezone(TIMEZONE).strftime("%H:%M %d/%m/%Y")


def notice_asked(notice: str, title: str, unit: str, who: str) -> Message:
    """Ask for the approval of a notice."""
    return Message(
        f"{ASKS}notice",
        notice,
        N_("Waiting for your approval: {title}"),
        N_("{who} of {unit} sent in “{title}”. Read it and approve it or send it back."),
        {"title": title, "unit": unit, "who": who},
        f"/staff/notices/{notice}",
    )


def notice_still_waits(notice: str, title: str, unit: str, since: datetime) -> Message:
    """Remind of a notice nobody decided on."""
    return Message(
        f"{ASKS}notice_again",
        notice,
        N_("Still waiting for approval: {title}"),
        N_("“{title}” of {unit} waits since {since}. Nobody has approved it or sent it back yet."),
        {"title": title, "unit": unit, "since": moment(since)},
        f"/staff/notices/{notice}",
    )


def notice_sent_back(notice: str, title: str, who: str, reason: str) -> Message:
    """Tell the author that there is something to mend, and what."""
    return Message(
        f"{ASKS}mend",
        notice,
        N_("Sent back: {title}"),
        N_("{who} sent “{title}” back. Reason: {reason}"),
        {"title": title, "who": who, "reason": reason},
        f"/staff/notices/{notice}/edit",
    )


def notice_to_mend(notice: str, title: str, reason: str, since: datetime) -> Message:
    """Remind the author of what was sent back."""
    return Message(
        f"{ASKS}mend_again",
        notice,
        N_("Not sent in again yet: {title}"),
        N_("“{title}” was sent back at {since}. Reason: {reason}"),
        {"title": title, "since": moment(since), "reason": reason},
        f"/staff/notices/{notice}/edit",
    )


def notice_approved(notice: str, title: str, who: str) -> Message:
    """Tell the author that the notice goes on the boards."""
    return Message(
        f"{NEWS}approved",
        notice,
        N_("Approved: {title}"),
        N_("{who} approved “{title}”. It goes on the boards at its time."),
        {"title": title, "who": who},
        f"/staff/notices/{notice}",
    )


def notice_taken_down(notice: str, title: str, who: str, reason: str) -> Message:
    """Tell the author that somebody else took the notice down."""
    return Message(
        f"{NEWS}withdrawn",
        notice,
        N_("Taken down: {title}"),
        N_("{who} took “{title}” down. Reason: {reason}"),
        {"title": title, "who": who, "reason": reason},
        f"/staff/notices/{notice}",
    )


def alert_asked(
    alert: str, event: str, unit: str, who: str, expires: datetime, *, is_drill: bool
) -> Message:
    """Ask for the second officer of an alert, at once."""
    subject = (
        N_("DRILL, a second officer is needed: {event}")
        if is_drill
        else N_("ALERT, a second officer is needed NOW: {event}")
    )
    return Message(
        f"{ASKS}alert",
        alert,
        subject,
        N_("{who} of {unit} prepared “{event}”. It reaches no board before you approve it."),
        {"event": event, "unit": unit, "who": who},
        f"/staff/alerts/{alert}?waiting=yes",
        is_urgent=not is_drill,
        expires_at=expires,
    )


def feed_fails(feed: str, name: str, since: datetime) -> Message:
    """Tell that a feed of the ticker has not come for a day."""
    return Message(
        f"{NEWS}feed_fails",
        feed,
        N_("A news feed does not come: {name}"),
        N_(
            "“{name}” has not been fetched since {since}. Its last headlines leave the boards as"
            " they grow old. Its page says what is wrong."
        ),
        {"name": name, "since": moment(since)},
        f"/staff/feeds/{feed}",
    )
