"""A desk that judges CAP messages as they come, and messages that follow others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from content.cap import CapMessage, CapMsgType, CapReference
from content.cap_judgement import CapDecision, Earlier, HeldCap, Judgement
from content.cap_judging import judge
from content.cap_policy import SourcePolicy
from tests.cap_samples import SENT, a_message, read_own, unit_of

CAME = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
AUTOMATIC = SourcePolicy(is_automatic=True)


class Desk:
    """Judges messages as they come and keeps what became of them."""

    def __init__(self, policy: SourcePolicy = AUTOMATIC) -> None:
        self.policy = policy
        self.kept: dict[CapReference, Earlier] = {}
        self.has_confirmed = False

    def take(self, message: CapMessage, at: datetime = CAME, **release: Any) -> Judgement:
        held = HeldCap(tuple(self.kept.values()), self.has_confirmed, **release)
        found = judge(message, held, self.policy, at, unit_of)
        if found.is_repeat:
            return found
        self.kept[message.reference] = Earlier(
            message.reference, message.msg_type, found.decision, found.why, found.priority,
            message.references,
        )  # fmt: skip
        if found.decision is not CapDecision.HELD:
            for named in found.acts_on:
                self.kept[named] = replace(self.kept[named], replaced_by=message.reference)
        return found


def follow_up(number: int, target: CapMessage, **overrides: Any) -> CapMessage:
    values: dict[str, Any] = {
        "identifier": f"kttv-{number}",
        "sent": SENT + number * timedelta(minutes=1),
        "msg_type": CapMsgType.UPDATE,
        "references": (target.reference,),
        **overrides,
    }
    return a_message(**values)


def cancel(number: int, target: CapMessage, **overrides: Any) -> CapMessage:
    return follow_up(number, target, msg_type=CapMsgType.CANCEL, infos=(), **overrides)


def code(name: str, desk: Desk | None = None) -> tuple[str, str]:
    found = (desk or Desk()).take(read_own(name))
    assert found.reason.endswith(".")
    return found.decision.value, found.code
