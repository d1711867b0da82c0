"""How bright a board is: dimmed and black by the hours and by command, bright under an alert."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PIL import Image, ImageStat
from playwright.sync_api import Page

from content.instant import format_instant
from tests.player.page.board_server import BoardServer, now
from tests.player.page.sample_items import titled
from tests.player.page.test_local_board import until_told
from tests.vectors.statements import an_alert


def light(board: Page) -> float:
    """The mean brightness of the picture, 0 to 255."""
    shot = Image.open(io.BytesIO(board.screenshot())).convert("L")
    return ImageStat.Stat(shot).mean[0]


def wait_for_light(board: Page, is_right: Callable[[float], bool]) -> float:
    for _ in range(1200):
        found = light(board)
        if is_right(found):
            return found
        board.wait_for_timeout(50)
    raise AssertionError(found)


def test_power_by_command_turns_the_picture_black_and_an_alert_wakes_it(
    board: Page, server: BoardServer
) -> None:
    server.publish({"a": titled("Tiêm phòng trâu, bò")})
    board.wait_for_selector("h1 >> text=Tiêm phòng")
    bright = wait_for_light(board, lambda found: found > 100)
    server.push("command", {"id": "1", "name": "power", "on": "no"})
    server.push("command", {"id": "1", "name": "power", "on": False})
    wait_for_light(board, lambda found: found == 0)
    server.fire(replace(an_alert("test", at=now()), silent=True))
    until_told(board, server, "test", "painted")
    assert light(board) == 0
    server.fire(an_alert("flood", at=now()))
    until_told(board, server, "flood", "painted")
    assert light(board) > 20
    server.alerts.clear()
    server.sequence += 1000
    server.announce()
    wait_for_light(board, lambda found: found == 0)
    server.push("command", {"id": "1", "name": "power"})
    wait_for_light(board, lambda found: found > bright / 2)


def test_brightness_and_power_go_by_the_score(board: Page, server: BoardServer) -> None:
    ago = format_instant(now() - timedelta(hours=1))
    page = {"a": titled("Tiêm phòng trâu, bò")}
    server.publish(page)
    board.wait_for_selector("h1 >> text=Tiêm phòng")
    bright = wait_for_light(board, lambda found: found > 100)
    server.publish(page, brightness=[[ago, 40]])
    dim = wait_for_light(board, lambda found: found < bright * 0.5)
    assert 0.3 < dim / bright < 0.5
    server.publish(page, power=[[ago, False]])
    wait_for_light(board, lambda found: found == 0)


def test_a_test_is_proven_with_nothing_of_it_on_the_glass(board: Page, server: BoardServer) -> None:
    server.publish({"a": titled("Tiêm phòng trâu, bò")})
    board.wait_for_selector("h1 >> text=Tiêm phòng")
    weekly = replace(an_alert("weekly", at=now(), status="Exercise"), silent=True, unseen=True)
    board.evaluate("""() => {
      window.covered = false;
      const alerts = document.querySelector(".alerts");
      new MutationObserver(() => { window.covered = true; })
        .observe(alerts, { attributes: true, childList: true });
    }""")
    server.fire(weekly)
    until_told(board, server, "weekly", "painted")
    server.alerts.clear()
    server.sequence += 1000
    server.announce()
    until_told(board, server, "weekly", "ended")
    assert board.evaluate("window.covered") is False
    assert board.locator("h1 >> text=Tiêm phòng").is_visible()
