"""A board on an LED panel: what is on it, and that only what went out is told of."""

import io
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from content.drawing_alert import alert_round, draw_alert
from content.drawing_pairing import draw_pairing, draw_sign
from content.layout import Shape
from content.manifest import Layout
from content.stage import stage_of
from content.trust import digest, first_root
from player.cache import Folder
from player.ddp import DdpSender
from player.led import LedDisplay
from player.led_picture import LIT_FROM, LedPicture
from player.pairing import Offer
from player.settings import PanelColour, PlayerSettings
from player.show import Kind
from server.render.qr import qr_modules
from tests.free_ports import free_port
from tests.golden.pages import differs
from tests.longest_items import layout_for, longest_item
from tests.player.led_stand import FACE, Stand, a_stand, publish
from tests.player.panel import LoopbackPanel
from tests.player.simulated_server import SimulatedServer, names, now_alert
from tests.vectors.statements import Authority

PANEL = (320, 160)
LAYOUT = layout_for(PANEL)


@pytest.fixture
def item(server: SimulatedServer) -> dict[str, Any]:
    made = longest_item("text", LAYOUT, "")
    publish(server, LAYOUT, {"a": made})
    return made


@pytest.fixture
def stand(folder: Folder, server: SimulatedServer, item: dict[str, Any]) -> Iterator[Stand]:
    with a_stand(folder, server, LAYOUT, PANEL) as made:
        yield made


def page_now(stand: Stand) -> int:
    slot = stand.agent.glass.shown.slot
    assert slot is not None
    return slot.page


def alert_picture(stand: Stand, page: int = 0) -> Image.Image:
    alerts = stand.agent.holding.alerts_now()
    stage = stage_of(stand.size, stand.layout.to_dict())
    made = alert_round(alerts, stage, FACE)
    return draw_alert(made.pages[page], stage, stand.server.clock.true, FACE)


def test_item_then_alert_then_stop_slate_are_on_the_panel(
    stand: Stand, item: dict[str, Any]
) -> None:
    stand.settle()
    assert stand.shows(stand.page(item, page_now(stand)))
    stand.server.fire(now_alert(stand.server))
    assert stand.shows(alert_picture(stand))
    stand.server.cancel("flood")
    stand.server.slate = "Tạm dừng"
    stand.settle()
    assert stand.shows(stand.page(None, told="Tạm dừng"))


def test_an_alert_is_painted_only_when_a_frame_of_it_went_out(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand.settle()
    held, draw = [True], LedPicture.draw

    def waiting(self: LedPicture, scene: Any) -> Image.Image:
        while held[0] and scene.shown is not None and scene.shown.alert is not None:
            time.sleep(0.01)
        return draw(self, scene)

    monkeypatch.setattr(LedPicture, "draw", waiting)
    stand.server.fire(now_alert(stand.server))
    assert stand.states("flood") == ["received/1"]
    held[0] = False
    stand.until(lambda: stand.display.seen and stand.display.seen.alert)
    assert stand.states("flood") == ["received/1", "painted/1"]
    assert stand.panel.waits_for(stand.bytes_of(alert_picture(stand)))


def test_a_panel_that_is_away_proves_nothing(
    folder: Folder, server: SimulatedServer, item: dict[str, Any]
) -> None:
    with a_stand(folder, server, LAYOUT, PANEL, port=free_port()) as stand:
        stand.settle()
        stand.server.fire(now_alert(stand.server))
        assert stand.states("flood") == ["received/1"]
        stand.server.cancel("flood")
        assert played(stand) == set()


def test_a_test_is_proven_by_a_panel_that_takes_frames_and_shows_nothing_of_it(
    stand: Stand, item: dict[str, Any]
) -> None:
    stand.settle()
    assert stand.shows(stand.page(item, page_now(stand)))
    weekly = replace(now_alert(stand.server, status="Exercise"), silent=True, unseen=True)
    stand.server.fire(weekly)
    assert stand.states("flood") == ["received/1", "painted/1"]
    assert stand.shows(stand.page(item, page_now(stand)))


def test_a_panel_that_is_away_proves_no_test(
    folder: Folder, server: SimulatedServer, item: dict[str, Any]
) -> None:
    with a_stand(folder, server, LAYOUT, PANEL, port=free_port()) as stand:
        stand.settle()
        weekly = replace(now_alert(stand.server, status="Exercise"), silent=True, unseen=True)
        stand.server.fire(weekly)
        assert stand.states("flood") == ["received/1"]


def played(stand: Stand) -> set[object]:
    """Play for a while and let the hour end; give the items that were counted."""
    stand.settle(20)
    assert stand.agent.glass.shown.kind is Kind.ITEM
    for seconds in (3700, 300):
        stand.server.clock.advance(seconds)
        stand.agent.show_once()
    return {record["item"] for record in stand.agent.plays.waiting()}


def test_plays_are_counted_while_they_are_on_the_panel(stand: Stand, item: dict[str, Any]) -> None:
    stand.settle()
    stand.until_item()
    assert played(stand) == {"a"}


def test_a_frame_is_sent_again_and_drawn_once(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, draw = [], LedPicture.draw
    monkeypatch.setattr(
        LedPicture, "draw", lambda self, scene: drawn.append(scene) or draw(self, scene)
    )
    stand.server.slate = "Tạm dừng"
    stand.settle(6)
    stand.until(lambda: drawn)
    stand.server.clock.advance(-(stand.server.clock.true.timestamp() % 4))
    stand.agent.show_once()
    assert stand.panel.waits_for_frames(3)
    drawn.clear()
    assert stand.panel.waits_for_frames(3)
    assert drawn == []


def test_a_broken_picture_gives_way_to_the_next_item(
    folder: Folder, server: SimulatedServer
) -> None:
    broken = b"no picture at all"
    items = {
        "a": longest_item("film", LAYOUT, digest(broken)),
        "b": longest_item("text", LAYOUT, ""),
    }
    items["a"]["pages"] = items["a"]["pages"][-1:]
    publish(server, LAYOUT, items, media=[broken])
    with a_stand(folder, server, LAYOUT, PANEL) as stand:
        stand.settle()
        for _ in range(6):
            stand.until_item()
            assert stand.agent.glass.shown.name == "b"
            assert stand.shows(stand.page(items["b"], page_now(stand)))
            server.clock.advance(10)
        assert set(names(stand.agent, 100)) == {"b"}
        server.clock.advance(600)
        assert set(names(stand.agent, 100)) == {"a", "b"}


def test_an_item_that_makes_no_sense_gives_way_too(folder: Folder, server: SimulatedServer) -> None:
    items = {"a": longest_item("text", LAYOUT, ""), "b": longest_item("news", LAYOUT, "")}
    del items["a"]["category"]
    publish(server, LAYOUT, items)
    with a_stand(folder, server, LAYOUT, PANEL) as stand:
        stand.settle()
        for _ in range(5):
            stand.until_item()
            assert stand.agent.glass.shown.name == "b"
            server.clock.advance(10)


def test_a_large_panel_has_the_ticker_in_its_foot(folder: Folder, server: SimulatedServer) -> None:
    size = (640, 384)
    layout = layout_for(size)
    item, line = longest_item("text", layout, ""), longest_item("news", layout, "")
    line["pages"] = [{**line["pages"][0], "title": ["Mưa to", "đến rất to"]}]
    publish(server, layout, {"a": item}, ticker={"t": {**line, "source": "Đài tỉnh"}})
    with a_stand(folder, server, layout, size) as stand:
        stand.settle()
        more = {"ticker": "Mưa to đến rất to", "is_headline": True}
        code = qr_modules("http://s" + item["link"])
        assert stand.shows(stand.page(item, page_now(stand), code=code, **more))


def a_poster() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((320, 240)).convert("RGB").save(out, "WEBP")
    return out.getvalue()


@pytest.mark.parametrize("has_poster", [True, False])
def test_a_film_is_its_poster_or_its_title(
    folder: Folder, server: SimulatedServer, has_poster: bool
) -> None:
    poster = a_poster()
    film = longest_item("film", LAYOUT, digest(poster))
    film["pages"] = film["pages"][-1:]
    if not has_poster:
        film["pages"][0]["picture"] = None
    publish(server, LAYOUT, {"a": film}, media=[poster])
    with a_stand(folder, server, LAYOUT, PANEL) as stand:
        stand.settle()
        stand.until_item()
        if has_poster:
            image = Image.open(io.BytesIO(poster)).convert("RGB")
            assert stand.shows(stand.page(film, picture=image))
        else:
            assert stand.panel.waits_for_frames(2)  # of which the last began after it was due
            shown = Image.frombytes("RGB", PANEL, stand.panel.shown)
            assert shown.getpixel((5, 5)) == (0x1E, 0x5A, 0x38)
            assert shown.crop((0, 30, 320, 160)).getextrema()[0][1] > 200


@pytest.mark.parametrize(
    ("size", "layout"),
    [
        ((64, 32), Layout(Shape.SMALL, 54.0, 5)),
        ((3840, 2160), layout_for((3840, 2160))),
        ((640, 384), layout_for((640, 384))),
    ],
)
def test_small_and_large_panels(
    folder: Folder, server: SimulatedServer, size: tuple[int, int], layout: Layout
) -> None:
    item = longest_item("text", layout, "")
    publish(server, layout, {"a": item})
    code = qr_modules("http://s" + item["link"]) if not layout.shape.is_led else ()
    with a_stand(folder, server, layout, size) as stand:
        stand.settle()
        assert stand.shows(stand.page(item, page_now(stand), code=code))
        stand.server.fire(now_alert(stand.server))
        assert stand.shows(alert_picture(stand))


@pytest.mark.parametrize("colour", list(PanelColour))
def test_a_panel_gets_the_pixels_it_can_show(
    folder: Folder, server: SimulatedServer, item: dict[str, Any], colour: PanelColour
) -> None:
    with a_stand(folder, server, LAYOUT, PANEL, colour=colour, brightness=40) as stand:
        stand.settle()
        wanted = stand.bytes_of(stand.page(item, page_now(stand)), 40)
        stand.agent.show_once()
        assert stand.panel.waits_for(wanted)
    assert max(wanted) == (255 if colour is PanelColour.BIT else 102)


def test_the_panel_says_which_board_it_is_for_a_while_but_not_over_an_alert(
    stand: Stand, item: dict[str, Any]
) -> None:
    stand.settle()
    assert stand.shows(stand.page(item, page_now(stand)))
    stand.display.identify()
    stage = stage_of(PANEL, LAYOUT.to_dict())
    assert stand.shows(draw_sign(stage, FACE, board="b1", title="Xã Ba Tơ"))
    stand.until(lambda: stand.display.seen is None)
    stand.server.fire(now_alert(stand.server))
    assert stand.shows(alert_picture(stand))
    stand.server.cancel("flood")
    stand.settle(12)
    assert stand.shows(stand.page(item, page_now(stand)))


@pytest.mark.parametrize("colour", list(PanelColour))
def test_a_screenshot_is_what_is_on_the_panel(
    folder: Folder, server: SimulatedServer, item: dict[str, Any], colour: PanelColour
) -> None:
    with a_stand(folder, server, LAYOUT, PANEL, colour=colour) as stand:
        stand.settle()
        stand.until_item()
        shot = Image.open(io.BytesIO(stand.display.jpeg())).convert("L")
        drawn = stand.page(item, page_now(stand)).convert("L")
        if colour is PanelColour.BIT:
            drawn = drawn.point(lambda grey: 255 * (grey >= LIT_FROM))
        assert differs(drawn, shot) is None


def test_there_is_no_screenshot_of_a_panel_that_is_away(
    folder: Folder, server: SimulatedServer, item: dict[str, Any]
) -> None:
    with a_stand(folder, server, LAYOUT, PANEL, port=free_port()) as stand:
        stand.settle()
        with pytest.raises(OSError, match="not reached"):
            stand.display.jpeg()


def test_before_pairing_the_panel_waits_and_then_shows_the_code(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "new")
    root = Authority().root()
    offer = Offer("d", "BCDF-GHJK", "12 34 56", "http://s/pair", 5, 600, first_root(root), root)
    stage = stage_of(PANEL, None)
    with LoopbackPanel(320 * 160 * 3) as receiver:
        address = ("127.0.0.1", receiver.port)
        settings = PlayerSettings("http://s", folder.path, "led", *PANEL, panel=address)
        panel = DdpSender(address, PanelColour.RGB, time.monotonic)
        display = LedDisplay(settings, folder.objects, panel)
        display.start()
        try:
            assert receiver.waits_for(draw_pairing(stage, FACE).tobytes())
            display.offer(offer)
            shown = draw_pairing(
                stage, FACE, code="BCDF-GHJK", check_number="12 34 56", address="http://s/pair"
            )
            assert receiver.waits_for(shown.tobytes())
        finally:
            display.stop()
