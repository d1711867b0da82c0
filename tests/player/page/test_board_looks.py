"""Every screen at every shape: nothing cut, nothing empty; and the staff's preview of it."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from content.alert_template import TEMPLATES
from content.trust import digest
from tests.player.page.board_server import BoardServer, now
from tests.player.page.conftest import Show
from tests.player.page.sample_items import (
    TALL_MARKS,
    a_page,
    a_picture,
    an_item,
    one_of_each,
    some_lines,
    titled,
)
from tests.vectors.statements import an_alert

LANDSCAPE = [(1920, 1080), (1366, 768), (3840, 2160), (2560, 1080), (1024, 768)]
PORTRAIT = [(1080, 1920), (768, 1366)]
CUT = """() => {
  const cut = [];
  const boxes = '.main, .alert, .lal, .lwords, .hero, .end, .do, .slate .in, .rail, '
    + '.pair .body, .pair .scan';
  document.querySelectorAll(boxes).forEach((box) => {
      const [high, wide] = [box.scrollHeight - box.clientHeight, box.scrollWidth - box.clientWidth];
      if (high > 2 || wide > 2) cut.push([box.className, high, wide]);
  });
  const glass = document.getElementById('stage').getBoundingClientRect();
  const texts = '.line, .ltop, .shortly span, dd, td, .src b, .take div, .time, .who, .till, '
    + '.pair li, .scan span';
  document.querySelectorAll(texts).forEach((one) => {
    const box = one.getBoundingClientRect();
    const isOut = box.right > glass.right + 1 || box.bottom > glass.bottom + 1 || box.left < -1;
    if (box.width && isOut) cut.push([one.className, one.textContent]);
  });
  const code = document.querySelector('.scan .code');
  const todo = document.querySelector('.pair .todo');
  if (code && todo) {
    const [a, b] = [code.getBoundingClientRect(), todo.getBoundingClientRect()];
    if (a.left < b.left + 50 && a.top < b.bottom) cut.push(['the code lies over the steps']);
  }
  return cut;
}"""


def inside(page: Page) -> Any:
    return page.frames[1]


def layout(shape: str) -> dict[str, Any]:
    return {"shape": shape, "em_u": 8.8, "far_m": 8}


@pytest.mark.parametrize("size", LANDSCAPE, ids=str)
def test_no_landscape_page_is_cut(
    show: Show, preview_server: BoardServer, size: tuple[int, int]
) -> None:
    picture = a_picture()
    preview_server.files[digest(picture)] = picture
    media = {digest(picture): f"/media/{digest(picture)}"}
    for name, item in one_of_each(digest(picture)).items():
        page = show(size, item=item, page=0, layout=layout("landscape"), media=media)
        inside(page).wait_for_selector(f".layer.c-{item['category']}:not(.waiting)")
        assert inside(page).evaluate(CUT) == [], name


@pytest.mark.parametrize("size", PORTRAIT, ids=str)
def test_no_portrait_page_is_cut(show: Show, size: tuple[int, int]) -> None:
    tall = a_page("text", [TALL_MARKS], some_lines(*["ẪỄỖỮỲ ẶỆỘỰ"] * 5))
    source = "Quyết định số 118/QĐ-UBND, ngày 06/10/2025"
    for item in (an_item("security", tall, tall), an_item("policy", tall, source=source)):
        page = show(size, item=item, page=0, layout=layout("portrait"))
        inside(page).wait_for_selector(f".layer.c-{item['category']}:not(.waiting)")
        assert inside(page).evaluate(CUT) == []
        expect(inside(page).locator(".take .code svg")).to_have_count(1)


@pytest.mark.parametrize("size", [LANDSCAPE[0], LANDSCAPE[1], *PORTRAIT], ids=str)
def test_no_prepared_alert_or_drill_is_cut(show: Show, size: tuple[int, int]) -> None:
    shape = "landscape" if size[0] > size[1] else "portrait"
    for template in TEMPLATES.values():
        slots = {slot.key: slot.example for slot in template.slots}
        for language, words in template.words.items():
            info = replace(
                an_alert().info[0],
                language=language,
                headline=words.headline,
                description=words.description.format(**slots),
                instruction=words.instruction.format(**slots),
            )
            for status in ("Actual", "Exercise"):
                alert = replace(
                    an_alert(at=now(), status=status),
                    info=(info,),
                    event=template.event,
                    risk_level=template.risk_level,
                )
                page = show(size, alert=alert.to_dict(), layout=layout(shape))
                inside(page).wait_for_selector(".alert .what")
                assert inside(page).evaluate(CUT) == [], (template.id, language, status)


@pytest.mark.parametrize("size", [*LANDSCAPE, *PORTRAIT], ids=str)
def test_pairing_and_slate_are_whole(
    page: Page, server: BoardServer, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{server.url}/board")
    page.wait_for_selector(".big i")
    assert page.evaluate(CUT) == []
    server.approve()
    page.wait_for_selector(".slate .clk")
    assert page.evaluate(CUT) == []


def test_preview_paints_a_changed_page_without_network(
    show: Show, preview_server: BoardServer
) -> None:
    page = show(item=titled("Bản nháp một"), page=0, layout=layout("landscape"))
    inside(page).wait_for_selector("h1 >> text=Bản nháp một")
    preview_server.asked.clear()
    page = show(item=titled("Bản nháp hai"), page=0, layout=layout("landscape"))
    inside(page).wait_for_selector("h1 >> text=Bản nháp hai")
    assert preview_server.asked == []


def test_preview_listens_to_nobody_but_its_own_parent(
    context: BrowserContext, server: BoardServer
) -> None:
    top = context.new_page()
    top.goto(f"{server.url}/board?preview=1")
    top.evaluate("window.postMessage({type: 'bangtin-preview', slate: {text: 'x'}}, '*')")
    top.wait_for_timeout(500)
    expect(top.locator("#stage > *")).to_have_count(0)
    assert server.user_codes == []


def test_preview_takes_no_picture_from_elsewhere(show: Show) -> None:
    photo = {"media": "a" * 64, "focus": [0.5, 0.5], "credit": None}
    item = an_item("role-models", a_page("photo", ["Ảnh lạ"], picture=photo))
    page = show(
        item=item,
        page=0,
        media={"a" * 64: "https://elsewhere.example/x.png"},
        layout=layout("landscape"),
    )
    inside(page).wait_for_selector("h1 >> text=Ảnh lạ")
    assert inside(page).locator(".frame img").count() == 0


def test_plain_http_says_so_in_the_corner(page: Page, server: BoardServer) -> None:
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    page.goto(f"{server.url}/board#pair={server.link}")
    expect(page.locator(".marks.on-slate .mark.plain")).to_be_visible()


def test_long_silence_shows_a_mark_and_nothing_else_changes(
    page: Page, server: BoardServer
) -> None:
    server.publish({"a": titled("Vẫn đọc được")})
    page.clock.install()
    page.goto(f"{server.url}/board#pair={server.link}")
    page.clock.run_for(5000)
    page.wait_for_selector("h1 >> text=Vẫn đọc được")
    server.stop()
    page.clock.run_for("16:00")
    expect(page.locator(".foot .mark.lost")).to_contain_text("Mất liên lạc từ")
    expect(page.locator("h1").last).to_have_text("Vẫn đọc được")


@pytest.mark.parametrize(
    ("until", "day"),
    [
        ("2026-12-27T17:00:00Z", "27/12/2026"),  # the end of that day in Vietnam
        ("2026-12-27T10:00:00Z", "27/12/2026"),
        ("2026-12-27T17:00:01Z", "28/12/2026"),
    ],
)
def test_the_last_day_of_posting_is_the_one_it_is_still_up(
    show: Show, until: str, day: str
) -> None:
    page = show(item={**titled("Niêm yết"), "until": until}, page=0, layout=layout("landscape"))
    expect(inside(page).locator(".src .r b")).to_have_text(day)
