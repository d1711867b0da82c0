"""Files that came wrong: player.quarantine."""

import random

from player.quarantine import Quarantine
from tests.player.simulated_server import FakeClock


def test_a_bad_file_is_asked_for_ever_more_seldom_and_then_each_hour(clock: FakeClock) -> None:
    bad, waits = Quarantine(clock.mono_s, random.Random(1)), []
    for _ in range(10):
        bad.add("x")
        began = clock.mono
        while bad.holds("x"):
            clock.advance(0.5)
        waits.append(clock.mono - began)
    assert all(shorter < longer for shorter, longer in zip(waits[:4], waits[1:5], strict=True))
    assert 2.5 <= waits[0] <= 5.5
    assert 1800 <= min(waits[6:]) and max(waits) <= 3600.5


def test_it_is_waited_for_three_times_and_forgiven_when_it_comes(clock: FakeClock) -> None:
    bad = Quarantine(clock.mono_s, random.Random(1))
    assert not bad and not bad.has_given_up("x")
    for expected in (False, False, True):
        bad.add("x")
        assert bad.has_given_up("x") is expected
    bad.let_go("x")
    assert not bad and not bad.holds("x")


def test_what_no_score_names_is_forgotten(clock: FakeClock) -> None:
    bad = Quarantine(clock.mono_s, random.Random(1))
    bad.add("x")
    bad.add("y")
    bad.keep_only(["y"])
    assert bad.holds("y") and not bad.holds("x")
