"""A browser's display as it is wired, without a browser; the real one is in page/."""

from datetime import date
from pathlib import Path

import pytest

from player.agent import Agent
from player.browser_display import BrowserDisplay, Shared, shared_by
from player.errors import PlayerError
from player.local_web import LocalWeb
from player.notify import JointNotifier, Notifier
from player.panel_tools import Power, Sound
from player.reboots import RebootBudget
from player.settings import PlayerSettings, ScreenPlace
from tests.player.fake_clock import FakeClock
from tests.player.local_builders import serve
from tests.player.test_panel_tools import Shell


@pytest.fixture
def settings(tmp_path: Path) -> PlayerSettings:
    return PlayerSettings("http://s", tmp_path, "chromium")


def test_without_a_display_it_says_what_to_do(
    settings: PlayerSettings, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    web = LocalWeb(0, "key")
    with pytest.raises(PlayerError, match="set DISPLAY"):
        BrowserDisplay(settings, agent.holding.clock, web)
    web.close()


def test_an_agents_power_command_is_known_to_page_and_status(
    settings: PlayerSettings, agent: Agent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "browser"
    browser.touch()
    monkeypatch.setenv("DISPLAY", ":9999")
    monkeypatch.setenv("BANGTIN_CHROMIUM", str(browser))
    web = LocalWeb(0, "key")
    shell = Shell("xset")
    mono_s = agent.holding.clock.mono_s
    reboots = RebootBudget(agent.holding.folder, mono_s)
    shared = Shared(Power(shell), Sound(shell), reboots, JointNotifier(Notifier(""), mono_s))
    made = BrowserDisplay(settings, agent.holding.clock, web, shared)
    relay = serve(web, agent)
    made.play(agent, relay)
    assert relay.head()["power"] is None
    agent.courier.commands["power"]({"name": "power", "on": False})
    assert relay.head()["power"] is False
    assert relay.news() == [("changed", {"spread_s": 0})]
    assert agent.display_faults() == []
    assert made.size == (1920, 1080)
    clock = agent.holding.clock
    assert isinstance(clock, FakeClock)
    clock.advance(61)
    assert not shared.is_going_round(clock.mono_s())
    agent.show_once()
    assert shared.is_going_round(clock.mono_s())
    with pytest.raises(OSError, match="no display :9999"):
        made.jpeg()
    made.stop()
    web.close()


def test_screens_of_one_box_count_its_reboots_and_stand_still_together(tmp_path: Path) -> None:
    places = tuple(ScreenPlace(name, 64, 32) for name in ("gate", "hall"))
    shared = shared_by(PlayerSettings("http://s", tmp_path, "chromium", screens=places))
    assert shared.reboots.take(date(2026, 11, 27))
    assert (tmp_path / "reboots.json").exists()
    assert shared.is_going_round(1e6)
    shared.looked_at_s.update(gate=100.0, hall=160.0)
    assert shared.is_going_round(160.0) and not shared.is_going_round(161.0)
    shared.power.set("gate", False)
    assert shared.power.is_on
    shared.power.set("hall", False)
    assert not shared.power.is_on
