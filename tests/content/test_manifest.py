import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.hours import BoardHours, HourlyCap
from content.instant import format_instant, parse_instant
from content.item import Item, ItemSource, make_item
from content.layout import Shape
from content.manifest import Layout, manifest_payload, slot_at
from content.rotation import local_midnight
from content.schedule import Daypart
from server.render.fonts import measure_with
from tests.builders import a_notice

MEASURE = measure_with(Path("/usr/share/fonts/truetype/noto"))
DAY = date(2026, 11, 24)
APPROVED = datetime(2026, 11, 24, 2, 0, 0, 250_000, tzinfo=UTC)
ALL = lambda item, page: True  # noqa: E731
VECTORS = json.loads((Path(__file__).parent.parent / "vectors/score.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_zone_shows_what_the_vectors_say(case: dict) -> None:
    manifest = VECTORS["manifests"][case["manifest"]]
    unusable = set(case["unusable"])
    slot = slot_at(
        manifest, case["zone"], parse_instant(case["at"]), lambda item, page: item not in unusable
    )
    expected = case["expect"]
    if expected is None:
        assert slot is None
    else:
        starts_at = parse_instant(expected["starts_at"])
        assert slot is not None
        assert slot[:4] == (expected["item"], expected["page"], starts_at, expected["seconds"])
        assert (slot.instead is None) or slot.instead in unusable


def items(*titles: str, **fields: Any) -> list[Item]:
    sources = (
        ItemSource(f"n{place}", 1, a_notice(title=title, **fields), "Xã", APPROVED, "http://x")
        for place, title in enumerate(titles)
    )
    return [make_item(source, Shape.LANDSCAPE, 8.8, MEASURE) for source in sources]


def payload(main: list[Item], **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "root": 1,
        "day": DAY,
        "changed_at": APPROVED,
        "layout": Layout(Shape.LANDSCAPE, 8.8, 8.0),
        "main": main,
        **changes,
    }
    found: dict[str, Any] = json.loads(manifest_payload(**values))
    return found


def test_payload_has_the_protocols_fields() -> None:
    found = payload(items("Một", "Hai"))
    assert set(found) == {
        "kind", "spec", "root", "issued_at", "timezone", "layout", "items", "zones", "media",
        "power", "volume", "slate",
    }  # fmt: skip
    assert found["layout"] == {"shape": "landscape", "em_u": 8.8, "far_m": 8}
    assert found["issued_at"] == "2026-11-24T02:00:00Z"
    assert found["items"]["n0"]["until"] == "9999-12-31T23:59:59Z"


def test_brightness_is_said_only_where_it_is_set() -> None:
    dim = BoardHours(brightness=(HourlyCap(Daypart(time(22), time(5)), 30),))
    assert payload(items("a"), hours=BoardHours(brightness=())) == payload(items("a"))
    dimmed = payload(items("a"), hours=dim)
    assert dimmed["brightness"] == dim.brightness_list(DAY)
    del dimmed["brightness"]
    assert dimmed == payload(items("a"))


def test_order_of_the_items_changes_no_byte() -> None:
    made = items("Một", "Hai", "Ba")
    assert payload(made) == payload(made[::-1])


def test_day_after_the_change_begins_the_score_at_midnight() -> None:
    found = payload(items("Một"), day=DAY + timedelta(days=1))
    assert found["issued_at"] == format_instant(local_midnight(DAY + timedelta(days=1)))


def test_two_manifests_of_equal_content_play_in_step_from_the_next_midnight_on() -> None:
    made = items("Một", "Hai", "Ba")
    old, new = payload(made), payload(made, day=DAY + timedelta(days=1))
    for minutes in range(0, 1440, 7):
        at = local_midnight(DAY + timedelta(days=1)) + timedelta(minutes=minutes)
        assert slot_at(old, "main", at, ALL) == slot_at(new, "main", at, ALL)


@given(st.integers(0, 46 * 86400), st.sets(st.sampled_from(["n0", "n1", "n2"])))
def test_something_usable_is_always_shown(after_s: int, missing: set[str]) -> None:
    at = APPROVED + timedelta(seconds=after_s)
    slot = slot_at(SCORE, "main", at, lambda item, page: item not in missing)
    assert (slot is None) == (len(missing) == 3)
    if slot is not None:
        assert slot.item not in missing
        assert slot.starts_at <= at < slot.starts_at + timedelta(seconds=slot.seconds)


SCORE = payload(items("Một", "Hai", "Ba"))


def test_what_stands_in_names_what_it_stands_in_for() -> None:
    manifest = payload(items("Một", "Hai"))
    at = APPROVED + timedelta(seconds=1)
    first = slot_at(manifest, "main", at, lambda item, page: True)
    assert first is not None
    assert first.instead is None
    other = slot_at(manifest, "main", at, lambda item, page: item != first.item)
    assert other is not None
    assert (other.instead, other.item != first.item) == (first.item, True)
