import threading
from datetime import UTC, datetime

import pytest

from player.agent import Agent
from player.cache import Folder
from player.errors import RejectedError
from player.show import Kind
from tests.player.simulated_server import SimulatedServer, an_agent, names, now_alert, settle


def test_a_paired_board_connects_and_plays_the_score(agent: Agent) -> None:
    assert agent.glass.shown.kind is Kind.ITEM
    assert set(names(agent, 20)) == {"a", "b"}


def test_the_first_status_is_whole_and_later_ones_say_what_changed(
    agent: Agent, server: SimulatedServer
) -> None:
    assert {"sequence", "item", "faults", "storage_free_mb"} <= set(server.statuses[0])
    settle(agent, 60)
    gaps = [entry for entry in server.asked if entry == "call status"]
    assert 3 <= len(gaps) <= 6
    assert all("sequence" in entry for entry in server.statuses)
    assert "temperature_c" not in server.statuses[-1]


def test_an_alert_takes_the_glass_and_is_proven(agent: Agent, server: SimulatedServer) -> None:
    server.fire(now_alert(server))
    agent.show_once()
    assert agent.glass.shown.name == "alert:flood"
    settle(agent, 3)
    assert server.states("flood") == ["received/1", "painted/1"]
    server.cancel("flood")
    settle(agent, 3)
    assert agent.glass.shown.kind is Kind.ITEM
    assert server.states("flood") == ["received/1", "painted/1", "ended/1"]


def test_an_alert_expires_without_any_server(agent: Agent, server: SimulatedServer) -> None:
    server.fire(now_alert(server, lasts_min=10))
    settle(agent, 2)
    server.vanish()
    settle(agent, 590)
    assert agent.glass.shown.kind is Kind.ALERT
    settle(agent, 12)
    assert agent.glass.shown.kind is Kind.ITEM
    server.down = False
    settle(agent, 6)
    assert server.states("flood")[-1] == "ended/1"


def test_without_pushes_the_status_alone_delivers(agent: Agent, server: SimulatedServer) -> None:
    server.push_off = True
    server.fire(now_alert(server))
    settle(agent, 23)
    assert agent.glass.shown.kind is Kind.ALERT


@pytest.mark.parametrize("trouble", ["socket_blocked", "socket_deaf"])
def test_a_dead_socket_is_replaced_by_http(
    agent: Agent, server: SimulatedServer, trouble: str
) -> None:
    setattr(server, trouble, True)
    server.push_off = True
    if trouble == "socket_blocked":
        server.listener = None
    server.fire(now_alert(server))
    settle(agent, 30)
    assert agent.glass.shown.kind is Kind.ALERT
    assert "/api/v1/board/status" in server.asked


def test_play_goes_on_for_weeks_without_the_server_and_over_restarts(
    agent: Agent, server: SimulatedServer, folder: Folder
) -> None:
    server.vanish()
    server.clock.advance(40 * 86400)
    assert set(names(agent, 20)) == {"a", "b"}
    again = an_agent(folder, server)
    settle(again, 2)
    assert again.glass.shown.kind is Kind.ITEM


def test_alerts_end_a_day_after_the_last_head(agent: Agent, server: SimulatedServer) -> None:
    server.fire(now_alert(server, lasts_min=5 * 24 * 60))
    settle(agent, 25)
    server.vanish()
    server.clock.advance(86400 - 60)
    agent.show_once()
    assert agent.glass.shown.kind is Kind.ALERT
    server.clock.advance(120)
    agent.show_once()
    assert agent.glass.shown.kind is Kind.ITEM


def test_after_the_server_is_back_the_board_catches_up_at_once(
    agent: Agent, server: SimulatedServer
) -> None:
    server.vanish()
    settle(agent, 60)
    server.fire(now_alert(server))
    server.down = False
    settle(agent, 5)
    assert agent.glass.shown.kind is Kind.ALERT


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_wrong_wall_clock_neither_hides_nor_ends_an_alert(
    folder: Folder, server: SimulatedServer, year: int
) -> None:
    server.clock.wall = datetime(year, 1, 1, tzinfo=UTC)
    agent = an_agent(folder, server)
    settle(agent)
    server.fire(now_alert(server, lasts_min=30))
    agent.show_once()
    assert agent.glass.shown.kind is Kind.ALERT
    server.vanish()
    server.clock.power_cut(datetime(year, 1, 1, tzinfo=UTC))
    again = an_agent(folder, server)
    settle(again, 60)
    assert again.glass.shown.kind is Kind.ALERT
    server.clock.advance(30 * 60)
    again.show_once()
    assert again.glass.shown.kind is Kind.ITEM
    receipt = again.proof.batch()[-1]
    assert (receipt["state"], receipt["clock_trusted"]) == ("ended", False)


def test_an_expired_token_is_renewed(agent: Agent, server: SimulatedServer) -> None:
    server.tokens.clear()
    server.listener = None
    server.clock.advance(30)
    settle(agent, 5)
    assert server.is_open


def test_a_revoked_board_stops_asking_often_and_goes_on_playing(
    agent: Agent, server: SimulatedServer
) -> None:
    gone = RejectedError("board_revoked", 403)
    server.refusals = {"/api/v1/board/challenge": gone, "/api/v1/board/status": gone,
                       "socket": gone}  # fmt: skip
    server.listener = None
    asked = len(server.asked)
    settle(agent, 120)
    assert len(server.asked) - asked <= 8
    assert agent.glass.shown.kind is Kind.ITEM


def test_receipts_are_resent_until_acknowledged(agent: Agent, server: SimulatedServer) -> None:
    server.fire(now_alert(server, lasts_min=600))
    server.vanish()
    settle(agent, 120)
    assert [entry["state"] for entry in agent.proof.batch()] == ["received", "painted"]
    server.down = False
    settle(agent, 10)
    assert agent.proof.batch() == []
    assert server.states("flood") == ["received/1", "painted/1"]


def test_an_agent_runs_in_threads_and_stops(folder: Folder, server: SimulatedServer) -> None:
    agent = an_agent(folder, server)
    thread = threading.Thread(target=agent.run)
    thread.start()
    for _ in range(100):
        if agent.glass.shown.kind is Kind.ITEM:
            break
        thread.join(0.05)
    server.fire(now_alert(server))
    for _ in range(100):
        if server.states("flood"):
            break
        server.clock.advance(0.5)
        thread.join(0.05)
    agent.stop()
    thread.join(5)
    assert not thread.is_alive()
    assert server.states("flood")[:1] == ["received/1"]
