"""Run the cases of tests/vectors, which every kind of board must answer alike."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.errors import ContentError
from content.instant import format_instant, parse_instant
from player.vectors_alerts import ALERT_PAGES
from player.vectors_content import SCORES_AND_WORDS
from player.vectors_sound import ALERT_SOUNDS
from player.vectors_state import STATE_AND_TIME
from player.vectors_trust import run_approvals, run_trust

Case = Any
Outcomes = Iterator[tuple[str, bool, str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Tell how one case went; `detail` says what differed."""

    file: str
    case: str
    passed: bool
    detail: str


def default_folder() -> Path:
    """Give the folder of the vectors beside this package."""
    return Path(__file__).resolve().parent.parent / "tests" / "vectors"


def run_folder(folder: Path) -> list[Outcome]:
    """Run every file that has a runner; a file without one counts as failed."""
    return [outcome for path in sorted(folder.glob("*.json")) for outcome in run_file(path)]


def run_file(path: Path) -> list[Outcome]:
    """Run one file of cases."""
    runner = RUNNERS.get(path.stem)
    if runner is None:
        return [Outcome(path.name, "-", False, "no runner knows this file")]
    value = json.loads(path.read_text("utf-8"))
    return [Outcome(path.name, case, passed, detail) for case, passed, detail in runner(value)]


def run_instant(value: Case) -> Outcomes:
    """Read and write instants."""
    for case in value["cases"]:
        try:
            found: str | None = format_instant(parse_instant(case["text"]))
        except ContentError:
            found = None
        yield case["text"], found == case["expect"], f"{found}"


RUNNERS: Mapping[str, Callable[[Case], Outcomes]] = {
    "instant": run_instant,
    "trust": run_trust,
    "approvals": run_approvals,
    **STATE_AND_TIME,
    **SCORES_AND_WORDS,
    **ALERT_PAGES,
    **ALERT_SOUNDS,
}
