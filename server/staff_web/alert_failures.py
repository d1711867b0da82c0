"""Why a board does not show an alert, in words: the reasons in receipts are for programs."""

from collections.abc import Callable

from content.approvals import REFUSALS
from server.locale import N_, gettext

_NOT_THIS = N_("The approval is not one of this very alert")
_FAILURES: dict[str, str] = {
    **dict.fromkeys(REFUSALS, _NOT_THIS),
    "unapproved": N_("Officers of that place have not approved it"),
    "approval_threshold": N_("Too few officers have approved it"),
    "approval_unknown": N_("The board does not know the key of the officer who approved it"),
    "approval_right": N_("The officer who approved it may not do so here"),
    "approval_foreign": N_("The officer who approved it may not do so here"),
    "approval_expired": N_("The key of the officer who approved it has expired"),
    "approval_revoked": N_("The key of the officer who approved it was revoked"),
}
_NOT_DRAWN = N_("The board could not draw it: %(reason)s")


def failure_text(reason: str) -> str:
    """Say what a receipt's reason means to an officer; empty without one."""
    if reason in _FAILURES:
        return gettext(_FAILURES[reason])
    return gettext(_NOT_DRAWN, reason=reason) if reason else ""


def failure_words() -> Callable[[str], str]:
    """Give the same for many, translated now: it may be called where nobody's language is known."""
    known = {reason: gettext(text) for reason, text in _FAILURES.items()}
    not_drawn = gettext(_NOT_DRAWN)

    def say(reason: str) -> str:
        return known.get(reason) or (not_drawn % {"reason": reason} if reason else "")

    return say
