"""The conversation: courier, calls and the health that a status tells of."""

import pytest

from player.agent import Agent
from player.cache import Folder
from player.calls import Calls
from player.errors import RejectedError
from player.health import faults_of, free_mb, temperature_c
from tests.player.simulated_server import SimulatedServer, an_agent, settle
from tests.vectors.statements import BOARD, an_alert


def test_statuses_come_every_twenty_seconds_give_or_take_two(
    agent: Agent, server: SimulatedServer
) -> None:
    times = []
    for _ in range(400):
        before = len(server.statuses)
        settle(agent, 0.5)
        if len(server.statuses) > before:
            times.append(server.clock.mono)
    gaps = [later - earlier for earlier, later in zip(times, times[1:], strict=False)]
    assert len(gaps) >= 8
    assert all(17.5 <= gap <= 22.5 for gap in gaps)


def test_waits_grow_with_full_jitter_and_stay_below_their_limit(
    agent: Agent, server: SimulatedServer
) -> None:
    server.vanish()
    waits = []
    for _ in range(60):
        wait_s = agent.courier.step()
        waits.append(wait_s)
        server.clock.advance(wait_s + 0.01)
    assert max(waits) <= 4.0
    assert len({round(wait_s, 3) for wait_s in waits}) > 30


def test_a_changed_hint_is_followed_within_its_spread(
    agent: Agent, server: SimulatedServer
) -> None:
    settle(agent, 2)
    asked = server.asked.count("/api/v1/board/head")
    server.push("changed", {"spread_s": 4})
    settle(agent, 5)
    assert server.asked.count("/api/v1/board/head") == asked + 1


@pytest.mark.parametrize("data", [None, {}, {"spread_s": "x"}, {"spread_s": -5}, {"spread_s": 1e9}])
def test_a_strange_hint_is_followed_within_ten_seconds(
    agent: Agent, server: SimulatedServer, data: object
) -> None:
    asked = server.asked.count("/api/v1/board/head")
    server.push("changed", data)
    settle(agent, 11)
    assert server.asked.count("/api/v1/board/head") == asked + 1


@pytest.mark.parametrize("name", ["reload", "identify", "dance", None])
def test_a_command_never_breaks_the_play(
    agent: Agent, server: SimulatedServer, name: object
) -> None:
    told = len(server.statuses)
    server.push("command", {"id": "1", "name": name})
    settle(agent, 1)
    assert (len(server.statuses) > told) == (name == "reload")


def test_a_socket_that_refuses_the_token_gets_a_new_one(
    agent: Agent, server: SimulatedServer
) -> None:
    server.listener = None
    server.tokens.clear()
    server.clock.advance(30)
    settle(agent, 25)
    assert server.is_open


def test_a_refusal_of_one_call_does_not_end_the_conversation(
    agent: Agent, server: SimulatedServer
) -> None:
    server.refusals["/api/v1/board/alerts"] = RejectedError("not_found", 404)
    server.push("alert", {"id": "x", "revision": 1, "digest": "0" * 64})
    settle(agent, 30)
    del server.refusals["/api/v1/board/alerts"]
    server.fire(an_alert(at=server.clock.true))
    settle(agent, 30)
    assert server.states("flood") == ["received/1", "painted/1"]


def test_calls_renew_a_token_once_and_then_give_up(folder: Folder, server: SimulatedServer) -> None:
    calls = Calls(server, server.clock, folder.key(), BOARD)
    server.refusals["/api/v1/board/head"] = RejectedError("token_invalid", 401)
    with pytest.raises(RejectedError):
        calls.head()
    assert server.asked.count("/api/v1/board/head") == 2
    assert server.asked.count("/api/v1/board/token") == 2


def test_a_token_is_kept_until_shortly_before_it_ends(
    folder: Folder, server: SimulatedServer
) -> None:
    calls = Calls(server, server.clock, folder.key(), BOARD)
    first = calls.token()
    server.clock.advance(800)
    assert calls.token() == first
    server.clock.advance(60)
    assert calls.token() != first


def test_an_answer_without_its_list_is_a_refusal(
    folder: Folder, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = Calls(server, server.clock, folder.key(), BOARD)
    monkeypatch.setattr(server, "get", lambda path, token: {"alerts": None})
    with pytest.raises(RejectedError):
        calls.alerts()
    monkeypatch.setattr(server, "call", lambda event, data, timeout_s: {"error": "malformed"})
    with pytest.raises(RejectedError):
        calls.status_by_socket({})


def test_a_dead_socket_makes_receipts_wait_not_vanish(
    agent: Agent, server: SimulatedServer
) -> None:
    server.socket_deaf = True
    server.fire(an_alert(at=server.clock.true))
    settle(agent, 40)
    server.socket_deaf = False
    settle(agent, 10)
    assert server.states("flood") == ["received/1", "painted/1"]


def test_faults_are_named(agent: Agent, server: SimulatedServer, folder: Folder) -> None:
    assert faults_of(agent.holding) == []
    server.vanish()
    server.clock.advance(16 * 60)
    assert faults_of(agent.holding) == ["no_head"]
    server.clock.advance(400 * 86400)
    assert set(faults_of(agent.holding)) == {"no_head", "root_expired"}
    server.clock.power_cut(server.clock.wall)
    assert "clock_untrusted" in faults_of(an_agent(folder, server).holding)
    assert free_mb(folder.path) > 0
    assert temperature_c() is None or -50 < float(str(temperature_c())) < 150
