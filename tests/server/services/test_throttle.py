"""Delays after failures: they grow, they are capped, they are forgotten."""

from contextlib import ExitStack
from datetime import timedelta

import pytest

from server.services.throttle import BusyError, Throttle, network_of
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


def test_one_address_cannot_take_every_place() -> None:
    throttle = Throttle()
    with ExitStack() as held:
        for _ in range(6):
            held.enter_context(throttle.attempt("10.0.0.1"))
        with pytest.raises(BusyError), throttle.attempt("10.0.0.1"):
            pass
        with throttle.attempt("10.0.0.2"):
            pass
    with throttle.attempt("10.0.0.1"):
        pass


def test_an_ipv6_network_is_one_place() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:2")
    assert network_of("2001:db8::1") != network_of("2001:db8:0:1::1")
    assert network_of("::ffff:10.0.0.1") == network_of("10.0.0.1") == "10.0.0.1"
    assert network_of("::1") == "::/64"
    assert network_of("unix") == "unix"
