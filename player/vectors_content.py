"""Run the cases of the score, of dayparts, of Vietnamese text and of the lunar calendar."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from content.errors import InvalidInputError
from content.hours import brightness_at, power_at, volume_at
from content.instant import EPOCH, format_instant, parse_instant
from content.lunar import lunar_date
from content.manifest import slot_at
from content.power import is_on, power_order
from content.schedule import Daypart, edges, is_open
from content.text import count_syllables, fold, search_key, sort_key

Case = Any
Outcomes = Iterator[tuple[str, bool, str]]


def _run_score(value: Case) -> Outcomes:
    for case in value["cases"]:
        unusable = set(case["unusable"])
        slot = slot_at(
            value["manifests"][case["manifest"]],
            case["zone"],
            parse_instant(case["at"]),
            lambda item, page, unusable=unusable: item not in unusable,  # type: ignore[misc]
        )
        found = slot and {**slot._asdict(), "starts_at": format_instant(slot.starts_at)}
        if found is not None:
            del found["instead"]
        yield case["name"], found == case["expect"], str(found)


def _run_hours(value: Case) -> Outcomes:
    for case in value["cases"]:
        manifest, at = value["manifests"][case["manifest"]], parse_instant(case["at"])
        found = {
            "volume": volume_at(manifest, at),
            "power": power_at(manifest, at),
            "brightness": brightness_at(manifest, at),
        }
        yield case["name"], all(case[name] == found[name] for name in found), str(found)


def _run_power(value: Case) -> Outcomes:
    for case in value["cases"]:
        order = power_order(case["command"], case["planned"], parse_instant(case["at"]))
        found = [[at, told, is_on(order, told, parse_instant(at))] for at, told, _ in case["then"]]
        yield case["name"], found == case["then"], str(found)
    for command in value["refused"]:
        yield f"refused: {command}", _is_refused(command), "taken"


def _is_refused(command: Mapping[str, object]) -> bool:
    try:
        power_order(command, True, EPOCH)
    except InvalidInputError:
        return True
    return False


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


def _run_text(value: Case) -> Outcomes:
    for case in value["equal"]:
        yield f"equal: {case[0]}", len({fold(spelling) for spelling in case}) == 1, ""
    for case in value["different"]:
        yield f"different: {case[0]}", len({fold(name) for name in case}) == len(case), ""
    for case in value["order"]:
        found = sorted(reversed(case), key=sort_key)
        yield f"order: {case[0]}", found == case, str(found)
    for case in value["search"]:
        yield f"search: {case['text']}", search_key(case["text"]) == case["key"], ""
    for case in value["syllables"]:
        count = count_syllables(case["text"])
        yield f"syllables: {case['text']}", count == case["count"], str(count)


def _run_lunar(value: Case) -> Outcomes:
    for case in value["cases"]:
        found = lunar_date(date.fromisoformat(case["day"]))
        parts = [found.day, found.month, found.leap, found.year]
        passed = parts == case["lunar"] and str(found) == case["text"]
        yield case["day"], passed, f"{parts} {found}"


SCORES_AND_WORDS: Mapping[str, Callable[[Case], Outcomes]] = {
    "score": _run_score,
    "hours": _run_hours,
    "power": _run_power,
    "schedule": _run_schedule,
    "text": _run_text,
    "lunar": _run_lunar,
}
