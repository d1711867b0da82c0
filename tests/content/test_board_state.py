"""The state of a board and its record: content.board_state, content.board_record."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.board_record import state_from_dict, state_to_dict
from content.board_state import (
    BoardState,
    alerts_now,
    apply_alert,
    apply_head,
    apply_root,
    apply_roots,
    check_manifest,
    first_state,
)
from content.errors import TrustError
from content.trust import Envelope, parse_json
from tests.vectors.statements import BOARD, NOON, Authority, an_alert, minutes, unix_ms

ONE = Authority()
IDENTITY = ONE.identity()
FIRST = first_state(BOARD, ONE.root(), IDENTITY, NOON)

# A history of one alert: revision n is issued at minute n, heads follow each.
REVISIONS = [
    ONE.alert(an_alert(at=NOON + minutes(n), revision=n, lasts_min=600)) for n in range(1, 5)
]
CANCEL = ONE.alert(an_alert(at=NOON + minutes(5), revision=5, state="cancelled"))
HEADS = [
    ONE.head(IDENTITY, at=NOON + minutes(n + 0.5), alerts=[REVISIONS[n - 1]]) for n in range(1, 5)
]
LAST = ONE.head(IDENTITY, at=NOON + minutes(6))
HISTORY: list[Envelope] = [*REVISIONS, CANCEL, *HEADS, LAST]


def take(state: BoardState, envelope: Envelope) -> BoardState:
    try:
        if envelope.kind == "head":
            return apply_head(state, envelope, NOON + minutes(7))
        return apply_alert(state, envelope)
    except TrustError:
        return state


def shown(state: BoardState) -> list[int]:
    return [alert.revision for alert in alerts_now(state, NOON + minutes(10))]


@settings(max_examples=80)
@given(st.randoms(use_true_random=False), st.integers(0, 12))
def test_whatever_order_or_replay_the_end_is_the_same(chance: random.Random, again: int) -> None:
    order = HISTORY + chance.choices(HISTORY, k=again)
    chance.shuffle(order)
    state, highest, mark = FIRST, 0, 0
    for envelope in order:
        state = take(state, envelope)
        held = state.alerts.get("flood")
        if held is not None:
            assert held.alert.revision >= highest
            highest = held.alert.revision
        assert state.mark is None or state.mark.sequence >= mark
        mark = state.mark.sequence if state.mark else 0
    assert shown(state) == []
    assert shown(take(state, REVISIONS[0])) == []


def test_the_record_gives_back_the_same_state() -> None:
    state = take(take(FIRST, REVISIONS[0]), HEADS[0])
    assert state_from_dict(state_to_dict(state)) == state
    assert state_from_dict(state_to_dict(FIRST)) == FIRST


@pytest.mark.parametrize("name", ["board", "root", "identity", "head_at", "alerts"])
def test_a_record_with_a_part_missing_is_refused(name: str) -> None:
    record = state_to_dict(take(FIRST, REVISIONS[0]))
    del record[name]
    with pytest.raises(TrustError):
        state_from_dict(record)


def test_a_record_with_a_forged_alert_is_refused() -> None:
    record = state_to_dict(FIRST)
    record["alerts"] = [Authority("other").alert(an_alert()).to_dict()]
    with pytest.raises(TrustError):
        state_from_dict(record)


def test_a_chain_is_followed_to_its_end_in_one_step() -> None:
    second = ONE.successor(fresh=("state",))
    third = second.successor(fresh=("root", "state"))
    chain = [second.root_after(ONE), third.root_after(second)]
    moved = apply_roots(FIRST, chain, third.identity())
    assert moved.root.version == 3
    with pytest.raises(TrustError):
        apply_root(FIRST, chain[0])
    with pytest.raises(TrustError):
        apply_roots(FIRST, chain[1:], third.identity())


def test_a_record_made_under_a_new_root_keeps_the_head_of_the_old() -> None:
    second = ONE.successor(fresh=("state",))
    state = apply_root(take(FIRST, LAST), second.root_after(ONE), second.identity())
    assert state_from_dict(state_to_dict(state)) == state


def test_a_manifest_must_bear_its_digest_and_root() -> None:
    good = ONE.manifest({"items": {}, "zones": {"main": {"cycles": {}, "timeline": []}}})
    assert check_manifest(FIRST, good, good.digest)["root"] == 1
    for envelope, digest, code in (
        (good, "0" * 64, "wrong_digest"),
        (ONE.successor().manifest({}), None, "wrong_root"),
        (Authority("other").manifest({}), None, "unknown_key"),
    ):
        with pytest.raises(TrustError) as caught:
            check_manifest(FIRST, envelope, digest or envelope.digest)
        assert caught.value.code == code


def test_another_boards_identity_is_refused() -> None:
    with pytest.raises(TrustError) as caught:
        first_state("b2", ONE.root(), IDENTITY, NOON)
    assert caught.value.code == "wrong_board"


def test_what_is_wanted_is_named_by_digest() -> None:
    state = apply_head(FIRST, ONE.head(ONE.identity(tags=("x",)), at=NOON, alerts=REVISIONS[:1]),
                       NOON)  # fmt: skip
    wanted = state.wanted()
    assert wanted.alerts == (REVISIONS[0].digest,)
    assert wanted.identity != IDENTITY.digest and FIRST.wanted().alerts == ()
    payload = parse_json(REVISIONS[0].payload)
    assert isinstance(payload, dict) and payload["sequence"] == unix_ms(NOON + minutes(1))
