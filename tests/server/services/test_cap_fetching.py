"""Fetching sources: what comes is judged, what fails is told, nobody inside is ever called."""

from datetime import timedelta
from typing import Any

import pytest

from content.cap_source import CapSourceKind
from server.services import cap_sources, fetching
from server.services.actor import Role
from server.services.cap_fetching import LONGEST_WAIT_S, WAIT_S, fetch_due, next_at
from server.services.cap_sources import SourceView
from server.services.fetching import Answer, Call, FetchError
from server.services.resources import Resources
from server.storage.tables import MessageRow
from tests.server.board_builders import a_board, officer
from tests.server.builders import START, FixedClock
from tests.server.cap_builders import a_cap, a_source, alerts, message_of, messages
from tests.server.feed_builders import Site, a_site, allow_loopback
from tests.server.staff_builders import add_units, an_actor

ADMIN = an_actor(Role.ADMINISTRATOR, "province")
HOST = "https://kttv.example"


class Net:
    """The outside as the one client sees it; what is not here answers 404."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | FetchError] = {}
        self.asked: list[Call] = []

    def has(self, path: str, body: bytes, **headers: str) -> None:
        self.pages[HOST + path] = Answer(200, "application/xml", body, headers)

    def lists(self, *paths: str) -> None:
        entries = "".join(f'<entry><link href="{one}"/></entry>' for one in paths)
        self.has(
            "/cap.atom", f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()
        )

    def fetch(self, call: Call) -> Answer:
        self.asked.append(call)
        found = self.pages.get(call.url, Answer(404, "text/plain", b""))
        if isinstance(found, FetchError):
            raise found
        is_known = found.headers.get("etag") == call.headers.get("If-None-Match", "")
        return Answer(304, "", b"") if is_known else found

    @property
    def paths(self) -> list[str]:
        return [call.url.removeprefix(HOST) for call in self.asked]


@pytest.fixture
def net(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Net:
    add_units(resources)
    a_board(resources)
    made = Net()
    monkeypatch.setattr("server.services.cap_fetching.fetch", made.fetch)
    return made


def watch(resources: Resources, kind: CapSourceKind, path: str, **fields: Any) -> str:
    return a_source(resources, kind=kind, url=HOST + path, is_automatic=True, **fields)


def source(resources: Resources) -> SourceView:
    [view] = cap_sources.list_sources(resources, ADMIN)
    return view


def rounds(resources: Resources, clock: FixedClock, count: int = 1) -> None:
    for _ in range(count):
        fetch_due(resources)
        clock.advance(WAIT_S * 2)


def test_an_alert_at_one_address_goes_out_once(
    resources: Resources, clock: FixedClock, net: Net
) -> None:
    net.has("/now.xml", a_cap(), etag='"1"')
    watch(resources, CapSourceKind.CAP, "/now.xml")
    rounds(resources, clock, 3)
    assert [one.state for one in alerts(resources)] == ["in_force"]
    assert net.asked[1].headers["If-None-Match"] == '"1"'
    assert source(resources).fetched_at is not None and source(resources).error is None
    assert message_of(resources, "QN-2026-001").received_by is None


def test_an_index_leads_to_its_alerts_each_fetched_once(
    resources: Resources, clock: FixedClock, net: Net
) -> None:
    net.lists("/a/2.xml", "/a/1.xml")
    net.has("/a/1.xml", a_cap())
    net.has("/a/2.xml", a_cap(identifier="QN-2"))
    watch(resources, CapSourceKind.ATOM, "/cap.atom")
    rounds(resources, clock, 2)
    assert net.paths == ["/cap.atom", "/a/1.xml", "/a/2.xml", "/cap.atom"]
    assert len(alerts(resources)) == 2


def test_a_feed_without_alerts_is_no_error_and_no_message(
    resources: Resources, clock: FixedClock, net: Net
) -> None:
    net.lists()
    watch(resources, CapSourceKind.ATOM, "/cap.atom")
    rounds(resources, clock)
    assert source(resources).error is None and source(resources).said["alerts"] == 0
    assert messages(resources) == []


def test_one_address_that_holds_no_alert_now_is_no_error(
    resources: Resources, clock: FixedClock, net: Net
) -> None:
    watch(resources, CapSourceKind.CAP, "/now.xml")
    net.has("/now.xml", b"<alerts/>")
    rounds(resources, clock)
    assert source(resources).error is None and messages(resources) == []


def test_links_to_other_hosts_are_never_followed(
    resources: Resources, clock: FixedClock, net: Net
) -> None:
    net.lists(
        "https://evil.example/1.xml", "http://kttv.example/1.xml", "https://kttv.example:8443/1",
        "file:///etc/passwd", "//10.0.0.1/1.xml", "https://kttv.example@evil.example/1",
    )  # fmt: skip
    watch(resources, CapSourceKind.ATOM, "/cap.atom")
    rounds(resources, clock)
    assert net.paths == ["/cap.atom"]


def test_one_bad_document_keeps_none_of_the_others_away(
    resources: Resources, clock: FixedClock, net: Net
) -> None:
    net.lists("/a/1.xml", "/a/2.xml", "/a/3.xml")
    net.has("/a/1.xml", b"<!DOCTYPE x><x/>")
    net.pages[HOST + "/a/2.xml"] = FetchError("x", code=fetching.TOO_LARGE)
    net.has("/a/3.xml", a_cap())
    watch(resources, CapSourceKind.ATOM, "/cap.atom")
    rounds(resources, clock, 2)
    assert len(alerts(resources)) == 1
    assert net.paths.count("/a/2.xml") == 2 and net.paths.count("/a/1.xml") == 1


@pytest.mark.parametrize(
    "answer",
    [
        FetchError("x", code=fetching.INSIDE),
        FetchError("x", code=fetching.TOO_SLOW),
        Answer(500, "text/html", b""),
        Answer(301, "text/html", b"", {"location": "https://elsewhere.example/"}),
        Answer(200, "text/html", b"<html>"),
        Answer(200, "application/xml", b"<!DOCTYPE x><x/>"),
    ],
)
def test_what_fails_is_told_in_words_and_tried_ever_more_seldom(
    resources: Resources, clock: FixedClock, net: Net, answer: Answer | FetchError
) -> None:
    net.pages[HOST + "/now.xml"] = answer
    watch(resources, CapSourceKind.CAP, "/now.xml")
    rounds(resources, clock)
    assert source(resources).error and source(resources).failing_since == START
    clock.advance(LONGEST_WAIT_S)
    net.has("/now.xml", a_cap())
    clock.at = START + timedelta(minutes=30)
    rounds(resources, clock)
    assert source(resources).error is None and len(alerts(resources)) == 1


def test_a_silent_source_is_told_to_people_after_an_hour_once(
    resources: Resources, clock: FixedClock, net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        "server.services.outbox.queue", lambda s, r, people, message: told.append(message.kind)
    )
    net.pages[HOST + "/now.xml"] = FetchError("x")
    watch(resources, CapSourceKind.CAP, "/now.xml")
    for _ in range(10):
        fetch_due(resources)
        clock.advance(LONGEST_WAIT_S + 60)
    assert told == ["news.cap_source_fails"]
    assert resources.database.read(lambda s: s.query(MessageRow).count()) == 0


def test_a_source_that_is_switched_off_or_sends_itself_is_not_fetched(
    resources: Resources, clock: FixedClock, net: Net
) -> None:
    off = watch(resources, CapSourceKind.CAP, "/now.xml")
    a_source(resources)
    cap_sources.switch_source(resources, ADMIN, off, is_enabled=False)
    rounds(resources, clock)
    assert net.asked == []


def test_waits_grow_to_a_quarter_of_an_hour_and_differ() -> None:
    waits = [(next_at(START, failures) - START).total_seconds() for failures in (0, 1, 20)]
    assert WAIT_S - 10 <= waits[0] <= WAIT_S + 10 < waits[1]
    assert waits[2] <= LONGEST_WAIT_S + 10
    assert len({next_at(START) for _ in range(50)}) > 1


def test_this_machine_is_called_only_where_an_operator_names_it(
    resources: Resources, clock: FixedClock
) -> None:
    add_units(resources)
    a_board(resources)
    with a_site() as site:
        _serve(site, a_cap())
        a_source(resources, kind=CapSourceKind.CAP, url=site.url, is_automatic=True)
        fetch_due(resources)
        assert site.asked == [] and "BANGTIN_INSIDE_HOSTS" in (source(resources).error or "")
        allow_loopback(resources)
        clock.advance(LONGEST_WAIT_S)
        fetch_due(resources)
    assert len(site.asked) == 1 and alerts(resources)[0].state == "in_force"
    assert alerts(resources)[0].created_by is None
    assert officer().account_id != alerts(resources)[0].created_by


def _serve(site: Site, body: bytes) -> None:
    site.body, site.type = body, "application/cap+xml"
