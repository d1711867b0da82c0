"""The mark that a watched page paints in its corner, read from the picture as an agent does."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page

from player.picture import mark_box, read_mark
from tests.player.page.board_server import BoardServer
from tests.player.page.sample_items import titled
from tests.player.page.test_board_alerts import fired

SIZE = (1280, 720)
PAINTED = "[...document.querySelectorAll('.picture-mark i')].map((one) => one.className).join()"


@pytest.fixture
def watched(page: Page, server: BoardServer) -> Page:
    """A board's page as the guard opens it; what it tells its agent goes nowhere."""
    page.route("**/api/v1/board/heartbeat", lambda route: route.fulfill(json={}))
    server.publish({"a": titled("Tiêm phòng trâu, bò")})
    page.goto(f"{server.url}/board#pair={server.link}&mark=1")
    page.wait_for_selector(".layer:not(.waiting)")
    return page


def count_of(page: Page) -> int | None:
    """Read the mark in a picture of the page."""
    shot = Image.open(io.BytesIO(page.screenshot())).convert("L")
    assert shot.size == SIZE
    return read_mark(shot.crop(mark_box((0, 0, *SIZE))))


def seconds_of(page: Page) -> int:
    """The second the page's frames are in, as the mark counts them."""
    painted: int = page.evaluate(
        "new Promise((done) => requestAnimationFrame((ms) => done(Math.floor(ms / 1000) % 256)))"
    )
    return painted


@pytest.mark.parametrize("place", ["page", "alert", "slate"])
def test_the_count_in_the_picture_is_that_of_the_frames(
    watched: Page, server: BoardServer, place: str
) -> None:
    if place == "alert":
        server.fire(fired())
        watched.wait_for_selector(".alert .what")
    if place == "slate":
        server.slate = "Tạm dừng phát tin."
        server.announce()
        watched.wait_for_selector(".slate .say")
    seen = set()
    for _ in range(100):
        before, count, after = seconds_of(watched), count_of(watched), seconds_of(watched)
        assert count is not None
        assert (count - before) % 256 <= (after - before) % 256
        seen.add(count)
        if len(seen) == 3:
            break
        watched.wait_for_timeout(100)
    assert len(seen) == 3


def test_a_page_that_nobody_watches_has_no_mark(board: Page) -> None:
    assert board.locator(".picture-mark").count() == 0
    assert count_of(board) is None


def test_frames_that_stand_still_keep_the_count(watched: Page) -> None:
    watched.evaluate("window.requestAnimationFrame = () => 0")
    watched.wait_for_timeout(100)
    before = watched.evaluate(PAINTED)
    watched.wait_for_timeout(2200)
    assert watched.evaluate(PAINTED) == before


def test_the_page_tells_its_agent_how_many_frames_it_painted(watched: Page) -> None:
    with watched.expect_request("**/api/v1/board/heartbeat") as asked:
        pass
    told = asked.value.post_data_json
    assert told["link"] == "one-time-link"
    assert told["frames"] >= 1
