"""An alert fired at a desk is heard from a board: its tone, then what the server had spoken."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import SECONDS
from tests.journeys.test_alert_heard import to_the_last_check

# Each sound that begins on a page which is open already, by its seconds.
LISTENS = """() => {
  window.heard = [];
  let last = null;
  const real = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    this.onplaying = () => {
      if (this.src !== last && this.duration > 1) window.heard.push(this.duration);
      last = this.src;
    };
    return real.call(this);
  };
}"""


def test_a_board_calls_out_what_the_server_had_spoken(
    glass: Page, signed_in: Callable[..., Page]
) -> None:
    glass.evaluate(LISTENS)
    glass.mouse.click(600, 300)
    officer = signed_in("duty_officer")
    count = to_the_last_check(officer)
    rows = officer.locator("#heard .heard li")
    for place in (0, 1):
        expect(rows.nth(place)).to_contain_text("Giọng máy đọc", timeout=60 * SECONDS)
    officer.get_by_label("Gõ số bảng sẽ nhận để xác nhận").fill(count)
    officer.get_by_role("button", name="Phát cảnh báo THẬT").click()
    glass.wait_for_function("() => heard.length >= 3", timeout=90 * SECONDS)
    tone, *voices = glass.evaluate("heard")
    assert 5.3 < tone < 5.5 and min(voices) > 5
    officer.get_by_role("link", name="Hủy").click()
    officer.get_by_label("Lý do").fill("Xong")
    officer.get_by_role("button", name="Hủy cảnh báo THẬT").click()
    expect(glass.locator("#stage")).not_to_contain_text("LŨ QUÉT", timeout=60 * SECONDS)
