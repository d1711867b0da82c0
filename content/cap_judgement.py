"""A decision about a CAP message and what it rests on, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from content.cap import CapInfo, CapMsgType, CapProblem, CapReference
from content.cap_incidents import CapIncident
from content.priority import Priority
from content.targeting import Targets


class CapDecision(StrEnum):
    """What was decided; replaced and cancelled say what the message did to earlier ones."""

    IN_FORCE = "in_force"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    HELD = "held"
    IGNORED = "ignored"
    REJECTED = "rejected"


_STANDING = (CapDecision.IN_FORCE, CapDecision.REPLACED)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Hold the decision and why. `incidents` come into force, each with its priority and targets.

    `acts_on` are the messages it replaces or cancels (not yet, while held). `left_out` are
    events of the message that come to nothing, each with its reason. `is_repeat`: it was judged
    before and nothing is to be done.
    """

    decision: CapDecision
    why: CapProblem
    priority: Priority | None = None
    incidents: tuple[CapIncident, ...] = ()
    acts_on: tuple[CapReference, ...] = ()
    left_out: tuple[tuple[CapInfo, CapProblem], ...] = ()
    is_repeat: bool = False

    @property
    def code(self) -> str:
        """Give the stable code of the reason."""
        return self.why.code

    @property
    def reason(self) -> str:
        """Give the reason in English."""
        return self.why.reason


@dataclass(frozen=True, slots=True)
class Earlier:
    """Hold a message judged before, as its decision stands now.

    `references` are what it names; `replaced_by` is the message that acted on it.
    """

    reference: CapReference
    msg_type: CapMsgType
    decision: CapDecision
    why: CapProblem
    priority: Priority | None = None
    references: tuple[CapReference, ...] = ()
    replaced_by: CapReference | None = None

    @property
    def is_standing(self) -> bool:
        """Tell whether what it says is in force."""
        return self.decision in _STANDING and self.replaced_by is None

    @property
    def is_pending(self) -> bool:
        """Tell whether it waits for a person or a message."""
        return self.decision is CapDecision.HELD and self.replaced_by is None


@dataclass(frozen=True)
class HeldCap:
    """Hold what bears on a message.

    That is: itself if it came before, what it names, what those were replaced by down to the
    last, and what is held and names it. `has_confirmed`: a person has let an emergency of this
    source pass before. `is_released`: a person lets this message pass now, though it was held;
    `placed` is where it then goes if it does not say so itself.
    """

    messages: tuple[Earlier, ...] = ()
    has_confirmed: bool = False
    is_released: bool = False
    placed: Targets | None = None

    @cached_property
    def by_reference(self) -> Mapping[CapReference, Earlier]:
        """Find a message by what names it."""
        return {earlier.reference: earlier for earlier in self.messages}
