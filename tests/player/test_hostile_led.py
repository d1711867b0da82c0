"""Items on an LED panel that are new to it, or make no sense: never a dark panel, never the end."""

import json
from typing import Any

import pytest

from player.cache import Folder
from player.led_scene import Scenes
from player.show import Kind
from tests.longest_items import layout_for, longest_item
from tests.player.hostile import offer_score
from tests.player.led_stand import FACE, Stand, a_stand
from tests.player.simulated_server import SimulatedServer, now_alert

SIZES = [(320, 160), (192, 64), (128, 64), (640, 384)]
UNKNOWN = {"kind": "hologram", "volume": [1, 2, 3]}


def offered(
    server: SimulatedServer, size: tuple[int, int], ticker: list[tuple[str, int]], **items: Any
) -> None:
    """Offer items, each with its first page, on a panel of this size."""
    raw = {name: json.dumps(item).encode() for name, item in items.items()}
    slots = [(name, 0) for name in items if (name, 0) not in ticker]
    offer_score(server, raw, slots, ticker, layout=layout_for(size).to_dict())


def expect_alert(stand: Stand) -> None:
    stand.server.fire(now_alert(stand.server, "after"))
    stand.until(lambda: stand.display.seen and stand.display.seen.alert)
    stand.server.cancel("after")
    stand.settle(3)
    stand.until_item()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("template", ["hologram", None])
def test_a_page_of_a_kind_that_is_not_known_is_shown_as_text(
    folder: Folder, server: SimulatedServer, size: tuple[int, int], template: str | None
) -> None:
    layout = layout_for(size)
    known = longest_item("text", layout, "")
    known["pages"] = known["pages"][:1]
    [page] = known["pages"]
    strange = {**page, "template": template, "blocks": [UNKNOWN, *page["blocks"], UNKNOWN]}
    if template is None:
        del strange["template"]
    offered(server, size, [], new={**known, "link": "", "pages": [strange]})
    with a_stand(folder, server, layout, size) as stand:
        stand.settle()
        stand.until_item()
        assert stand.agent.glass.shown.name == "new"
        assert stand.shows(stand.page({**known, "link": ""}))
        assert stand.agent.files.faults() == []
        expect_alert(stand)


def wrong(item: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Items whose pages are there, and cannot be drawn."""
    page = item["pages"][0]
    return {
        "a category": {**item, "category": "weather"},
        "no title": {**item, "pages": [{**page, "title": None}]},
        "lines": {**item, "pages": [{**page, "blocks": [{"kind": "lines", "lines": 5}]}]},
        "rows": {**item, "pages": [{**page, "blocks": [{"kind": "facts", "rows": []}]}]},
        "blocks": {**item, "pages": [{**page, "blocks": ["x", None]}]},
        "no blocks": {**item, "pages": [{"template": "text", "title": ["x"]}]},
        "posted": {**item, "posted_at": "yesterday", "issuer": 5},
    }


@pytest.mark.parametrize("name", list(wrong({"pages": [{}]})))
@pytest.mark.parametrize("size", [(320, 160), (640, 384)])
def test_what_cannot_be_drawn_gives_way_and_is_told_of(
    folder: Folder,
    server: SimulatedServer,
    logged: pytest.LogCaptureFixture,
    size: tuple[int, int],
    name: str,
) -> None:
    good = longest_item("news", layout_for(size), "")
    offered(
        server, size, [], bad=wrong(longest_item("text", layout_for(size), ""))[name], good=good
    )
    with a_stand(folder, server, layout_for(size), size) as stand:
        stand.settle()
        stand.until(lambda: "item_unpaintable" in stand.agent.files.faults())
        for _ in range(4):
            stand.until_item()
            assert stand.agent.glass.shown.name == "good"
            stand.server.clock.advance(5)
        expect_alert(stand)
        stand.settle(25)
    assert ["item_unpaintable"] in [told.get("faults") for told in server.statuses]
    assert logged.text.count("cannot be drawn") == 2
    assert "unforeseen" not in logged.text


def test_when_nothing_can_be_drawn_the_panel_has_the_slate(
    folder: Folder, server: SimulatedServer
) -> None:
    size = (320, 160)
    bad = wrong(longest_item("text", layout_for(size), ""))
    offered(server, size, [], **{f"n{place}": item for place, item in enumerate(bad.values())})
    with a_stand(folder, server, layout_for(size), size) as stand:
        stand.settle()
        stand.until(lambda: stand.agent.glass.look(stand.agent.holding.now()).kind is Kind.SLATE)
        assert stand.shows(stand.page(None))
        stand.server.fire(now_alert(stand.server, "after"))
        stand.until(lambda: stand.display.seen and stand.display.seen.alert)


@pytest.mark.parametrize("title", [5, "x", [1, 2], {"a": 1}, [["x"]]])
def test_a_line_of_the_ticker_that_is_none_leaves_the_page(
    folder: Folder, server: SimulatedServer, logged: pytest.LogCaptureFixture, title: object
) -> None:
    size = (640, 384)
    item, line = (longest_item(name, layout_for(size), "") for name in ("text", "news"))
    line["pages"] = [{**line["pages"][0], "title": title}]
    offered(server, size, [("line", 0)], item=item, line=line)
    with a_stand(folder, server, layout_for(size), size) as stand:
        stand.settle()
        stand.until_item()
        scenes = Scenes(size, stand.agent.holding, stand.agent.files,
                        lambda: stand.agent.glass.shown, FACE)  # fmt: skip
        assert scenes.now().shown == stand.agent.glass.shown
        expect_alert(stand)
    assert "unforeseen" not in logged.text
