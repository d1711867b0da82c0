"""What a source of CAP is trusted with, as data: senders, thresholds, hours without expires."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TypeVar

from content.cap import CapCertainty, CapInfo, CapResponseType, CapSeverity, CapUrgency
from content.errors import InvalidInputError
from content.priority import Priority
from content.values import read_choice, read_list, read_string, read_whole

DEFAULT_HOURS = 6
MOST_HOURS = 30 * 24
MOST_RULES = 50
MOST_SENDERS = 100
LONGEST_SENDER = 300
_COLUMNS = ("urgencies", "severities", "certainties", "response_types")
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class PriorityRule:
    """Give a priority to what matches every column; an empty one matches anything.

    None is below the threshold: such a message is not shown. Of the response types one is
    enough.
    """

    priority: Priority | None
    urgencies: tuple[CapUrgency, ...] = ()
    severities: tuple[CapSeverity, ...] = ()
    certainties: tuple[CapCertainty, ...] = ()
    response_types: tuple[CapResponseType, ...] = ()

    def matches(self, info: CapInfo) -> bool:
        """Tell whether the rule speaks of this block."""
        return (
            info.urgency in (self.urgencies or (info.urgency,))
            and info.severity in (self.severities or (info.severity,))
            and info.certainty in (self.certainties or (info.certainty,))
            and (
                not self.response_types
                or not set(self.response_types).isdisjoint(info.response_types)
            )
        )

    def to_dict(self) -> dict[str, object]:
        """Write it as JSON."""
        found: dict[str, object] = {
            name: [str(word) for word in getattr(self, name)] for name in _COLUMNS
        }
        return {"priority": self.priority and str(self.priority)} | found

    @classmethod
    def from_dict(cls, value: object, field: str = "rules") -> "PriorityRule":
        """Read it. Raises: InvalidInputError."""
        if not isinstance(value, Mapping):
            raise InvalidInputError("A rule is an object.", field=field)

        def words(name: str, kind: type[_Word]) -> tuple[_Word, ...]:
            listed = read_list(value.get(name), f"{field}.{name}")
            return tuple(read_choice(kind, word, f"{field}.{name}") for word in listed)

        return cls(
            _read_priority(value.get("priority"), field),
            words("urgencies", CapUrgency),
            words("severities", CapSeverity),
            words("certainties", CapCertainty),
            words("response_types", CapResponseType),
        )


def _read_priority(value: object, field: str) -> Priority | None:
    return None if value is None else read_choice(Priority, value, f"{field}.priority")


_SOON = (CapUrgency.IMMEDIATE, CapUrgency.EXPECTED)
_GRAVE = (CapSeverity.EXTREME, CapSeverity.SEVERE)
DEFAULT_RULES = (
    PriorityRule(Priority.NORMAL, response_types=(CapResponseType.ALL_CLEAR,)),
    PriorityRule(Priority.NORMAL, urgencies=(CapUrgency.PAST,)),
    PriorityRule(Priority.EMERGENCY, _SOON, _GRAVE, (CapCertainty.OBSERVED, CapCertainty.LIKELY)),
    PriorityRule(
        Priority.PRIORITY,
        (*_SOON, CapUrgency.FUTURE),
        (*_GRAVE, CapSeverity.MODERATE),
        (CapCertainty.OBSERVED, CapCertainty.LIKELY, CapCertainty.POSSIBLE),
    ),
)
"""The first that matches counts. Emergency is what calls for action within the hour."""


@dataclass(frozen=True, slots=True)
class SourcePolicy:
    """Hold what is allowed to one source.

    `senders` are the only ones it may speak for; none named means any. `is_automatic` lets
    even its first emergency pass without a person. `otherwise` is for what no rule matches.
    `code_names` are geocode names it uses for unit codes besides those everybody knows.
    """

    senders: tuple[str, ...] = ()
    is_automatic: bool = False
    default_hours: int = DEFAULT_HOURS
    rules: tuple[PriorityRule, ...] = DEFAULT_RULES
    otherwise: Priority | None = Priority.NORMAL
    code_names: tuple[str, ...] = ()

    def priority_of(self, info: CapInfo) -> Priority | None:
        """Give a block's priority; None is below the threshold."""
        found = (rule.priority for rule in self.rules if rule.matches(info))
        return next(found, self.otherwise)

    def to_dict(self) -> dict[str, object]:
        """Write it as JSON."""
        return {
            "senders": list(self.senders),
            "is_automatic": self.is_automatic,
            "default_hours": self.default_hours,
            "rules": [rule.to_dict() for rule in self.rules],
            "otherwise": self.otherwise and str(self.otherwise),
            "code_names": list(self.code_names),
        }

    @classmethod
    def from_dict(cls, value: object) -> "SourcePolicy":
        """Read it; what is absent is as for a new source. Raises: InvalidInputError."""
        if not isinstance(value, Mapping):
            raise InvalidInputError("A policy is an object.", field="policy")
        given = {spec.name: value[spec.name] for spec in fields(cls) if spec.name in value}
        for name, read in _READERS.items():
            if name in given:
                given[name] = read(given[name])
        return cls(**given)


def _read_names(value: object, field: str) -> tuple[str, ...]:
    found = tuple(read_string(name, field).strip() for name in read_list(value, field))
    if len(found) > MOST_SENDERS or not all(0 < len(name) <= LONGEST_SENDER for name in found):
        raise InvalidInputError(
            "{name} takes up to {most} names of up to {longest} characters.",
            field=field, name=field, most=MOST_SENDERS, longest=LONGEST_SENDER,
        )  # fmt: skip
    return tuple(dict.fromkeys(found))


def _read_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidInputError(
            "{name} must be true or false.", field="is_automatic", name="is_automatic"
        )
    return value


def _read_rules(value: object) -> tuple[PriorityRule, ...]:
    rows: Iterable[object] = read_list(value, "rules")
    found = tuple(PriorityRule.from_dict(row, f"rules.{at}") for at, row in enumerate(rows))
    if len(found) > MOST_RULES:
        raise InvalidInputError("At most {most} rules are kept.", field="rules", most=MOST_RULES)
    return found


_READERS: Mapping[str, Callable[[object], object]] = {
    "senders": lambda value: _read_names(value, "senders"),
    "code_names": lambda value: _read_names(value, "code_names"),
    "is_automatic": _read_flag,
    "default_hours": lambda value: read_whole(value, 1, MOST_HOURS, "default_hours"),
    "rules": _read_rules,
    "otherwise": lambda value: _read_priority(value, "otherwise"),
}
