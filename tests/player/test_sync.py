"""What verifies gets in and nothing else: player.sync, player.holding, player.score_files."""

import json

import pytest

from content.trust import digest
from player.agent import Agent
from player.cache import Folder
from player.show import Kind
from tests.player.simulated_server import SimulatedServer, an_agent, names, now_alert, settle
from tests.vectors.statements import Authority


def test_a_long_alert_is_only_announced_and_then_fetched(
    agent: Agent, server: SimulatedServer
) -> None:
    server.push_off = True
    server.fire(now_alert(server))
    server.push_off = False
    server.push("alert", {"id": "flood", "revision": 1, "digest": "0" * 64})
    settle(agent, 2)
    assert agent.glass.shown.kind is Kind.ALERT


def test_a_long_cancel_is_only_announced_and_seen_from_the_head(
    agent: Agent, server: SimulatedServer
) -> None:
    server.fire(now_alert(server))
    settle(agent, 3)
    del server.alerts["flood"]
    told = len(server.statuses)
    server.clock.advance(1)
    server.push("alert", {"id": "flood", "revision": 2, "digest": "0" * 64})
    settle(agent, 2)
    assert agent.glass.shown.kind is Kind.ITEM
    assert len(server.statuses) == told


def test_what_was_announced_stays_due_until_the_server_answers(
    agent: Agent, server: SimulatedServer
) -> None:
    settle(agent, 3)
    server.push("alert", {"id": "flood", "revision": 1, "digest": "0" * 64})
    server.down = True
    settle(agent, 1)
    assert (agent.sync.due.head, agent.sync.due.alerts) == (True, True)
    server.down = False
    settle(agent, 10)
    assert (agent.sync.due.head, agent.sync.due.alerts) == (False, False)


def test_a_new_score_is_played_when_all_of_it_is_here(
    agent: Agent, server: SimulatedServer
) -> None:
    server.publish({"a": "Tiêm chủng", "c": "Mới"})
    missing = digest_of(server, "Mới")
    kept = server.files.pop(missing)
    server.push("changed", {"spread_s": 0})
    settle(agent, 5)
    assert set(names(agent, 20)) == {"a", "b"}
    server.files[missing] = kept
    settle(agent, 90)
    assert set(names(agent, 20)) == {"a", "c"}


def test_a_damaged_file_is_skipped_and_fetched_again(
    agent: Agent, server: SimulatedServer, folder: Folder
) -> None:
    (folder.objects.path / digest_of(server, "Tiêm chủng")).write_bytes(b"rotten")
    server.vanish()
    again = an_agent(folder, server)
    assert set(names(again, 20)) == {"b"}
    server.down = False
    settle(again, 5)
    assert set(names(again, 20)) == {"a", "b"}


def test_files_that_are_not_what_was_signed_are_never_kept(
    agent: Agent, server: SimulatedServer
) -> None:
    server.publish({"d": "Thật"})
    server.files[digest_of(server, "Thật")] = b'{"title": "Gi\xe1\xba\xa3"}'
    server.push("changed", {"spread_s": 0})
    settle(agent, 5)
    assert set(names(agent, 20)) == {"a", "b"}


@pytest.mark.parametrize(
    "forged",
    [
        lambda server: Authority("other").alert(now_alert(server)).to_dict(),
        lambda server: server.authority.alert(now_alert(server), role="drill").to_dict(),
        lambda server: {"payload": "x"},
        lambda server: ["junk"],
        lambda server: None,
        lambda server: "junk" * 20000,
    ],
)
def test_forged_or_broken_pushes_change_nothing(
    agent: Agent, server: SimulatedServer, forged: object
) -> None:
    before = agent.holding.state
    server.push("alert", forged(server))  # type: ignore[operator]
    server.push("head", forged(server))  # type: ignore[operator]
    settle(agent, 2)
    assert agent.holding.state.alerts == before.alerts == {}
    assert agent.glass.shown.kind is Kind.ITEM


def test_a_replayed_old_head_is_refused_over_a_restart(
    agent: Agent, server: SimulatedServer, folder: Folder
) -> None:
    old = server.head().to_dict()
    server.clock.advance(10)
    server.fire(now_alert(server))
    settle(agent, 22)
    again = an_agent(folder, server)
    again.courier.heard("head", old)
    assert again.holding.state.mark == agent.holding.state.mark
    again.show_once()
    assert again.glass.shown.kind is Kind.ALERT


def test_another_boards_head_is_refused(agent: Agent, server: SimulatedServer) -> None:
    assert server.identity is not None
    mark = agent.holding.state.mark
    other = server.authority.head(server.identity, at=server.clock.true, board="b2")
    agent.courier.heard("head", other.to_dict())
    assert agent.holding.state.mark == mark


@pytest.mark.parametrize(
    "how",
    [
        {"fresh": ("root", "content", "alert", "drill", "state")},
        {"fresh": ("alert",)},
        {"fresh": (), "epoch": 2},
    ],
)
def test_a_rotation_of_keys_is_followed_without_a_gap(
    agent: Agent, server: SimulatedServer, how: dict[str, object]
) -> None:
    server.fire(now_alert(server, lasts_min=120))
    settle(agent, 3)
    server.clock.advance(1)
    server.rotate(**how)
    server.publish({"a": "Tiêm chủng", "e": "Sau khi đổi khóa"})
    server.fire(now_alert(server, "second"))
    shown = []
    for _ in range(80):
        settle(agent, 0.5)
        shown.append(agent.glass.shown.kind)
    assert set(shown) == {Kind.ALERT}
    assert agent.holding.state.root.version == 2
    assert {alert.id for alert in agent.holding.alerts_now()} == {"flood", "second"}
    assert agent.holding.score is not None and agent.holding.score.digest == server.manifest


def test_a_strangers_root_is_not_followed(agent: Agent, server: SimulatedServer) -> None:
    server.roots.append(Authority("other", version=2).root())
    agent.sync.due.roots = True
    settle(agent, 3)
    assert agent.holding.state.root.version == 1


def test_a_moved_board_obeys_its_new_identity(agent: Agent, server: SimulatedServer) -> None:
    server.identity = server.authority.identity(
        unit="u-other", path=("u-province", "u-else", "u-other"), public_key=server.public
    )
    settle(agent, 25)
    assert agent.holding.state.identity.addressee.unit == "u-other"
    server.fire(now_alert(server))
    settle(agent, 1)
    assert agent.glass.shown.kind is Kind.ITEM
    assert server.states("flood") == []


def test_a_full_disk_does_not_withhold_an_alert(
    agent: Agent, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("player.holding.save", no_space)
    server.fire(now_alert(server))
    agent.show_once()
    assert agent.glass.shown.kind is Kind.ALERT
    assert not agent.proof.has(("flood", 1), "received")
    assert "storage_failed" in agent.courier._status()["faults"]  # type: ignore[operator]


def digest_of(server: SimulatedServer, text: str) -> str:
    """The digest of the item with this title."""
    written = json.dumps(text).encode()
    return next(
        name
        for name, raw in server.files.items()
        if name == digest(raw) and written in raw and b'"notice"' in raw
    )
