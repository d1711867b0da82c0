"""What is not asked for again while officers' approvals are wanting: player.refusals."""

from dataclasses import replace

from content.board_state import BoardState, apply_head, first_state
from player.refusals import Refusals
from tests.vectors.statements import BOARD, NOON, Authority, an_alert, minutes

ONE = Authority()
IDENTITY, OTHER = ONE.identity(), ONE.identity(tags=["evac"])
ALERT = ONE.alert(an_alert())


def a_state() -> BoardState:
    """One that wants an identity and an alert."""
    first = first_state(BOARD, ONE.root(), IDENTITY, NOON)
    at = NOON + minutes(1)
    return apply_head(first, ONE.head(OTHER, at=at, alerts=[ALERT]), at)


def test_what_no_officer_approved_is_wanted_no_more() -> None:
    refusals, state = Refusals(), a_state()
    assert refusals.left_of(state) == state.wanted()
    assert refusals.note(state, ALERT.digest, "unapproved")
    assert refusals.left_of(state).alerts == ()
    assert refusals.faults(state) == []
    assert refusals.note(state, OTHER.digest, "identity_unapproved")
    assert refusals.left_of(state).identity is None
    assert refusals.faults(state) == ["identity_unapproved"]


def test_what_was_refused_for_another_reason_is_wanted_still() -> None:
    refusals, state = Refusals(), a_state()
    assert not refusals.note(state, ALERT.digest, "bad_signature")
    assert refusals.left_of(state) == state.wanted()


def test_another_root_place_or_revocation_begins_anew() -> None:
    state = a_state()
    for changed in (
        replace(state, root=replace(state.root, digest="0" * 64)),
        replace(state, identity=replace(state.identity, digest="0" * 64)),
        replace(state, revoked=frozenset({"0" * 64})),
    ):
        refusals = Refusals()
        refusals.note(state, ALERT.digest, "approval_foreign")
        assert ALERT.digest in refusals.left_of(changed).alerts


def test_a_flood_of_refusals_does_not_fill_the_memory() -> None:
    refusals, state = Refusals(), a_state()
    refusals.note(state, ALERT.digest, "unapproved")
    for number in range(600):
        refusals.note(state, f"{number:064x}", "unapproved")
    assert ALERT.digest in refusals.left_of(state).alerts
