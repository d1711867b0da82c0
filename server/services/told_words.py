"""What people are told, in words: English templates that each reader gets in their language."""

from datetime import datetime

from content.schedule import TIMEZONE
from server.locale import N_
from server.services.outbox import Message

ASKS, NEWS = "ask.", "news."
_WAITING_BOARDS = "/staff/boards/waiting"
_KEYS_PAGE = "/staff/approval-keys"
MOST_NAMES = 20


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


def touch_asked(
    alert: str, event: str, unit: str, who: str | None, expires: datetime, *, is_drill: bool
) -> Message:
    """Ask for the touch that an alert waits for, at once; `who` None: it came by itself."""
    subject = (
        N_("DRILL, your key's touch is needed: {event}")
        if is_drill
        else N_("ALERT, your key's touch is needed NOW: {event}")
    )
    body = (
        N_("“{event}” for {unit} is written and reaches no board before officers touch for it.")
        if who is None
        else N_("{who} of {unit} prepared “{event}”. It reaches no board before officers touch.")
    )
    return Message(
        f"{ASKS}touch",
        alert,
        subject,
        body,
        {"event": event, "unit": unit} | ({"who": who} if who is not None else {}),
        f"/staff/alerts/{alert}?waiting=yes",
        is_urgent=not is_drill,
        expires_at=expires,
    )


def touch_asked_for_more(
    alert: str, event: str, boards: list[str], expires: datetime, *, is_drill: bool
) -> Message:
    """Ask for the touch of those boards' officers that an alert in force passes by."""
    subject = (
        N_("DRILL, your key's touch is needed: {event}")
        if is_drill
        else N_("ALERT, your key's touch is needed NOW: {event}")
    )
    return Message(
        f"{ASKS}touch",
        alert,
        subject,
        N_(
            "“{event}” is on other boards, but {count} boards wait for the touch of their own"
            " officers and do not show it: {boards}."
        ),
        {"event": event, "count": len(boards), "boards": _few(boards)},
        f"/staff/alerts/{alert}",
        is_urgent=not is_drill,
        expires_at=expires,
    )


def boards_wait(unit: str, name: str, boards: list[str]) -> Message:
    """Ask for the touch that new or moved boards wait for."""
    return Message(
        f"{ASKS}touch_boards",
        unit,
        N_("{count} boards of {unit} wait for your key's touch"),
        N_(
            "A new device shows nothing of ours, and a moved board stays where it was, until an"
            " officer touches the key for it: {boards}."
        ),
        {"unit": name, "count": len(boards), "boards": _few(boards)},
        _WAITING_BOARDS,
    )


def boards_left_behind(unit: str, name: str, boards: list[str]) -> Message:
    """Tell that boards still have the address from before their units changed."""
    return Message(
        f"{ASKS}touch_boards",
        unit,
        N_("Alerts for {unit} do not reach {count} boards: your key's touch is needed"),
        N_(
            "The units have changed, but these boards keep their old address: {boards}. Alerts"
            " and notices for {unit} do not reach them until an officer touches the key."
        ),
        {"unit": name, "count": len(boards), "boards": _few(boards)},
        _WAITING_BOARDS,
        is_urgent=True,
    )


def template_asked(
    template: str, name: str, unit: str, who: str, since: datetime | None
) -> Message:
    """Ask for the second person of a unit's own template; `since` reminds of an earlier asking."""
    subject = (
        N_("Alert template to approve: {name}")
        if since is None
        else N_("Alert template still not approved: {name}")
    )
    body = (
        N_(
            "{who} of {unit} wrote the alert template “{name}”. Nobody can send it before a second"
            " officer has read it and approved it."
        )
        if since is None
        else N_(
            "The alert template “{name}” of {unit}, written by {who}, waits since {since}. Nobody"
            " can send it before a second officer has read it and approved it."
        )
    )
    params: dict[str, object] = {"name": name, "unit": unit, "who": who}
    if since is not None:
        params["since"] = moment(since)
    again = "" if since is None else "_again"
    link = f"/staff/alert-templates/{template}"
    return Message(f"{ASKS}template{again}", template, subject, body, params, link)


def review_asked(
    alert: str, event: str, unit: str, who: str, at: datetime, *, is_first: bool
) -> Message:
    """Tell somebody above that one officer sent an alert alone, and that they must look at it."""
    subject = (
        N_("SENT ALONE, look at it now: {event}")
        if is_first
        else N_("Sent alone and not reviewed yet: {event}")
    )
    return Message(
        f"{ASKS}review",
        alert,
        subject,
        N_(
            "{who} of {unit} sent “{event}” alone at {at}, without a second officer. It ends by"
            " itself after 30 minutes. Look at it and sign it off with a sentence."
        ),
        {"event": event, "unit": unit, "who": who, "at": moment(at)},
        f"/staff/alerts/{alert}",
        is_urgent=is_first,
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


def key_proposed(key: str, who: str, unit: str) -> Message:
    """Ask an administrator to confirm somebody's approval key."""
    return Message(
        f"{ASKS}officer_key",
        key,
        N_("An approval key waits for you: {who}"),
        N_("{who} of {unit} has made an approval key. Ask the person in person, then confirm it."),
        {"who": who, "unit": unit},
        _KEYS_PAGE,
    )


def key_confirmed(key: str) -> Message:
    """Tell the officer that the key is confirmed, and what is still to come."""
    return Message(
        f"{NEWS}officer_key",
        key,
        N_("Your approval key is confirmed"),
        N_("The boards accept it once the holders of the root keys have signed the next root."),
        {},
        _KEYS_PAGE,
    )


def key_revoked(key: str, owner: str, who: str) -> Message:
    """Tell those who must act that a key counts no longer."""
    return Message(
        f"{ASKS}officer_key_revoked",
        key,
        N_("An approval key was revoked: {owner}"),
        N_(
            "{who} has revoked an approval key of {owner}. Server and boards refuse it from now"
            " on. Leave it out of the next root, and ask {owner} what has happened."
        ),
        {"owner": owner, "who": who},
        _KEYS_PAGE,
        is_urgent=True,
    )


def boards_unproven(unit: str, name: str, boards: list[str]) -> Message:
    """Tell that boards have not proven for a day that they could show an alert."""
    return Message(
        f"{NEWS}boards_unproven",
        unit,
        N_("Weekly test without proof in {unit}: {count} boards"),
        N_(
            "These boards got their weekly silent test a day ago and have not proven that an"
            " alert would come onto their screens: {boards}. Look at their pages, then test them"
            " again there."
        ),
        {"unit": name, "count": len(boards), "boards": _few(boards)},
        "/staff/boards?state=degraded",
    )


def _few(names: list[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    return shown if len(names) <= MOST_NAMES else f"{shown} … (+{len(names) - MOST_NAMES})"


def cap_held(
    message: str, headline: str, source: str, unit: str, expires: datetime | None
) -> Message:
    """Ask for an officer's word on an alert from outside, at once."""
    return Message(
        f"{ASKS}cap",
        message,
        N_("ALERT FROM OUTSIDE, an officer is needed NOW: {headline}"),
        N_("“{source}” sent “{headline}” for {unit}. It reaches no board before you let it."),
        {"headline": headline, "source": source, "unit": unit},
        f"/staff/cap/messages/{message}",
        is_urgent=True,
        expires_at=expires,
    )


def cap_source_fails(source: str, name: str, since: datetime) -> Message:
    """Tell that a source of alerts has not been reached for an hour."""
    return Message(
        f"{NEWS}cap_source_fails",
        source,
        N_("A source of alerts is silent: {name}"),
        N_(
            "“{name}” has not been reached since {since}: what it warns of does not come here."
            " Watch its own site until then. Its page says what is wrong."
        ),
        {"name": name, "since": moment(since)},
        f"/staff/cap/sources/{source}",
    )
