"""What a prepared alert is made of: its places, and its words in each language."""

from collections.abc import Mapping
from dataclasses import dataclass

from content.slot import Slot, SlotKind


@dataclass(frozen=True, slots=True)
class Wording:
    """Say it in one language; each line of `instruction` is one deed."""

    headline: str
    description: str
    instruction: str


@dataclass(frozen=True, slots=True)
class AlertTemplate:
    """Prepare one kind of alert; `label` is the msgid of its name in the list.

    `clears` names the prepared alert whose danger it says is over, "" any; None: it says none is.
    """

    id: str
    label: str
    event: str
    category: str
    urgency: str
    severity: str
    certainty: str
    risk_level: int | None
    slots: tuple[Slot, ...]
    words: Mapping[str, Wording]
    clears: str | None = None
    is_for_drills: bool = False

    @property
    def is_all_clear(self) -> bool:
        """Tell whether it says that a danger is over."""
        return self.clears is not None

    @property
    def level_slot(self) -> Slot | None:
        """Give the place that sets the disaster risk level, if there is one."""
        return next((slot for slot in self.slots if slot.kind is SlotKind.LEVEL), None)
