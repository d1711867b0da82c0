"""Delays after failures: they grow, they are capped, they are forgotten."""

from datetime import timedelta

from server.services.throttle import Throttle
from tests.server.builders import START

KEYS = ("account lan", "address 10.0.0.1")


def test_delay_grows_and_is_capped() -> None:
    throttle = Throttle()
    delays = []
    for _ in range(12):
        delays.append(throttle.delay_s(KEYS, START))
        throttle.failed(KEYS, START)
    assert delays[:4] == [0.0, 0.0, 0.0, 0.5]
    assert delays == sorted(delays)
    assert max(delays) == 5.0


def test_success_and_time_forget() -> None:
    throttle = Throttle()
    for _ in range(5):
        throttle.failed(KEYS, START)
    assert throttle.delay_s(KEYS, START + timedelta(minutes=16)) == 0.0
    throttle.succeeded(KEYS)
    assert throttle.delay_s(KEYS, START) == 0.0


def test_the_oldest_keys_are_dropped() -> None:
    throttle = Throttle()
    for _ in range(5):
        throttle.failed(KEYS, START)
    for number in range(10_000):
        throttle.failed((f"address {number}",), START)
    assert throttle.delay_s(KEYS, START) == 0.0
