from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import player.records
from content.trust import decode_base64, is_signed, play_message
from player.agent import Agent
from player.board_key import BoardKey
from player.cache import Folder
from player.play_count import Showing
from player.play_log import BATCH, PlayLog
from tests.player.play_stand import MANIFEST, Never, Stand, answer_to, page_record, sums
from tests.player.simulated_server import SimulatedServer, an_agent, now_alert, settle
from tests.vectors.statements import NOON


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    return Stand(tmp_path)


def test_an_hour_gives_one_signed_record_an_item(stand: Stand) -> None:
    for _ in range(3):
        stand.play("a", 10)
        stand.play("b", 5)
    assert stand.log.batch() == []
    stand.next_hour()
    records = stand.log.batch()
    assert sums(records) == {"a": (30, 3), "b": (15, 3)}
    assert len(records) == 2
    first = records[0]
    assert (first["manifest"], first["revision"], first["from"]) == (
        MANIFEST,
        1,
        "2026-11-25T05:00:00Z",
    )
    public = Folder(stand.path).key().signer.public
    for one in records:
        assert is_signed(public, play_message(one), decode_base64(one["sig"]))


def test_pages_of_one_showing_count_once_and_stand_ins_have_a_record_of_their_own(
    stand: Stand,
) -> None:
    stand.play("a", 5)
    stand.play("a", 5, page=1)
    stand.play("a", 5)
    stand.play("a", 5, instead="b")
    stand.next_hour()
    seen = [(one["seconds"], one["count"]) for one in stand.log.batch()]
    assert seen == [(15, 2), (5, 1)]


def test_nothing_counts_while_the_time_is_a_guess(stand: Stand) -> None:
    stand.play("a", 30, trusted=False)
    stand.play("b", 10)
    stand.next_hour()
    assert sums(stand.log.batch()) == {"b": (10, 1)}


def test_an_item_that_stands_over_the_hour_is_split_there(stand: Stand) -> None:
    stand.pass_time(3590)
    stand.play("a", 20)
    stand.next_hour()
    parts = [(one["from"], one["to"], one["seconds"]) for one in stand.log.batch()]
    assert parts == [
        ("2026-11-25T05:59:50Z", "2026-11-25T05:59:59.750Z", 10),
        ("2026-11-25T06:00:00Z", "2026-11-25T06:00:10Z", 10),
    ]


def test_a_process_that_was_held_up_claims_no_more_than_two_seconds(stand: Stand) -> None:
    showing = Showing(MANIFEST, "a", 1, 0, NOON)
    stand.tick(showing)
    stand.pass_time(600)
    stand.tick(showing)
    stand.next_hour()
    assert sums(stand.log.batch()) == {"a": (2, 1)}


def test_what_is_acknowledged_or_rejected_goes_and_the_rest_comes_again(stand: Stand) -> None:
    for item in ("a", "b", "c"):
        stand.play(item, 5)
    stand.next_hour()
    a, b, c = stand.log.batch()
    rejected = [{"log": b["log"], "seq": b["seq"], "code": "too_old"}]
    assert stand.log.settle({"acknowledged": [[a["log"], a["seq"]]], "rejected": rejected}) == 2
    stand.restart()
    assert stand.log.batch() == [c]
    assert stand.log.settle({"acknowledged": [["other", 1]], "rejected": "x"}) == 0
    assert stand.log.settle(answer_to([c])) == 1
    assert stand.log.batch() == []
    assert list((stand.path / "plays").iterdir()) == []


def test_many_hours_wait_and_go_out_in_batches_oldest_first(stand: Stand) -> None:
    for _ in range(5):
        for number in range(40):
            stand.play(f"item-{number}", 0.5)
        stand.next_hour()
    stand.restart()
    assert len(list(stand.log.waiting())) == 200
    sent: list[dict[str, Any]] = []
    while batch := stand.log.batch():
        assert len(batch) <= BATCH
        sent += batch
        stand.log.settle(answer_to(batch))
    assert [one["seq"] for one in sent] == list(range(1, 201))


def test_what_is_being_counted_survives_a_power_cut_but_for_a_minute(stand: Stand) -> None:
    stand.play("a", 200)
    stand.restart()
    stand.next_hour()
    ((seconds, count),) = sums(stand.log.batch()).values()
    assert 139 <= seconds <= 200
    assert count == 1


class PowerCutError(BaseException):
    """The power goes; nothing after it is run."""


@pytest.mark.parametrize("cut_after", range(12))
def test_wherever_the_power_is_cut_the_server_counts_nothing_twice(
    stand: Stand, cut_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut before each write in turn; the answer to what was sent may be lost too."""
    server: dict[tuple[object, object], dict[str, Any]] = {}
    real, writes = player.records.write_file, iter(range(10_000))

    def failing(path: Path, data: bytes, mode: int = 0o644) -> None:
        if path.suffix == ".json" and next(writes) == cut_after:
            raise PowerCutError
        real(path, data, mode)

    monkeypatch.setattr(player.records, "write_file", failing)
    played, cuts = 0, 0
    for _ in range(4):
        try:
            stand.play("a", 65)
            played += 65
            stand.next_hour()
            batch = stand.log.batch()
            for one in batch:
                server.setdefault((one["log"], one["seq"]), one)
            stand.log.settle(answer_to(batch))
        except PowerCutError:
            cuts += 1
            stand.restart()
    stand.next_hour()
    for one in stand.log.batch():
        server.setdefault((one["log"], one["seq"]), one)
    assert cuts == 1 or cut_after > 10
    total = sum(one["seconds"] for one in server.values())
    assert played - 65 <= total <= played + 65
    hours = [one["from"][:13] for one in server.values()]
    assert len(hours) == len(set(hours)), "an hour was counted twice"


def test_what_a_disk_did_not_take_is_not_sent(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes, mode: int = 0o644) -> None:
        raise OSError(28, "No space left on device")

    real = player.records.write_file
    stand.play("a", 30)
    monkeypatch.setattr(player.records, "write_file", full)
    stand.next_hour()
    assert stand.log.batch() == []
    monkeypatch.setattr(player.records, "write_file", real)
    stand.pass_time(61)
    stand.tick(None)
    assert sums(stand.log.batch()) == {"a": (30, 1)}


def test_a_damaged_sheet_is_dropped_and_the_others_go_out(stand: Stand) -> None:
    for item in ("a", "b"):
        stand.play(item, 5)
        stand.next_hour()
    first, second = sorted((stand.path / "plays").iterdir())
    first.write_bytes(first.read_bytes().replace(b'"seconds":5', b'"seconds":9'))
    stand.restart()
    assert sums(stand.log.batch()) == {"b": (5, 1)}


def test_a_lost_log_begins_anew_under_another_name_and_another_board_without_the_old(
    stand: Stand,
) -> None:
    stand.play("a", 5)
    stand.next_hour()
    (old,) = stand.log.batch()
    for file in stand.path.glob("plays.json*"):
        file.unlink()
    stand.restart()
    stand.play("b", 5)
    stand.next_hour()
    new = list(stand.log.waiting())
    assert new[0] == old
    assert new[1]["log"] != old["log"]
    other = PlayLog(Folder(stand.path), BoardKey.create(), "another", Never())
    assert list(other.waiting()) == []


def to_next_hour(agent: Agent, server: SimulatedServer) -> None:
    server.clock.advance(3600 - server.clock.true.timestamp() % 3600)
    settle(agent, 5)
    for _ in range(12):
        server.clock.advance(30)
        settle(agent, 1)


def shown(server: SimulatedServer) -> int:
    return sum(int(str(one["seconds"])) for one in server.plays.values())


def test_the_agent_reports_the_hour_without_alert_slate_and_power_off(
    agent: Agent, server: SimulatedServer
) -> None:
    settle(agent, 60)
    server.fire(now_alert(server))
    settle(agent, 30)
    server.cancel("flood")
    settle(agent, 3)
    server.slate = "Tạm dừng"
    server.push("changed", {"spread_s": 0})
    settle(agent, 30)
    before = sum(count.seconds for count in agent.plays._counts)
    assert 55 <= before <= 70
    to_next_hour(agent, server)
    assert 55 <= shown(server) <= 70
    assert {one["item"] for one in server.plays.values()} == {"a", "b"}


def test_lost_answers_and_restarts_make_no_doubles(
    agent: Agent, server: SimulatedServer, folder: Folder
) -> None:
    settle(agent, 60)
    server.plays_lost = True
    to_next_hour(agent, server)
    first = shown(server)
    again = an_agent(folder, server)
    server.plays_lost = False
    settle(again, 40)
    assert again.plays.batch() == []
    assert 55 <= first == shown(server)
    assert agent.glass.shown.name in "ab"


def test_where_the_page_counts_the_agent_does_not(agent: Agent, server: SimulatedServer) -> None:
    agent.glass.seen = lambda shown: None
    before = sum(count.seconds for count in agent.plays._counts)
    settle(agent, 60)
    record = page_record(1, server.clock.true - timedelta(minutes=1))
    agent.plays.take([record], agent.holding.now())
    to_next_hour(agent, server)
    assert abs(shown(server) - before - 30) <= 1


def test_a_server_that_takes_no_plays_holds_nothing_else_up(
    agent: Agent, server: SimulatedServer
) -> None:
    settle(agent, 30)
    server.plays_lost = True
    to_next_hour(agent, server)
    asked = server.asked.count("/api/v1/board/plays")
    server.fire(now_alert(server))
    settle(agent, 60)
    assert server.states("flood") == ["received/1", "painted/1"]
    assert server.asked.count("/api/v1/board/plays") - asked <= 1
