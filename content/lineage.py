"""What became of units: which one stands today for a unit that was renamed, merged or split."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from content.errors import InvalidInputError
from content.notice import NoticeContent
from content.targeting import Targets


@dataclass(frozen=True, slots=True)
class Succession:
    """Say that from the local day `day` on, one unit stands for another.

    A unit that was split has several; exactly one of them is the main one, which takes over
    its people, its notices and whatever is not given to another.
    """

    day: date
    from_id: str
    to_id: str
    is_main: bool = True


class Lineage:
    """Answer what stands for a unit on a day; immutable once built."""

    def __init__(self, successions: Iterable[Succession] = ()) -> None:
        """Index them; raise InvalidInputError for a unit that follows itself or has no main one."""
        self._after: dict[str, list[Succession]] = {}
        self._before: dict[str, list[Succession]] = {}
        self._mains: tuple[date, Mapping[str, str]] | None = None
        for step in sorted(successions, key=_order):
            self._after.setdefault(step.from_id, []).append(step)
            self._before.setdefault(step.to_id, []).append(step)
        for unit_id, steps in self._after.items():
            if sum(step.is_main for step in steps) != 1:
                raise InvalidInputError("A unit needs exactly one main successor.", field="main")
            if unit_id in self._later(unit_id):
                raise InvalidInputError("A unit cannot follow itself.", field="into")

    def current(self, unit_id: str, day: date) -> tuple[str, ...]:
        """Give the ids that stand for the unit on the day, the main one first."""
        found: dict[str, None] = {}
        waiting, seen = [unit_id], {unit_id}
        while waiting:
            here = waiting.pop(0)
            steps = self._steps(here, day)
            if not steps and here not in found:
                found[here] = None
            for step in steps:
                if step.to_id not in seen:
                    seen.add(step.to_id)
                    waiting.append(step.to_id)
        return tuple(found)

    def main(self, unit_id: str, day: date) -> str:
        """Give the one id that takes over what the unit had."""
        while steps := self._steps(unit_id, day):
            unit_id = next((step.to_id for step in steps if step.is_main), steps[0].to_id)
        return unit_id

    def mains(self, day: date) -> Mapping[str, str]:
        """Give, for every unit that is gone by the day, the one that took over."""
        if self._mains is None or self._mains[0] != day:
            gone = [unit for unit in self._after if self._steps(unit, day)]
            self._mains = day, {unit: self.main(unit, day) for unit in gone}
        return self._mains[1]

    def after(self, unit_id: str) -> tuple[Succession, ...]:
        """List the steps away from a unit, whatever their day."""
        return tuple(self._after.get(unit_id, ()))

    def before(self, unit_id: str) -> tuple[Succession, ...]:
        """List the steps that led to a unit, the earliest first."""
        return tuple(self._before.get(unit_id, ()))

    def carry_targets(self, targets: Targets, day: date) -> Targets:
        """Name the units of the day instead of those that are gone."""
        return replace(
            targets,
            units=self._carry(targets.units, day),
            subtrees=self._carry(targets.subtrees, day),
        )

    def carry(self, content: NoticeContent, day: date) -> NoticeContent:
        """Read an approved notice as of the day: its unit and targets are those of today.

        What was approved stays as it is; only whom it means today follows from the lineage.
        """
        unit_id = self.main(content.unit_id, day)
        targets = self.carry_targets(content.targets, day)
        if unit_id == content.unit_id and targets == content.targets:
            return content
        return replace(content, unit_id=unit_id, targets=targets)

    def _carry(self, ids: tuple[str, ...], day: date) -> tuple[str, ...]:
        return tuple(dict.fromkeys(now for unit in ids for now in self.current(unit, day)))

    def _later(self, unit_id: str) -> set[str]:
        found: set[str] = set()
        waiting = [unit_id]
        while waiting:
            steps = self._after.get(waiting.pop(), ())
            fresh = {step.to_id for step in steps} - found
            found |= fresh
            waiting.extend(fresh)
        return found

    def _steps(self, unit_id: str, day: date) -> list[Succession]:
        return [step for step in self._after.get(unit_id, ()) if step.day <= day]


def _order(step: Succession) -> tuple[object, ...]:
    return step.day, not step.is_main, step.to_id, step.from_id
