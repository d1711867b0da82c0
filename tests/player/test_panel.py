"""The panel: by the hours, by command and under alerts, as the tools are told of it."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from content.instant import format_instant
from player import panel as panel_module
from player.agent import Agent
from player.errors import PlayerError
from player.panel import Panel, Wanted
from player.panel_tools import Power, Sound
from tests.player.simulated_server import NOON, SimulatedServer, now_alert, settle
from tests.player.test_panel_tools import Shell


def hours(*laid: tuple[float, object]) -> list[list[object]]:
    """Values from so many hours after noon on."""
    return [[format_instant(NOON + timedelta(hours=after)), value] for after, value in laid]


@pytest.fixture
def shell() -> Shell:
    return Shell("xset", "amixer -q sset Master")


@pytest.fixture
def panel(agent: Agent, shell: Shell) -> Panel:
    return Panel(agent.holding, Power(shell), Sound(shell))


def play(agent: Agent, server: SimulatedServer, **laid: object) -> None:
    server.publish({"a": "Tiêm chủng"}, **laid)
    server.push("changed", {"spread_s": 0})
    settle(agent, 3)


def test_without_hours_the_panel_is_on_and_loud(panel: Panel, shell: Shell) -> None:
    panel.step()
    assert "xset dpms force on" in shell.ran and "amixer -q sset Master 100% unmute" in shell.ran
    assert (panel.is_off, panel.faults, panel.ordered()) == (False, [], None)


def test_the_panel_goes_by_the_hours_of_the_score(
    agent: Agent, server: SimulatedServer, panel: Panel, shell: Shell
) -> None:
    play(agent, server, power=hours((-1, True), (1, False)), volume=hours((-1, 40), (1, 0)))
    assert panel.wanted() == Wanted(True, 100)  # the page plays at 40
    server.clock.advance(3600)
    shell.ran.clear()
    panel.step()
    assert shell.ran[0] == "xset dpms force off"
    assert shell.ran[-1] == "amixer -q sset Master 0% unmute"
    assert panel.is_off and panel.ordered() is None


def test_an_alert_wakes_it_at_full_volume_and_after_it_all_is_as_before(
    agent: Agent, server: SimulatedServer, panel: Panel
) -> None:
    play(agent, server, power=hours((-1, False)), volume=hours((-1, 0)))
    panel.step()
    assert panel.is_off
    server.fire(now_alert(server))
    assert panel.wanted() == Wanted(True, 100)
    panel.step()
    assert not panel.is_off
    server.cancel("flood")
    settle(agent, 3)
    assert panel.wanted() == Wanted(False, 0)
    panel.step()
    assert panel.is_off


def test_a_panel_that_does_not_wake_is_a_fault_and_asked_again_soon(
    agent: Agent, server: SimulatedServer, panel: Panel, shell: Shell
) -> None:
    play(agent, server, power=hours((-1, False)))
    panel.step()
    assert (panel.faults, panel.again_s) == ([], panel_module.AGAIN_S)
    shell.there = []
    server.fire(now_alert(server))
    panel.step()
    assert (panel.faults, panel.again_s) == (["panel_power"], panel_module.WAKES_S)
    assert not panel.is_off
    shell.there = ["xset"]
    panel.step()
    assert (panel.faults, panel.again_s) == ([], panel_module.AGAIN_S)


def test_each_new_alert_wakes_a_television_that_its_remote_switched_off(
    agent: Agent, server: SimulatedServer, panel: Panel, shell: Shell
) -> None:
    shell.there = ["cec-ctl"]
    woken = "cec-ctl --skip-info --playback --to 0 --image-view-on"
    panel.step()
    for count, name in enumerate(("flood", "storm"), 2):
        server.fire(replace(now_alert(server), id=name))
        panel._wake.clear()
        panel.look()
        assert panel._wake.is_set()
        panel.step()
        panel.step()
        assert shell.ran.count(woken) == count


def test_a_drill_in_quiet_hours_is_seen_and_not_heard(
    agent: Agent, server: SimulatedServer, panel: Panel
) -> None:
    play(agent, server, power=hours((-1, False)), volume=hours((-1, 0), (1, 40)))
    server.fire(now_alert(server, "drill", status="Exercise", lasts_min=300))
    assert panel.wanted() == Wanted(True, 0)
    server.clock.advance(3600)
    assert panel.wanted() == Wanted(True, 100)  # the page plays at 40


def test_beside_a_drill_an_alert_is_heard_in_quiet_hours(
    agent: Agent, server: SimulatedServer, panel: Panel
) -> None:
    play(agent, server, power=hours((-1, False)), volume=hours((-1, 0)))
    server.fire(now_alert(server, "drill", status="Exercise"))
    server.fire(now_alert(server))
    assert panel.wanted() == Wanted(True, 100)


def test_a_silent_test_wakes_nothing(agent: Agent, server: SimulatedServer, panel: Panel) -> None:
    play(agent, server, power=hours((-1, False)), volume=hours((-1, 0)))
    drill = now_alert(server, status="Exercise")
    server.fire(replace(drill, silent=True))
    assert agent.holding.alerts_now()
    assert panel.wanted() == Wanted(False, 0)


def test_a_command_counts_against_the_hours_until_they_change_but_not_against_an_alert(
    agent: Agent, server: SimulatedServer, panel: Panel
) -> None:
    play(agent, server, power=hours((-1, True), (2, False), (4, True)))
    panel.obey({"name": "power", "on": False})
    assert (panel.wanted().is_on, panel.ordered()) == (False, False)
    server.fire(now_alert(server))
    assert panel.wanted().is_on
    server.cancel("flood")
    settle(agent, 3)
    assert not panel.wanted().is_on
    for _ in range(4):
        server.clock.advance(3600)
        panel.look()
    assert (panel.wanted().is_on, panel.ordered()) == (True, None)
    panel.obey({"name": "power", "on": False})
    panel.obey({"name": "power"})
    assert (panel.wanted().is_on, panel.ordered()) == (True, None)


@pytest.mark.parametrize("fields", [{"on": "no"}, {"until": "2026-11-25T06:00:00Z"}])
def test_what_is_no_power_command_is_refused_and_changes_nothing(
    panel: Panel, fields: dict[str, object]
) -> None:
    panel.obey({"on": False})
    with pytest.raises(PlayerError, match="no power command"):
        panel.obey({"name": "power", **fields})
    assert panel.ordered() is False


def test_what_cannot_be_done_is_said_once_and_told_as_a_fault_only_while_it_is_wanted(
    agent: Agent, server: SimulatedServer, panel: Panel, shell: Shell,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    shell.there = []
    panel.step()
    assert panel.faults == []
    play(agent, server, power=hours((-1, False)), volume=hours((-1, 0)))
    panel.step()
    panel.step()
    assert panel.faults == ["panel_power", "panel_volume"]
    assert not panel.is_off  # its picture is still to be seen
    assert caplog.text.count("panel_power:") == 1
    play(agent, server)
    panel.step()
    assert panel.faults == []


def test_the_status_tells_what_the_display_cannot(agent: Agent, server: SimulatedServer) -> None:
    agent.display_faults = lambda: ["panel_power"]
    settle(agent, 25)
    assert server.statuses[-1]["faults"] == ["panel_power"]


def test_a_change_is_done_at_once_and_all_is_set_again_by_the_minute(
    agent: Agent, server: SimulatedServer, panel: Panel, shell: Shell,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    running = threading.Thread(target=panel.run)
    running.start()
    wait_for(lambda: "amixer -q sset Master 100% unmute" in shell.ran)
    assert shell.ran[:3] == ["xset s off", "xset s noblank", "xset dpms 0 0 0"]
    panel.look()
    panel.obey({"on": False})
    wait_for(lambda: "xset dpms force off" in shell.ran)
    shell.ran.clear()
    monkeypatch.setattr(panel_module, "AGAIN_S", 0.01)
    panel.obey({})
    wait_for(lambda: shell.ran.count("xset dpms force on") > 2)
    panel.stop()
    running.join(10)
    assert not running.is_alive()


def wait_for(is_so: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(2000):
        if is_so():
            return
        pause.wait(0.005)
    raise AssertionError
