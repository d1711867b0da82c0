"""What LED pictures show: few words a page, all of them shown, who says so at the end."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from content.body import Facts, Paragraph, parse_body
from content.category import CategoryKey
from content.item import ItemSource, MediaFile, make_item
from content.layout import Shape, body_em_u, column, line_pitch, shape
from content.led import LEAST_S, MOST_PAGES, led_words, with_issuer
from content.profile import Profile
from server.render.fonts import measure_with
from tests.builders import a_notice

FONTS = Path("/usr/share/fonts/truetype/noto")
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TITLE = "Hỗ trợ hộ nghèo xây mới và sửa chữa nhà ở năm 2026"
BODY = "Xây mới: 60 triệu đồng\nSửa chữa: 30 triệu đồng\n\nBà con nộp đơn. ẪỄỖỮỲ ẶỆỘỰ có ở đây."
PRICES = "Hàng | Giá (đồng) | Đổi\nLúa | 8.500 | +50\nMì | 2.500 | -10"
SIZES = ((128, 64), (192, 96), (256, 64), (512, 64), (256, 128), (320, 160), (640, 160))


def pages_of(size: tuple[int, int], **content: Any) -> tuple[dict[str, Any], Shape, float]:
    profile = Profile(width=size[0], height=size[1], far_m=5)
    kind, em_u = shape(profile), body_em_u(profile)
    files = (MediaFile("p", "image/webp", 1, 4, 3),)
    notice = a_notice(**{"title": TITLE, "body": BODY, **content})
    source = ItemSource("n", 1, notice, "Ủy ban nhân dân xã Ba Tơ", AT, "http://x", files)
    return json.loads(make_item(source, kind, em_u, measure_with(FONTS)).data), kind, em_u


def words_of(item: dict[str, Any]) -> str:
    found: list[str] = []
    for page in item["pages"]:
        found += page["title"]
        for block in page["blocks"]:
            rows = [" ".join(row) for row in block.get("rows", ())]
            found += [*block.get("lines", ()), *rows]
    return " ".join(found).replace("\xa0", " ")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_line_fits_the_panel_and_every_page_its_height(size: tuple[int, int]) -> None:
    item, kind, em_u = pages_of(size)
    measure, area = measure_with(FONTS), column(kind, item["pages"][0]["template"])
    for page in item["pages"]:
        texts = [*page["title"], *(line for b in page["blocks"] for line in b.get("lines", ()))]
        assert all(measure(text, em_u, True) <= area.width_u for text in texts)
        rows = sum(len(b.get("lines") or b["rows"]) for b in page["blocks"])
        titles = len(page["title"]) * (1.0 if kind.is_bare else 1.09 * 1.35 / line_pitch(kind))
        assert (rows + titles) * em_u * line_pitch(kind) <= area.body_u(em_u) + 1e-6


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_word_of_a_short_notice_is_lost(size: tuple[int, int]) -> None:
    item, kind, _ = pages_of(size)
    shown = words_of(item)
    assert not item["cut"]
    for word in f"{TITLE} 60 triệu 30 triệu nộp đơn. ẪỄỖỮỲ ẶỆỘỰ".split():
        assert word in shown
    if kind.is_bare:
        assert shown.endswith("UBND xã Ba Tơ, 24/11")


def test_a_long_notice_is_cut_with_a_word_on_where_the_rest_is() -> None:
    item, kind, _ = pages_of((128, 64), body="Bà con chú ý giữ gìn vệ sinh chung. " * 40)
    assert item["cut"]
    assert len(item["pages"]) == MOST_PAGES[kind]
    assert "Toàn văn có tại trụ sở." in words_of(item)


def test_pages_of_few_words_stand_shorter_than_on_a_television() -> None:
    item, _, _ = pages_of((128, 64))
    assert {page["seconds"] for page in item["pages"]} <= set(range(LEAST_S, 9))


def test_prices_become_facts_with_their_money_and_rumours_are_not_repeated() -> None:
    title, body = led_words("Giá", parse_body(PRICES), Shape.PANEL, CategoryKey.MARKET, "vi")
    rows = (("Lúa", "8.500 đồng, +50"), ("Mì", "2.500 đồng, -10"))
    assert (title, body.sections) == ("Giá", (Facts(rows),))
    told = parse_body("Tin sai: “Đập vỡ”.\nĐập an toàn.")
    title, body = led_words("Đập", told, Shape.SMALL, CategoryKey.CORRECTION, "vi")
    assert title == ""
    assert body.sections[0] == Paragraph("Sự thật: Đập")
    assert body.rumour is None


def test_only_shapes_without_a_source_line_say_it_in_the_text() -> None:
    body = parse_body("Bà con chú ý.")
    assert with_issuer(body, Shape.PANEL, "UBND xã", "24/11") == body
    assert with_issuer(body, Shape.STRIP, "UBND xã", "24/11").sections[-1] == Paragraph(
        "UBND xã, 24/11"
    )


def test_a_picture_is_never_named_on_an_led_page() -> None:
    item, _, _ = pages_of((320, 160))
    assert all(page["picture"] is None for page in item["pages"])
