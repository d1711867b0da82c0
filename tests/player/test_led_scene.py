"""What an LED panel is to show: the same as every board at the same instant."""

import json
from typing import Any

import pytest

from content.drawing_page import PageView
from content.instant import format_instant, parse_instant
from content.manifest import Slot
from content.trusted_time import Moment
from player.agent import Agent
from player.holding import Score
from player.led_scene import PanelPart, Scenes, part_of
from player.show import Glass, Kind, Shown
from player.vectors import default_folder
from tests.longest_items import layout_for, longest_item
from tests.player.led_stand import FACE, publish
from tests.player.simulated_server import SimulatedServer, settle

SCORES = json.loads((default_folder() / "score.json").read_text("utf-8"))


class Files:
    """Items without words; what is unusable is not there."""

    def __init__(self, unusable: list[str]) -> None:
        self.unusable = unusable

    def is_usable(self, manifest: object, item: str, page: int) -> bool:
        return item not in self.unusable

    def item(self, manifest: object, item: str) -> dict[str, Any]:
        page = {"template": "text", "title": [], "blocks": [], "picture": None}
        return {"title": item, "pages": [page] * 9}


def put_at(
    agent: Agent, monkeypatch: pytest.MonkeyPatch, case: dict[str, Any]
) -> tuple[Moment, Score]:
    """Have the agent hold the score of a shared case at its instant."""
    assert agent.holding.score is not None
    moment = Moment(parse_instant(case["at"]), True)
    score = Score("x", SCORES["manifests"][case["manifest"]], agent.holding.score.envelope)
    monkeypatch.setattr(agent.holding, "_score", score)
    monkeypatch.setattr(agent.holding, "now", lambda: moment)
    return moment, score


@pytest.mark.parametrize(
    "case",
    [case for case in SCORES["cases"] if case["zone"] == "main"],
    ids=lambda case: case["name"],
)
def test_a_panel_shows_what_the_shared_cases_say(
    agent: Agent, monkeypatch: pytest.MonkeyPatch, case: dict[str, Any]
) -> None:
    moment, _ = put_at(agent, monkeypatch, case)
    files: Any = Files(case["unusable"])
    glass = Glass(agent.holding, files, agent.proof, agent.plays)
    shown = glass.look(moment)
    scene = Scenes((320, 160), agent.holding, files, lambda: shown, FACE).now()
    slot = scene.shown.slot if scene.shown else None
    found = slot and {
        "item": slot.item,
        "page": slot.page,
        "starts_at": format_instant(slot.starts_at),
        "seconds": slot.seconds,
    }
    assert found == case["expect"]


@pytest.mark.parametrize(
    "case",
    [case for case in SCORES["cases"] if case["zone"] == "ticker"],
    ids=lambda case: case["name"],
)
def test_a_large_panels_ticker_says_what_the_shared_cases_say(
    agent: Agent, monkeypatch: pytest.MonkeyPatch, case: dict[str, Any]
) -> None:
    moment, score = put_at(agent, monkeypatch, case)
    item = next(iter(score.manifest["items"]))
    shown = Shown(Kind.ITEM, slot=Slot(item, 0, moment.at, 10))
    files: Any = Files(case["unusable"])
    scene = Scenes((640, 384), agent.holding, files, lambda: shown, FACE).now()
    assert isinstance(scene.body, PageView)
    assert scene.body.ticker == (case["expect"]["item"] if case["expect"] else "")


@pytest.mark.parametrize(
    ("profile", "part"),
    [
        ({"width": 1920, "height": 1080}, PanelPart((0, 0, 320, 160))),
        ({"width": 320, "height": 160, "rotation": 90}, PanelPart((0, 0, 320, 160), 90)),
        (
            {"width": 320, "height": 160, "viewport": [64, 0, 256, 128]},
            PanelPart((64, 0, 256, 128)),
        ),
        (
            {"width": 1920, "height": 1080, "viewport": [0, 0, 960, 540]},
            PanelPart((0, 0, 320, 160)),
        ),
        ({"width": "wide"}, PanelPart((0, 0, 320, 160))),
    ],
)
def test_the_part_of_a_panel_that_its_profile_says_is_seen(
    profile: dict[str, object], part: PanelPart
) -> None:
    assert part_of((320, 160), profile) == part


def test_a_turned_picture_is_as_high_as_its_part_is_wide() -> None:
    assert PanelPart((0, 0, 320, 160), 270).size_px == (160, 320)
    assert PanelPart((0, 0, 320, 160), 180).size_px == (320, 160)


def test_a_score_for_another_shape_is_said_once(
    agent: Agent, server: SimulatedServer, caplog: pytest.LogCaptureFixture
) -> None:
    layout = layout_for((1920, 1080))
    publish(server, layout, {"a": longest_item("text", layout, "")})
    server.push("changed", {"spread_s": 0})
    settle(agent, 25)
    scenes = Scenes((320, 160), agent.holding, agent.files, lambda: agent.glass.shown, FACE)
    assert [scenes.now().shown, scenes.now().shown] == [agent.glass.shown] * 2
    told = [record.getMessage() for record in caplog.records if "--size" in record.getMessage()]
    assert len(told) == 1 and "landscape" in told[0] and "320x160 takes a panel" in told[0]


def test_a_shape_of_a_later_version_is_laid_out_by_the_pixels(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = agent.holding.score
    assert held is not None
    manifest = {**held.manifest, "layout": {"shape": "round", "em_u": 3.0, "far_m": 5}}
    monkeypatch.setattr(agent.holding, "_score", Score("x", manifest, held.envelope))
    body = (
        Scenes((320, 160), agent.holding, agent.files, lambda: agent.glass.shown, FACE).now().body
    )
    assert isinstance(body, PageView)
    assert body.layout == {"shape": "panel", "em_u": 13.5}
