"""C1: whenever the power is cut, what was answered with 2xx is there, and so is its audit row."""

import random
from pathlib import Path

import pytest

from tests.faults.busy import busy, trials
from tests.faults.cut_disk import CutDisk, why_not
from tests.faults.server_power_trial import BEGINS, LOAD, judge

TRIALS = 20

pytestmark = pytest.mark.skipif(why_not() is not None, reason=str(why_not()))


def test_a_cut_at_any_moment_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    with CutDisk(tmp_path).running() as disk, busy(LOAD, disk, 1, BEGINS) as server:
        assert trials(disk, server, judge, TRIALS, random.Random(1)) == []
        said = server.lines()
    words = {line.split()[0] for line in said}
    assert words == {"alert", "receipt"}
    assert any(line.endswith("cancelled") for line in said)


def test_the_trial_notices_a_database_that_does_not_sync(tmp_path: Path) -> None:
    with CutDisk(tmp_path).running() as disk, busy(LOAD, disk, 2, BEGINS, syncs=False) as server:
        assert trials(disk, server, judge, 8, random.Random(2)) != []
