"""A server that lies, errs or is not the one it was: the last good state stays, alerts get in."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from player.agent import Agent
from player.cache import Folder
from player.show import Kind
from tests.player.hostile import (
    answering,
    expect_alert,
    plays,
)
from tests.player.simulated_server import (
    SimulatedServer,
    an_agent,
    now_alert,
    settle,
)
from tests.vectors.statements import NOON, an_alert, minutes

HEAD, ALERTS = "/api/v1/board/head", "/api/v1/board/alerts"
IDENTITY, ROOTS = "/api/v1/board/identity", "/api/v1/board/roots"


# Roots, heads, identities.


def test_an_old_root_after_a_newer_one_was_adopted_changes_nothing(
    agent: Agent,
    server: SimulatedServer,
    monkeypatch: pytest.MonkeyPatch,
    logged: pytest.LogCaptureFixture,
) -> None:
    old, first = server.authority, server.roots[0]
    server.rotate(fresh=("root", "state", "alert", "content"))
    new = server.authority
    server.publish({"a": "Tiêm chủng", "e": "Sau khi đổi khóa"})
    settle(agent, 40)
    assert agent.holding.state.root.version == 2 and plays(agent) == {"a", "e"}
    with monkeypatch.context() as patch:
        answering(server, patch, {ROOTS: {"roots": [first.to_dict()]}})
        server.authority = old
        server.publish({"x": "Máy chủ cũ"})
        server.fire(now_alert(server, "old"))
        settle(agent, 40)
    assert agent.holding.state.root.version == 2 and plays(agent) == {"a", "e"}
    assert "newer roots are not adopted" in logged.text and "(unknown_key)" in logged.text
    del server.alerts["old"]
    server.authority = new
    server.publish({"a": "Tiêm chủng", "e": "Sau khi đổi khóa"})
    settle(agent, 40)
    expect_alert(agent, server)


def test_heads_of_the_epoch_before_are_refused(
    agent: Agent, server: SimulatedServer, logged: pytest.LogCaptureFixture
) -> None:
    server.rotate(epoch=2)
    server.publish({"a": "Tiêm chủng", "e": "Kỷ nguyên hai"})
    settle(agent, 40)
    assert agent.holding.state.root.epoch == 2 and plays(agent) == {"a", "e"}
    mark = agent.holding.state.mark
    assert server.identity is not None
    lie = server.authority.head(
        server.identity, at=server.clock.true + timedelta(days=1), epoch=1, slate="DỪNG"
    )
    server.push("head", lie.to_dict())
    assert agent.holding.state.mark == mark
    agent.show_once()
    assert agent.glass.shown.kind is Kind.ITEM and "(wrong_epoch)" in logged.text
    expect_alert(agent, server)


def test_a_chain_of_roots_with_a_gap_is_not_followed_until_it_is_whole(
    agent: Agent,
    server: SimulatedServer,
    monkeypatch: pytest.MonkeyPatch,
    logged: pytest.LogCaptureFixture,
) -> None:
    server.rotate(fresh=("root",))
    server.rotate(fresh=("root", "state", "content", "alert"))
    server.publish({"a": "Tiêm chủng", "e": "Gốc ba"})
    with monkeypatch.context() as patch:
        answering(server, patch, {ROOTS: {"roots": [server.roots[2].to_dict()]}})
        settle(agent, 40)
        assert agent.holding.state.root.version == 1 and plays(agent) == {"a", "b"}
    assert "newer roots are not adopted" in logged.text
    server.push("changed", {"spread_s": 0})
    settle(agent, 60)
    assert agent.holding.state.root.version == 3 and plays(agent) == {"a", "e"}
    expect_alert(agent, server)


def test_an_identity_of_another_board_is_refused(
    agent: Agent, server: SimulatedServer, logged: pytest.LogCaptureFixture
) -> None:
    own, held = server.identity, agent.holding.state.identity
    server.identity = server.authority.identity("b2", tags=("moved",), public_key=server.public)
    settle(agent, 30)
    assert agent.holding.state.identity == held and "identity refused" in logged.text
    assert "(wrong_board)" in logged.text
    expect_alert(agent, server)
    server.identity = own
    settle(agent, 30)
    expect_alert(agent, server, "again")


# Answers of the wrong kind.

JUNK: list[object] = [None, 5, "x", [], {}, {"payload": 1}, {"payload": "e30=", "signatures": [1]}]


@pytest.mark.parametrize("is_announced", [False, True])
def test_good_alerts_among_junk_get_in(
    agent: Agent,
    server: SimulatedServer,
    monkeypatch: pytest.MonkeyPatch,
    logged: pytest.LogCaptureFixture,
    is_announced: bool,
) -> None:
    settle(agent, 3)
    server.push_off = True
    first = server.fire(now_alert(server, "one"))
    second = server.fire(now_alert(server, "two", severity="Extreme"))
    mixed = [*JUNK, first.to_dict(), *JUNK, second.to_dict(), *JUNK]
    answering(server, monkeypatch, {ALERTS: {"alerts": mixed}})
    server.push_off = False
    if is_announced:
        server.push("alert", {"id": "two", "revision": 1, "digest": second.digest})
    settle(agent, 30)
    assert {alert.id for alert in agent.holding.alerts_now()} == {"one", "two"}
    assert agent.glass.shown.kind is Kind.ALERT and "alert refused" in logged.text
    asked = server.asked.count(ALERTS)
    settle(agent, 60)
    assert server.asked.count(ALERTS) == asked
    server.alerts.clear()
    settle(agent, 30)
    assert plays(agent) == {"a", "b"}


@pytest.mark.parametrize("answer", [{}, *({"x": junk} for junk in JUNK)], ids=json.dumps)
@pytest.mark.parametrize(
    ("path", "name"),
    [(HEAD, "head"), (ALERTS, "alerts"), (IDENTITY, "identity"), (ROOTS, "roots")],
)
def test_answers_of_the_wrong_kind_change_nothing(
    agent: Agent,
    server: SimulatedServer,
    monkeypatch: pytest.MonkeyPatch,
    logged: pytest.LogCaptureFixture,
    path: str,
    name: str,
    answer: dict[str, object],
) -> None:
    before = agent.holding.state
    told = {name: answer["x"]} if answer else {}
    with monkeypatch.context() as patch:
        answering(server, patch, {path: told})
        agent.sync.due.roots = agent.sync.due.head = agent.sync.due.alerts = True
        server.identity = server.authority.identity(tags=("x",), public_key=server.public)
        settle(agent, 30)
        assert plays(agent) == {"a", "b"}
        assert agent.holding.state.root == before.root
        if path == IDENTITY:
            assert agent.holding.state.identity == before.identity
        # What is pushed does not wait for what is asked.
        server.fire(now_alert(server, "pushed"))
        agent.show_once()
        assert agent.glass.shown.kind is Kind.ALERT
        server.cancel("pushed")
    settle(agent, 60)
    expect_alert(agent, server)
    assert agent.holding.state.identity.addressee.tags == {"x"}


# Time.


def test_an_alert_is_not_shown_before_it_is_effective(
    agent: Agent, server: SimulatedServer
) -> None:
    server.fire(now_alert(server, "tonight", starts_min=12 * 60, lasts_min=60))
    server.fire(now_alert(server, "one day", starts_min=73 * 365 * 24 * 60, lasts_min=60))
    starts_at = server.alerts["tonight"][0].effective
    settle(agent, 30)
    assert plays(agent) == {"a", "b"}
    assert server.states("tonight") == server.states("one day") == ["received/1"]
    server.vanish()
    server.clock.advance((starts_at - agent.holding.now().at).total_seconds() - 1)
    agent.show_once()
    assert agent.glass.shown.kind is Kind.ITEM
    server.clock.advance(1)
    agent.show_once()
    assert agent.glass.shown.name == "alert:tonight"
    server.clock.advance(3600)
    agent.show_once()
    assert agent.glass.shown.kind is Kind.ITEM


def test_an_alert_dated_2099_is_not_shown_and_moves_no_clock(
    agent: Agent, server: SimulatedServer
) -> None:
    now = agent.holding.now()
    assert now.trusted
    far = server.authority.alert(an_alert("far", at=NOON.replace(year=2099)))
    server.push("alert", far.to_dict())
    settle(agent, 3)
    assert plays(agent) == {"a", "b"}
    assert agent.holding.now().at - now.at < timedelta(minutes=2)
    expect_alert(agent, server)


@pytest.mark.parametrize("is_synchronised", [False, True])
@pytest.mark.parametrize("year", [1970, 2099])
def test_a_box_whose_clock_is_wrong_plays_with_and_without_its_server(
    folder: Folder, server: SimulatedServer, year: int, is_synchronised: bool
) -> None:
    wrong = datetime(year, 1, 1, tzinfo=UTC)
    server.clock.wall, server.clock.synchronised = wrong, is_synchronised
    agent = an_agent(folder, server)
    settle(agent)
    assert plays(agent) == {"a", "b"}
    assert abs(agent.holding.now().at - server.clock.true) < minutes(1)
    expect_alert(agent, server)
    server.vanish()
    server.clock.power_cut(wrong)
    again = an_agent(folder, server)
    settle(again, 30)
    assert plays(again) == {"a", "b"}
    assert not again.holding.now().trusted
    assert "clock_untrusted" in again.courier._status()["faults"]  # type: ignore[operator]
    server.down = False
    settle(again, 10)
    expect_alert(again, server, "back")
