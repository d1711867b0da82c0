import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from content.errors import InvalidInputError
from content.hours import BoardHours, HourlyCap, brightness_at, power_at, volume_at
from content.instant import parse_instant
from content.rotation import local_midnight
from content.schedule import Daypart

VECTORS = json.loads((Path(__file__).parent.parent / "vectors/hours.json").read_text("utf-8"))
DAY = date(2026, 11, 24)
NIGHT = Daypart(time(21), time(5))
HOURS = BoardHours(
    quiet=(NIGHT,),
    caps=(HourlyCap(Daypart(time(5), time(7)), 40), HourlyCap(Daypart(time(6), time(20)), 70)),
    power=(Daypart(time(4, 30), time(22)),),
    brightness=(HourlyCap(Daypart(time(18), time(23)), 60), HourlyCap(NIGHT, 30)),
)


def local(clock: str, days: int = 0) -> datetime:
    at = time.fromisoformat(clock)
    return local_midnight(DAY + timedelta(days=days)) + timedelta(hours=at.hour, minutes=at.minute)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_vectors_of_volume_power_and_brightness(case: dict[str, Any]) -> None:
    at = parse_instant(case["at"])
    manifest = VECTORS["manifests"][case["manifest"]]
    assert volume_at(manifest, at) == case["volume"]
    assert power_at(manifest, at) is case["power"]
    assert brightness_at(manifest, at) == case["brightness"]


@pytest.mark.parametrize("days", [0, 1, 45])
def test_what_is_laid_out_says_the_same_as_the_rules(days: int) -> None:
    manifest = {
        "volume": HOURS.volume_list(DAY),
        "power": HOURS.power_list(DAY),
        "brightness": HOURS.brightness_list(DAY),
    }
    for clock in ("00:00", "04:59", "05:00", "06:30", "07:00", "19:59", "20:30", "21:00", "23:00"):
        at = local(clock, days)
        assert volume_at(manifest, at) == HOURS.volume_when(at)
        assert power_at(manifest, at) == HOURS.is_on(at)
        assert brightness_at(manifest, at) == HOURS.brightness_when(at)
    quiet, low, capped, free = (local(c, days) for c in ("04:59", "06:30", "12:00", "20:30"))
    assert [volume_at(manifest, at) for at in (quiet, low, capped, free)] == [0, 40, 70, 100]
    night, day, evening = (local(c, days) for c in ("21:00", "05:00", "20:59"))
    assert [brightness_at(manifest, at) for at in (night, day, evening)] == [30, 100, 60]


@pytest.mark.parametrize("days", [47, 48, 400])
def test_after_the_last_day_laid_out_the_board_stays_lit_and_loud(days: int) -> None:
    manifest = {
        "volume": HOURS.volume_list(DAY),
        "power": HOURS.power_list(DAY),
        "brightness": HOURS.brightness_list(DAY),
    }
    before, night = local("23:59", 46), local("00:00", days)
    assert not power_at(manifest, before) and power_at(manifest, night)
    assert [volume_at(manifest, at) for at in (before, night)] == [0, 100]
    assert [brightness_at(manifest, at) for at in (before, night)] == [30, 100]


def test_what_is_lit_and_loud_at_the_end_needs_no_last_word() -> None:
    noon = Daypart(time(12), time(13))
    lists = (
        BoardHours(quiet=(noon,)).volume_list(DAY),
        BoardHours(brightness=(HourlyCap(noon, 30),)).brightness_list(DAY),
        BoardHours(power=(Daypart(time(11), time(0)),)).power_list(DAY),
    )
    end = local("00:00", 47)
    assert all(parse_instant(str(laid[-1][0])) < end for laid in lists)


def test_nothing_set_lays_nothing_out() -> None:
    assert BoardHours().volume_list(DAY) == BoardHours().power_list(DAY) == []
    assert BoardHours().brightness_list(DAY) == BoardHours(brightness=()).brightness_list(DAY) == []


def test_what_is_not_set_comes_from_above_and_empty_is_set() -> None:
    assert BoardHours().over(HOURS) == HOURS
    mine = BoardHours(quiet=())
    assert mine.over(HOURS) == BoardHours((), HOURS.caps, HOURS.power, HOURS.brightness)


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
        {"brightness": [{**NIGHT.to_dict(), "percent": 9}]},
        {"brightness": [NIGHT.to_dict()]},
    ],
)
def test_hours_of_the_wrong_shape_are_refused(bad: object) -> None:
    with pytest.raises(InvalidInputError):
        BoardHours.from_dict(bad)
