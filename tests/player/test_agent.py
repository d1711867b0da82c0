import json
import threading
from datetime import UTC, datetime

import pytest

from content.trust import digest
from player.agent import Agent
from player.cache import Folder
from player.errors import RejectedError
from player.show import Kind
from tests.player.simulated_server import FakeClock, SimulatedServer, an_agent, settle
from tests.vectors.statements import Authority, an_alert


def now_alert(server: SimulatedServer, alert_id: str = "flood", **more: object):  # type: ignore[no-untyped-def]
    return an_alert(alert_id, at=server.clock.true, **more)  # type: ignore[arg-type]


def names(agent: Agent, seconds: int) -> list[str]:
    """What is shown, second by second."""
    clock = agent.holding.clock
    assert isinstance(clock, FakeClock)
    shown = []
    for _ in range(seconds):
        agent.show_once()
        shown.append(agent.glass.shown.name)
        clock.advance(1)
    return shown


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


def test_a_long_alert_is_only_announced_and_then_fetched(
    agent: Agent, server: SimulatedServer
) -> None:
    server.push_off = True
    server.fire(now_alert(server))
    server.push_off = False
    server.push("alert", {"id": "flood", "revision": 1, "digest": "0" * 64})
    settle(agent, 2)
    assert agent.glass.shown.kind is Kind.ALERT


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


def digest_of(server: SimulatedServer, text: str) -> str:
    """The digest of the item with this title."""
    written = json.dumps(text).encode()
    return next(
        name
        for name, raw in server.files.items()
        if name == digest(raw) and written in raw and b'"notice"' in raw
    )
