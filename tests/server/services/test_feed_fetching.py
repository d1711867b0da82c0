import pytest

from server.services import polling
from server.services.feed_fetching import JITTER_S, WAIT_S, fetch_due, next_at
from server.services.feeds import get_feed, remove_feed, stop_feed
from server.services.resources import Resources
from tests.server.builders import FixedClock
from tests.server.feed_builders import ADMIN, Site, allow_loopback, running
from tests.server.notice_builders import pair_a_board
from tests.server.services.test_feeds import audited, row_of, ticker
from tests.server.staff_builders import add_units, cheap_hashes
from tests.server.telling_builders import a_person, told, with_mail

DAY_S = 86_400
LATER_S = WAIT_S + JITTER_S


@pytest.fixture
def board(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> str:
    cheap_hashes(monkeypatch)
    add_units(resources)
    allow_loopback(resources)
    return pair_a_board(resources)


def test_feeds_are_fetched_every_quarter_of_an_hour_not_all_at_once(clock: FixedClock) -> None:
    waits = {(next_at(clock.now()) - clock.now()).total_seconds() for _ in range(50)}
    assert len(waits) > 10
    assert WAIT_S - JITTER_S <= min(waits) and max(waits) <= WAIT_S + JITTER_S


def test_a_feed_is_not_fetched_before_its_time(
    resources: Resources, board: str, site: Site, clock: FixedClock
) -> None:
    running(resources, site)
    assert fetch_due(resources) == 0
    clock.advance(LATER_S)
    assert fetch_due(resources) == 1
    assert fetch_due(resources) == 0


def test_an_unchanged_feed_is_asked_by_its_marks_and_leaves_no_audit(
    resources: Resources, board: str, site: Site, clock: FixedClock
) -> None:
    site.headers = {"ETag": '"v1"', "Last-Modified": "Tue, 24 Nov 2026 01:00:00 GMT"}
    view = running(resources, site)
    before, digest = audited(resources), resources.scores.manifest_for(board)
    clock.advance(LATER_S)
    fetch_due(resources)
    asked = site.asked[-1]
    assert asked["if-none-match"] == '"v1"'
    assert asked["if-modified-since"] == "Tue, 24 Nov 2026 01:00:00 GMT"
    assert get_feed(resources, ADMIN, view.feed.id).fetched_at == clock.now()
    assert audited(resources) == before
    assert resources.scores.manifest_for(board) == digest


def test_a_feed_that_fails_keeps_its_last_headlines_until_they_are_too_old(
    resources: Resources, board: str, site: Site, clock: FixedClock
) -> None:
    view = running(resources, site)
    began, lines = clock.now(), ticker(resources, board)
    for body, status in ((b"", 503), (b"<rss", 200)):
        site.body, site.status = body, status
        clock.advance(LATER_S)
        fetch_due(resources)
        assert ticker(resources, board) == lines
    found = get_feed(resources, ADMIN, view.feed.id)
    assert found.fetched_at == began and found.failing_since is not None
    assert "well-formed" in (found.error or "")
    clock.advance(3 * DAY_S)
    assert ticker(resources, board) == []


def test_a_feed_that_comes_back_forgets_its_failure(
    resources: Resources, board: str, site: Site, clock: FixedClock
) -> None:
    view = running(resources, site)
    site.status = 500
    clock.advance(LATER_S)
    fetch_due(resources)
    site.status = 200
    clock.advance(LATER_S)
    fetch_due(resources)
    found = get_feed(resources, ADMIN, view.feed.id)
    assert (found.error, found.failing_since) == (None, None)


def test_the_technicians_are_told_once_after_a_day(
    resources: Resources, board: str, site: Site, clock: FixedClock
) -> None:
    with_mail(resources)
    a_person(resources, "kythuat", "technician", "20857")
    a_person(resources, "soan", "author", "20857")
    running(resources, site)
    site.status = 500
    for _ in range(3):
        clock.advance(LATER_S)
        fetch_due(resources)
    assert told(resources, "news.feed") == []
    for _ in range(2):
        clock.advance(DAY_S)
        fetch_due(resources)
    assert told(resources, "news.feed") == [("kythuat", "news.feed_fails")]


@pytest.mark.parametrize("deed", [stop_feed, remove_feed])
def test_what_was_stopped_or_removed_meanwhile_stays_so(
    resources: Resources, board: str, site: Site, clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch, deed: object,
) -> None:  # fmt: skip
    view = running(resources, site)
    offload = resources.offload

    def meanwhile(work):  # type: ignore[no-untyped-def]
        answered = offload(work)
        monkeypatch.setattr(resources, "offload", offload)
        deed(resources, ADMIN, view.feed.id)  # type: ignore[operator]
        return answered

    site.says("Tin sau khi dừng")
    clock.advance(LATER_S)
    monkeypatch.setattr(resources, "offload", meanwhile)
    assert fetch_due(resources) == 1
    assert ticker(resources, board) == []
    if deed is stop_feed:
        assert row_of(resources, view.feed.id).entries[0]["title"] != "Tin sau khi dừng"


def test_a_corrected_headline_is_shown_corrected(
    resources: Resources, board: str, site: Site, clock: FixedClock
) -> None:
    running(resources, site)
    site.body = site.body.replace(b"<title>M\xe1\xbb\x9f", "<title>Đã mở".encode())
    clock.advance(LATER_S)
    fetch_due(resources)
    assert "Đã mở đường mới · Nguồn: Cổng tỉnh" in ticker(resources, board)


def test_a_headline_that_grew_too_old_leaves_no_trace_at_each_fetch_after(
    resources: Resources, board: str, site: Site, clock: FixedClock
) -> None:
    site.headers = {"ETag": '"v1"'}
    view = running(resources, site)
    clock.advance((view.feed.wish.keep_days + 1) * DAY_S)
    fetch_due(resources)
    before, digest = audited(resources), resources.scores.manifest_for(board)
    assert ticker(resources, board) == []
    for _ in range(3):
        clock.advance(LATER_S)
        assert fetch_due(resources) == 1
    assert audited(resources) == before
    assert resources.scores.manifest_for(board) == digest


def test_a_round_goes_on_while_feeds_are_due(
    resources: Resources, board: str, site: Site, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "BATCH", 1)
    running(resources, site)
    running(resources, site, url=f"{site.url}?muc=2")
    clock.advance(LATER_S)
    assert fetch_due(resources) == 2
