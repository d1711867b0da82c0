"""Headlines of feeds in the ticker, as the server sets them, on every shape."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from content.feed import Headline
from content.headline import make_headline
from content.layout import Shape
from server.render.fonts import measure_with
from tests.player.page.board_server import BoardServer
from tests.player.page.sample_items import a_page, an_item, titled

MEASURE = measure_with(Path("/usr/share/fonts/truetype/noto"))
AT = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
LONG = "Áp thấp nhiệt đới gần bờ có thể mạnh lên thành bão, tàu thuyền khẩn trương vào nơi tránh"


def a_headline(title: str, shape: Shape = Shape.LANDSCAPE) -> dict[str, Any]:
    ends = AT + timedelta(days=3)
    line = Headline("f", "Đài khí tượng tỉnh", "k", title, "", AT, AT, ends)
    item: dict[str, Any] = json.loads(make_headline(line, shape, 8.8, MEASURE).data)
    return item


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        ("landscape", (1280, 720)),
        ("landscape", (960, 540)),
        ("portrait", (720, 1280)),
        ("wide", (1920, 540)),
    ],
)
def test_a_headline_runs_with_its_source_inside_the_foot(
    board: Page, server: BoardServer, shape: str, size: tuple[int, int]
) -> None:
    board.set_viewport_size({"width": size[0], "height": size[1]})
    item = a_headline(LONG, Shape(shape))
    server.publish({"a": titled("Tin"), "h": item}, ticker=("h",), shape=shape)
    ride = board.locator(".foot .ride").last
    expect(ride).to_have_text(f"{LONG} · Nguồn: Đài khí tượng tỉnh")
    expect(board.locator(".foot .tag")).to_have_text("Tin tức")
    foot, line = board.locator(".foot").bounding_box(), ride.locator("span").bounding_box()
    tag = board.locator(".foot .tag").bounding_box()
    assert foot and line and tag
    assert foot["y"] <= line["y"] and line["y"] + line["height"] <= foot["y"] + foot["height"] + 1
    assert tag["x"] + tag["width"] <= foot["width"] / 2
    has_to_move = line["width"] > foot["width"] - tag["width"]
    assert has_to_move is (shape != "wide")
    expect(board.locator(".foot .run")).to_have_class("run moves" if has_to_move else "run")


def test_notices_and_headlines_have_each_their_tag(board: Page, server: BoardServer) -> None:
    notice = an_item("policy", a_page("ticker", ["Cắt điện"], seconds=1), priority="priority")
    headline = a_headline("Mở đường mới")
    headline["pages"][0]["seconds"] = 1
    server.publish({"a": titled("Tin"), "n": notice, "h": headline}, ticker=("n", "h"))
    tag = board.locator(".foot .tag")
    expect(tag).to_have_text("Tin ưu tiên")
    expect(tag).to_have_text("Tin tức")
    expect(board.locator(".foot .ride").last).to_contain_text("Nguồn: Đài khí tượng tỉnh")
    expect(tag).to_have_text("Tin ưu tiên")
