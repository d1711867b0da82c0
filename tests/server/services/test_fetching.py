import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from server.services.fetching import TOO_SLOW, Call, FetchError, fetch, resolve
from tests.server.certificates import self_made_certificate
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


@contextmanager
def a_tls_site(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A site of its own behind TLS: `serve` gets each connection, before the handshake."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def take() -> None:
            with suppress(OSError):
                taken, _ = listening.accept()
                with taken:
                    serve(taken)

        thread = threading.Thread(target=take)
        thread.start()
        yield f"https://localhost:{listening.getsockname()[1]}/"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def secured(folder: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What a site answers with, known to the caller by its certificate."""
    certificate, key = self_made_certificate(folder)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate, key)
    known = ssl.create_default_context(cafile=certificate)
    known.check_hostname = False
    monkeypatch.setattr(ssl, "create_default_context", lambda: known)
    return serving


class Dripping:
    """A site that says a little again and again for 20 s; `was_cut` when the caller had enough."""

    was_cut = False

    def drip(self, taken: socket.socket, drop: bytes) -> None:
        try:
            for _ in range(400):
                taken.sendall(drop)
                time.sleep(0.05)
        except OSError:
            self.was_cut = True


def test_an_answer_over_tls_comes_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serving = secured(tmp_path, monkeypatch)

    def serve(taken: socket.socket) -> None:
        with serving.wrap_socket(taken, server_side=True) as safe:
            safe.recv(1000)
            safe.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with a_tls_site(serve) as url:
        assert fetch(Call(url, trusts_loopback=True)).body == b"ok"


def test_a_site_that_drips_over_tls_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving, site = secured(tmp_path, monkeypatch), Dripping()

    def serve(taken: socket.socket) -> None:
        with serving.wrap_socket(taken, server_side=True) as safe:
            safe.recv(1000)
            safe.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")
            site.drip(safe, b"x")

    with a_tls_site(serve) as url:
        with pytest.raises(FetchError) as caught:
            fetch(Call(url, trusts_loopback=True, longest_s=0.6))
        assert caught.value.code == TOO_SLOW
    assert site.was_cut


def test_a_site_that_never_shakes_hands_is_cut_off() -> None:
    """One fragment of a long handshake message after another keeps each single wait short."""
    site = Dripping()
    with a_tls_site(lambda taken: site.drip(taken, b"\x16\x03\x03\x00\x01\x02")) as url:
        with pytest.raises(FetchError):
            fetch(Call(url, trusts_loopback=True, longest_s=0.6))
    assert site.was_cut


def test_a_certificate_nobody_knows_is_refused(tmp_path: Path) -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(*self_made_certificate(tmp_path))

    def serve(taken: socket.socket) -> None:
        with serving.wrap_socket(taken, server_side=True) as safe:
            safe.recv(1000)

    with a_tls_site(serve) as url:
        with pytest.raises(FetchError, match="(?i)certificate"):
            fetch(Call(url, trusts_loopback=True))
