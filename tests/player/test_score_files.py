"""What a bad, slow or hostile source of files does to a board: player.score_files, player.sync."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from content.trust import digest
from player.agent import Agent
from player.cache import RESERVE_BYTES, Folder
from player.errors import RejectedError, UnreachableError
from player.show import Kind
from tests.player.bundles import with_media
from tests.player.simulated_server import SimulatedServer, an_agent, names, now_alert, settle

PICTURE = bytes(range(256)) * 40
Files = dict[str, bytes]


def shown_in_20_s(agent: Agent) -> set[str]:
    return set(names(agent, 20))


def item_called(server: SimulatedServer, title: str) -> str:
    return next(name for name, raw in server.files.items() if title.encode() in raw[:200])


def changed(server: SimulatedServer, agent: Agent, seconds: float) -> None:
    server.push("changed", {"spread_s": 0})
    settle(agent, seconds)


def test_a_film_that_breaks_off_again_and_again_comes_in_the_end(
    agent: Agent, server: SimulatedServer
) -> None:
    name = with_media(server, PICTURE)
    server.breaks_after = 3000
    changed(server, agent, 120)
    assert agent.glass.shown.name == "p"
    assert server.ranges == [0, 3000, 6000, 9000]
    assert agent.holding.folder.objects.get(name) == PICTURE


def test_what_a_broken_off_file_has_here_survives_a_restart(
    agent: Agent, server: SimulatedServer, folder: Folder
) -> None:
    with_media(server, PICTURE)
    server.breaks_after = 3000
    changed(server, agent, 2)
    server.breaks_after = None
    settle(an_agent(folder, server), 5)
    assert server.ranges[-1] >= 3000


@pytest.mark.parametrize(
    "spoil",
    [
        lambda files, name: files.update({name: b'{"title": "forged"}'}),
        lambda files, name: files.pop(name),
        lambda files, name: files.update({name: b"x" * 300_000}),
    ],
    ids=["wrong hash", "not there", "too large"],
)
def test_a_hopeless_file_keeps_a_new_score_away_for_a_while_only(
    agent: Agent, server: SimulatedServer, spoil: Callable[[Files, str], object]
) -> None:
    server.publish({"a": "Tiêm chủng", "c": "Mới", "d": "Hỏng"})
    bad = item_called(server, '"H\\u1ecfng"')
    good = server.files[bad]
    spoil(server.files, bad)
    changed(server, agent, 3)
    assert shown_in_20_s(agent) == {"a", "b"}
    settle(agent, 120)
    assert shown_in_20_s(agent) == {"a", "c"}
    assert agent.files.faults() == ["media_bad"]
    assert any(said.get("faults") == ["media_bad"] for said in server.statuses)
    asked = server.asked.count(f"/items/{bad}")
    settle(agent, 60)
    assert server.asked.count(f"/items/{bad}") - asked <= 1
    server.files[bad] = good
    settle(agent, 400)
    assert shown_in_20_s(agent) == {"a", "c", "d"}
    assert agent.files.faults() == []


def test_a_score_of_which_nothing_can_be_shown_never_takes_over(
    agent: Agent, server: SimulatedServer
) -> None:
    server.publish({"x": "Một", "y": "Hai"})
    for name, raw in list(server.files.items()):
        if b"M\\u1ed9t" in raw[:200] or b'"Hai"' in raw[:200]:
            server.files[name] = b"{}"
    changed(server, agent, 400)
    assert shown_in_20_s(agent) == {"a", "b"}


def test_an_empty_score_takes_over(agent: Agent, server: SimulatedServer) -> None:
    server.publish({})
    changed(server, agent, 3)
    assert agent.glass.shown.kind is Kind.SLATE


def test_a_newer_score_goes_before_a_film_of_the_one_before(
    agent: Agent, server: SimulatedServer
) -> None:
    with_media(server, PICTURE)
    written: list[int] = []
    real = server.download

    def slow(path: str, target: object) -> None:
        real(path, Interrupting(target, server, agent, written))  # type: ignore[arg-type]

    server.download = slow  # type: ignore[method-assign]
    changed(server, agent, 5)
    assert agent.glass.shown.name in ("c", "d")
    assert 0 < len(written) < len(PICTURE) // 1000


class Interrupting:
    """A file in the middle of which the server publishes something else."""

    def __init__(
        self, target: object, server: SimulatedServer, agent: Agent, written: list[int]
    ) -> None:
        self.target, self.server, self.agent, self.written = target, server, agent, written

    @property
    def size(self) -> int:
        return int(self.target.size)  # type: ignore[attr-defined]

    def restart(self) -> None:
        self.target.restart()  # type: ignore[attr-defined]

    def write(self, chunk: bytes) -> None:
        self.target.write(chunk)  # type: ignore[attr-defined]
        self.written.append(len(chunk))
        if len(self.written) == 2:
            self.server.publish({"c": "Mới", "d": "Nữa"})
            self.server.clock.advance(1)
            self.agent.sync.pull_head()


def test_a_full_disk_keeps_what_is_played_and_says_so(
    agent: Agent, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=50_001_000))
    with_media(server, PICTURE)
    changed(server, agent, 25)
    assert shown_in_20_s(agent) == {"a", "b"}
    assert agent.files.faults() == ["storage_full"]
    server.fire(now_alert(server))
    settle(agent, 2)
    assert agent.glass.shown.kind is Kind.ALERT
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    server.cancel("flood")
    settle(agent, 120)
    assert agent.glass.shown.name == "p" and agent.files.faults() == []


def test_a_disk_that_takes_no_more_files_is_tried_again_slowly(
    agent: Agent, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(name: str, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    server.publish({"a": "Tiêm chủng", "c": "Mới"})
    with monkeypatch.context() as patch:
        patch.setattr(agent.holding.folder.objects, "put", full)
        server.push("changed", {"spread_s": 0})
        agent.courier.step()
        assert all(agent.fetch_once() <= 60 for _ in range(12))
        assert agent.files.faults() == ["storage_full"]
    settle(agent, 5)
    assert shown_in_20_s(agent) == {"a", "c"}


def test_one_flipped_bit_in_any_file_of_the_cache_is_never_painted(
    agent: Agent, server: SimulatedServer, folder: Folder
) -> None:
    with_media(server, PICTURE)
    changed(server, agent, 3)
    assert agent.holding.score is not None
    manifest = agent.holding.score.manifest
    needed = [manifest["items"]["p"]["digest"], *manifest["media"]]
    kept = {path: path.read_bytes() for path in map(folder.objects.path.joinpath, needed)}
    assert len(kept) == 2
    server.vanish()
    for path, data in kept.items():
        for place in (0, len(data) // 2, len(data) - 1):
            path.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
            again = an_agent(Folder(folder.path), server)
            assert shown_in_20_s(again) == {"slate"}
            assert not path.exists()
            for other, whole in kept.items():
                other.write_bytes(whole)
    assert shown_in_20_s(an_agent(Folder(folder.path), server)) == {"p"}


def test_a_bit_that_flips_while_the_board_plays_is_found_and_the_file_fetched_again(
    agent: Agent, server: SimulatedServer, folder: Folder
) -> None:
    name = with_media(server, PICTURE)
    changed(server, agent, 3)
    assert shown_in_20_s(agent) == {"p"}
    (folder.objects.path / name).write_bytes(PICTURE[:-1] + b"\0")
    server.refusals[f"/media/{name}"] = RejectedError("gone", 410)
    settle(agent, 180)
    assert agent.glass.shown.kind is Kind.SLATE
    del server.refusals[f"/media/{name}"]
    settle(agent, 400)
    assert shown_in_20_s(agent) == {"p"}


def test_items_are_asked_for_a_few_at_once_and_a_failure_ends_them_all(
    agent: Agent, server: SimulatedServer
) -> None:
    server.publish({f"n{number}": f"Tin {number}" for number in range(40)})
    broken = item_called(server, '"Tin 5"')
    real = server.fetch

    def fetch(path: str, limit: int) -> bytes:
        if path.endswith(broken):
            raise UnreachableError("broke off")
        return real(path, limit)

    server.fetch = fetch  # type: ignore[method-assign]
    changed(server, agent, 1)
    assert agent.sync.scores.is_due()
    server.fetch = real  # type: ignore[method-assign]
    settle(agent, 20)
    assert not agent.sync.scores.is_due()
    score = agent.holding.score
    assert score is not None and len(score.manifest["items"]) == 40
    assert all(
        json.loads(server.files[entry["digest"]]) for entry in score.manifest["items"].values()
    )
    assert digest(server.files[broken]) == broken


def test_a_manifest_that_is_none_is_asked_for_ever_more_seldom(
    agent: Agent, server: SimulatedServer
) -> None:
    name = server.publish({"a": "Tiêm chủng", "c": "Mới"})
    good = server.files[name]
    server.files[name] = b"[" + good
    settle(agent, 600)
    assert 3 <= server.asked.count(f"/manifests/{name}") <= 8
    assert shown_in_20_s(agent) == {"a", "b"}
    server.files[name] = good
    server.clock.advance(3600)
    settle(agent, 3)
    assert shown_in_20_s(agent) == {"a", "c"}


def test_a_manifest_is_not_asked_for_again_while_its_files_are_waited_for(
    agent: Agent, server: SimulatedServer
) -> None:
    name = server.publish({"a": "Tiêm chủng", "c": "Mới"})
    item = item_called(server, '"M\\u1edbi"')
    server.refusals[f"/items/{item}"] = RejectedError("gone", 410)
    settle(agent, 120)
    assert server.asked.count(f"/manifests/{name}") == 1


def test_scores_that_never_became_whole_do_not_fill_the_disk(
    agent: Agent, server: SimulatedServer, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, usage = 45_000, shutil.disk_usage("/")

    def small(path: object) -> object:
        held = sum(one.stat().st_size for one in folder.objects.path.iterdir())
        return usage._replace(free=max(0, RESERVE_BYTES + room - held))

    monkeypatch.setattr(shutil, "disk_usage", small)
    server.breaks_after = len(PICTURE) - 100
    for turn in range(6):
        with_media(server, PICTURE[turn:] + bytes(turn))
        changed(server, agent, 0.5)
    server.breaks_after = None
    changed(server, agent, 60)
    assert shown_in_20_s(agent) == {"p"} and agent.files.faults() == []


def test_the_score_before_is_there_when_that_of_now_is_damaged(
    agent: Agent, server: SimulatedServer, folder: Folder
) -> None:
    server.publish({"c": "Mới"})
    changed(server, agent, 5)
    assert shown_in_20_s(agent) == {"c"}
    (folder.path / "score.json").write_bytes(b"rotten")
    server.vanish()
    assert shown_in_20_s(an_agent(Folder(folder.path), server)) == {"a", "b"}


def test_a_dying_card_does_not_keep_a_cancelled_alert_on_the_glass(
    agent: Agent, server: SimulatedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced: list[int] = []
    agent.after_look.append(lambda: announced.append(1))
    server.fire(now_alert(server))
    settle(agent, 3)
    agent.files.keep_only({"items": {}, "media": {}})
    real = Path.open

    def dying(path: Path, *args: object, **more: object) -> object:
        if path.parent.name == "objects":
            raise OSError(5, "Input/output error")
        return real(path, *args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", dying)
    server.cancel("flood")
    settle(agent, 10)
    before = len(announced)
    settle(agent, 5)
    assert agent.glass.shown.kind is not Kind.ALERT and len(announced) > before
    assert server.states("flood")[-1] == "ended/1"
