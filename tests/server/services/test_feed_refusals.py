"""What a feed is refused for, in words a person understands; nothing is kept of it."""

from typing import Any

import pytest

from content.errors import ContentError, InvalidInputError
from content.feed_reading import NotAFeedError
from server.services.feeds import MOST_FEEDS, add_feed, change_feed, list_feeds
from server.services.resources import Resources
from tests.server.builders import FixedClock
from tests.server.feed_builders import ADMIN, Site, a_wish, allow_loopback, running
from tests.server.staff_builders import add_units

DAY_S = 86_400


@pytest.fixture(autouse=True)
def commune(resources: Resources) -> None:
    add_units(resources)
    allow_loopback(resources)


def refused(resources: Resources, site: Site, **fields: Any) -> ContentError:
    with pytest.raises(ContentError) as caught:
        add_feed(resources, ADMIN, "commune", a_wish(site, **fields))
    assert list_feeds(resources, ADMIN, "commune") == ()
    return caught.value


@pytest.mark.parametrize(
    "url",
    ["ftp://tinh.vn/rss", "tinh.vn/rss", "http://tinh.vn/rss", "https://", "https://[::1",
     "https://a:b@tinh.vn/"],
)  # fmt: skip
def test_what_is_no_https_address_is_refused(resources: Resources, site: Site, url: str) -> None:
    assert "https://" in str(refused(resources, site, url=url))


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:{port}/", "https://localhost/", "https://[::1]/", "https://10.0.0.1/",
     "https://192.168.1.1/", "https://169.254.169.254/latest", "https://127.1/"],
)  # fmt: skip
def test_nothing_inside_is_called(resources: Resources, site: Site, url: str) -> None:
    resources.settings = resources.settings.model_copy(update={"inside_hosts": ""})
    found = refused(resources, site, url=url.format(port=site.port))
    assert (found.code, found.field) == ("fetch_inside", "url")
    assert site.asked == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 404}, "error 404"),
        ({"status": 500}, "error 500"),
        ({"type": "image/png"}, "file \\(image/png\\)"),
        ({"body": b"<html><p>x</p></html>", "type": "text/html"}, "RSS address"),
        ({"body": b'<!DOCTYPE rss [<!ENTITY a "b">]><rss/>'}, "DOCTYPE"),
        ({"body": b"<rss><channel/></rss>"}, "no headlines"),
        ({"body": b"x" * (1024 * 1024 + 1)}, "1024 KB"),
        ({"body": b"khong phai xml", "type": "text/plain"}, "well-formed"),
    ],
)
def test_what_is_no_feed_is_refused_in_clear_words(
    resources: Resources, site: Site, answer: dict[str, Any], said: str
) -> None:
    for name, value in answer.items():
        setattr(site, name, value)
    found = refused(resources, site)
    assert found.field == "url"
    with pytest.raises(ContentError, match=said):
        raise found


def test_a_page_that_names_its_feed_offers_it(resources: Resources, site: Site) -> None:
    site.type = "text/html"
    kind = 'link rel="alternate" type="application/rss+xml"'
    links = f'<{kind} href="/rss/home.rss"><{kind} href="javascript:alert(1)">'
    site.body = f"<!doctype html><head>{links}</head>".encode()
    found = refused(resources, site)
    assert isinstance(found, NotAFeedError)
    assert found.offered == (f"http://127.0.0.1:{site.port}/rss/home.rss",)


def test_links_are_read_against_the_feeds_address_and_no_others_are_kept(
    resources: Resources, site: Site
) -> None:
    site.says("Một", "Hai")
    links = (b"<link>/tin/1</link>", b"<link>javascript:alert(1)</link>")
    for link in links:
        site.body = site.body.replace(b"<item><title>", b"<item>" + link + b"<title>", 1)
    view = add_feed(resources, ADMIN, "commune", a_wish(site))
    assert [line.entry.link for line in view.lines] == [f"http://127.0.0.1:{site.port}/tin/1", ""]


def test_an_address_that_leads_on_offers_where_to(resources: Resources, site: Site) -> None:
    site.status, site.headers["Location"] = 301, "https://tinh.vn/rss"
    found = refused(resources, site)
    assert isinstance(found, NotAFeedError) and found.offered == ("https://tinh.vn/rss",)


def test_a_feed_of_old_headlines_is_refused_at_the_days(
    resources: Resources, site: Site, clock: FixedClock
) -> None:
    clock.advance(10 * DAY_S)
    assert refused(resources, site).field == "keep_days"


def test_the_same_address_twice_is_refused(resources: Resources, site: Site) -> None:
    view = running(resources, site)
    with pytest.raises(InvalidInputError, match="already: Cổng tỉnh"):
        add_feed(resources, ADMIN, "commune", a_wish(site))
    second = add_feed(resources, ADMIN, "commune", a_wish(site, url=f"{site.url}?2"))
    with pytest.raises(InvalidInputError, match="already"):
        change_feed(resources, ADMIN, second.feed.id, view.feed.wish)


def test_a_unit_has_only_so_many_feeds(resources: Resources, site: Site) -> None:
    for n in range(MOST_FEEDS):
        add_feed(resources, ADMIN, "commune", a_wish(site, url=f"{site.url}?{n}"))
    with pytest.raises(ContentError, match="at most 5"):
        add_feed(resources, ADMIN, "commune", a_wish(site))
