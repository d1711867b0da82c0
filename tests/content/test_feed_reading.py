import time
from datetime import UTC, datetime

import pytest

from content.errors import TooLargeError
from content.feed_reading import (
    LARGEST_BYTES,
    LONGEST_TITLE,
    MOST_READ,
    NotAFeedError,
    cut,
    headline,
    read_feed,
    read_moment,
)

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0"><channel><title>Cổng thông tin tỉnh</title><link>https://tinh.vn/</link>
<image><title>Logo</title></image>
<item><title><![CDATA[Áp thấp nhiệt đới <b>gần bờ</b>]]></title><link>/tin/1</link>
<guid>tin-1</guid><pubDate>Thu, 26 Nov 2026 07:30:00 +0700</pubDate>
<description>Không lấy</description></item>
<item><title>Giá lúa &amp;quot;tăng&amp;quot; &amp;amp; ổn</title></item></channel></rss>"""
RSS_1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Báo tỉnh</title></channel>
<item><title>Mở đường mới</title><link>https://bao.vn/2</link><dc:date>2026-11-26</dc:date></item>
</rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Đài khí tượng</title>
<entry><id>urn:1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Mưa <b>lớn</b>
</div></title><link rel="self" href="https://kt.vn/self"/><link href="https://kt.vn/1"/>
<author><name>A</name></author><source><title>Nguồn khác</title></source>
<updated>2026-11-26T05:00:00Z</updated><published>2026-11-26T04:00:00.5Z</published></entry>
</feed>"""


def an_rss(*items: str) -> bytes:
    return f"<rss><channel><title>T</title>{''.join(items)}</channel></rss>".encode()


def test_rss_2_is_read_without_its_markup() -> None:
    feed = read_feed(RSS.format(encoding="utf-8").encode())
    first, second = feed.entries
    assert feed.title == "Cổng thông tin tỉnh"
    assert (first.title, first.link) == ("Áp thấp nhiệt đới gần bờ", "/tin/1")
    assert (first.name, first.published_at) == ("tin-1", datetime(2026, 11, 26, 0, 30, tzinfo=UTC))
    assert (second.title, second.published_at) == ('Giá lúa "tăng" & ổn', None)


def test_rss_1_is_read() -> None:
    (entry,) = read_feed(RSS_1.encode()).entries
    assert (entry.title, entry.link) == ("Mở đường mới", "https://bao.vn/2")
    assert entry.published_at == datetime(2026, 11, 25, 17, tzinfo=UTC)


def test_atom_is_read() -> None:
    feed = read_feed(ATOM.encode())
    (entry,) = feed.entries
    assert (feed.title, entry.title, entry.link) == ("Đài khí tượng", "Mưa lớn", "https://kt.vn/1")
    assert entry.published_at == datetime(2026, 11, 26, 4, tzinfo=UTC)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings_of_unicode_are_read(encoding: str) -> None:
    named = "utf-16" if "16" in encoding else "utf-8"
    data = RSS.format(encoding=named).encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    assert read_feed(data).entries[0].title == "Áp thấp nhiệt đới gần bờ"


def test_latin_is_read() -> None:
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1"?>'
        + an_rss("<item><title>Caf\u00e9</title></item>").decode()
    )
    assert read_feed(text.encode("latin-1")).entries[0].title == "Café"


def test_text_is_composed_and_freed_of_what_is_invisible() -> None:
    raw = "<item><title>Tie\u0302\u0301ng\u202e Vie\u0323\u0302t\n\u200b mới</title></item>"
    assert read_feed(an_rss(raw)).entries[0].title == "Tiếng Việt mới"


def test_scripts_and_tags_leave_no_trace() -> None:
    assert headline("<script>alert(1)</script>Tin <img src=x onerror=y>mới<br>hôm nay") == (
        "Tin mới hôm nay"
    )
    assert headline("Giá dưới 5.000 &lt; 6.000") == "Giá dưới 5.000 < 6.000"


def test_a_long_title_is_cut_at_a_word() -> None:
    title = headline("tin rất dài " * 40)
    assert len(title) <= LONGEST_TITLE and title.endswith(("tin…", "rất…", "dài…"))
    assert cut("một hai ba", 8) == "một hai…"
    assert cut("mộthaiba", 5) == "mộth…"
    assert cut("một hai", 7) == "một hai"


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Thu, 26 Nov 2026 09:00:00 GMT", 9),
        ("Thu, 26 Nov 2026 09:00:00 GMT+7", 2),
        ("26 Nov 2026 09:00:00 +0700", 2),
        ("2026-11-26T09:00:00+07:00", 2),
        ("2026-11-26 09:00:00", 2),
        ("2026-11-26T09:00:00Z", 9),
    ],
)
def test_moments_are_read_as_feeds_write_them(text: str, hour: int) -> None:
    assert read_moment(text) == datetime(2026, 11, 26, hour, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "hôm qua", "99/99/9999", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert read_moment(text) is None


BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<rss><channel><item><title>&b;</title></item></channel></rss>"""
OUTSIDE = '<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss><channel/></rss>'


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_a_document_type_is_refused(text: str) -> None:
    with pytest.raises(NotAFeedError, match="DOCTYPE"):
        read_feed(text.encode())


def test_a_web_page_offers_the_feed_it_names() -> None:
    page = """<!DOCTYPE html><html><head><link rel="stylesheet" href="/a.css">
    <link rel="alternate" type="application/rss+xml" href="/rss/home.rss">
    <link rel="alternate" type="application/atom+xml" href="https://khac.vn/a"></head></html>"""
    with pytest.raises(NotAFeedError, match="web page") as caught:
        read_feed(page.encode())
    assert caught.value.offered == ("/rss/home.rss", "https://khac.vn/a")


def test_a_web_page_without_a_feed_says_what_to_look_for() -> None:
    with pytest.raises(NotAFeedError, match="RSS address") as caught:
        read_feed(b"\xef\xbb\xbf <!-- x --><html><body>Xin ch\xc3\xa0o</body></html>")
    assert caught.value.offered == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"<rss><channel>", b"<svg/>", b"<rss>&xxe;</rss>", b"\x00\xff\xfe",
     b'<?xml version="1.0" encoding="no-such"?><rss/>', b"<rss>" + b"<a>" * 60 + b"</a>" * 60],
)  # fmt: skip
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    with pytest.raises(NotAFeedError, match="not a feed"):
        read_feed(data)


def test_a_feed_too_large_is_refused() -> None:
    with pytest.raises(TooLargeError, match="1024 KB"):
        read_feed(b" " * (LARGEST_BYTES + 1))


def test_a_feed_of_very_many_entries_is_read_in_part_and_in_time() -> None:
    began = time.monotonic()
    data = an_rss(*(f"<item><title>Tin {n}</title></item>" for n in range(20_000)))
    assert len(read_feed(data).entries) == MOST_READ
    assert time.monotonic() - began < 5


def test_a_title_of_a_megabyte_costs_no_more_than_its_start() -> None:
    data = an_rss(
        f"<item><title>{'&lt;b ' * 150_000}</title></item><item><title>Sau</title></item>"
    )
    assert read_feed(data).entries[-1].title == "Sau"


def test_many_comments_before_the_root_cost_no_more_than_reading_them() -> None:
    """Each comment used to double the time: 500 of them were for ever."""
    comments = b"<!-- x -->" * 500
    assert read_feed(comments + an_rss("<item><title>Tin</title></item>")).entries
    with pytest.raises(NotAFeedError, match="web page"):
        read_feed(comments + b"<html><body>x</body></html>")
    with pytest.raises(NotAFeedError):
        read_feed(b"<!-- " * 3000)
