"""Alerts on a browser board: at once on the glass, receipts signed, off in time, no going back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from content.alert import Alert
from content.alert_info import AlertInfo
from content.targeting import Targets
from tests.player.page.board_server import BoardServer, now
from tests.player.page.glass_log import seen, watch
from tests.player.page.sample_items import titled
from tests.vectors.statements import Authority, an_alert

ENGLISH = AlertInfo("en", "FLASH FLOOD", "Streams of Ba Tơ.", "Go up now\nDo not cross\nCall 112")


def fired(**more: object) -> Alert:
    return an_alert(at=now(), **more)  # type: ignore[arg-type]


def until(board: Page, server: BoardServer, alert: str, state: str) -> None:
    for _ in range(600):
        if state in server.states(alert):
            return
        board.wait_for_timeout(100)
    raise AssertionError(f"no receipt {state}: {server.states(alert)}")


def test_alert_takes_the_screen_and_both_receipts_come(board: Page, server: BoardServer) -> None:
    server.publish({"a": titled("Tin thường")})
    board.wait_for_selector("h1 >> text=Tin thường")
    server.fire(fired())
    expect(board.locator(".alert .what")).to_have_text("LŨ QUÉT")
    expect(board.locator(".alert .do li")).to_have_count(2)
    expect(board.locator(".alert .who")).to_contain_text("Quảng Ngãi")
    until(board, server, "flood", "painted")
    assert server.states("flood") == ["received", "painted"]


def test_cancelled_alert_leaves_and_says_so(board: Page, server: BoardServer) -> None:
    alert = fired()
    server.fire(alert)
    until(board, server, "flood", "painted")
    server.fire(replace(fired(state="cancelled"), revision=2))
    expect(board.locator(".alert")).to_have_count(0)
    until(board, server, "flood", "ended")


def test_head_without_the_alert_ends_it(board: Page, server: BoardServer) -> None:
    server.fire(fired())
    board.wait_for_selector(".alert .what")
    server.alerts.clear()
    server.announce()
    expect(board.locator(".alert")).to_have_count(0)


def test_alert_expires_with_no_server_at_all(board: Page, server: BoardServer) -> None:
    alert = fired()
    server.fire(replace(alert, expires=alert.effective + timedelta(seconds=5)))
    board.wait_for_selector(".alert .what")
    server.stop()
    expect(board.locator(".alert")).to_have_count(0)


def test_alert_is_not_shown_before_it_is_effective(board: Page, server: BoardServer) -> None:
    alert = fired()
    server.fire(replace(alert, effective=alert.effective + timedelta(seconds=3)))
    board.wait_for_timeout(1200)
    expect(board.locator(".alert")).to_have_count(0)
    board.wait_for_selector(".alert .what")


def test_alert_for_elsewhere_is_neither_shown_nor_received(
    board: Page, server: BoardServer
) -> None:
    server.fire(replace(fired(), id="away", targets=Targets(units=("u-other",))))
    server.fire(fired())
    until(board, server, "flood", "painted")
    assert server.states("away") == []


def test_forged_alert_is_refused(board: Page, server: BoardServer) -> None:
    honest = server.authority
    server.authority = Authority("thief")
    server.fire(fired())
    server.authority = honest
    server.alerts.clear()
    server.fire(fired(status="Exercise"), role="alert")
    server.alerts.clear()
    board.wait_for_timeout(1000)
    expect(board.locator(".alert")).to_have_count(0)


def test_older_revision_does_not_come_back_after_a_reload(board: Page, server: BoardServer) -> None:
    first = server.fire(fired())
    board.wait_for_selector(".alert .what")
    server.fire(replace(fired(headline="NƯỚC RÚT"), revision=2))
    board.wait_for_selector(".what >> text=NƯỚC RÚT")
    board.reload()
    board.wait_for_selector(".what >> text=NƯỚC RÚT")
    server.push("alert", first.to_dict())
    board.wait_for_timeout(700)
    expect(board.locator(".alert .what")).to_have_text("NƯỚC RÚT")


def test_alert_missed_while_away_comes_with_the_head(board: Page, server: BoardServer) -> None:
    server.fire(fired(), push=False)
    server.announce()
    board.wait_for_selector(".alert .what")
    until(board, server, "flood", "painted")


def test_short_push_is_a_hint_to_pull(board: Page, server: BoardServer) -> None:
    envelope = server.fire(fired(), push=False)
    server.push("alert", {"id": "flood", "revision": 1, "digest": envelope.digest})
    board.wait_for_selector(".alert .what")


def test_short_push_of_a_cancel_is_a_hint_to_fetch_the_head(
    board: Page, server: BoardServer
) -> None:
    server.fire(fired())
    until(board, server, "flood", "painted")
    del server.alerts["flood"]
    server.push("alert", {"id": "flood", "revision": 2, "digest": "0" * 64})
    expect(board.locator(".alert")).to_have_count(0)


def test_languages_and_two_alerts_take_turns(board: Page, server: BoardServer) -> None:
    alert = fired()
    server.fire(replace(alert, info=(*alert.info, ENGLISH)))
    server.fire(replace(fired(headline="SẠT LỞ"), id="slide", event="Sạt lở đất"))
    seen = set()
    for _ in range(160):
        shown = board.locator(".alert .what").last
        seen.add(shown.inner_text())
        if len(seen) == 3:
            break
        board.wait_for_timeout(200)
    assert seen == {"LŨ QUÉT", "FLASH FLOOD", "SẠT LỞ"}
    expect(board.locator(".alert .nth").first).to_be_visible()


def test_drill_is_framed_on_four_sides_and_bears_no_risk_colour(
    board: Page, server: BoardServer
) -> None:
    server.fire(fired(status="Exercise"))
    board.wait_for_selector(".drillbox .drill")
    words = board.locator(".drillbox").inner_text()
    assert words.count("DIỄN TẬP") >= 6
    assert board.locator(".alert.l4, .alert.l3").count() == 0
    assert "GIẢ ĐỊNH" in words


def test_drill_stands_back_for_a_real_alert_and_comes_again(
    board: Page, server: BoardServer
) -> None:
    server.fire(replace(fired(status="Exercise"), id="drill"))
    until(board, server, "drill", "painted")
    server.fire(fired())
    until(board, server, "flood", "painted")
    expect(board.locator(".drillbox")).to_have_count(0)
    expect(board.locator(".alert .nth")).to_have_count(0)
    assert "ended" not in server.states("drill")
    del server.alerts["flood"]
    server.announce()
    board.wait_for_selector(".drillbox .drill")
    assert server.states("drill") == ["received", "painted"]


def test_takeover_starts_once_for_a_revision_that_is_pushed_again(
    board: Page, server: BoardServer
) -> None:
    envelope = server.fire(fired())
    until(board, server, "flood", "painted")
    for _ in range(3):
        server.push("alert", envelope.to_dict())
    board.wait_for_timeout(2500)
    assert sorted(map(str, server.states("flood"))) == ["painted", "received"]


def test_a_reload_has_the_alert_back_at_once_and_without_a_new_beginning(
    board: Page, server: BoardServer
) -> None:
    server.publish({"a": titled("Tin thường")})
    board.wait_for_selector("h1 >> text=Tin thường")
    server.fire(fired())
    until(board, server, "flood", "painted")
    watch(board)
    for _ in range(2):
        board.reload()
        board.wait_for_selector(".alert .what")
        board.wait_for_timeout(2500)
        assert seen(board) == ["none", "alert"]
    assert server.states("flood") == ["received", "painted"]


def test_an_alert_kept_over_a_reload_is_there_before_the_server_answers(
    board: Page, server: BoardServer
) -> None:
    board.wait_for_timeout(1500)
    server.fire(fired())
    until(board, server, "flood", "painted")
    board.route("**/api/v1/**", lambda route: None)
    board.reload()
    board.wait_for_selector(".alert .what")


def test_an_alert_covers_the_glass_while_its_pages_turn(board: Page, server: BoardServer) -> None:
    alert = fired()
    server.fire(replace(alert, info=(*alert.info, ENGLISH)))
    board.wait_for_selector(".alert .what")
    board.evaluate("""() => {
        window.bare = 0;
        const look = () => {
            const layers = [...document.querySelectorAll('.alerts > *')];
            if (!layers.some((one) => getComputedStyle(one).opacity === '1')) window.bare += 1;
            requestAnimationFrame(look);
        };
        look();
    }""")
    board.wait_for_selector(".what >> text=FLASH FLOOD")
    board.wait_for_timeout(800)
    assert board.evaluate("window.bare") == 0


def test_receipts_wait_for_the_server_to_come_back(board: Page, server: BoardServer) -> None:
    server.fire(fired())
    board.wait_for_selector(".alert .what")
    server.stop()
    board.wait_for_timeout(500)
    server.receipts.clear()
    server.start()
    server.alerts.clear()
    board.wait_for_selector(".alert", state="detached")
    until(board, server, "flood", "ended")


@pytest.mark.parametrize("year", [1970, 2099])
def test_wrong_wall_clock_neither_hides_nor_ends_an_alert(
    page: Page, server: BoardServer, year: int
) -> None:
    page.add_init_script(
        f"const shift = Date.UTC({year}, 5, 1) - Date.now(); const real = Date.now;"
        "Date.now = () => real() + shift;"
    )
    page.goto(f"{server.url}/board#pair={server.link}")
    page.wait_for_selector(".unit >> text=Xã Ba Tơ")
    server.fire(fired())
    page.wait_for_selector(".alert .what")
    until(page, server, "flood", "painted")
    server.alerts.clear()
    server.announce()
    expect(page.locator(".alert")).to_have_count(0)
