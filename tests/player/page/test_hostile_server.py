"""The page and a server that lies or errs: the last good page stays, and alerts get in."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from content.instant import format_instant
from tests.player.hostile import good_item, offer_score, senseless
from tests.player.page.board_server import BoardServer, now
from tests.player.page.sample_items import a_page, some_lines, titled
from tests.vectors.make_manifest import changed
from tests.vectors.statements import an_alert

UNKNOWN = {"kind": "hologram", "volume": [1, 2, 3]}


def expect_alert(board: Page, server: BoardServer) -> None:
    server.fire(an_alert(at=now()))
    board.wait_for_selector(".alerts >> text=Lũ quét")


def until(board: Page, holds: Callable[[], bool]) -> None:
    """Wait for what the server sees; statuses come every 20 s."""
    deadline = time.monotonic() + 90
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        board.wait_for_timeout(50)


def wait_for_fault(board: Page, server: BoardServer, fault: str) -> None:
    until(board, lambda: fault in list(server.faults))  # type: ignore[call-overload]


def test_a_page_of_a_kind_that_is_not_known_is_shown_as_text(
    board: Page, server: BoardServer
) -> None:
    strange = a_page("hologram", ["Mới lạ"], UNKNOWN, some_lines("Dòng chữ"), UNKNOWN)
    offer_score(server, {"new": json.dumps(good_item("Mới lạ", strange)).encode()}, [("new", 0)])
    server.announce()
    board.wait_for_selector("h1 >> text=Mới lạ")
    board.wait_for_selector(".layer >> text=Dòng chữ")
    expect_alert(board, server)


def test_items_that_make_no_sense_are_passed_over_and_told_of(
    board: Page, server: BoardServer
) -> None:
    server.publish({"old": titled("Tin cũ")})
    board.wait_for_selector("h1 >> text=Tin cũ")
    page: dict[str, Any] = a_page("text", ["x"])
    unpaintable = [
        good_item("x", {**page, "title": None}), good_item("x", {**page, "blocks": [None]}),
        good_item("x", {"template": "text", "title": ["x"]}), good_item("x", category="a b"),
        good_item("x", posted_at="yesterday"),
    ]  # fmt: skip
    items = {
        **senseless(),
        **{f"n{at}": json.dumps(item).encode() for at, item in enumerate(unpaintable)},
        "good": json.dumps(good_item("Tin tốt")).encode(),
    }
    slots = [(name, 0) for name in items if name != "good"]
    from_the_first = format_instant(now() - timedelta(seconds=1))
    main, ticker = [*slots, ("good", 3), ("good", 0)], [*slots, ("good", 0)]
    offer_score(server, items, main, ticker, from_the_first)
    server.announce()
    board.wait_for_selector("h1 >> text=Tin tốt")
    board.wait_for_selector(".foot >> text=Tin tốt")
    assert board.locator(".zone-main > .layer").count() >= 1
    wait_for_fault(board, server, "item_unpaintable")
    assert "Tin tốt" in board.locator(".layer h1").last.inner_text()
    expect_alert(board, server)


@pytest.mark.parametrize("title", [5, "x", {"a": 1}])
def test_a_line_of_the_ticker_that_is_none_gives_way_to_the_next(
    board: Page, server: BoardServer, title: object
) -> None:
    item, line = good_item("Tin tốt"), good_item("Dòng tốt")
    bad = good_item("x", {**a_page("text", []), "title": title})
    items = {
        name: json.dumps(value).encode()
        for name, value in {"a": item, "bad": bad, "line": line}.items()
    }
    offer_score(server, items, [("a", 0)], [("bad", 0), ("line", 0), ("bad", 0)])
    server.announce()
    board.wait_for_selector(".foot >> text=Dòng tốt")
    expect_alert(board, server)


def test_a_manifest_that_cannot_be_played_leaves_what_plays(
    board: Page, server: BoardServer
) -> None:
    server.publish({"old": titled("Tin cũ")})
    board.wait_for_selector("h1 >> text=Tin cũ")
    made = server.authority.manifest(changed(("zones", "main", "cycles"), {}))
    server.manifest, server.files[made.digest] = made.digest, made.to_bytes()
    server.announce()
    wait_for_fault(board, server, "score_refused")
    assert board.locator(".layer h1").last.inner_text() == "Tin cũ"
    expect_alert(board, server)
    server.alerts.clear()
    server.publish({"new": titled("Tin mới")})
    board.wait_for_selector("h1 >> text=Tin mới")


@pytest.mark.parametrize("junk", ["x", {"a": 1}, 5, [None, "x", {}, {"payload": 1}]])
def test_a_list_of_alerts_that_is_none_stops_nothing(
    board: Page, server: BoardServer, junk: object
) -> None:
    server.alert_list = junk
    server.fire(an_alert("missing", at=now()), push=False)
    server.announce()
    until(board, lambda: "GET /api/v1/board/alerts" in server.asked)
    server.publish({"new": titled("Tin mới")})
    board.wait_for_selector("h1 >> text=Tin mới")
    expect_alert(board, server)
