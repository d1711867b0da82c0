"""The relay itself: it is never quicker than its link, and what comes is what was sent."""

import hashlib
import random
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import requests

from tests.faults import relayed_http as http
from tests.faults.links import ISLAND, LAN, LINKS, MOBILE, POOR_MOBILE, Lane, Link
from tests.faults.relay import Relay

SAID = random.Random(7).randbytes(100_000)


class Echo:
    """Answer HTTP with SAID, and whatever else comes with the same."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]
        self.heard = b""
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(sock,), daemon=True).start()

    def _answer(self, sock: socket.socket) -> None:
        with sock:
            while True:
                try:
                    data = sock.recv(65536)
                except OSError:
                    return
                if not data:
                    return
                self.heard += data
                if data.startswith(b"GET "):
                    kept = "public" if b"/file" in data else "no-store"
                    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(SAID)}\r\n"
                    sock.sendall(f"{head}Cache-Control: {kept}\r\n\r\n".encode() + SAID)
                else:
                    sock.sendall(data)


@pytest.fixture
def echo() -> Iterator[Echo]:
    made = Echo()
    yield made
    made.close()


def call(relay: Relay, timeout_s: float = 10.0) -> socket.socket:
    port = int(relay.address.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=timeout_s)


def told(sock: socket.socket, data: bytes) -> bytes:
    """Send and read as many bytes back."""
    sending = threading.Thread(target=sock.sendall, args=(data,))
    sending.start()
    back = b""
    while len(back) < len(data) and (part := sock.recv(65536)):
        back += part
    sending.join(10)
    return back


def test_a_fast_link_changes_no_byte(echo: Echo) -> None:
    said = SAID * 10
    with Relay(echo.port, LAN) as relay, call(relay) as sock:
        assert hashlib.sha256(told(sock, said)).digest() == hashlib.sha256(said).digest()
        assert (relay.counted.up_bytes, relay.counted.down_bytes) == (len(said), len(said))
        assert relay.counted.connections == 1


def test_bytes_come_in_order_over_a_lossy_link_that_jitters(echo: Echo) -> None:
    link = Link("lossy", 20.0, 0, 0.02, 15.0)
    with Relay(echo.port, link) as relay, call(relay) as sock:
        assert told(sock, SAID) == SAID


def test_a_connection_and_an_answer_take_two_round_trips_at_least(echo: Echo) -> None:
    with Relay(echo.port, Link("far", 200.0)) as relay, call(relay) as sock:
        began = time.monotonic()
        assert told(sock, b"first") == b"first"
        assert time.monotonic() - began >= 0.399
        began = time.monotonic()
        assert told(sock, b"again") == b"again"
        assert time.monotonic() - began >= 0.199


def test_100_kb_at_400_kbit_s_take_two_seconds_shared_by_all_connections(echo: Echo) -> None:
    with Relay(echo.port, Link("slow", 0.0, 400_000)) as relay:
        began = time.monotonic()
        with call(relay) as one, call(relay) as other:
            threads = [
                threading.Thread(target=told, args=(sock, SAID[:50_000])) for sock in (one, other)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(20)
        assert time.monotonic() - began >= 100_000 * 8 / 400_000 - 0.1


def test_a_lost_segment_costs_a_round_trip_and_its_place_in_the_lane() -> None:
    lossless = Lane(Link("x", 300.0, 1_120_000), random.Random(1))
    lossy = Lane(Link("x", 300.0, 1_120_000, 1.0), random.Random(1))
    assert lossless.arrival_s(1400, 5.0) == pytest.approx(5.16)
    assert lossless.arrival_s(1400, 5.0) == pytest.approx(5.17)
    assert lossy.arrival_s(1400, 5.0) == pytest.approx(5.47)
    near = Lane(Link("x", 2.0, 0, 1.0), random.Random(1))
    assert near.arrival_s(1400, 5.0) == pytest.approx(5.201)


def test_about_the_share_of_segments_that_the_link_says_is_lost() -> None:
    lane = Lane(Link("x", 0.0, 0, 0.05), random.Random(3))
    lost = sum(lane.arrival_s(1400, 0.0) > 0.1 for _ in range(10_000))
    assert 400 <= lost <= 600


def test_the_named_links_are_those_of_the_contract() -> None:
    assert [link.name for link in LINKS] == ["lan", "3g", "3g-poor", "island"]
    assert (MOBILE.round_trip_ms, MOBILE.rate, MOBILE.loss) == (300, 1_600_000, 0.01)
    assert (POOR_MOBILE.jitter_ms, POOR_MOBILE.rate, POOR_MOBILE.outage_s) == (150, 400_000, 20)
    assert ISLAND.with_outages_of(5.0).outage_s == 5.0


def test_while_cut_nothing_passes_and_held_bytes_come_after(echo: Echo) -> None:
    with Relay(echo.port, LAN) as relay, call(relay, 0.5) as sock:
        assert told(sock, b"before") == b"before"
        relay.cut()
        sock.sendall(b"held")
        with pytest.raises(TimeoutError):
            sock.recv(10)
        with pytest.raises(TimeoutError):
            call(relay, 0.5).close()
        relay.restore()
        sock.settimeout(10)
        assert sock.recv(10) == b"held"
        with call(relay) as later:
            assert told(later, b"later") == b"later"


def test_a_long_cut_resets_what_was_open(echo: Echo) -> None:
    with Relay(echo.port, LAN) as relay, call(relay) as sock:
        assert told(sock, b"before") == b"before"
        relay.cut(reset_after_s=0.1)
        with pytest.raises(ConnectionResetError):
            sock.recv(10)


UPGRADE = b"GET /socket.io/ HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"


def test_a_refused_upgrade_is_answered_403_and_the_rest_passes(echo: Echo) -> None:
    with Relay(echo.port, LAN) as relay:
        relay.treat(upgrades=http.REFUSED)
        with call(relay) as sock:
            sock.sendall(UPGRADE)
            assert sock.recv(100).startswith(b"HTTP/1.1 403 ")
        assert requests.get(relay.address, timeout=10).content == SAID
        assert b"Upgrade" not in echo.heard


def test_a_swallowed_upgrade_gets_no_answer_and_no_end(echo: Echo) -> None:
    with Relay(echo.port, LAN) as relay:
        relay.treat(upgrades=http.SWALLOWED)
        with call(relay, 0.3) as sock:
            sock.sendall(UPGRADE)
            with pytest.raises(TimeoutError):
                sock.recv(10)
    assert echo.heard == b""


def test_a_deaf_socket_swallows_both_ways_while_http_passes(echo: Echo) -> None:
    with Relay(echo.port, LAN) as relay, call(relay, 0.5) as sock:
        sock.sendall(UPGRADE)
        size = 0
        while size < len(SAID):
            size += len(sock.recv(65536))
        relay.deafen()
        heard = echo.heard
        sock.sendall(b"is anybody there")
        with pytest.raises(TimeoutError):
            while sock.recv(65536):
                pass
        assert requests.get(relay.address, timeout=10).content == SAID
        assert b"anybody" not in echo.heard.removeprefix(heard)


def test_a_portal_answers_everything_in_the_servers_place(echo: Echo) -> None:
    with Relay(echo.port, LAN) as relay:
        relay.treat(portal=http.PAGE)
        shown = requests.get(relay.address + "/api", timeout=10)
        assert (shown.status_code, "Wi-Fi" in shown.text) == (200, True)
        relay.treat(portal=http.REDIRECT)
        sent = requests.get(relay.address, timeout=10, allow_redirects=False)
        assert (sent.status_code, sent.headers["Location"][:22]) == (302, "http://portal.example/")
        relay.treat(portal="")
        assert requests.get(relay.address, timeout=10).content == SAID


def test_bodies_of_files_are_cut_or_made_longer(echo: Echo) -> None:
    with Relay(echo.port, LAN) as relay:
        relay.treat(bodies=http.CUT)
        with pytest.raises(requests.RequestException):
            requests.get(relay.address + "/file", timeout=10)
        assert requests.get(relay.address, timeout=10).content == SAID
        relay.treat(bodies=http.LONGER)
        longer = requests.get(relay.address + "/file", timeout=10).content
        assert longer.startswith(SAID) and longer.endswith(b"</script>")
