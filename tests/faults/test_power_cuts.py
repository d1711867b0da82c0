"""C10: at whatever moment the power is cut, a board starts again with what it had promised."""

import random
from pathlib import Path

import pytest

from tests.faults.busy import busy, trials
from tests.faults.cut_disk import CutDisk, why_not
from tests.faults.power_trial import BEGINS, LOAD, judge, promises

TRIALS = 20

pytestmark = pytest.mark.skipif(why_not() is not None, reason=str(why_not()))


def test_a_cut_at_any_moment_leaves_no_corrupt_state(tmp_path: Path) -> None:
    with CutDisk(tmp_path).running() as disk, busy(LOAD, disk, 1, BEGINS) as board:
        assert trials(disk, board, judge, TRIALS, random.Random(1)) == []
        assert len(promises(board.lines()).held) > 0


def test_the_trial_notices_a_program_that_does_not_sync(tmp_path: Path) -> None:
    with CutDisk(tmp_path).running() as disk, busy(LOAD, disk, 2, BEGINS, syncs=False) as board:
        assert trials(disk, board, judge, 8, random.Random(2)) != []
