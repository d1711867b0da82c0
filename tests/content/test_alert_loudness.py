import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.alert_loudness import loudness

VECTORS = json.loads(
    (Path(__file__).parent.parent / "vectors/alert_loudness.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_vectors_of_loudness(case: dict[str, Any]) -> None:
    found = loudness(case["drill"], case["silent"], case["volume"], case["quiet"])
    assert found == case["expect"]


@given(st.integers(0, 100), st.booleans())
def test_no_hour_silences_a_real_alert_and_none_lets_a_silent_test_be_heard(
    volume: int, is_quiet: bool
) -> None:
    assert loudness(False, False, volume, is_quiet) == 100
    assert loudness(True, True, volume, is_quiet) is None
    assert loudness(False, True, volume, is_quiet) is None


@given(st.integers(0, 100))
def test_a_drill_is_never_louder_than_notices_are(volume: int) -> None:
    assert loudness(True, False, volume, True) is None
    assert (loudness(True, False, volume, False) or 0) == volume
