import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from content.category import CategoryKey
from content.document import Document
from content.item import Item, ItemSource, MediaFile, make_item, make_ticker
from content.layout import SECOND, Shape
from content.priority import Priority
from content.rotation import local_midnight
from server.render.fonts import measure_with
from tests.builders import a_notice

MEASURE = measure_with(Path("/usr/share/fonts/truetype/noto"))
APPROVED = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def a_source(
    pictures: int = 0, issuer: str = "Ủy ban nhân dân xã Ba Tơ", **fields: Any
) -> ItemSource:
    files = tuple(MediaFile(f"{n:064x}", "image/webp", 10, 4, 3) for n in range(pictures))
    return ItemSource("n1", 2, a_notice(**fields), issuer, APPROVED, "http://x/n/n1", files)


def an_item(source: ItemSource, shape: Shape = Shape.LANDSCAPE) -> tuple[Item, dict[str, Any]]:
    made = make_item(source, shape, 8.8, MEASURE)
    return made, json.loads(made.data)


def test_item_holds_every_field_boards_read() -> None:
    _, item = an_item(a_source())
    assert set(item) == {
        "notice", "revision", "category", "priority", "language", "title", "template", "pages",
        "issuer", "source", "reference", "posted_at", "until", "link", "cut",
    }  # fmt: skip
    assert set(item["pages"][0]) == {"template", "title", "blocks", "picture", "seconds"}


def test_same_source_gives_the_same_bytes() -> None:
    assert an_item(a_source())[0].digest == an_item(a_source())[0].digest


def test_weight_counts_twice_for_a_priority_notice() -> None:
    made, _ = an_item(a_source(weight=3, priority=Priority.PRIORITY))
    assert made.entry.weight == 6


def test_without_a_beginning_it_holds_from_the_day_of_approval() -> None:
    made, _ = an_item(a_source())
    assert made.entry.valid_from == local_midnight(date(2026, 11, 24))
    assert made.entry.shown_from == APPROVED


def test_posting_period_is_printed_as_its_last_day() -> None:
    document = Document(number="1/TB", posted_until=date(2026, 12, 5))
    made, item = an_item(a_source(document=document))
    assert item["until"] == "2026-12-05T17:00:00Z"
    assert made.entry.until is None


def test_news_names_its_source_and_a_document_its_issuer() -> None:
    body = "Cầu đã thông xe.\nNguồn: Đài Truyền thanh xã Ba Tơ"
    _, item = an_item(a_source(category=CategoryKey.NEWS, body=body))
    assert item["source"] == "Đài Truyền thanh xã Ba Tơ"
    _, item = an_item(a_source(document=Document(issuer="Hội Nông dân xã Ba Tơ")))
    assert item["issuer"] == "Hội Nông dân xã Ba Tơ"


@pytest.mark.parametrize("shape", [Shape.LANDSCAPE, Shape.PORTRAIT])
def test_issuer_is_shortened_only_where_it_does_not_fit(shape: Shape) -> None:
    long = "Ủy ban nhân dân " + "thị trấn Trà Xuân và các xã lân cận " * 3
    _, item = an_item(a_source(issuer=long), shape)
    assert item["issuer"].startswith("UBND")
    room = {Shape.LANDSCAPE: 141.6, Shape.PORTRAIT: 98.0}[shape]
    assert MEASURE(item["issuer"], 8.8 * SECOND, True) <= room


def test_pictures_are_named_with_their_credit_and_files() -> None:
    made, item = an_item(a_source(pictures=1, body="Ảnh: Hội Nông dân\nTrồng rừng gỗ lớn."))
    picture = item["pages"][0]["picture"]
    assert picture["credit"] == "Ảnh: Hội Nông dân"
    assert [file.digest for file in made.media] == [picture["media"]]
    assert made.media[0].to_dict()["bytes"] == 10


def test_ticker_line_is_an_item_of_its_own() -> None:
    made = make_ticker(a_source(priority=Priority.PRIORITY), Shape.LANDSCAPE, 8.8, MEASURE)
    assert made.entry.item == "n1.ticker"
    assert json.loads(made.data)["pages"][0]["title"] == ["Tiêm phòng trâu, bò đợt 2"]
    assert a_source(priority=Priority.PRIORITY).is_in_ticker
    assert not a_source().is_in_ticker
