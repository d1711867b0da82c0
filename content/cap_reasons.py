"""Why a CAP message became what it became, in words; the codes are stable."""

from collections.abc import Mapping

from content.cap import CapMsgType, CapProblem, CapScope, CapStatus

IN_FORCE = CapProblem("in_force", "It is in force.")
REPLACED = CapProblem("replaced", "It replaces an earlier message of the same sender.")
CANCELLED = CapProblem("cancelled", "It cancels an earlier message of the same sender.")
UPDATE_OVER = CapProblem(
    "update_over", "This update has expired itself, so what it replaced ends with it."
)
LOWERED = CapProblem(
    "lowered", "This update lies below what is shown here, so what it replaced ends."
)

BY_STATUS: Mapping[CapStatus, CapProblem] = {
    CapStatus.EXERCISE: CapProblem(
        "exercise", "It is an exercise of its sender; such messages are not shown.", "status"
    ),
    CapStatus.SYSTEM: CapProblem(
        "system", "It is for the machines of the network, not for people.", "status"
    ),
    CapStatus.TEST: CapProblem(
        "test", "It is a technical test; such messages are not shown.", "status"
    ),
    CapStatus.DRAFT: CapProblem("draft", "It is a draft; such messages are not shown.", "status"),
}
BY_SCOPE: Mapping[CapScope, CapProblem] = {
    CapScope.RESTRICTED: CapProblem(
        "restricted", "It is for a restricted audience, not for public boards.", "scope"
    ),
    CapScope.PRIVATE: CapProblem(
        "private", "It is for the addresses it names, not for public boards.", "scope"
    ),
}
BY_TYPE: Mapping[CapMsgType, CapProblem] = {
    CapMsgType.ACK: CapProblem("ack", "It acknowledges another message; it is kept.", "msgType"),
    CapMsgType.ERROR: CapProblem("error", "It refuses another message; it is kept.", "msgType"),
}

UNKNOWN_SENDER = CapProblem("unknown_sender", "This source may not speak for its sender.", "sender")
FOREIGN_TARGET = CapProblem(
    "foreign_target",
    "It would replace or cancel a message of another sender; only the sender itself may.",
    "references",
)
OLDER = CapProblem("older", "A newer message has already replaced or cancelled what it names.")
REPLACED_BEFORE = CapProblem(
    "replaced_before", "The update that replaces it came first; that one counts."
)
CANCELLED_BEFORE = CapProblem("cancelled_before", "The message that cancels it came first.")
EXPIRED = CapProblem("expired", "It had expired when it came.", "info.expires")
BELOW = CapProblem("below_threshold", "It lies below what this source is shown for.")
NOTHING_TO_CANCEL = CapProblem("nothing_to_cancel", "What it cancels is not in force.")

WAITING = CapProblem(
    "waits_for_target", "It waits for the message it names, which has not come.", "references"
)
"""The one held for a message, not for a person: judge it again when what it names has come."""
NO_REFERENCES = CapProblem(
    "no_references",
    "It does not say in a usable way what it replaces or cancels: decide by hand.",
    "references",
)
NO_INFO = CapProblem("no_info", "It says nothing to show: decide by hand.", "info")
FROM_THE_FUTURE = CapProblem(
    "from_the_future", "It was sent hours ahead of our clock: decide by hand.", "sent"
)
UNCONFIRMED = CapProblem(
    "unconfirmed_source",
    "It is the first emergency of this source: a person must confirm it.",
)
TOO_MANY = CapProblem("too_many_events", "It tells of too many events at once: decide by hand.")
