"""A source of CAP alerts: what an administrator says of it, and when a person must look first."""

from dataclasses import dataclass, replace
from enum import StrEnum

from content.cap import CapSeverity
from content.cap_policy import DEFAULT_HOURS, DEFAULT_RULES, PriorityRule, SourcePolicy
from content.errors import InvalidInputError
from content.priority import Priority
from content.text import clean_line
from content.values import check_length, read_choice, read_whole

LONGEST_NAME = 80
LONGEST_ADDRESS = 1000
LONGEST_SENDER = 300
MOST_SENDERS = 20
MOST_HOURS = 72
GRADES = (CapSeverity.EXTREME, CapSeverity.SEVERE, CapSeverity.MODERATE, CapSeverity.MINOR)


class CapSourceKind(StrEnum):
    """Say how messages come: fetched from one address, from an index, or sent to this server."""

    CAP = "cap"
    ATOM = "atom"
    PUSH = "push"


@dataclass(frozen=True, slots=True)
class CapSourceWish:
    """Say which source speaks for a unit: `url` is empty for one that sends by itself.

    `issuers` are PEM blocks; with any, only what one of them signed is taken. `senders` are the
    only ones it may speak for; none means any. From `emergency` on, what is also urgent and
    likely takes the screen; from `priority` on it stands out among the notices. What names no
    end ends after `expiry_hours`. `is_automatic`: no person looks at its emergencies first.
    """

    name: str
    kind: CapSourceKind
    url: str = ""
    issuers: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    emergency: str = CapSeverity.SEVERE.value
    priority: str = CapSeverity.MODERATE.value
    expiry_hours: int = DEFAULT_HOURS
    is_automatic: bool = False

    def cleaned(self) -> "CapSourceWish":
        """Give it cleaned and within its limits. Raises: InvalidInputError."""
        name, url = clean_line(self.name), clean_line(self.url)
        check_length(name, "name", LONGEST_NAME)
        if self.kind is CapSourceKind.PUSH:
            url = ""
        elif not url.startswith(("https://", "http://")):
            raise InvalidInputError(
                "Write the whole address; it begins with https://.", field="url"
            )
        else:
            check_length(url, "url", LONGEST_ADDRESS)
        self._check_grades()
        return replace(
            self,
            name=name,
            url=url,
            senders=_senders(self.senders),
            expiry_hours=read_whole(self.expiry_hours, 1, MOST_HOURS, "expiry_hours"),
        )

    def policy(self) -> SourcePolicy:
        """Give what it is trusted with, as messages are judged by it."""
        return SourcePolicy(
            senders=self.senders,
            is_automatic=self.is_automatic,
            default_hours=self.expiry_hours,
            rules=tuple(self._ruled(rule) for rule in DEFAULT_RULES),
        )

    def _ruled(self, rule: PriorityRule) -> PriorityRule:
        if rule.priority is Priority.EMERGENCY:
            return replace(rule, severities=_from(self.emergency))
        if rule.priority is Priority.PRIORITY:
            return replace(rule, severities=_from(self.priority))
        return rule

    def _check_grades(self) -> None:
        for field in ("emergency", "priority"):
            if getattr(self, field) not in GRADES:
                raise InvalidInputError("Choose one of the limits offered.", field=field)
        if len(_from(self.priority)) < len(_from(self.emergency)):
            raise InvalidInputError(
                "What stands out cannot be graver than what takes the screen.", field="priority"
            )


def needs_person(*, is_automatic: bool, is_proven: bool, was_confirmed: bool) -> bool:
    """Tell whether a person must look at an emergency before it goes out.

    The first one of each source, unless it is marked automatic; every one of a source whose
    origin nothing proves: neither a pinned signature nor an address that was fetched.
    """
    return not is_automatic and not (is_proven and was_confirmed)


def _from(grade: str) -> tuple[CapSeverity, ...]:
    """Give a severity and all graver ones."""
    return GRADES[: GRADES.index(read_choice(CapSeverity, grade, "severity")) + 1]


def _senders(names: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(filter(None, dict.fromkeys(clean_line(name) for name in names)))
    if len(found) > MOST_SENDERS:
        raise InvalidInputError("Name {most} senders at most.", field="senders", most=MOST_SENDERS)
    for name in found:
        check_length(name, "senders", LONGEST_SENDER)
    return found
