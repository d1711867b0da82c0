"""Why a board does not show an alert, in words: the reasons in receipts are for programs."""

from content.approvals import REFUSALS
from server.locale import N_, translate

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
_NOT_DRAWN = N_("The board could not draw it: {reason}")


def failure_text(reason: str, language: str) -> str:
    """Say in a language what a receipt's reason means to an officer; empty without one."""
    if reason in _FAILURES:
        return translate(_FAILURES[reason], language)
    return translate(_NOT_DRAWN, language, reason=reason) if reason else ""
