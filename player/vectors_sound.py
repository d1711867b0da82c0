"""Run the cases of how alerts are heard: the same tones, voices and rounds on every board."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from content.alert import Alert
from content.alert_rounds import Ear, Rounds, advance
from content.alert_sound import Revision, Voiced, voice_files, voiced
from content.alert_tone import samples

Case = Any
Outcomes = Iterator[tuple[str, bool, str]]


def _run_alert_sound(value: Case) -> Outcomes:
    for case in value["facts"]:
        found = _fact(Alert.from_payload(case["alert"]))
        yield case["name"], found == case["expect"], str(found)
    for case in value["rounds"]:
        heard = list(_steps(case["steps"]))
        wanted = [step["hears"] for step in case["steps"]]
        yield case["name"], heard == wanted, str(heard)
    for name, case in value["tones"].items():
        made = samples(name)
        is_same = len(made) == case["samples"] and all(
            abs(made[place] - sample) <= 1 for place, sample in case["some"]
        )
        yield f"tone: {name}", is_same, f"{len(made)} samples"


def _fact(alert: Alert) -> object:
    found = voiced(alert)
    return found and {
        "tone": found.tone,
        "voices": voice_files(alert),
        "again_s": found.again_s,
    }


def _steps(steps: Case) -> Iterator[object]:
    rounds = Rounds()
    for step in steps:
        alerts = [
            Voiced(_revision(name), one["tone"], tuple(one["voices"]), one["again_s"])
            for name, one in step["alerts"].items()
        ]
        begun = frozenset(map(_revision, step["heard"]))
        rounds = advance(rounds, alerts, Ear(step["at_s"], begun, step["here"], step["over"]))
        yield rounds.current and [f"{rounds.current[0]}/{rounds.current[1]}", rounds.part]


def _revision(name: str) -> Revision:
    alert, _, number = name.partition("/")
    return alert, int(number)


ALERT_SOUNDS: Mapping[str, Callable[[Case], Outcomes]] = {"alert_sound": _run_alert_sound}
