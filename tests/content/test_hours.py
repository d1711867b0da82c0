import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from content.errors import InvalidInputError
from content.hours import BoardHours, VolumeCap, power_at, volume_at
from content.instant import parse_instant
from content.rotation import local_midnight
from content.schedule import Daypart

VECTORS = json.loads((Path(__file__).parent.parent / "vectors/hours.json").read_text("utf-8"))
DAY = date(2026, 11, 24)
NIGHT = Daypart(time(21), time(5))
HOURS = BoardHours(
    quiet=(NIGHT,),
    caps=(VolumeCap(Daypart(time(5), time(7)), 40), VolumeCap(Daypart(time(6), time(20)), 70)),
    power=(Daypart(time(4, 30), time(22)),),
)


def local(clock: str, days: int = 0) -> datetime:
    at = time.fromisoformat(clock)
    return local_midnight(DAY + timedelta(days=days)) + timedelta(hours=at.hour, minutes=at.minute)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_vectors_of_volume_and_power(case: dict[str, Any]) -> None:
    at = parse_instant(case["at"])
    manifest = VECTORS["manifests"][case["manifest"]]
    assert volume_at(manifest, at) == case["volume"]
    assert power_at(manifest, at) is case["power"]


@pytest.mark.parametrize("days", [0, 1, 45])
def test_what_is_laid_out_says_the_same_as_the_rules(days: int) -> None:
    manifest = {"volume": HOURS.volume_list(DAY), "power": HOURS.power_list(DAY)}
    for clock in ("00:00", "04:59", "05:00", "06:30", "07:00", "19:59", "20:30", "21:00", "23:00"):
        at = local(clock, days)
        assert volume_at(manifest, at) == HOURS.volume_when(at)
        assert power_at(manifest, at) == HOURS.is_on(at)
    quiet, low, capped, free = (local(c, days) for c in ("04:59", "06:30", "12:00", "20:30"))
    assert [volume_at(manifest, at) for at in (quiet, low, capped, free)] == [0, 40, 70, 100]


def test_nothing_set_lays_nothing_out() -> None:
    assert BoardHours().volume_list(DAY) == BoardHours().power_list(DAY) == []


def test_what_is_not_set_comes_from_above_and_empty_is_set() -> None:
    assert BoardHours().over(HOURS) == HOURS
    mine = BoardHours(quiet=())
    assert mine.over(HOURS) == BoardHours((), HOURS.caps, HOURS.power)


def test_hours_come_back_from_json() -> None:
    for one in (HOURS, BoardHours(), BoardHours(quiet=())):
        assert BoardHours.from_dict(json.loads(json.dumps(one.to_dict()))) == one


@pytest.mark.parametrize(
    "bad",
    [
        [],
        {"loud": []},
        {"quiet": [{"from": "06:00"}]},
        {"quiet": [NIGHT.to_dict()] * 11},
        {"caps": [NIGHT.to_dict()]},
        {"caps": [{**NIGHT.to_dict(), "percent": 101}]},
        {"caps": ["x"]},
    ],
)
def test_hours_of_the_wrong_shape_are_refused(bad: object) -> None:
    with pytest.raises(InvalidInputError):
        BoardHours.from_dict(bad)
