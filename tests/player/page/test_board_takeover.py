"""An alert takes the glass in every shape; one that cannot be set keeps no other off."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from content.alert import Alert
from tests.player.page.board_server import BoardServer, now
from tests.player.page.sample_items import titled
from tests.player.page.test_board_alerts import until
from tests.vectors.statements import an_alert

SHAPES = [(1280, 720), (720, 1280), (1920, 480), (320, 160), (192, 96)]
TOPMOST = """() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)
    .closest('.identify, .alerts')?.className"""
# No text with this word can be measured or made, as with a broken font or a full memory.
BREAKS = """for (const [owner, name] of [[CanvasRenderingContext2D.prototype, 'measureText'],
    [document, 'createTextNode']]) {
  const real = owner[name];
  owner[name] = function (text) {
    if (text.includes('%s')) throw new Error('no such letter');
    return real.call(this, text);
  };
}"""


def opened(page: Page, server: BoardServer, size: tuple[int, int] = (1280, 720)) -> Page:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{server.url}/board#pair={server.link}")
    page.wait_for_selector(".unit >> text=Xã Ba Tơ", state="attached")
    while not server.is_connected:
        page.wait_for_timeout(20)
    return page


def fired(event: str = "Lũ quét", **more: object) -> Alert:
    made = an_alert(at=now())
    words = replace(made.info[0], headline=event.upper(), description="Ven suối.")
    return replace(made, event=event, info=(words,), **more)  # type: ignore[arg-type]


def identify(page: Page, server: BoardServer) -> None:
    page.evaluate(
        "document.querySelectorAll('.identify').forEach((old) => { old.dataset.old = 1 })"
    )
    server.push("command", {"id": "1", "name": "identify"})
    page.wait_for_selector(".identify:not([data-old])", state="attached")


@pytest.mark.parametrize("size", SHAPES)
def test_an_alert_stands_above_the_one_sign_that_says_which_board_it_is(
    page: Page, server: BoardServer, size: tuple[int, int]
) -> None:
    opened(page, server, size)
    identify(page, server)
    assert page.evaluate(TOPMOST) == "fill identify"
    server.fire(fired())
    until(page, server, "flood", "painted")
    assert page.evaluate(TOPMOST).startswith("fill alerts")
    identify(page, server)
    assert page.evaluate(TOPMOST).startswith("fill alerts")
    expect(page.locator(".identify")).to_have_count(1)


def test_the_marks_stay_visible_under_an_alert(page: Page, server: BoardServer) -> None:
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    opened(page, server)
    server.fire(fired())
    until(page, server, "flood", "painted")
    page.wait_for_selector(".marks .mark")
    found = page.evaluate("""() => {
      const box = document.querySelector('.marks .mark').getBoundingClientRect();
      const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return Boolean(seen.closest('.marks.on-alert'));
    }""")
    assert found


@pytest.mark.parametrize("size", [(1280, 720), (320, 160)])
@pytest.mark.parametrize("broken", ["LỞ NÚI", "BA VINH"])
def test_an_alert_that_cannot_be_set_is_its_event_and_level_and_keeps_no_other_off(
    page: Page, server: BoardServer, size: tuple[int, int], broken: str
) -> None:
    page.add_init_script(BREAKS % broken)
    opened(page, server, size)
    server.publish({"a": titled("Phiên chợ")})
    made = fired("Sạt lở", id="slide")
    words = replace(made.info[0], headline="LỞ NÚI", instruction="BA VINH: lên cao")
    server.fire(replace(made, info=(words,)))
    until(page, server, "slide", "failed")
    expect(page.locator(".no-more.l4")).to_contain_text("Sạt lở")
    expect(page.locator(".no-more.l4")).to_contain_text("CẤP 4")
    assert page.evaluate(TOPMOST).startswith("fill alerts")
    assert "painted" not in server.states("slide")
    server.fire(fired())
    until(page, server, "flood", "painted")


def test_a_drill_that_cannot_be_set_still_says_so(page: Page, server: BoardServer) -> None:
    page.add_init_script(BREAKS % "LŨ QUÉT")
    opened(page, server)
    server.fire(fired(status="Exercise"))
    until(page, server, "flood", "failed")
    expect(page.locator(".no-more.drill")).to_contain_text("DIỄN TẬP")
    expect(page.locator(".no-more.l4")).to_have_count(0)
