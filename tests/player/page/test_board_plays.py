"""What a browser board says it showed: signed by the hour, only what could be seen."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from playwright.sync_api import Page, expect

from content.trust import digest
from tests.player.page.board_server import BoardServer, now
from tests.player.page.sample_items import a_page, a_picture, an_item, titled
from tests.vectors.statements import an_alert

# A tick at each change of what is on the glass, and whole seconds in each record.
ROUGHLY_S = 2.5


def end_the_hour(board: Page, server: BoardServer, is_there: Callable[[], bool]) -> None:
    """An hour later by the server's clock; the board sends without waiting for its turn."""
    board.evaluate("Math.random = () => 0")
    server.ahead += timedelta(hours=1)
    server.announce()
    for _ in range(400):
        if is_there():
            return
        board.wait_for_timeout(100)
    raise AssertionError(f"not all plays came: {server.plays}")


def seconds(server: BoardServer) -> int:
    return sum(int(str(play["seconds"])) for play in server.plays)


def test_what_was_shown_arrives_signed_without_the_time_of_an_alert(
    board: Page, server: BoardServer
) -> None:
    manifest = server.publish({"a": titled("Trang một"), "b": titled("Trang hai")}, seconds=2)
    board.wait_for_selector(".zone-main .layer:not(.waiting) h1")
    begun = time.monotonic()
    board.wait_for_timeout(5000)
    alert = an_alert(at=now())
    server.fire(alert)
    board.wait_for_selector(".alert .what")
    covered = time.monotonic()
    board.wait_for_timeout(4000)
    server.fire(replace(an_alert(at=now(), state="cancelled"), revision=2))
    expect(board.locator(".alert")).to_have_count(0)
    free = time.monotonic()
    board.wait_for_timeout(2000)
    shown_s = time.monotonic() - begun - (free - covered)
    end_the_hour(board, server, lambda: len({play["item"] for play in server.plays}) == 2)
    assert abs(seconds(server) - shown_s) < ROUGHLY_S
    assert {(play["manifest"], play["revision"]) for play in server.plays} == {(manifest, 1)}
    assert all(int(str(play["count"])) >= 1 for play in server.plays)
    asked = Counter(server.asked)["POST /api/v1/board/plays"]
    board.wait_for_timeout(500)
    assert Counter(server.asked)["POST /api/v1/board/plays"] == asked


def test_time_behind_the_slate_or_in_a_hidden_tab_does_not_count(
    board: Page, server: BoardServer
) -> None:
    server.publish({"a": titled("Tin thường")})
    board.wait_for_selector(".zone-main .layer:not(.waiting) h1")
    begun = time.monotonic()
    board.wait_for_timeout(2000)
    server.slate = "Tạm dừng phát tin."
    server.announce()
    expect(board.locator(".slate .say")).to_be_visible()
    shown_s = time.monotonic() - begun
    board.wait_for_timeout(3000)
    board.evaluate("Object.defineProperty(document, 'hidden', {get: () => true})")
    server.slate = None
    server.announce()
    board.wait_for_timeout(3000)
    end_the_hour(board, server, lambda: bool(server.plays))
    assert abs(seconds(server) - shown_s) < ROUGHLY_S


def test_what_is_being_counted_survives_a_reload(board: Page, server: BoardServer) -> None:
    server.publish({"a": titled("Tin thường")})
    board.wait_for_selector(".zone-main .layer:not(.waiting) h1")
    begun = time.monotonic()
    board.wait_for_timeout(4000)
    shown_s = time.monotonic() - begun
    board.reload()
    board.wait_for_selector(".zone-main .layer:not(.waiting) h1")
    end_the_hour(board, server, lambda: bool(server.plays))
    assert seconds(server) > shown_s - ROUGHLY_S


def test_what_stands_in_for_a_spoilt_picture_has_a_record_of_its_own(
    board: Page, server: BoardServer
) -> None:
    picture = a_picture()
    photo = {"media": digest(picture), "focus": [0.5, 0.4], "credit": "Hội Nông dân xã"}
    spoilt = an_item("role-models", a_page("photo", ["Trồng rừng gỗ lớn"], picture=photo))
    server.corrupt = {digest(picture)}
    server.publish({"a": spoilt, "b": titled("Tin thường")}, media=(picture,), seconds=2)
    board.wait_for_selector(".zone-main .layer:not(.waiting) h1")
    board.wait_for_timeout(7000)
    end_the_hour(board, server, lambda: len(server.plays) >= 2)
    assert {play["item"] for play in server.plays} == {"b"}
    assert len({(play["from"], play["to"]) for play in server.plays}) >= 2
