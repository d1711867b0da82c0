"""The agreed form of a manifest; the cases that the browser shares are in tests/vectors."""

import json
from typing import Any

import pytest

from content.errors import TrustError
from content.manifest_check import check_shape
from player.vectors import default_folder
from tests.content.test_manifest import SCORE
from tests.vectors.make_manifest import build, whole


def test_what_the_server_makes_is_of_the_agreed_form() -> None:
    check_shape(SCORE)
    assert len(SCORE["items"]) > 1


def test_the_cases_are_those_that_were_written() -> None:
    kept = json.loads((default_folder() / "manifest.json").read_text("utf-8"))
    assert kept == build()


@pytest.mark.parametrize(
    ("name", "value"),
    [("items", [1]), ("media", {"x": {}}), ("volume", [["noon", 5]]), ("layout", "wide")],
)
def test_a_refusal_says_what_is_wrong(name: str, value: object) -> None:
    manifest: dict[str, Any] = {**whole(), name: value}
    with pytest.raises(TrustError, match=f"The {name} has not the agreed form") as caught:
        check_shape(manifest)
    assert caught.value.code == "malformed"


def test_a_version_that_is_not_known_is_said() -> None:
    with pytest.raises(TrustError, match="version") as caught:
        check_shape({**whole(), "spec": 2})
    assert caught.value.code == "spec"
