import time

from player.clock import SystemClock


def test_the_clocks_are_read_together_and_monotonic_time_only_grows() -> None:
    clock = SystemClock()
    first = clock.reading()
    second = clock.reading()
    assert second.mono_s >= first.mono_s
    assert first.wall.tzinfo is not None
    assert abs(first.wall.timestamp() - time.time()) < 60


def test_synchronised_is_the_kernels_word_and_unknown_is_no() -> None:
    clock = SystemClock()
    assert clock.is_synchronised() in (True, False)
    clock._library = None
    assert clock.is_synchronised() is False
