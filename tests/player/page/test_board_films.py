"""Films and sheets of documents on the board page, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from content.trust import digest
from tests.player.page.board_server import BoardServer
from tests.player.page.sample_items import a_page, a_picture, an_item
from tests.server.media_builders import a_film

FRAME = ".layer.cinema:not(.waiting) .frame"


def a_film_item(poster: bytes, film: bytes, seconds: int) -> dict[str, object]:
    picture = {"media": digest(poster), "focus": [0.5, 0.5], "credit": None}
    page = a_page("film", ["Lễ hội đua thuyền"], picture=picture, film={"media": digest(film)})
    return an_item("news", {**page, "seconds": seconds})


def test_a_film_plays_over_its_poster(board: Page, server: BoardServer, tmp_path: Path) -> None:
    poster, film = a_picture(), a_film(tmp_path, 20.0)
    server.publish({"a": a_film_item(poster, film, 20)}, media=(poster, film))
    expect(board.locator(f"{FRAME} img")).to_be_visible()
    moving = board.locator(f"{FRAME} video.moving.on")
    expect(moving).to_be_visible(timeout=60_000)
    told = moving.evaluate("v => [v.currentTime > 0 && !v.paused, v.videoWidth]")
    assert told == [True, 320]


def test_a_film_that_cannot_be_played_leaves_its_poster(board: Page, server: BoardServer) -> None:
    poster, film = a_picture(), b"\0\0\0\x18ftypisom no film"
    server.publish({"a": a_film_item(poster, film, 20)}, media=(poster, film))
    expect(board.locator(f"{FRAME} img")).to_be_visible()
    board.wait_for_timeout(800)
    expect(board.locator(f"{FRAME} img")).to_be_visible()
    assert board.locator("video.moving.on").count() == 0


def test_a_new_score_does_not_wait_for_its_film(board: Page, server: BoardServer) -> None:
    poster, film = a_picture(), b"\0\0\0\x18ftypisom late"
    server.publish({"a": an_item()})
    expect(board.locator(".layer.c-policy")).to_be_visible()
    server.publish({"b": a_film_item(poster, film, 20)}, media=(poster, film))
    del server.files[digest(film)]
    expect(board.locator(f"{FRAME} img")).to_be_visible(timeout=60_000)


@pytest.mark.parametrize(("focus", "place"), [(0.0, "high"), (1.0, "low"), (0.5, "whole")])
def test_a_sheet_says_which_part_of_it_is_seen(
    board: Page, server: BoardServer, focus: float, place: str
) -> None:
    sheet = a_picture()
    told = {"media": digest(sheet), "focus": [0.5, focus], "credit": None, "sheet": [2, 5]}
    page = a_page("document", ["Thông báo số 214"], picture=told)
    server.publish({"a": an_item("policy", page)}, media=(sheet,))
    layer = board.locator(".layer.sheet:not(.waiting)")
    expect(layer.locator(".which")).to_contain_text("Trang 2/5")
    if place == "whole":
        assert "whole" in str(layer.get_attribute("class"))
    else:
        expect(layer.locator(f".map i.{place}")).to_be_visible()
