"""Putting off what failed: player.backoff."""

import random

from player.backoff import Backoff, jitter
from tests.player.fake_clock import FakeClock


def test_each_kind_is_put_off_apart_ever_longer_and_not_beyond_the_longest(
    clock: FakeClock,
) -> None:
    off, waits = Backoff(clock.mono_s, random.Random(1), 20.0), []
    for _ in range(8):
        off.fails("receipts")
        waits.append(off.until_s("receipts") - clock.mono)
        assert off.is_off("receipts") and not off.is_off("status")
        clock.advance(waits[-1])
        assert not off.is_off("receipts")
    assert 1.0 <= waits[0] <= 2.0 and 10.0 <= min(waits[5:]) and max(waits) <= 20.0
    off.fails("receipts")
    off.works("receipts")
    assert not off.is_off("receipts") and off.until_s("receipts") == 0.0


def test_full_jitter_lies_anywhere_below_twice_as_long_each_time() -> None:
    chance = random.Random(1)
    for failures, longest in ((1, 2.0), (3, 8.0), (9, 30.0)):
        found = [jitter(chance, failures, 30.0) for _ in range(300)]
        assert min(found) < longest * 0.05 and longest * 0.9 < max(found) <= longest
