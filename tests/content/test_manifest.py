import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from content.instant import parse_instant
from content.manifest import slot_at

VECTORS = json.loads((Path(__file__).parent.parent / "vectors/score.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_zone_shows_what_the_vectors_say(case: dict) -> None:
    manifest = VECTORS["manifests"][case["manifest"]]
    unusable = set(case["unusable"])
    slot = slot_at(
        manifest, case["zone"], parse_instant(case["at"]), lambda item: item not in unusable
    )
    expected = case["expect"]
    if expected is None:
        assert slot is None
    else:
        starts_at = parse_instant(expected["starts_at"])
        assert slot == (expected["item"], expected["page"], starts_at, expected["seconds"])
