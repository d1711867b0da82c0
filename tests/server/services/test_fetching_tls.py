"""The whole limit of a call holds over TLS, too."""

import socket
import ssl
import threading
import time
from pathlib import Path

import pytest

from server.services.fetching import TOO_SLOW, Call, FetchError, fetch
from tests.server.services.tls_site import a_tls_site

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 200\r\n\r\n"


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))


def answer(tls: ssl.SSLSocket) -> None:
    tls.recv(4096)
    tls.sendall(HEAD + b"x" * 200)


def drip(tls: ssl.SSLSocket) -> None:
    tls.recv(4096)
    tls.sendall(HEAD)
    for _ in range(100):
        tls.sendall(b"x")
        time.sleep(0.1)


def test_an_answer_comes_through(tmp_path: Path) -> None:
    with a_tls_site(tmp_path, answer) as url:
        found = fetch(Call(url))
    assert (found.status, found.type, found.body) == (200, "text/plain", b"x" * 200)


def test_a_certificate_nobody_trusts_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with a_tls_site(tmp_path, answer) as url, pytest.raises(FetchError, match="certificate"):
        fetch(Call(url))


def test_a_server_that_drips_is_cut_off_and_leaves_no_thread(tmp_path: Path) -> None:
    before = threading.active_count()
    with a_tls_site(tmp_path, drip) as url:
        began = time.monotonic()
        with pytest.raises(FetchError) as refused:
            fetch(Call(url, longest_s=1.0))
        assert time.monotonic() - began < 6
    assert refused.value.code == TOO_SLOW
    assert threading.active_count() == before


def test_a_handshake_that_drips_is_cut_off() -> None:
    done = threading.Event()

    def serve() -> None:
        caller, _ = listening.accept()
        with caller:
            for byte in b"\x16\x03\x03\x10\x00" + bytes(100):
                if done.wait(0.2):
                    return
                try:
                    caller.sendall(bytes([byte]))
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)
        serving = threading.Thread(target=serve)
        serving.start()
        began = time.monotonic()
        try:
            with pytest.raises(FetchError) as refused:
                fetch(Call(f"https://127.0.0.1:{listening.getsockname()[1]}/", longest_s=1.0))
            assert time.monotonic() - began < 6
        finally:
            done.set()
            serving.join()
    assert refused.value.code == TOO_SLOW


def test_a_server_that_never_shakes_hands_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with pytest.raises(FetchError) as refused:
            fetch(Call(f"https://127.0.0.1:{silent.getsockname()[1]}/", longest_s=0.5))
    assert refused.value.code == TOO_SLOW
