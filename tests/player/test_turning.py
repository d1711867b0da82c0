"""A turn to a newer root while its score is not here: player.sync, player.score_sync."""

import pytest

from player.agent import Agent
from player.errors import RejectedError, UnreachableError
from player.show import Kind
from tests.player.bundles import with_media
from tests.player.simulated_server import SimulatedServer, names, now_alert, settle

PICTURE = bytes(range(256)) * 40


@pytest.fixture
def film(agent: Agent, server: SimulatedServer) -> str:
    """The path of a film that the score after the turn needs and the network does not give."""
    server.rotate()
    path = f"/media/{with_media(server, PICTURE)}"
    server.refusals[path] = UnreachableError("too slow")  # type: ignore[assignment]
    return path


def test_the_score_of_the_old_root_plays_until_that_of_the_new_one_is_whole(
    agent: Agent, server: SimulatedServer, film: str
) -> None:
    settle(agent, 90)
    assert agent.sync.scores.is_coming and agent.holding.state.root.version == 1
    assert set(names(agent, 20)) == {"a", "b"}
    del server.refusals[film]
    settle(agent, 90)
    assert not agent.sync.scores.is_coming and agent.holding.state.root.version == 2
    assert set(names(agent, 20)) == {"p"}


def test_whoever_talks_to_the_server_never_waits_for_the_files(
    agent: Agent, server: SimulatedServer, film: str
) -> None:
    for _ in range(60):
        before = len(server.asked)
        agent.courier.step()
        assert film not in server.asked[before:]
        server.clock.advance(1)
        agent.fetch_once()
    assert film in server.asked


def test_an_alert_under_the_new_root_waits_for_no_file(
    agent: Agent, server: SimulatedServer, film: str
) -> None:
    settle(agent, 30)
    server.fire(now_alert(server))
    settle(agent, 30)
    assert not agent.sync.scores.is_coming and agent.holding.state.root.version == 2
    assert agent.glass.shown.kind is Kind.ALERT
    assert server.states("flood") == ["received/1", "painted/1"]


def test_the_stop_slate_under_the_new_root_waits_for_no_file(
    agent: Agent, server: SimulatedServer, film: str
) -> None:
    server.slate = "Tạm dừng"
    settle(agent, 45)
    assert agent.glass.shown.kind is Kind.STOP


def test_files_that_do_not_come_are_not_waited_for_without_end(
    agent: Agent, server: SimulatedServer, film: str
) -> None:
    settle(agent, 700)
    assert agent.holding.state.root.version == 2
    assert set(names(agent, 20)) == {"a", "b"}
    del server.refusals[film]
    settle(agent, 90)
    assert set(names(agent, 20)) == {"p"}


def test_a_manifest_of_the_new_root_that_is_gone_is_asked_for_again(
    agent: Agent, server: SimulatedServer, film: str
) -> None:
    del server.refusals[film]
    path = f"/manifests/{server.manifest}"
    server.refusals[path] = RejectedError("gone", 410)
    settle(agent, 60)
    assert agent.holding.state.root.version == 1
    del server.refusals[path]
    settle(agent, 60)
    assert agent.holding.state.root.version == 2
    assert agent.glass.shown.name == "p"


def test_a_root_that_is_offered_no_more_holds_nothing_up(
    agent: Agent, server: SimulatedServer
) -> None:
    before = server.authority
    server.rotate()
    path = f"/media/{with_media(server, PICTURE)}"
    server.refusals[path] = UnreachableError("too slow")  # type: ignore[assignment]
    settle(agent, 30)
    assert agent.sync.scores.is_coming
    server.authority = before
    server.roots.pop()
    server.identity = before.identity(public_key=server.public)
    server.publish({"c": "Mới"})
    settle(agent, 60)
    assert not agent.sync.scores.is_coming
    assert set(names(agent, 20)) == {"c"}


def test_a_manifest_that_comes_slowly_is_kept_over_new_tries_to_turn(
    agent: Agent, server: SimulatedServer
) -> None:
    """While it comes the turn is tried again; what has come is not asked for once more."""
    server.rotate()
    name = with_media(server, PICTURE)
    real, asked = server.fetch, list[str]()

    def slow(path: str, limit: int) -> bytes:
        asked.append(path)
        for _ in range(30):
            server.clock.advance(1)
            agent.courier.step()
        return real(path, limit)

    server.fetch = slow  # type: ignore[method-assign]
    settle(agent, 25)
    assert agent.holding.state.root.version == 2
    # Once under the old root, which refuses it, and once under the new one.
    assert asked.count(f"/manifests/{server.manifest}") == 2
    assert agent.holding.folder.objects.has(name)
