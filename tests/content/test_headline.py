import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from content.feed import Headline
from content.headline import make_headline
from content.item import make_ticker
from content.layout import Shape
from content.priority import Priority
from content.rotation import cycle
from server.render.fonts import measure_with
from tests.content.test_item import a_source

MEASURE = measure_with(Path("/usr/share/fonts/truetype/noto"))
AT = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


def a_line(key: str = "a", title: str = "Áp thấp gần bờ", published_at: datetime = AT) -> Headline:
    until = published_at + timedelta(days=3)
    return Headline("f1", "Đài khí tượng", key, title, "https://kt.vn/1", published_at, AT, until)


def test_the_line_names_its_source_and_has_every_field_of_an_item() -> None:
    made = make_headline(a_line(), Shape.LANDSCAPE, 8.8, MEASURE)
    item = json.loads(made.data)
    assert item["pages"][0]["title"] == ["Áp thấp gần bờ · Nguồn: Đài khí tượng"]
    assert (item["priority"], item["until"]) == ("normal", "2026-11-29T03:00:00Z")
    notice = make_ticker(a_source(priority=Priority.PRIORITY), Shape.LANDSCAPE, 8.8, MEASURE)
    assert set(item) == set(json.loads(notice.data))


def test_a_longer_line_stays_longer_so_that_it_runs_by() -> None:
    short = make_headline(a_line(), Shape.PORTRAIT, 8.8, MEASURE).entry.seconds
    long = make_headline(a_line(title="Tin dài " * 18), Shape.PORTRAIT, 8.8, MEASURE).entry.seconds
    assert long > short


def test_headlines_come_behind_every_notice_the_newest_first() -> None:
    old = a_source(priority=Priority.PRIORITY)
    notice = make_ticker(old, Shape.LANDSCAPE, 8.8, MEASURE).entry
    lines = [
        make_headline(a_line(key, published_at=AT - timedelta(hours=age)), Shape.LANDSCAPE, 8.8,
                      MEASURE).entry
        for key, age in (("c", 1), ("a", 2), ("b", 3))
    ]  # fmt: skip
    names = list(dict.fromkeys(item for item, _, _ in cycle([*lines, notice])))
    assert names == ["n1.ticker", "feed.f1.c", "feed.f1.a", "feed.f1.b"]
