"""Each kind of notice with long words on each shape of board: nothing cut, nothing overlapping."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from content.alert_template import TEMPLATES
from content.trust import digest
from tests.longest_items import KINDS, SIZES, layout_for, longest_item
from tests.player.page.board_server import BoardServer, now
from tests.player.page.conftest import Show
from tests.player.page.sample_items import a_picture
from tests.player.page.test_board_alerts import fired, until
from tests.player.page.test_board_looks import CUT, inside
from tests.vectors.statements import an_alert

# What must lie inside the glass and inside its own box, and apart from what stands beside it.
LAID = """() => {
  const glass = document.getElementById('stage').getBoundingClientRect();
  const layers = document.querySelectorAll('.zone-main > .layer');
  const layer = layers[layers.length - 1];
  const wrong = [];
  const parts = ['.main h1 .line', '.text .line', '.facts dt', '.facts dd', 'td', 'th',
    '.rumour .line', '.src b', '.src span', '.which'];
  const boxes = Array.from(layer.querySelectorAll(parts.join(', ')), (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [node, range.getBoundingClientRect()];
  }).filter(([, box]) => box.width);
  const main = layer.querySelector('.main');
  const room = (main || layer).getBoundingClientRect();
  boxes.forEach(([node, box]) => {
    const isOut = box.right > room.right + 1 || box.left < room.left - 1
      || box.bottom > glass.bottom + 2 || box.top < glass.top - 2;
    if (isOut) wrong.push(['outside', node.textContent]);
    const isCut = node.clientWidth && node.scrollWidth > node.clientWidth + 1;
    if (isCut) wrong.push(['cut', node.textContent]);
  });
  boxes.forEach(([one, a], place) => boxes.slice(place + 1).forEach(([other, b]) => {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    const least = Math.min(a.height, b.height);
    if (wide > 1 && high > 0.2 * least) wrong.push(['over', one.textContent, other.textContent]);
  }));
  const code = layer.querySelector('.code');
  const c = code && code.getBoundingClientRect();
  if (code) boxes.forEach(([node, box]) => {
    const isBeside = box.right <= c.left + 1 || box.left >= c.right - 1;
    const isApart = isBeside || box.bottom <= c.top + 1 || box.top >= c.bottom - 1;
    if (!isApart) wrong.push(['under the code', node.textContent]);
  });
  return wrong;
}"""


def turned(page: Page, item: dict[str, Any], number: int) -> None:
    """Wait until this page alone is on the glass."""
    title = " ".join(item["pages"][number]["title"])
    blocks = item["pages"][number]["blocks"]
    first = blocks[0] if blocks else {}
    words = title or " ".join(first.get("lines") or (first.get("rows") or [[""]])[0])
    inside(page).wait_for_function(
        """words => {
          const layers = document.querySelectorAll('.zone-main > .layer:not(.waiting)');
          const last = layers[layers.length - 1];
          const plain = (text) => text.replace(/\\s+/g, '');
          return last && plain(last.textContent).includes(plain(words));
        }""",
        arg=words if item["pages"][number]["template"] != "film" else "",
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SIZES)
def test_no_kind_of_page_is_cut_on_any_shape(
    show: Show, preview_server: BoardServer, name: str, kind: str
) -> None:
    picture = a_picture()
    preview_server.files[digest(picture)] = picture
    media = {digest(picture): f"/media/{digest(picture)}"}
    layout = layout_for(SIZES[name])
    item = longest_item(kind, layout, digest(picture))
    for number in sorted({0, 1, 2, len(item["pages"]) - 1} & set(range(len(item["pages"])))):
        page = show(SIZES[name], item=item, page=number, layout=layout.to_dict(), media=media)
        turned(page, item, number)
        assert inside(page).evaluate(LAID) == [], number
        assert inside(page).evaluate(CUT) == [], number


@pytest.mark.parametrize("name", ["wide", "wider", "panel", "smallest", "strip"])
def test_no_alert_or_drill_is_cut_on_any_shape(show: Show, name: str) -> None:
    for template in TEMPLATES.values():
        slots = {slot.key: slot.example for slot in template.slots}
        words = template.words["vi"]
        info = replace(
            an_alert().info[0],
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
            layout = layout_for(SIZES[name])
            page = show(SIZES[name], alert=alert.to_dict(), layout=layout.to_dict())
            inside(page).wait_for_selector(".alert .what, .lal .line")
            assert inside(page).evaluate(CUT) == [], (template.id, status)


@pytest.mark.parametrize("name", ["wide", "panel", "smallest", "strip"])
def test_slate_and_stop_words_are_whole_on_every_shape(show: Show, name: str) -> None:
    layout = layout_for(SIZES[name]).to_dict()
    told = "Bảng tạm ngừng để kiểm tra. Bà con xem tin tại trụ sở Ủy ban nhân dân xã."
    for text in ("", told):
        page = show(SIZES[name], slate={"text": text}, layout=layout)
        inside(page).wait_for_selector(".slate.told .say" if text else ".slate .clk")
        assert inside(page).evaluate(CUT) == []


@pytest.mark.parametrize("size", [(2560, 720), (320, 160), (128, 64), (256, 64)], ids=str)
def test_the_pairing_code_is_whole_on_every_shape(
    page: Page, server: BoardServer, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{server.url}/board")
    page.wait_for_selector(".shortly", state="attached")
    assert page.evaluate(CUT) == []
    shown = page.locator(".shortly span" if size[1] < 300 else ".pair .big").bounding_box()
    assert shown is not None
    assert shown["x"] >= 0
    assert shown["x"] + shown["width"] <= size[0]


def test_an_alert_takes_the_smallest_panel_and_turns_its_pages(
    page: Page, server: BoardServer
) -> None:
    page.set_viewport_size({"width": 128, "height": 64})
    page.goto(f"{server.url}/board#pair={server.link}")
    page.wait_for_selector(".slate .clk")
    while not server.is_connected:
        page.wait_for_timeout(20)
    server.fire(fired())
    expect(page.locator(".lal")).to_contain_text("LŨ QUÉT")
    until(page, server, "flood", "painted")
    expect(page.locator(".lal.for-deed").last).to_contain_text("1. ")
    assert page.evaluate(CUT) == []
    server.alerts.clear()
    server.announce()
    expect(page.locator(".lal")).to_have_count(0)


def test_a_panel_that_lost_its_server_says_so_with_a_mark(page: Page, server: BoardServer) -> None:
    page.set_viewport_size({"width": 320, "height": 160})
    page.clock.install()
    page.goto(f"{server.url}/board#pair={server.link}")
    page.clock.run_for(5000)
    page.wait_for_selector(".slate .clk", state="attached")
    while not server.is_connected:
        page.clock.run_for(500)
    server.stop()
    page.clock.run_for("16:00")
    expect(page.locator(".marks .mark.lost")).to_be_visible()
