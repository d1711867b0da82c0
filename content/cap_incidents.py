"""The events a CAP message tells of: translations of one put together, separate ones kept apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.cap import CapInfo, CapMessage
from content.cap_policy import SourcePolicy
from content.priority import Priority
from content.targeting import Targets


@dataclass(frozen=True, slots=True)
class CapIncident:
    """Hold one event in every language it is told in, and what becomes of it."""

    infos: tuple[CapInfo, ...]
    priority: Priority
    begins: datetime
    expires: datetime
    targets: Targets


def grouped(infos: Iterable[CapInfo]) -> tuple[tuple[CapInfo, ...], ...]:
    """Put the translations of each event together, in the order of the message.

    A block is a translation when its language is new to the event and all that no translator
    changes is the same: categories, the three grades, times, what to do, codes and places.
    Source: CAP 1.2, 3.2.2 (multiple info blocks).
    """
    found: dict[tuple[object, ...], list[list[CapInfo]]] = {}
    events: list[list[CapInfo]] = []
    for info in infos:
        alike = found.setdefault(_untranslated(info), [])
        event = next((one for one in alike if _is_translation(info, one)), None)
        if event is None:
            event = []
            alike.append(event)
            events.append(event)
        event.append(info)
    return tuple(tuple(event) for event in events)


def ends_at(message: CapMessage, info: CapInfo, policy: SourcePolicy) -> datetime:
    """Give when a block is over; without expires the source's hours after it takes effect."""
    hours = timedelta(hours=policy.default_hours)
    return info.expires or begins_at(message, info) + hours


def begins_at(message: CapMessage, info: CapInfo) -> datetime:
    """Give when a block takes effect. A later onset is no reason to warn later."""
    return max(info.effective or message.sent, message.sent)


def _untranslated(info: CapInfo) -> tuple[object, ...]:
    shapes = [(*area.polygons, *area.circles) for area in info.areas]
    return (
        frozenset(info.categories),
        info.urgency,
        info.severity,
        info.certainty,
        frozenset(info.response_types),
        info.effective,
        info.onset,
        info.expires,
        frozenset(shape for area in shapes for shape in area),
    )


def _is_translation(info: CapInfo, event: list[CapInfo]) -> bool:
    first, tongue = event[0], info.language.lower()
    return (
        all(other.language.lower() != tongue for other in event)
        and _agree(_by_name(info.event_codes), _by_name(first.event_codes))
        and _agree(_places(info), _places(first))
    )


def _places(info: CapInfo) -> dict[str, set[str]]:
    return _by_name(pair for area in info.areas for pair in area.geocodes)


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, value in pairs:
        found.setdefault(name, set()).add(value)
    return found


def _agree(some: dict[str, set[str]], others: dict[str, set[str]]) -> bool:
    """Tell whether nothing contradicts: names may be translated, values of one name not."""
    return all(some[name] == others[name] for name in some.keys() & others.keys())
