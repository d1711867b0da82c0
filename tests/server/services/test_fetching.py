import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from server.services.fetching import Call, FetchError, fetch, resolve
from tests.server.outside_builders import a_gateway


def resolving_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def found(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.mark.parametrize(
    "address",
    ["10.0.0.5", "127.0.0.1", "169.254.169.254", "192.168.1.9", "::1", "fe80::1", "fd00::2",
     "::ffff:10.0.0.1", "0.0.0.0", "224.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolving_to(monkeypatch, address)
    with pytest.raises(FetchError, match="BANGTIN_INSIDE_HOSTS"):
        resolve("gateway.example", 443, frozenset())


def test_one_inner_address_among_outer_ones_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolving_to(monkeypatch, "203.0.114.7", "10.0.0.5")
    with pytest.raises(FetchError, match="inside a network"):
        resolve("gateway.example", 443, frozenset())


def test_a_host_named_in_the_settings_may_be_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving_to(monkeypatch, "10.0.0.5")
    assert resolve("sms.tinh.local", 443, frozenset({"sms.tinh.local"})) == "10.0.0.5"


@pytest.mark.parametrize("url", ["http://example.com/", "ftp://127.0.0.1/", "file:///etc/passwd"])
def test_only_https_is_called(url: str) -> None:
    with pytest.raises(FetchError, match="Only https"):
        fetch(Call(url))


def test_a_server_that_never_answers_is_left_after_its_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(FetchError, match="does not answer"):
            fetch(Call(f"http://127.0.0.1:{silent.getsockname()[1]}/", longest_s=0.3))
        assert time.monotonic() - began < 2


def test_a_server_that_drips_is_cut_off() -> None:
    with a_gateway() as slow:
        slow.drips = True
        began = time.monotonic()
        with pytest.raises(FetchError):
            fetch(Call(slow.url, "POST", b"{}", longest_s=0.4))
        assert time.monotonic() - began < 3


def test_the_address_looked_at_is_the_address_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that changes its mind after the look would be called elsewhere."""
    called: list[Any] = []
    resolving_to(monkeypatch, "203.0.114.7")

    def connect(address: Any, **_: Any) -> Callable[[], None]:
        called.append(address)
        raise OSError("no network here")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(FetchError, match="no network here"):
        fetch(Call("https://gateway.example/x"))
    assert called == [("203.0.114.7", 443)]
