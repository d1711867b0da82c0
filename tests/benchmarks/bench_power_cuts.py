"""Power cuts of a busy board and of a server under fire: how many moments left something lost.

With none in n, the chance of one is below 3/n at 95 % confidence (the rule of three).
"""

import random
import tempfile
import time
from pathlib import Path

from tests.faults import power_trial, server_power_trial
from tests.faults.busy import Judge, busy, trials
from tests.faults.cut_disk import CutDisk, why_not

BOARD_CUTS, SERVER_CUTS = 200, 1_000
# A life is short, for each look goes through all that was promised.
_CUTS_A_LIFE = 50


def main() -> list[tuple[str, str]]:
    """Cut both, in several lives."""
    lacking = why_not()
    if lacking is not None:
        return [("power cuts", f"not measured: {lacking}")]
    board, server = power_trial, server_power_trial
    return [
        *_rows("a busy board", BOARD_CUTS, board.LOAD, board.BEGINS, board.judge),
        *_rows("a server under fire", SERVER_CUTS, server.LOAD, server.BEGINS, server.judge),
    ]


def _rows(name: str, cuts: int, load: str, begins: str, judge: Judge) -> list[tuple[str, str]]:
    began_s, wrong = time.monotonic(), list[str]()
    for seed in range(cuts // _CUTS_A_LIFE):
        with (
            tempfile.TemporaryDirectory() as folder,
            CutDisk(Path(folder)).running() as disk,
            busy(load, disk, seed, begins) as running,
        ):
            wrong += trials(disk, running, judge, _CUTS_A_LIFE, random.Random(seed))
    took_s = time.monotonic() - began_s
    shown = f"{len(wrong)} of {cuts} left something lost or corrupt (limit 0), in {took_s:.0f} s"
    bound = (
        f"below {3 / cuts:.1%} of cuts at 95 % confidence" if not wrong else "; ".join(wrong[:3])
    )
    return [(f"power cuts of {name}", shown), ("  the bound", bound)]
