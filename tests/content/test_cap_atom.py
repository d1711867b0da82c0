"""The Atom feed of our CAP messages."""

from datetime import timedelta

from lxml import etree

from content.cap import CapStatus
from content.cap_atom import CAP_TYPE, AtomEntry, cap_atom
from content.feed_reading import read_feed
from tests.cap_samples import SENT, a_message, an_info

ADDRESS = "https://bangtin.example.vn"
ATOM = "{http://www.w3.org/2005/Atom}"


def test_entries_link_to_messages_newest_first() -> None:
    old = AtomEntry(a_message(), "/feeds/cap/kttv-1.1")
    drill = a_message(
        sent=SENT + timedelta(hours=1), status=CapStatus.EXERCISE,
        infos=(an_info(headline='Lũ <"&>'),),
    )  # fmt: skip
    body = cap_atom([old, AtomEntry(drill, "/feeds/cap/kttv-2.1")], ADDRESS)
    root = etree.fromstring(body)
    titles = [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]
    assert titles == ['DIỄN TẬP: Lũ <"&>', "Lũ lớn trên sông Trà Khúc"]
    link = root.find(f"{ATOM}entry/{ATOM}link")
    assert link.get("type") == CAP_TYPE and link.get("href") == f"{ADDRESS}/feeds/cap/kttv-2.1"
    assert root.findtext(f"{ATOM}updated") == "2026-11-25T01:30:00Z"
    assert root.findtext(f"{ATOM}entry/{ATOM}summary") == "Xã Trà Bồng"
    assert len(read_feed(body).entries) == 2


def test_a_feed_of_nothing_is_a_feed() -> None:
    assert read_feed(cap_atom([], ADDRESS)).entries == ()
