"""The cases that Python and the browser share, by player.vectors_trust, player.vectors_state,
player.vectors_alerts, player.vectors_sound and player.vectors_content."""

from collections import Counter
from pathlib import Path

import pytest

from player.vectors import Outcome, default_folder, run_file, run_folder

OUTCOMES = run_folder(default_folder())


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: f"{outcome.file}: {outcome.case}")
def test_case_of_the_vectors(outcome: Outcome) -> None:
    assert outcome.passed, outcome.detail


def test_every_file_of_vectors_has_cases() -> None:
    counted = Counter(outcome.file for outcome in OUTCOMES)
    assert set(counted) == {path.name for path in default_folder().glob("*.json")}
    assert counted["trust.json"] > 50 and counted["state.json"] > 60 and counted["time.json"] > 25


def test_a_file_without_a_runner_counts_as_failed(tmp_path: Path) -> None:
    path = tmp_path / "unknown.json"
    path.write_text("{}")
    assert [outcome.passed for outcome in run_file(path)] == [False]
