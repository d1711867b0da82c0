"""A board whose root names officers: content.board_state and content.board_record with them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from content.alert import Alert
from content.board_record import state_from_dict, state_to_dict
from content.board_state import (
    BoardState,
    alerts_now,
    apply_alert,
    apply_head,
    apply_identity,
    apply_root,
    first_state,
)
from content.errors import TrustError
from content.targeting import Targets
from content.trust import Envelope
from tests.vectors.passkeys import Passkey, some_officers
from tests.vectors.statements import (
    BOARD,
    NOON,
    Authority,
    an_alert,
    approved,
    minutes,
)

HERE, WIDE, THERE = Passkey("here"), Passkey("wide", "ed25519"), Passkey("there")
OFFICERS = some_officers(
    HERE.officer("u-ba-to"),
    WIDE.officer("u-province", until=NOON + timedelta(hours=2)),
    THERE.officer("u-other"),
)
ONE = Authority(officers=OFFICERS)
IDENTITY = ONE.identity(approved_by=[HERE])
FIRST = first_state(BOARD, ONE.root(), IDENTITY, NOON)
ALERT = an_alert(lasts_min=600)
GOOD = ONE.alert(approved(ALERT, HERE))
SEEN = apply_alert(FIRST, GOOD)
THERE_PATH = ("u-province", "u-other", "u-tra-bong")


def code(work: Callable[[], object]) -> str:
    with pytest.raises(TrustError) as caught:
        work()
    return caught.value.code


def shown(state: BoardState, after_min: float = 30) -> list[str]:
    return [f"{one.id}/{one.revision}" for one in alerts_now(state, NOON + minutes(after_min))]


def heard(state: BoardState, after_min: float, *alerts: Envelope, **more: object) -> BoardState:
    """Take the next head; it names the identity held unless another is given."""
    identity = more.pop("identity", state.identity_envelope)
    assert isinstance(identity, Envelope)
    at = NOON + minutes(after_min)
    head = ONE.head(identity, at=at, alerts=alerts, **more)  # type: ignore[arg-type]
    return apply_head(state, head, at)


def test_an_approved_alert_stands_and_no_other() -> None:
    assert shown(SEEN) == ["flood/1"]
    assert code(lambda: apply_alert(FIRST, ONE.alert(ALERT))) == "unapproved"
    foreign = ONE.alert(approved(ALERT, THERE))
    assert code(lambda: apply_alert(FIRST, foreign)) == "approval_foreign"


def test_an_unapproved_revision_takes_no_approved_one_away() -> None:
    later = an_alert(revision=9, lasts_min=600)
    listed = heard(SEEN, 1, ONE.alert(later))
    assert code(lambda: apply_alert(listed, ONE.alert(later))) == "unapproved"
    assert shown(listed) == ["flood/1"]
    good = ONE.alert(approved(an_alert(revision=2, lasts_min=600), HERE))
    assert shown(apply_alert(heard(listed, 2, good), good)) == ["flood/2"]


def a_test(revision: int) -> Envelope:
    made = an_alert(revision=revision, status="Exercise", lasts_min=600)
    return ONE.alert(replace(made, silent=True, unseen=True))


def test_a_test_that_nobody_sees_takes_no_approved_alert_away() -> None:
    assert code(lambda: apply_alert(SEEN, a_test(9))) == "unapproved"
    assert shown(SEEN) == ["flood/1"]


def test_a_test_that_nobody_sees_stands_in_no_approved_alerts_way() -> None:
    tested = apply_alert(FIRST, a_test(9))
    assert shown(tested) == ["flood/9"]
    assert shown(apply_alert(tested, GOOD)) == ["flood/1"]
    assert heard(tested, 1).ended == {}


def test_an_approval_holds_while_the_delegation_does() -> None:
    late = ONE.alert(approved(ALERT, WIDE))
    assert shown(apply_alert(FIRST, late)) == ["flood/1"]
    after = NOON + timedelta(hours=2)
    assert code(lambda: apply_alert(FIRST, late, after)) == "approval_expired"


def test_what_was_taken_in_time_stands_on_after_a_restart() -> None:
    state = apply_alert(FIRST, ONE.alert(approved(ALERT, WIDE)))
    later = heard(state, 150, ONE.alert(approved(ALERT, WIDE)))
    assert shown(state_from_dict(state_to_dict(later)), 160) == ["flood/1"]


def test_a_revoked_officers_alerts_go_and_do_not_come_back() -> None:
    revoked = heard(SEEN, 1, GOOD, revoked=[HERE.key_id, "f" * 64])
    assert (shown(revoked), revoked.revoked) == ([], {HERE.key_id})
    silent_about_it = heard(revoked, 2, GOOD)
    assert code(lambda: apply_alert(silent_about_it, GOOD)) == "approval_revoked"
    again = state_from_dict(state_to_dict(silent_about_it))
    assert again == silent_about_it
    assert code(lambda: apply_alert(again, GOOD)) == "approval_revoked"


def test_only_a_later_root_brings_a_revoked_officer_back() -> None:
    revoked = heard(SEEN, 1, GOOD, revoked=[HERE.key_id])
    second = ONE.successor()
    turned = apply_root(revoked, second.root_after(ONE), None, [GOOD])
    assert shown(turned) == ["flood/1"]


def cancel(**more: object) -> Envelope:
    return ONE.alert(an_alert(revision=2, state="cancelled", lasts_min=600, **more))  # type: ignore[arg-type]


def replayed(alert: Alert = ALERT) -> Envelope:
    """The approved one once more, with a sequence and a time of issue of the attacker's own."""
    later = replace(approved(alert, HERE), sequence=2**53 - 1, issued_at=NOON + minutes(20))
    return ONE.alert(later)


def test_a_cancelled_alert_never_comes_back() -> None:
    cancelled = heard(apply_alert(SEEN, cancel()), 1)
    assert cancelled.alerts == {}
    assert code(lambda: apply_alert(cancelled, replayed())) == "ended"
    listed = heard(cancelled, 2, replayed())
    assert code(lambda: apply_alert(listed, replayed())) == "ended"
    again = state_from_dict(state_to_dict(listed))
    assert code(lambda: apply_alert(again, replayed())) == "ended"


def test_a_cancellation_seen_from_the_head_alone_is_one_too() -> None:
    polled = heard(SEEN, 1)
    assert code(lambda: apply_alert(polled, replayed())) == "ended"


def test_a_cancellation_of_what_was_never_held_is_remembered() -> None:
    told = heard(apply_alert(FIRST, cancel()), 1)
    assert code(lambda: apply_alert(told, replayed())) == "ended"


def test_a_cancelled_one_does_not_come_back_with_a_new_root() -> None:
    cancelled = heard(apply_alert(SEEN, cancel()), 1)
    second = ONE.successor(fresh=["alert"])
    again = second.alert(approved(ALERT, HERE))
    turned = apply_root(cancelled, second.root_after(ONE), None, [again])
    assert shown(turned) == []


def test_a_later_revision_of_an_ended_alert_is_taken() -> None:
    """What a board took for cancelled, because a head left it out, may be in force again."""
    later = ONE.alert(approved(an_alert(revision=2, lasts_min=600), HERE))
    listed = heard(heard(SEEN, 1), 2, later)
    assert shown(apply_alert(listed, later)) == ["flood/2"]


def test_a_board_that_is_moved_away_and_back_shows_the_alert_again() -> None:
    away = ONE.identity(unit="u-tra-bong", path=THERE_PATH, approved_by=[HERE, THERE])
    moved = apply_identity(heard(SEEN, 1, identity=away), away)
    assert (shown(moved), moved.ended) == ([], {})
    back = ONE.identity(approved_by=[HERE, THERE])
    assert shown(apply_alert(apply_identity(heard(moved, 2, GOOD, identity=back), back), GOOD)) == [
        "flood/1"
    ]


def test_an_alert_stays_with_the_place_its_officer_is_for() -> None:
    by_name = ONE.alert(approved(an_alert(targets=Targets(boards=(BOARD,)), lasts_min=600), HERE))
    state = apply_alert(FIRST, by_name)
    away = ONE.identity(unit="u-tra-bong", path=THERE_PATH, approved_by=[HERE, THERE])
    moved = apply_identity(heard(state, 1, by_name, identity=away), away)
    assert shown(moved) == []
    assert code(lambda: apply_alert(moved, by_name)) == "approval_foreign"


def test_a_board_is_moved_by_officers_alone() -> None:
    away = ONE.identity(unit="u-tra-bong", path=THERE_PATH)
    told = heard(SEEN, 1, GOOD, identity=away)
    assert code(lambda: apply_identity(told, away)) == "identity_unapproved"
    turned = ONE.identity(rotation=90)
    profile = apply_identity(heard(SEEN, 1, GOOD, identity=turned), turned)
    assert profile.identity.profile["rotation"] == 90
    assert shown(profile) == ["flood/1"]


def test_the_identity_of_pairing_needs_an_officer() -> None:
    bare = ONE.identity()
    assert code(lambda: first_state(BOARD, ONE.root(), bare, NOON)) == "identity_unapproved"


BEFORE = Authority()
UNOFFICERED = first_state(BOARD, BEFORE.root(), BEFORE.identity(), NOON)
AFTER = replace(BEFORE.successor(fresh=["state"]), officers=OFFICERS)


def test_a_board_keeps_its_place_when_officers_are_named_first() -> None:
    turned = apply_root(UNOFFICERED, AFTER.root_after(BEFORE), AFTER.identity())
    assert turned.identity.addressee == UNOFFICERED.identity.addressee
    assert turned.root.officers == OFFICERS


def test_alerts_that_nobody_approved_go_when_officers_are_named() -> None:
    state = apply_alert(UNOFFICERED, BEFORE.alert(ALERT))
    other = apply_alert(state, BEFORE.alert(approved(an_alert("storm", lasts_min=600), HERE)))
    assert shown(other) == ["flood/1", "storm/1"]
    turned = apply_root(other, AFTER.root_after(BEFORE), AFTER.identity())
    assert shown(turned) == ["storm/1"]


def test_a_board_is_not_moved_in_the_shadow_of_a_new_root() -> None:
    moved = AFTER.identity(unit="u-tra-bong", path=THERE_PATH)
    work = lambda: apply_root(UNOFFICERED, AFTER.root_after(BEFORE), moved)  # noqa: E731
    assert code(work) == "unknown_key"
    same_key = replace(BEFORE.successor(), officers=OFFICERS)
    lured = same_key.identity(unit="u-tra-bong", path=THERE_PATH)
    turned = apply_root(UNOFFICERED, same_key.root_after(BEFORE), lured)
    assert turned.identity.addressee == UNOFFICERED.identity.addressee


def test_what_an_older_program_took_unapproved_is_left_on_the_disk() -> None:
    record = state_to_dict(SEEN)
    record["alerts"] = [ONE.alert(ALERT).to_dict()]
    del record["revoked"], record["ended"]
    assert state_from_dict(record) == FIRST


def test_the_record_gives_all_of_it_back() -> None:
    state = heard(heard(SEEN, 1, revoked=[WIDE.key_id]), 2)
    assert state.ended and state.revoked
    assert state_from_dict(state_to_dict(state)) == state
