from dataclasses import replace

from player.agent import Agent
from player.cache import Folder
from player.show import Kind
from tests.player.simulated_server import SimulatedServer, an_agent, names, now_alert, settle


def test_an_alert_is_painted_once_per_revision_over_restarts(
    agent: Agent, server: SimulatedServer, folder: Folder
) -> None:
    server.fire(now_alert(server))
    settle(agent, 3)
    again = an_agent(folder, server)
    settle(again, 5)
    assert again.glass.shown.kind is Kind.ALERT
    assert server.states("flood") == ["received/1", "painted/1"]
    server.fire(now_alert(server, revision=2))
    settle(again, 3)
    assert server.states("flood")[2:] == ["received/2", "ended/1", "painted/2"]


def test_two_alerts_take_turns(agent: Agent, server: SimulatedServer) -> None:
    server.fire(now_alert(server, "first"))
    server.clock.advance(1)
    server.fire(now_alert(server, "second"))
    seen = names(agent, 60)
    assert seen[0] == "alert:second"
    assert seen.count("alert:first") == seen.count("alert:second") == 30


def test_a_drill_stands_back_for_a_real_alert_and_comes_again(
    agent: Agent, server: SimulatedServer
) -> None:
    server.fire(now_alert(server, "drill", status="Exercise"))
    settle(agent, 3)
    server.fire(now_alert(server, "real", severity="Minor"))
    assert set(names(agent, 60)) == {"alert:real"}
    settle(agent, 3)
    assert server.states("drill") == ["received/1", "painted/1"]
    server.cancel("real")
    settle(agent, 3)
    assert set(names(agent, 20)) == {"alert:drill"}
    server.cancel("drill")
    settle(agent, 3)
    assert server.states("drill") == ["received/1", "painted/1", "ended/1"]


def test_a_drill_that_never_took_the_glass_is_neither_painted_nor_ended(
    agent: Agent, server: SimulatedServer
) -> None:
    server.fire(now_alert(server, "real"))
    server.fire(now_alert(server, "drill", status="Exercise"))
    settle(agent, 20)
    server.cancel("drill")
    settle(agent, 3)
    assert server.states("drill") == ["received/1"]


def test_the_stop_slate_replaces_the_score_but_not_an_alert(
    agent: Agent, server: SimulatedServer
) -> None:
    server.slate = "Tạm dừng"
    server.push("head", server.head().to_dict())
    agent.show_once()
    assert (agent.glass.shown.kind, agent.glass.shown.text) == (Kind.STOP, "Tạm dừng")
    server.fire(now_alert(server))
    agent.show_once()
    assert agent.glass.shown.kind is Kind.ALERT


def test_a_stop_is_told_only_once_it_is_on_the_glass_and_then_soon(
    agent: Agent, server: SimulatedServer
) -> None:
    is_painted = False
    agent.glass.has_stopped = lambda: is_painted
    settle(agent, 3)
    server.slate = "Tạm dừng"
    server.push("head", server.head().to_dict())
    settle(agent, 25)
    assert agent.glass.shown.kind is Kind.STOP and server.item is None, "decided, not yet painted"
    is_painted = True
    settle(agent, 3)
    assert server.item == "stop"
    server.slate = None
    server.push("head", server.head().to_dict())
    settle(agent, 3)
    assert server.item in ("a", "b")


def test_a_test_is_painted_and_ends_without_anything_of_it_on_the_glass(
    agent: Agent, server: SimulatedServer
) -> None:
    weekly = replace(now_alert(server, "weekly", status="Exercise"), silent=True, unseen=True)
    server.fire(weekly)
    assert set(names(agent, 60)) == {"a", "b"}
    server.cancel("weekly")
    settle(agent, 3)
    assert server.states("weekly") == ["received/1", "painted/1", "ended/1"]


def test_a_display_that_does_not_paint_proves_no_test(
    agent: Agent, server: SimulatedServer
) -> None:
    agent.glass.works = lambda: False
    weekly = replace(now_alert(server, "weekly", status="Exercise"), silent=True, unseen=True)
    server.fire(weekly)
    settle(agent, 10)
    assert server.states("weekly") == ["received/1"]
    agent.glass.works = lambda: True
    settle(agent, 5)
    assert server.states("weekly") == ["received/1", "painted/1"]
