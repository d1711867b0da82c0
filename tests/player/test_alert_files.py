"""Voices of alerts: fetched after the alert stands, before all else, kept while it may be shown."""

from dataclasses import replace
from typing import Any

import pytest

from content.targeting import Targets
from content.trust import digest
from player.agent import Agent
from player.cache import Folder
from player.errors import DamagedError
from tests.player.alert_voices import spoken
from tests.player.simulated_server import SimulatedServer, an_agent, now_alert, settle

VOICE, OTHER = b"voice" * 3000, b"hre!!" * 2000
NAME = digest(VOICE)


def fire(server: SimulatedServer, *voices: bytes, **more: Any) -> None:
    for voice in voices:
        server.files[digest(voice)] = voice
    server.fire(spoken(now_alert(server), *voices, **more))


def fetched(server: SimulatedServer) -> list[str]:
    return [path.rpartition("/")[2] for path in server.asked if path.startswith("/media/")]


def test_voices_come_once_the_alert_is_painted_and_are_verified(
    agent: Agent, server: SimulatedServer
) -> None:
    agent.glass.seen = lambda shown: None  # a page that has not painted yet
    fire(server, VOICE, OTHER)
    agent.courier.step()
    agent.fetch_once()
    assert fetched(server) == [] and not agent.voices.is_due()
    agent.glass.seen = lambda shown: shown
    agent.show_once()
    assert agent.proof.has(("flood", 1), "painted") and agent.voices.is_due()
    agent.fetch_once()
    assert agent.voices.here() == {NAME, digest(OTHER)}
    assert agent.voices.path(NAME).read_bytes() == VOICE
    assert agent.voices.faults() == []


def test_a_glass_that_paints_nothing_keeps_no_voice_away(
    agent: Agent, server: SimulatedServer
) -> None:
    agent.glass.seen = lambda shown: None
    fire(server, VOICE)
    settle(agent, 5)
    assert agent.voices.here() == {NAME}


def test_a_voice_goes_before_all_files_of_a_score(agent: Agent, server: SimulatedServer) -> None:
    server.publish({"a": "Tin mới nhất"})
    fire(server, VOICE)
    agent.courier.step()
    agent.sync.pull_head()
    agent.show_once()
    asked = len(server.asked)
    agent.fetch_once()
    assert server.asked[asked] == f"/media/{NAME}"
    assert len(server.asked) > asked + 1


def test_a_film_under_way_breaks_off_for_a_voice(agent: Agent, server: SimulatedServer) -> None:
    film = b"film" * 20_000
    server.files[digest(film)] = film
    about = {"bytes": len(film), "type": "video/mp4", "width": 1, "height": 1, "seconds": 9}
    server.publish({"a": "Phim"}, media={digest(film): about})
    agent.sync.pull_head()
    real, order = server.download, list[str]()

    def begins(path: str, target: Any, *, is_urgent: bool = False) -> None:
        order.append(path)
        if is_urgent:
            real(path, target)
            return
        if len(order) == 1:
            fire(server, VOICE)
            agent.show_once()
        real(path, target)

    server.download = begins  # type: ignore[method-assign]
    agent.fetch_once()
    assert not agent.holding.folder.objects.has(digest(film))
    settle(agent, 3)
    assert order[:3] == [f"/media/{digest(film)}", f"/media/{NAME}", f"/media/{digest(film)}"]
    assert agent.holding.folder.objects.has(digest(film))


@pytest.mark.parametrize(
    "bad", [b"forged" * 2500, VOICE + b"more", VOICE[:-1]], ids=["forged", "longer", "shorter"]
)
def test_a_voice_that_is_not_what_was_signed_is_not_used_and_asked_for_ever_more_seldom(
    agent: Agent, server: SimulatedServer, bad: bytes
) -> None:
    fire(server, VOICE)
    server.files[NAME] = bad
    settle(agent, 120)
    assert agent.voices.here() == frozenset()
    assert 1 < len(fetched(server)) < 40
    assert agent.glass.shown.alert is not None
    server.files[NAME] = VOICE
    settle(agent, 400)
    assert agent.voices.here() == {NAME} and agent.voices.faults() == []


def test_a_forged_voice_is_a_fault_once(agent: Agent, server: SimulatedServer) -> None:
    fire(server, VOICE)
    server.files[NAME] = b"forged" * 2500
    settle(agent, 40)
    assert any(said.get("faults") == ["media_bad"] for said in server.statuses)


def test_the_server_away_delays_a_voice_and_nothing_else(
    agent: Agent, server: SimulatedServer
) -> None:
    fire(server, VOICE)
    server.breaks_after = 3000
    agent.courier.step()
    agent.show_once()
    agent.fetch_once()
    assert agent.voices.here() == frozenset()
    server.breaks_after = None
    settle(agent, 15)
    assert agent.voices.here() == {NAME}
    assert max(server.ranges) >= 3000  # it went on where it broke off


def test_a_new_score_drops_no_voice_until_its_alert_is_over(
    agent: Agent, server: SimulatedServer
) -> None:
    fire(server, VOICE)
    settle(agent, 3)
    server.publish({"a": "Tin khác"})
    server.push("changed", {"spread_s": 0})
    settle(agent, 5)
    assert agent.voices.here() == {NAME}
    server.cancel("flood")
    server.publish({"a": "Tin khác nữa"})
    settle(agent, 5)
    assert not agent.holding.folder.objects.has(NAME)


def test_after_a_restart_without_a_server_the_voice_is_there(
    agent: Agent, server: SimulatedServer, folder: Folder
) -> None:
    fire(server, VOICE)
    settle(agent, 3)
    server.vanish()
    again = an_agent(folder, server)
    settle(again, 2)
    assert again.voices.path(NAME).read_bytes() == VOICE


def test_a_voice_that_rots_on_the_disk_is_fetched_anew(
    agent: Agent, server: SimulatedServer
) -> None:
    fire(server, VOICE)
    settle(agent, 3)
    path = agent.holding.folder.objects.path / NAME
    path.write_bytes(b"rotten")
    with pytest.raises(DamagedError):
        agent.voices.path(NAME)
    settle(agent, 3)
    assert agent.voices.path(NAME).read_bytes() == VOICE


def test_only_what_may_be_shown_here_is_fetched(agent: Agent, server: SimulatedServer) -> None:
    server.files[NAME] = VOICE
    elsewhere = spoken(now_alert(server), VOICE, targets=Targets(units=("u-other",)))
    server.fire(elsewhere)
    settle(agent, 5)
    assert agent.voices.wanted() == {}
    fire(server, VOICE, status="Exercise", silent=True)
    settle(agent, 5)
    assert agent.voices.wanted() == {}
    later = now_alert(server, "later", starts_min=60)
    server.fire(spoken(later, VOICE))
    settle(agent, 2)
    assert agent.voices.here() == {NAME}
    server.fire(replace(spoken(later, VOICE), revision=2, state=type(later.state)("cancelled")))
    settle(agent, 2)
    assert agent.voices.wanted() == {}


def test_a_disk_with_no_room_left_plays_the_alert_without_its_voice(
    agent: Agent, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 25_000_100})
    monkeypatch.setattr("player.cache.shutil.disk_usage", lambda path: usage)
    fire(server, VOICE)
    settle(agent, 4)
    assert agent.voices.here() == frozenset() and agent.voices.faults() == ["storage_full"]
    assert agent.glass.shown.alert is not None
    usage.free = 30_000_000  # type: ignore[attr-defined]
    settle(agent, 30)
    assert agent.voices.here() == {NAME}
