"""What becomes of a CAP message: one decision with its reason, from what is held and a policy."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from content import cap_reasons as reasons
from content.cap import (
    CapInfo,
    CapMessage,
    CapMsgType,
    CapProblem,
    CapReference,
    CapScope,
    CapStatus,
)
from content.cap_areas import UnitLookup, reach_of
from content.cap_incidents import CapIncident, begins_at, ends_at, grouped
from content.cap_judgement import CapDecision, Earlier, HeldCap, Judgement
from content.cap_policy import SourcePolicy
from content.priority import Priority

__all__ = ["CapDecision", "Earlier", "HeldCap", "Judgement", "judge"]

MOST_AHEAD = timedelta(hours=12)
"""How far ahead of us a sender's clock may be: a local time sent as UTC is 7 hours off."""
MOST_EVENTS = 50
_RANKS = (Priority.NORMAL, Priority.PRIORITY, Priority.EMERGENCY)


@dataclass(frozen=True)
class _Case:
    """All that a decision rests on."""

    message: CapMessage
    held: HeldCap
    policy: SourcePolicy
    at: datetime
    unit_of: UnitLookup

    @property
    def is_follow_up(self) -> bool:
        return self.message.msg_type in (CapMsgType.UPDATE, CapMsgType.CANCEL)

    @cached_property
    def ends(self) -> tuple[Earlier, ...]:
        """What the messages named have become: the last of each chain of replacements."""
        named = (self.held.by_reference.get(found) for found in self.message.references)
        found = (self._last(earlier) for earlier in named if earlier is not None)
        return tuple({earlier.reference: earlier for earlier in found}.values())

    @cached_property
    def is_overtaken(self) -> bool:
        """Tell whether something sent later has already acted on what it names."""
        named = set(self.message.references)
        return any(
            end.reference not in named and end.reference.sent > self.message.sent
            for end in self.ends
        )

    def may_be_judged_again(self, before: Earlier) -> bool:
        """Tell whether it waited for a message, or a person lets it pass."""
        return self.held.is_released or before.why.code == reasons.WAITING.code

    def _last(self, earlier: Earlier) -> Earlier:
        passed = {earlier.reference, self.message.reference}
        while earlier.replaced_by is not None and earlier.replaced_by not in passed:
            following = self.held.by_reference.get(earlier.replaced_by)
            if following is None:
                break
            passed.add(following.reference)
            earlier = following
        return earlier


def judge(
    message: CapMessage,
    held: HeldCap,
    policy: SourcePolicy,
    at: datetime,
    unit_of: UnitLookup,
) -> Judgement:
    """Decide what becomes of a message that came at `at`.

    One held as `waits_for_target` is judged again, by the same call, when what it names has
    come and was judged itself; any other repeat gets the answer it got.
    """
    case = _Case(message, held, policy, at, unit_of)
    for check in _CHECKS:
        judgement = check(case)
        if judgement is not None:
            return judgement
    return _come_into_force(case)


def _repeated(case: _Case) -> Judgement | None:
    before = case.held.by_reference.get(case.message.reference)
    if before is None or (before.is_pending and case.may_be_judged_again(before)):
        return None
    return Judgement(before.decision, before.why, before.priority, is_repeat=True)


def _not_for_the_public(case: _Case) -> Judgement | None:
    message = case.message
    if message.status is not CapStatus.ACTUAL:
        return _ignored(reasons.BY_STATUS[message.status])
    if message.scope is not CapScope.PUBLIC:
        return _ignored(reasons.BY_SCOPE[message.scope])
    if message.msg_type in reasons.BY_TYPE:
        return _ignored(reasons.BY_TYPE[message.msg_type])
    return None


def _sent_by_a_stranger(case: _Case) -> Judgement | None:
    allowed, sender = case.policy.senders, case.message.sender
    if allowed and sender not in allowed:
        return Judgement(CapDecision.REJECTED, reasons.UNKNOWN_SENDER)
    if case.is_follow_up and any(named.sender != sender for named in case.message.references):
        return Judgement(CapDecision.REJECTED, reasons.FOREIGN_TARGET)
    return None


def _without_what_it_needs(case: _Case) -> Judgement | None:
    if case.message.msg_type is not CapMsgType.CANCEL and not case.message.infos:
        return _hold(reasons.NO_INFO)
    if case.held.is_released:
        return None
    if case.is_follow_up and not case.message.references:
        return _hold(reasons.NO_REFERENCES)
    if case.message.sent > case.at + MOST_AHEAD:
        return _hold(reasons.FROM_THE_FUTURE)
    return None


def _overtaken(case: _Case) -> Judgement | None:
    """Let nothing older undo what is newer: an update, or a cancel that came first and waits."""
    if case.is_overtaken:
        return _ignored(reasons.OLDER)
    own = case.message.reference
    for waiting in case.held.messages:
        names_it = own in waiting.references and waiting.reference.sender == own.sender
        if names_it and waiting.is_pending and waiting.why.code == reasons.WAITING.code:
            is_cancel = waiting.msg_type is CapMsgType.CANCEL
            return _ignored(reasons.CANCELLED_BEFORE if is_cancel else reasons.REPLACED_BEFORE)
    return None


def _over(case: _Case) -> Judgement | None:
    """End what an update stood for when the update itself is over."""
    if case.message.msg_type is CapMsgType.CANCEL or _has_live(case):
        return None
    if any(end.is_standing or end.is_pending for end in case.ends):
        return Judgement(CapDecision.CANCELLED, reasons.UPDATE_OVER, acts_on=_touched(case))
    return _ignored(reasons.EXPIRED)


def _waiting(case: _Case) -> Judgement | None:
    is_lost = case.is_follow_up and not case.ends
    return _hold(reasons.WAITING) if is_lost and not case.held.is_released else None


def _cancelled(case: _Case) -> Judgement | None:
    if case.message.msg_type is not CapMsgType.CANCEL:
        return None
    touched = _touched(case)
    if not touched:
        return _ignored(reasons.NOTHING_TO_CANCEL)
    return Judgement(CapDecision.CANCELLED, reasons.CANCELLED, acts_on=touched)


_CHECKS: tuple[Callable[[_Case], Judgement | None], ...] = (
    _repeated,
    _not_for_the_public,
    _sent_by_a_stranger,
    _without_what_it_needs,
    _overtaken,
    _over,
    _waiting,
    _cancelled,
)


def _come_into_force(case: _Case) -> Judgement:
    touched = _touched(case)
    incidents, left_out = _events(case)
    if not incidents:
        return _nothing_left(case, left_out, touched)
    priority = max((incident.priority for incident in incidents), key=_RANKS.index)
    judged = Judgement(
        CapDecision.IN_FORCE, reasons.IN_FORCE, priority, tuple(incidents), touched, tuple(left_out)
    )
    doubt = None if case.held.is_released else _doubt(case, judged)
    if doubt is not None:
        return replace(judged, decision=CapDecision.HELD, why=doubt)
    if any(end.is_standing for end in case.ends):
        return replace(judged, decision=CapDecision.REPLACED, why=reasons.REPLACED)
    return judged


def _doubt(case: _Case, judged: Judgement) -> CapProblem | None:
    """Say why a person should look at it first."""
    if len(judged.incidents) > MOST_EVENTS:
        return reasons.TOO_MANY
    is_known = case.policy.is_automatic or case.held.has_confirmed
    is_first = judged.priority is Priority.EMERGENCY and not is_known
    return reasons.UNCONFIRMED if is_first else None


def _events(case: _Case) -> tuple[list[CapIncident], list[tuple[CapInfo, CapProblem]]]:
    """Give each event its priority and place; some may have neither."""
    incidents: list[CapIncident] = []
    left_out: list[tuple[CapInfo, CapProblem]] = []
    for infos in grouped(case.message.infos):
        found = _event(case, infos)
        if isinstance(found, CapIncident):
            incidents.append(found)
        else:
            left_out.append((infos[0], found))
    return incidents, left_out


def _event(case: _Case, infos: tuple[CapInfo, ...]) -> CapIncident | CapProblem:
    first, message = infos[0], case.message
    if not _is_live(case, first):
        return reasons.EXPIRED
    priority = case.policy.priority_of(first)
    if priority is None:
        return reasons.BELOW
    reach = reach_of(infos, message.sent, case.unit_of, case.policy.code_names)
    targets = reach.targets or case.held.placed
    if targets is None:
        return reach.problem or reasons.BELOW
    begins = max(begins_at(message, first), case.at)
    return CapIncident(infos, priority, begins, ends_at(message, first, case.policy), targets)


def _nothing_left(
    case: _Case,
    left_out: list[tuple[CapInfo, CapProblem]],
    touched: tuple[CapReference, ...],
) -> Judgement:
    """Hold what only lacks its place; else it is below what is shown, and ends what stood."""
    lost = [why for _, why in left_out if why not in (reasons.EXPIRED, reasons.BELOW)]
    if lost:
        return Judgement(CapDecision.HELD, lost[0], acts_on=touched, left_out=tuple(left_out))
    if touched:
        return Judgement(
            CapDecision.CANCELLED, reasons.LOWERED, acts_on=touched, left_out=tuple(left_out)
        )
    return Judgement(CapDecision.IGNORED, reasons.BELOW, left_out=tuple(left_out))


def _has_live(case: _Case) -> bool:
    return any(_is_live(case, info) for info in case.message.infos)


def _is_live(case: _Case, info: CapInfo) -> bool:
    begins = max(begins_at(case.message, info), case.at)
    return begins < ends_at(case.message, info, case.policy)


def _touched(case: _Case) -> tuple[CapReference, ...]:
    return tuple(end.reference for end in case.ends if end.is_standing or end.is_pending)


def _ignored(why: CapProblem) -> Judgement:
    return Judgement(CapDecision.IGNORED, why)


def _hold(why: CapProblem) -> Judgement:
    return Judgement(CapDecision.HELD, why)
