"""A million statements doubled, delayed and mixed up: does anything come back on a board?

With none in n, the chance of one is below 3/n at 95 % confidence (the rule of three).
"""

import os
import time
from concurrent.futures import ProcessPoolExecutor

from tests.faults.shuffled import World

DELIVERIES, PER_WORLD = 1_000_000, 2_000


def main() -> list[tuple[str, str]]:
    """Run so many worlds that a million statements are delivered."""
    began_s = time.monotonic()
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        lived = list(pool.map(_live, range(DELIVERIES // PER_WORLD), chunksize=5))
    wrong = [line for lines, _, _ in lived for line in lines]
    delivered, refused = sum(one[1] for one in lived), sum(one[2] for one in lived)
    took_s = time.monotonic() - began_s
    shown = f"{len(wrong)} of {delivered:,} (limit 0), {refused:,} rightly refused, {took_s:.0f} s"
    bound = f"below {3 / delivered:.1e} at 95 % confidence" if not wrong else "; ".join(wrong[:3])
    return [("statements that brought something back", shown), ("  the bound", bound)]


def _live(seed: int) -> tuple[list[str], int, int]:
    world = World(seed)
    world.run(PER_WORLD)
    return world.wrong, world.deliveries, world.refused
