"""C18: web server, database and online keys stolen: a board shows what its officers approved."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from content.officers import Officers
from player.errors import PlayerError
from player.show import Kind
from tests.faults.hijack_attacks import ATTACKS, REPLAYS, Attack, unapproved
from tests.faults.hijacked import FAKE, HERE, OFFICERS, PROVINCE, Hijacked
from tests.player.simulated_server import now_alert, settle
from tests.vectors.passkeys import Passkey, some_officers
from tests.vectors.statements import approved


@pytest.fixture
def world(tmp_path: Path) -> Hijacked:
    return Hijacked(tmp_path)


def test_without_officers_the_same_attacker_has_the_glass(tmp_path: Path) -> None:
    """What the attacks would do: else none of the tests below could fail."""
    world = Hijacked(tmp_path, officers=None)
    unapproved(world)
    assert FAKE in str(world.watch())
    assert world.agent.glass.shown.kind is Kind.ALERT


def a_real_one(world: Hijacked, *keys: Passkey) -> str:
    """Officers alert after all that; give how it went."""
    world.recover()
    world.fired += 1
    alert = now_alert(world.server, f"real-{world.fired}", headline="LŨ THẬT")
    world.put(approved(alert, *keys))
    assert world.watch(5) == {f"{alert.id}/1 LŨ THẬT"}
    states = ", ".join(world.server.states(alert.id))
    world.server.cancel(alert.id)
    settle(world.agent, 30)
    return states


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.__name__)
def test_nothing_reaches_the_glass_but_what_officers_approve(
    world: Hijacked, attack: Attack
) -> None:
    world.watch(1)
    attack(world)
    seen = world.seen | world.watch()
    assert seen == set()
    assert a_real_one(world, HERE) == "received/1, painted/1"


@pytest.mark.parametrize("attack", REPLAYS, ids=lambda one: one.__name__)
def test_what_was_cancelled_does_not_come_back(world: Hijacked, attack: Attack) -> None:
    attack(world)
    assert world.watch() == set()
    world.start()
    assert world.watch() == set()
    assert a_real_one(world, PROVINCE) == "received/1, painted/1"


def test_after_all_attacks_together_the_real_alert_stands(world: Hijacked) -> None:
    for attack in ATTACKS:
        world.watch(1)
        attack(world)
        assert world.seen | world.watch(10) == set(), attack.__name__
        world.server.alerts = {}
    assert a_real_one(world, HERE) == "received/1, painted/1"
    assert a_real_one(world, PROVINCE) == "received/1, painted/1"


def test_the_real_alert_stays_on_the_glass_through_the_attack(world: Hijacked) -> None:
    real = approved(now_alert(world.server, "real", headline="LŨ THẬT", lasts_min=600), HERE)
    world.put(real)
    named = {"real/1 LŨ THẬT"}
    for revision in (1, 2, 9):
        world.put(replace(real, revision=revision, event="Khác", sequence=real.sequence + revision))
        assert world.watch(25) == named
        assert world.agent.glass.shown.kind is Kind.ALERT
    better = replace(real, revision=2, event="Lũ lên nhanh", sequence=real.sequence + 100)
    world.put(approved(better, HERE))
    assert "real/2 LŨ THẬT" in world.watch(5)
    assert world.agent.glass.shown.alert == approved(better, HERE)


def test_what_was_refused_is_told_with_the_reason(world: Hijacked) -> None:
    unapproved(world)
    settle(world.agent, 10)
    told = [record for record in world.server.receipts.values() if record["state"] == "failed"]
    assert [record["reason"] for record in told] == ["unapproved"] * 5
    assert world.server.states("alert-1") == ["failed/1"]


def test_a_refused_identity_is_a_fault_and_everything_else_goes_on(world: Hijacked) -> None:
    world.put_identity(
        world.server.authority.identity(tags=["evac"], public_key=world.server.public)
    )
    world.server.publish({"c": "Lịch tiêm mới"})
    settle(world.agent, 40)
    assert world.server.statuses[-1].get("faults", ["identity_unapproved"]) != []
    assert "identity_unapproved" in world.agent._faults()
    assert world.agent.glass.shown.name == "c"
    asked = world.server.asked.count("/api/v1/board/identity")
    settle(world.agent, 60)
    assert world.server.asked.count("/api/v1/board/identity") == asked
    world.put_identity(world.server.own_identity())
    assert "identity_unapproved" not in world.agent._faults()


def test_an_approved_identity_moves_the_board(world: Hijacked) -> None:
    tagged = world.server.authority.identity(
        tags=["evac"], public_key=world.server.public, approved_by=(HERE,)
    )
    world.put_identity(tagged)
    assert world.agent.holding.state.identity.addressee.tags == {"evac"}


@pytest.mark.parametrize(
    "officers",
    [
        some_officers(HERE.officer("u-ba-to", rights=("alert",))),
        some_officers(HERE.officer("u-other")),
        replace(OFFICERS, threshold=2),
    ],
    ids=["without the right", "of another unit", "two are asked"],
)
def test_no_board_is_paired_where_officers_do_not_want_it(
    tmp_path: Path, officers: Officers
) -> None:
    with pytest.raises(PlayerError, match="officer"):
        Hijacked(tmp_path, officers)


def test_where_two_officers_are_asked_one_does_not_suffice(tmp_path: Path) -> None:
    world = Hijacked(tmp_path, replace(OFFICERS, threshold=2), (HERE, PROVINCE))
    world.put(world.captured(HERE))
    assert world.watch(5) == set()
    both = world.captured(HERE, PROVINCE)
    world.put(both)
    assert world.watch(5) == {f"{both.id}/1 {FAKE}"}


def test_approvals_travel_along_when_the_root_turns(world: Hijacked) -> None:
    real = approved(now_alert(world.server, "real", headline="LŨ THẬT", lasts_min=600), HERE)
    world.put(real)
    world.put(world.an_alert(lasts_min=600))
    world.server.rotate(fresh=["alert", "state", "content", "drill"])
    world.server.publish({"a": "Tiêm chủng"})
    assert world.watch(60) == {"real/1 LŨ THẬT"}
    assert world.agent.holding.state.root.version == 2
    assert world.agent.glass.shown.alert == real


def test_when_officers_are_first_named_the_boards_keep_their_place(tmp_path: Path) -> None:
    world = Hijacked(tmp_path, None, ())
    world.put(world.an_alert(lasts_min=600))
    world.server.authority = replace(world.server.authority, officers=OFFICERS)
    world.server.rotate()
    world.server.publish({"a": "Tiêm chủng"})
    settle(world.agent, 60)
    assert world.agent.holding.state.root.officers == OFFICERS
    assert world.watch() == set()
    world.clock.advance(timedelta(minutes=1).total_seconds())
    assert "identity_unapproved" not in world.agent._faults()
    world.server.alerts = {}
    real = now_alert(world.server, "real", headline="LŨ THẬT")
    world.put(approved(real, HERE))
    assert world.watch(5) == {"real/1 LŨ THẬT"}
