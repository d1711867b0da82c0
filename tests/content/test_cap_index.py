import pytest

from content.cap import MalformedCapError
from content.cap_index import LARGEST_BYTES, IndexEntry, read_index

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'
CAP_LINK = '<link type="application/cap+xml" href="/cap/1.xml"/>'


def entries(body: str) -> list[IndexEntry]:
    return list(read_index(ATOM.format(body).encode()).entries)


def test_an_atom_entry_leads_to_its_alert_and_says_when_it_changed() -> None:
    entry = f'<entry><link href="/page"/>{CAP_LINK}<updated>2026-11-24T02:00:00Z</updated></entry>'
    assert entries(entry) == [IndexEntry("/cap/1.xml", "2026-11-24T02:00:00Z")]


def test_without_a_link_that_says_cap_the_first_that_shows_the_entry_counts() -> None:
    entry = '<entry><link rel="edit" href="/edit"/><link href="/one"/><link href="/two"/></entry>'
    assert [one.link for one in entries(entry)] == ["/one"]


def test_rss_items_lead_to_theirs() -> None:
    body = (
        b"<rss><channel><item><link>https://a.vn/1</link><pubDate>x</pubDate></item>"
        b'<item><enclosure url="https://a.vn/2.cap" type="application/cap+xml"/></item>'
        b"</channel></rss>"
    )
    found = read_index(body)
    assert [one.link for one in found.entries] == ["https://a.vn/1", "https://a.vn/2.cap"]
    assert found.entries[0].mark == "x" and not found.holds_alerts


def test_an_index_without_alerts_is_fine() -> None:
    assert entries("<title>Không có cảnh báo</title>") == []


def test_an_index_that_carries_alerts_says_so() -> None:
    alert = (
        '<entry><content><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/></content></entry>'
    )
    assert read_index(ATOM.format(alert).encode()).holds_alerts


def test_a_link_is_followed_once_and_endless_ones_never() -> None:
    long = f'<entry><link href="/{"x" * 3000}"/></entry>'
    twice = f"<entry>{CAP_LINK}</entry>" * 2
    assert [one.link for one in entries(twice + long)] == ["/cap/1.xml"]


@pytest.mark.parametrize(
    "body",
    [b"", b"<feed", b"<html/>", b"<!DOCTYPE rss><rss/>", b"<rss/>" + b" " * LARGEST_BYTES],
)
def test_what_is_no_index_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedCapError):
        read_index(body)
