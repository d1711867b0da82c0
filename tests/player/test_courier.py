"""The conversation: courier, calls and the health that a status tells of."""

from collections.abc import Mapping

import pytest

from player.agent import Agent
from player.board_socket import Listener
from player.cache import Folder
from player.calls import Calls
from player.errors import PlayerError, RejectedError, UnreachableError
from player.health import faults_of, free_mb, temperature_c
from player.show import Kind
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
    assert max(waits) <= 2.5
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


@pytest.mark.parametrize("data", [{"id": "1", "name": "dance"}, {"name": ["reload"]}, {}, None, 7])
def test_a_command_that_is_unknown_is_left_and_said(
    agent: Agent, server: SimulatedServer, data: object, caplog: pytest.LogCaptureFixture
) -> None:
    told = len(server.statuses)
    server.push("command", data)
    settle(agent, 1)
    assert len(server.statuses) == told
    assert "unknown here" in caplog.text


def test_a_reload_has_everything_told_anew(agent: Agent, server: SimulatedServer) -> None:
    settle(agent, 3)
    told = len(server.statuses)
    server.push("command", {"id": "1", "name": "reload"})
    settle(agent, 1)
    assert len(server.statuses) == told + 1
    assert "faults" in server.statuses[-1]


def test_a_command_gets_its_fields_and_its_refusal_breaks_nothing(
    agent: Agent, server: SimulatedServer, caplog: pytest.LogCaptureFixture
) -> None:
    got: list[object] = []

    def obey(command: Mapping[str, object]) -> None:
        got.append(command)
        raise PlayerError("there is no display")

    agent.courier.commands["screenshot"] = obey
    server.push("command", {"id": "1", "name": "screenshot", "more": 2})
    assert got == [{"id": "1", "name": "screenshot", "more": 2}]
    assert "there is no display" in caplog.text


def test_a_picture_is_sent_with_a_new_token_when_the_old_one_is_refused(
    folder: Folder, server: SimulatedServer
) -> None:
    calls = Calls(server, server.clock, folder.key(), BOARD)
    calls.token()
    server.tokens.clear()
    assert calls.screenshot(b"picture") == {"stored": True}
    assert server.shots == [b"picture"]


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


@pytest.mark.parametrize("path", ["status", "receipts", "alerts", "head"])
@pytest.mark.parametrize("code", ["malformed", "rate_limited"])
def test_what_the_server_refuses_holds_nothing_else_up_and_is_not_hammered(
    agent: Agent, server: SimulatedServer, path: str, code: str
) -> None:
    settle(agent, 2)
    server.socket_blocked, server.listener = True, None
    refused = f"/api/v1/board/{path}"
    server.refusals[refused] = RejectedError(code, 429)
    server.fire(an_alert(at=server.clock.true))
    if path != "head":
        server.slate = "Tạm dừng"
    agent.sync.due.head = True
    before = server.asked.count(refused)
    settle(agent, 120)
    assert 1 <= server.asked.count(refused) - before <= 25
    if path != "alerts":
        assert agent.glass.shown.kind is Kind.ALERT
    else:
        assert agent.glass.shown.text == "Tạm dừng"
    del server.refusals[refused]
    settle(agent, 30)
    assert agent.glass.shown.kind is Kind.ALERT
    assert sorted(server.states("flood")) == ["painted/1", "received/1"]


@pytest.mark.parametrize("code", ["protocol", "token_invalid"])
def test_a_socket_that_is_refused_leaves_the_board_polling(
    agent: Agent, server: SimulatedServer, code: str
) -> None:
    agent.courier.hang_up()
    opened: list[float] = []

    def refuse(token: str, listener: Listener) -> None:
        opened.append(server.clock.mono)
        raise RejectedError(code)

    server.open_socket = refuse  # type: ignore[method-assign]
    server.fire(an_alert(at=server.clock.true))
    settle(agent, 30)
    assert agent.glass.shown.kind is Kind.ALERT
    settle(agent, 300)
    assert 8 <= len(opened) <= 40


def test_a_deaf_socket_is_opened_ever_more_seldom(agent: Agent, server: SimulatedServer) -> None:
    server.socket_deaf = True
    before = server.asked.count("socket")
    settle(agent, 300)
    assert server.asked.count("socket") - before <= 40


def test_receipts_that_are_not_settled_are_not_sent_at_once_again(
    agent: Agent, server: SimulatedServer
) -> None:
    settle(agent, 2)
    server.socket_blocked, server.listener = True, None
    server.fire(an_alert(at=server.clock.true))
    server._board_receipts = lambda body: {"acknowledged": [], "rejected": []}  # type: ignore[method-assign]
    settle(agent, 120)
    assert 2 <= server.asked.count("/api/v1/board/receipts") <= 16


def test_alerts_that_the_server_names_and_does_not_give_are_asked_for_seldom(
    agent: Agent, server: SimulatedServer
) -> None:
    settle(agent, 2)
    server.push_off = True
    server.fire(an_alert(at=server.clock.true))
    real = server.get

    def none(path: str, token: str | None = None) -> dict[str, object]:
        answer = real(path, token)
        return {"alerts": []} if path.endswith("/alerts") else answer

    server.get = none  # type: ignore[method-assign]
    settle(agent, 120)
    assert 3 <= server.asked.count("/api/v1/board/alerts") <= 30
    server.get = real  # type: ignore[method-assign]
    settle(agent, 30)
    assert agent.glass.shown.kind is Kind.ALERT


def test_the_same_alert_again_writes_nothing(agent: Agent, server: SimulatedServer) -> None:
    envelope = server.fire(an_alert(at=server.clock.true))
    settle(agent, 2)
    held = agent.holding.state
    server.push("alert", envelope.to_dict())
    assert agent.holding.state is held


def test_a_server_that_answers_without_a_head_is_not_the_servers_return(
    agent: Agent, server: SimulatedServer
) -> None:
    """A proxy may let the socket open and every call succeed: the wait goes on growing."""
    settle(agent, 2)
    server.vanish()
    settle(agent, 30)
    failures = agent.courier._failures
    assert failures > 4
    server.down = False
    real = server.head
    server.refusals["/api/v1/board/head"] = UnreachableError("portal")  # type: ignore[assignment]
    settle(agent, 10)
    assert agent.courier._failures > failures
    del server.refusals["/api/v1/board/head"]
    settle(agent, 5)
    assert agent.courier._failures == 0 and real().digest


def test_a_socket_that_closes_at_once_is_opened_ever_more_seldom(
    agent: Agent, server: SimulatedServer
) -> None:
    opened: list[float] = []
    real = server.open_socket

    def open_and_close(token: str, listener: Listener) -> None:
        real(token, listener)
        opened.append(server.clock.mono)
        server.listener = None
        listener("closed", None)

    server.open_socket = open_and_close  # type: ignore[method-assign]
    agent.courier.hang_up()
    settle(agent, 300)
    assert 8 <= len(opened) <= 60
    assert max(later - sooner for sooner, later in zip(opened, opened[1:], strict=False)) > 10
    assert agent.glass.shown.kind is Kind.ITEM


def test_an_alert_is_on_the_glass_though_the_disk_takes_no_receipt(
    agent: Agent, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(agent, 2)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("player.records.write_file", full)
        server.fire(an_alert(at=server.clock.true))
        settle(agent, 30)
        assert agent.glass.shown.kind is Kind.ALERT
        assert server.states("flood") == []
        told = len(server.statuses)
        settle(agent, 60)
        assert len(server.statuses) >= told + 2
    settle(agent, 60)
    assert sorted(server.states("flood")) == ["painted/1", "received/1"]
