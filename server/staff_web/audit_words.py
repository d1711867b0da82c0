"""What the audit's actions are called by people, and what each was done to."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from server.locale import N_, gettext
from server.services.audit_list import AuditLine, Subject
from server.staff_web.site import resources

ACTIONS: dict[str, str] = {
    "notice.created": N_("Wrote a draft"),
    "notice.edited": N_("Edited a notice"),
    "notice.submitted": N_("Sent a notice for approval"),
    "notice.approved": N_("Approved a notice"),
    "notice.rejected": N_("Sent a notice back"),
    "notice.withdrawn": N_("Took a notice down"),
    "choice.shown": N_("Chose to show a notice from above"),
    "choice.declined": N_("Chose not to show a notice from above"),
    "choice.undone": N_("Took back what was chosen of a notice from above"),
    "choice.adopted": N_("Took a notice from the pool"),
    "choice.dropped": N_("Dropped a notice of the pool"),
    "choice.attended": N_("A unit began to choose what comes from above"),
    "choice.unattended": N_("A unit has nobody left to choose what comes from above"),
    "subscription.made": N_("Subscribed to the pool"),
    "subscription.ended": N_("Ended a subscription"),
    "alert.pending": N_("Prepared an alert"),
    "alert.prepared": N_("Prepared an alert, to be approved by a touch"),
    "alert.extended": N_("Let an alert onto further boards by a touch"),
    "alert.touched": N_("Approved an alert by a touch"),
    "alert.in_force": N_("Fired an ALERT"),
    "alert.updated": N_("Changed an alert in force"),
    "alert.reviewed": N_("Signed off an alert sent by one officer alone"),
    "alert.cancelled": N_("Cancelled an alert"),
    "alert.rejected": N_("Did not approve an alert"),
    "alert.test": N_("Tested boards silently"),
    "template.written": N_("Wrote an alert template"),
    "template.changed": N_("Changed an alert template"),
    "template.approved": N_("Approved an alert template"),
    "template.off": N_("Switched an alert template off"),
    "template.on": N_("Switched an alert template on"),
    "call.noted": N_("Noted a call to a caretaker"),
    "board.paired": N_("Paired a board"),
    "board.moved": N_("Moved a board"),
    "board.revoked": N_("Revoked a board"),
    "board.slate": N_("Switched the waiting screen"),
    "board.command": N_("Sent a command to a board"),
    "board.identities_touched": N_("Approved boards' places by a touch"),
    "board.identities": N_("Signed the boards' papers anew"),
    "bundle.made": N_("Made a USB bundle for boards"),
    "pairing.denied": N_("Refused a pairing"),
    "account.created": N_("Made an account"),
    "account.granted": N_("Gave a role"),
    "account.role_ended": N_("Ended a role"),
    "account.code": N_("Made a code that opens an account"),
    "account.signed_out": N_("Signed somebody out everywhere"),
    "account.password": N_("Set a new password"),
    "account.disabled": N_("Shut an account"),
    "account.enabled": N_("Opened an account again"),
    "account.contact": N_("Changed where a person is reached"),
    "second_factor.enrolled": N_("Set up a second factor"),
    "second_factor.codes": N_("Made new paper codes"),
    "second_factor.removed": N_("Took a second factor away"),
    "second_factor.paper_code": N_("Used a paper code"),
    "second_factor.passkey_added": N_("Added a passkey"),
    "second_factor.passkey_removed": N_("Took a passkey away"),
    "account.token": N_("Made an API token"),
    "account.token_revoked": N_("Ended an API token"),
    "unit.imported": N_("Took in units"),
    "plan.added": N_("Added to the plan of the year"),
    "plan.ticked": N_("Ticked an entry of the plan as done"),
    "plan.unticked": N_("Took back a tick in the plan"),
    "plan.removed": N_("Took an entry out of the plan"),
    "unit.time_rules": N_("Set shares and hours of a unit"),
    "board.time_rules": N_("Set the hours of a board"),
    "unit.posting_kind": N_("Set how long a kind of public posting stays up"),
    "feed.added": N_("Fetched a news feed to look at it"),
    "feed.started": N_("Let a news feed run on the boards"),
    "feed.changed": N_("Changed a news feed"),
    "feed.stopped": N_("Stopped a news feed"),
    "feed.removed": N_("Removed a news feed"),
    "feed.hidden": N_("Took a headline off the boards"),
    "feed.unhidden": N_("Let a headline back on the boards"),
    "feed.fetched": N_("Took in headlines of a news feed"),
    "cap.source_added": N_("Added a source of alerts"),
    "cap.source_changed": N_("Changed a source of alerts"),
    "cap.source_enabled": N_("Switched a source of alerts on"),
    "cap.source_disabled": N_("Switched a source of alerts off"),
    "cap.in_force": N_("Put out an alert from outside"),
    "cap.replaced": N_("Changed an alert from outside"),
    "cap.cancelled": N_("Took back an alert from outside"),
    "cap.held": N_("Held an alert from outside"),
    "cap.ignored": N_("Set an alert from outside aside"),
    "cap.rejected": N_("Refused an alert from outside"),
    "cap.pruned": N_("Forgot old messages from outside of which nothing came"),
    "cap.refused": N_("Refused a document that could not be read"),
    "unit.planned": N_("Planned a change of units"),
    "unit.changed": N_("Carried out a change of units"),
    "unit.plan_cancelled": N_("Took back a planned change of units"),
    "unit.listed": N_("Took in which unit follows which"),
    "unit.own_approval": N_("Switched own approval"),
    "unit.accent": N_("Set the accent of alerts"),
    "media.added": N_("Added a file"),
    "media.ready": N_("Made a file ready"),
    "media.cancelled": N_("Stopped the work on a file"),
    "media.removed": N_("Removed a file that nothing used"),
    "keys.rotated": N_("Made new signing keys"),
    "keys.root_removed": N_("Removed the root key from the server"),
    "officer_key.proposed": N_("Proposed an approval key"),
    "officer_key.confirmed": N_("Confirmed an approval key"),
    "officer_key.revoked": N_("Revoked an approval key"),
    "backup.restored": N_("Put a backup in place"),
}

SUBJECTS: dict[Subject, str] = {
    Subject.NOTICES: N_("Notices"),
    Subject.ALERTS: N_("Alerts"),
    Subject.BOARDS: N_("Boards"),
    Subject.PEOPLE: N_("People"),
    Subject.UNITS: N_("Units"),
    Subject.MEDIA: N_("Files"),
    Subject.OTHER: N_("Other"),
}

_NAMES = ("title", "name", "event", "login", "software")


def action_word(action: str) -> str:
    """Return the action in the reader's language, its code when it has no word."""
    return gettext(ACTIONS[action]) if action in ACTIONS else action


def subject_text(line: AuditLine) -> str:
    """Return what the action was done to, as the row tells it."""
    details = line.details
    named = next((str(details[key]) for key in _NAMES if details.get(key)), "")
    if line.action == "board.command":  # its name is the command's
        named = ""
    if not named and line.action.startswith("board."):
        board = resources().boards.find(line.subject)
        named = board.name if board is not None else ""
    if isinstance(details.get("boards"), list) and not named:
        named = gettext("%(n)s boards", n=len(details["boards"]))
    if "revision" in details and line.action.startswith("notice."):
        return gettext("%(title)s, revision %(n)s", title=named, n=details["revision"])
    if line.action.startswith("alert.") and details.get("targeted") is not None:
        return gettext("%(event)s, %(n)s boards", event=named, n=details["targeted"])
    return named


def subject_address(line: AuditLine) -> str:
    """Return the page of what it was done to, empty without one."""
    if line.action.startswith("notice."):
        return url_for("staff.notice", notice_id=line.subject)
    if line.action.startswith("template."):
        return url_for("staff.own_template", template_id=line.subject)
    if line.action.startswith(("alert.", "call.")) and line.action != "alert.test":
        return url_for("staff.alert", alert_id=line.subject)
    is_board = line.action.startswith("board.")
    if is_board and resources().boards.find(line.subject) is not None:
        return url_for("staff.board", board_id=line.subject)
    return ""


def is_real_alert(line: AuditLine) -> bool:
    """Say whether a real alert came into force by this."""
    in_force = line.action in ("alert.in_force", "alert.updated")
    return in_force and line.details.get("status") == "Actual"


def more_of(details: Mapping[str, Any]) -> list[str]:
    """Return what else a reader needs to know, a sentence each."""
    found = []
    if details.get("reason"):
        found.append(gettext("Reason: %(text)s", text=details["reason"]))
    if details.get("digest"):
        found.append(
            gettext("Fingerprint of the content: %(code)s", code=in_groups(details["digest"], 3))
        )
    if details.get("role"):
        role, unit = details["role"], details.get("unit", "")
        found.append(gettext("Role: %(role)s, unit %(unit)s", role=role, unit=unit))
    return found


def in_groups(digest: object, groups: int) -> str:
    """Return the first groups of four digits of a digest."""
    text = str(digest)
    return " ".join(text[place : place + 4] for place in range(0, groups * 4, 4))
