"""What a zone shows at an instant and whom an alert concerns, from the protocol page alone."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

Statement = dict[str, Any]


def instant(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    assert read.utcoffset() == timedelta(0), text
    return read


def valid_at(entry: Statement, at: datetime) -> bool:
    begun = entry["from"] is None or instant(entry["from"]) <= at
    return begun and (entry["until"] is None or at < instant(entry["until"]))


def shown(
    manifest: Statement, zone: str, at: datetime, usable: Callable[[str], bool] = lambda item: True
) -> tuple[str, int] | None:
    """(item, page), or None for the slate (main) or nothing."""
    past = [entry for entry in manifest["zones"][zone]["timeline"] if instant(entry[0]) <= at]
    if not past:
        return None
    start, name = past[-1]
    cycle = manifest["zones"][zone]["cycles"][name]
    length = sum(seconds for _, _, seconds in cycle)
    if length == 0:
        return None
    into = math.floor((at - instant(start)).total_seconds()) % length
    slot = 0
    while into >= cycle[slot][2]:
        into -= cycle[slot][2]
        slot += 1
    for item, page, _ in cycle[slot:] + cycle[:slot]:
        if valid_at(manifest["items"][item], at) and usable(item):
            return item, page
    return None


def _kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (a, b))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def _inside(point: tuple[float, float], polygon: list[list[float]]) -> bool:
    lat, lon = point
    inside = False
    for (lat1, lon1), (lat2, lon2) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        crosses = (lat1 > lat) != (lat2 > lat)
        if crosses and lon < (lon2 - lon1) * (lat - lat1) / (lat2 - lat1) + lon1:
            inside = not inside
    return inside


def addressed(targets: Statement, identity: Statement) -> bool:
    def some(name: str, own: list[str]) -> bool:
        return bool(set(targets.get(name, ())) & set(own))

    named = (
        some("units", [identity["unit"]]) or some("subtrees", identity["path"])
        or some("boards", [identity["board"]]) or some("groups", identity["groups"])
        or some("tags", identity["tags"])
    )  # fmt: skip
    if named or identity["lat"] is None:
        return named
    here = (identity["lat"], identity["lon"])
    for area in targets.get("areas", ()):
        if isinstance(area, dict):
            if _kilometres(here, (area["lat"], area["lon"])) <= area["radius_km"]:
                return True
        elif _inside(here, area):
            return True
    return False
