"""What is heard of the alerts on a board, one round after another: tone, then each voice.

A new revision cuts in with its tone, once; a round that was cut short comes again, by its voices
alone, as does what was begun before the board was started anew. Pure: the caller keeps the state.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from content.alert_sound import Revision, Voiced

LEAST_PAUSE_S = 20
"""Between the end of a round and the next one of the same alert, however long it is."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """Hold where the rounds stand: `due` says when, in the caller's seconds, each begins next.

    `parts` are what is heard and what comes after it in this round; `plain` are the revisions
    whose next round leaves out the tone.
    """

    due: Mapping[Revision, float] = field(default_factory=dict)
    plain: frozenset[Revision] = frozenset()
    current: Revision | None = None
    parts: tuple[str, ...] = ()

    @property
    def part(self) -> str | None:
        """Give what is to be heard now: a tone's name, a voice's digest, or nothing."""
        return self.parts[0] if self.current is not None and self.parts else None


@dataclass(frozen=True, slots=True)
class Ear:
    """Say how things are: what was begun before, which voices are here.

    `is_over`: what was heard last has come to its end.
    """

    at_s: float
    heard: Collection[Revision]
    here: Collection[str]
    is_over: bool


def advance(rounds: Rounds, alerts: Sequence[Voiced], ear: Ear) -> Rounds:
    """Give what is heard next; `alerts` are those that may be heard, the newest first."""
    named = {one.revision: one for one in alerts}
    now = _noted(_without_gone(rounds, named), alerts, ear)
    if ear.is_over and now.current is not None:
        now = _after_part(now, named[now.current], ear)
    fresh = next((one for one in alerts if one.revision not in now.due), None)
    if fresh is not None:
        is_in_tone = now.part is not None and now.part == named_tone(named, now.current)
        return now if is_in_tone else _begun(_cut_short(now, ear.at_s), fresh, ear)
    if now.current is None:
        return _next_due(now, alerts, ear)
    return now


def named_tone(named: Mapping[Revision, Voiced], revision: Revision | None) -> str | None:
    """Give the tone of a revision, if it has one."""
    return named[revision].tone if revision is not None else None


def _without_gone(rounds: Rounds, named: Mapping[Revision, Voiced]) -> Rounds:
    is_on = rounds.current in named
    return Rounds(
        {one: at_s for one, at_s in rounds.due.items() if one in named},
        rounds.plain & named.keys(),
        rounds.current if is_on else None,
        rounds.parts if is_on else (),
    )


def _noted(rounds: Rounds, alerts: Sequence[Voiced], ear: Ear) -> Rounds:
    """Note what does not cut in: what was begun before, and what has no voice here and no tone."""
    known = {
        one.revision: ear.at_s
        for one in alerts
        if one.revision not in rounds.due
        and (one.revision in ear.heard or not (one.tone or _is_any_here(one, ear)))
    }
    return replace(rounds, due={**rounds.due, **known}, plain=rounds.plain | known.keys())


def _after_part(rounds: Rounds, alert: Voiced, ear: Ear) -> Rounds:
    """Go on to the next voice that is here; after the last the round is over."""
    left = list(rounds.parts[1:])
    while left and left[0] not in ear.here:
        del left[0]
    if left:
        return replace(rounds, parts=tuple(left))
    due_s = max(rounds.due[alert.revision], ear.at_s + LEAST_PAUSE_S)
    return replace(rounds, due={**rounds.due, alert.revision: due_s}, current=None, parts=())


def _cut_short(rounds: Rounds, at_s: float) -> Rounds:
    """Have what is being said come again, as soon as it may."""
    if rounds.current is None:
        return rounds
    due = {**rounds.due, rounds.current: at_s}
    return Rounds(due, rounds.plain | {rounds.current})


def _begun(rounds: Rounds, alert: Voiced, ear: Ear) -> Rounds:
    """Begin a round: its tone, then every voice that is here by then.

    Without a tone the first that is here begins it.
    """
    again_s = math.inf if alert.again_s is None else alert.again_s
    first = next((name for name in alert.voices if name in ear.here), None)
    others = tuple(name for name in alert.voices if name != first)
    is_plain = first is not None and (alert.tone is None or alert.revision in rounds.plain)
    return Rounds(
        {**rounds.due, alert.revision: ear.at_s + again_s},
        rounds.plain - {alert.revision},
        alert.revision,
        (str(first if is_plain else alert.tone), *(others if is_plain else alert.voices)),
    )


def _next_due(rounds: Rounds, alerts: Sequence[Voiced], ear: Ear) -> Rounds:
    waiting = [one for one in alerts if _is_due(rounds, one, ear)]
    if not waiting:
        return rounds
    return _begun(rounds, min(waiting, key=lambda one: rounds.due[one.revision]), ear)


def _is_due(rounds: Rounds, alert: Voiced, ear: Ear) -> bool:
    """Tell whether a round may begin; one of voices alone waits for them as long as for another."""
    due_s = rounds.due[alert.revision]
    if _is_any_here(alert, ear):
        return due_s <= ear.at_s
    if alert.revision in rounds.plain:
        due_s += math.inf if alert.again_s is None else alert.again_s
    return alert.tone is not None and due_s <= ear.at_s


def _is_any_here(alert: Voiced, ear: Ear) -> bool:
    return any(name in ear.here for name in alert.voices)
