"""Run the cases of the score and of dayparts."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from content.instant import format_instant, parse_instant
from content.manifest import slot_at
from content.schedule import Daypart, edges, is_open

Case = Any
Outcomes = Iterator[tuple[str, bool, str]]


def _run_score(value: Case) -> Outcomes:
    for case in value["cases"]:
        unusable = set(case["unusable"])
        slot = slot_at(
            value["manifests"][case["manifest"]],
            case["zone"],
            parse_instant(case["at"]),
            lambda item, unusable=unusable: item not in unusable,  # type: ignore[misc]
        )
        found = slot and {**slot._asdict(), "starts_at": format_instant(slot.starts_at)}
        yield case["name"], found == case["expect"], str(found)


def _run_schedule(value: Case) -> Outcomes:
    for case in value["open"]:
        dayparts = [Daypart.from_dict(entry) for entry in case["dayparts"]]
        found: object = is_open(dayparts, parse_instant(case["at"]))
        yield f"open: {case['about']}", found == case["expect"], str(found)
    for case in value["edges"]:
        dayparts = [Daypart.from_dict(entry) for entry in case["dayparts"]]
        start, end = parse_instant(case["start"]), parse_instant(case["end"])
        found = [format_instant(at) for at in edges(dayparts, start, end)]
        yield f"edges: {case['about']}", found == case["expect"], str(found)


SCORES_AND_WORDS: Mapping[str, Callable[[Case], Outcomes]] = {
    "score": _run_score,
    "schedule": _run_schedule,
}
