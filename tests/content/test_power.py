"""Power by command, as the shared cases say."""

import json
from pathlib import Path
from typing import Any

import pytest

from content.errors import InvalidInputError
from content.instant import parse_instant
from content.power import is_on, power_order

VECTORS = json.loads((Path(__file__).parent.parent / "vectors/power.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_a_command_holds_as_the_vectors_say(case: dict[str, Any]) -> None:
    order = power_order(case["command"], case["planned"], parse_instant(case["at"]))
    for at, planned, expected in case["then"]:
        assert is_on(order, planned, parse_instant(at)) is expected, at


@pytest.mark.parametrize("command", VECTORS["refused"], ids=str)
def test_what_is_no_command_is_refused(command: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        power_order(command, True, parse_instant("2026-11-24T03:00:00Z"))
