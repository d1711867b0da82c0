"""What a message names is fetched by the server alone, safely, and its failures are told."""

import pytest

from server.services import fetching
from server.services.cap_file_fetching import MOST_BYTES, WAITS, fetch_files
from server.services.fetching import Answer, FetchError
from server.services.resources import Resources
from tests.server.board_builders import a_board
from tests.server.builders import FixedClock
from tests.server.cap_builders import a_cap, a_signer, a_source, alerts, message_of, send, signed
from tests.server.cap_file_builders import HOST, Net, a_net, a_png, file_row, inside, outside
from tests.server.staff_builders import add_units

FIRST = "QN-2026-001"


@pytest.fixture
def net(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Net:
    add_units(resources)
    a_board(resources)
    return a_net(monkeypatch)


@pytest.fixture
def source(resources: Resources, net: Net) -> str:
    return a_source(resources, is_automatic=True)


def came(resources: Resources, place: int = 0) -> tuple[str, str]:
    row = file_row(resources, message_of(resources, FIRST).id, place)
    return row.state, row.reason or ""


def test_the_alert_is_out_before_anything_is_fetched(
    resources: Resources, source: str, net: Net
) -> None:
    net.has("/b.png", a_png())
    assert send(resources, a_cap(resource=outside("/b.png")), source) == [(FIRST, "in_force")]
    assert alerts(resources)[0].state == "in_force"
    assert net.asked == [] and came(resources) == ("waits", "")
    assert fetch_files(resources) == 1
    [call] = net.asked
    assert call.url == f"{HOST}/b.png" and call.most_bytes == MOST_BYTES
    assert not call.trusts_loopback and call.inside == frozenset()
    assert came(resources)[0] == "kept"
    assert fetch_files(resources) == 0


def test_what_is_set_aside_is_not_fetched(resources: Resources, source: str, net: Net) -> None:
    send(resources, a_cap(status="Test", resource=outside("/b.png")), source)
    assert fetch_files(resources) == 0 and net.asked == []


@pytest.mark.parametrize("url", ["http://kttv.example/b.png", "file:///etc/passwd", "b.png"])
def test_no_other_address_than_https_is_called(
    resources: Resources, source: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.services.cap_file_fetching.fetch", fetching.fetch)
    named = outside("/b.png").replace(f"{HOST}/b.png", url)
    send(resources, a_cap(resource=named), source)
    fetch_files(resources)
    assert came(resources)[0] == "failed"


def test_private_addresses_are_refused_by_the_one_client(
    resources: Resources, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.services.cap_file_fetching.fetch", fetching.fetch)
    for_inside = outside("/b.png").replace(HOST, "https://127.0.0.1")
    send(resources, a_cap(resource=for_inside), source)
    fetch_files(resources)
    state, reason = came(resources)
    assert state == "failed" and "BANGTIN_INSIDE_HOSTS" in reason


def test_other_bytes_than_were_meant_are_refused(
    resources: Resources, source: str, net: Net
) -> None:
    net.has("/b.png", a_png("red"))
    send(resources, a_cap(resource=outside("/b.png", content=a_png())), source)
    fetch_files(resources)
    state, reason = came(resources)
    assert state == "failed" and "digest" in reason


def test_the_true_bytes_pass(resources: Resources, source: str, net: Net) -> None:
    net.has("/b.png", a_png())
    send(resources, a_cap(resource=outside("/b.png", content=a_png())), source)
    fetch_files(resources)
    assert came(resources)[0] == "kept"


def test_a_page_in_its_place_and_a_disguise_are_refused(
    resources: Resources, source: str, net: Net
) -> None:
    net.has("/trang.png", b"<html>", "text/html")
    net.has("/gia.png", b"%PDF-1.4 not a picture", "image/png")
    both = outside("/trang.png") + outside("/gia.png")
    send(resources, a_cap(resource=both), source)
    fetch_files(resources)
    assert [came(resources, place)[0] for place in (0, 1)] == ["failed", "failed"]


def test_passing_trouble_is_tried_again_and_given_up_in_the_end(
    resources: Resources, source: str, net: Net, clock: FixedClock
) -> None:
    net.pages[f"{HOST}/b.png"] = FetchError("{host} does not answer: {why}", host="x", why="y")
    send(resources, a_cap(resource=outside("/b.png")), source)
    for wait in WAITS:
        fetch_files(resources)
        assert came(resources)[0] == "waits"
        assert fetch_files(resources) == 0
        clock.advance(wait.total_seconds())
    fetch_files(resources)
    assert came(resources)[0] == "failed"
    assert len(net.asked) == len(WAITS) + 1
    assert alerts(resources)[0].state == "in_force"


def test_a_file_that_is_put_there_later_is_taken_then(
    resources: Resources, source: str, net: Net, clock: FixedClock
) -> None:
    send(resources, a_cap(resource=outside("/b.png")), source)
    fetch_files(resources)
    assert came(resources)[0] == "waits"
    net.has("/b.png", a_png())
    clock.advance(WAITS[0].total_seconds())
    fetch_files(resources)
    assert came(resources)[0] == "kept"


def test_it_is_given_up_when_its_message_is_over(
    resources: Resources, source: str, net: Net, clock: FixedClock
) -> None:
    send(resources, a_cap(resource=outside("/b.png")), source)
    clock.advance(3 * 3600)
    fetch_files(resources)
    assert came(resources)[0] == "failed"


def test_of_a_signed_message_only_what_its_signature_vouches_for_is_taken(
    resources: Resources, net: Net
) -> None:
    signer = a_signer()
    source = a_source(resources, is_automatic=True, issuers=(signer.pem,))
    net.has("/b.png", a_png())
    named = outside("/b.png") + outside("/c.png", content=a_png("red"))
    net.has("/c.png", a_png("red"))
    send(resources, signed(a_cap(resource=named), signer), source)
    fetch_files(resources)
    state, reason = came(resources, 0)
    assert state == "failed" and "signed" in reason
    assert came(resources, 1)[0] == "kept"
    assert [call.url for call in net.asked] == [f"{HOST}/c.png"]


def test_what_lies_inside_the_message_needs_no_network(
    resources: Resources, source: str, net: Net
) -> None:
    send(resources, a_cap(resource=inside(a_png(), "image/png")), source)
    fetch_files(resources)
    assert came(resources)[0] == "kept" and net.asked == []


def test_no_board_is_told_the_address(resources: Resources, source: str, net: Net) -> None:
    net.has("/b.png", a_png())
    send(resources, a_cap(resource=outside("/b.png")), source)
    fetch_files(resources)
    [view] = alerts(resources)
    held = resources.alerts.get(view.id)
    assert held is not None and "kttv.example" not in str(held.envelope) + str(view.alert)
    assert isinstance(net.pages[f"{HOST}/b.png"], Answer)
