"""An alert that cannot be set or drawn on an LED panel: told, kept short, in nobody's way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from content.alert import Alert
from content.alert_plain import PlainPage
from content.drawing_alert import draw_alert
from content.stage import stage_of
from player.agent import Agent
from player.cache import Folder
from player.led_picture import LedPicture
from player.led_scene import AlertTurn, Scenes
from tests.longest_items import longest_item
from tests.player.led_stand import FACE, Stand, a_stand, publish
from tests.player.simulated_server import SimulatedServer, now_alert, settle
from tests.player.test_led import LAYOUT, PANEL


@pytest.fixture
def stand(folder: Folder, server: SimulatedServer) -> Iterator[Stand]:
    publish(server, LAYOUT, {"a": longest_item("text", LAYOUT, "")})
    with a_stand(folder, server, LAYOUT, PANEL) as made:
        made.settle()
        made.until_item()
        yield made


def event_alone(stand: Stand, alert: Alert) -> Image.Image:
    stage = stage_of(stand.size, stand.layout.to_dict())
    return draw_alert(PlainPage(alert, ""), stage, stand.server.clock.true, FACE)


def unset(alert: Alert) -> Alert:
    """Give it a headline that the type cannot set on one line."""
    words = replace(alert.info[0], headline="SẠT\nLỞ")
    return replace(alert, event="Sạt lở đất", info=(words,))


def break_drawing(monkeypatch: pytest.MonkeyPatch, is_broken: Callable[[Any], bool]) -> None:
    draw = LedPicture.draw

    def failing(self: LedPicture, scene: Any) -> Image.Image:
        if isinstance(scene.body, AlertTurn) and is_broken(scene.body.page):
            raise ValueError("no such letter")
        return draw(self, scene)

    monkeypatch.setattr(LedPicture, "draw", failing)


def test_an_alert_that_cannot_be_set_is_its_event_and_level_and_told_as_failed(
    stand: Stand,
) -> None:
    alert = unset(now_alert(stand.server, "slide"))
    stand.server.fire(alert)
    assert stand.shows(event_alone(stand, alert))
    assert stand.states("slide") == ["received/1", "failed/1"]
    stand.until(lambda: stand.display.seen is None)


def test_an_alert_that_cannot_be_set_keeps_no_other_off(stand: Stand) -> None:
    stand.server.fire(now_alert(stand.server))
    stand.until(lambda: stand.agent.proof.has(("flood", 1), "painted"))
    stand.server.clock.advance(1)
    stand.server.fire(unset(now_alert(stand.server, "slide")))
    stand.until(lambda: stand.agent.proof.has(("slide", 1), "failed"))
    stand.server.clock.advance(1)
    stand.server.fire(replace(now_alert(stand.server, "storm"), event="Bão"))
    stand.until(lambda: stand.agent.proof.has(("storm", 1), "painted"))
    assert stand.states("slide") == ["received/1", "failed/1"]


def test_an_alert_that_cannot_be_drawn_is_its_event_and_level_and_told_as_failed(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_drawing(monkeypatch, lambda page: not isinstance(page, PlainPage))
    alert = now_alert(stand.server)
    stand.server.fire(alert)
    assert stand.shows(event_alone(stand, alert))
    assert stand.states("flood") == ["received/1", "failed/1"]
    stand.until(lambda: stand.display.seen is None)


def test_when_nothing_of_an_alert_can_be_drawn_the_picture_before_stays(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stand.panel.shown
    tried: list[object] = []
    break_drawing(monkeypatch, lambda page: not tried.append(page))
    stand.server.fire(now_alert(stand.server))
    stand.until(lambda: any(isinstance(page, PlainPage) for page in tried))
    assert stand.states("flood") == ["received/1", "failed/1"]
    assert stand.panel.shown == before


def test_a_silent_and_a_loud_drill_keep_a_dark_panel_bright_in_turn(
    agent: Agent, server: SimulatedServer
) -> None:
    scenes = Scenes(PANEL, agent.holding, agent.files, lambda: agent.glass.shown, FACE)
    scenes.power.obey({"id": "1", "name": "power", "on": False})
    loud = now_alert(server, "loud", status="Exercise")
    server.fire(replace(loud, silent=True, id="quiet"))
    settle(agent)
    assert scenes.now().body is None
    server.fire(loud)
    settle(agent)
    turns = []
    for _ in range(60):
        server.clock.advance(1)
        agent.show_once()
        turns.append(scenes.now())
    assert {scene.shown and scene.shown.name for scene in turns} == {"alert:loud", "alert:quiet"}
    assert all(isinstance(scene.body, AlertTurn) for scene in turns)
