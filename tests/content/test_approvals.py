"""Whether officers approved a statement: content.approvals."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from content.approvals import (
    MOST_APPROVALS,
    MOST_IN_BATCH,
    REFUSALS,
    check_alert_approvals,
    check_approvals,
    check_identity_approvals,
    needs_approvals,
)
from content.errors import TrustError
from content.identity import Identity
from content.officers import Officers
from content.payload_fields import Payload
from content.targeting import Targets
from content.trust import Envelope, parse_json
from tests.vectors.passkeys import PRESENT, VERIFIED, Passkey, hashes_of, some_officers
from tests.vectors.statements import NOON, PATH, Authority, an_alert

TOUCH, STICK, STRANGER = Passkey("touch"), Passkey("stick", "ed25519"), Passkey("stranger")
OFFICERS = some_officers(TOUCH.officer("u-ba-to"), STICK.officer("u-area"))
PAYLOAD = an_alert().to_dict()
GOOD = TOUCH.approve(PAYLOAD)
HERE = "u-ba-to"
THERE_PATH = ("u-province", "u-other", "u-tra-bong")
ONE = Authority()


def approved(payload: Payload, *approvals: object) -> dict[str, object]:
    return {**payload, "approvals": list(approvals)}


def outcome(*approvals: object, officers: Officers = OFFICERS, **asked: Any) -> object:
    question = {"right": "alert", "path": PATH, "at": NOON, **asked}
    payload = question.pop("payload", PAYLOAD)
    try:
        return check_approvals(approved(payload, *approvals), officers, **question)
    except TrustError as error:
        return error.code


@pytest.mark.parametrize("key", [TOUCH, STICK], ids=["es256", "ed25519"])
def test_an_officer_of_the_boards_units_may_approve(key: Passkey) -> None:
    assert outcome(key.approve(PAYLOAD)) == (key.key_id,)


def test_sequence_and_time_of_issue_are_the_servers_own() -> None:
    assert outcome(GOOD, payload={**PAYLOAD, "sequence": 9, "issued_at": "x"}) == (TOUCH.key_id,)


@pytest.mark.parametrize("field", sorted(PAYLOAD.keys() - {"sequence", "issued_at", "approvals"}))
def test_any_other_field_that_is_changed_takes_the_approval_away(field: str) -> None:
    assert outcome(GOOD, payload={**PAYLOAD, field: "changed"}) == "approval_wrong_challenge"


def test_a_field_that_is_added_takes_the_approval_away() -> None:
    assert outcome(GOOD, payload={**PAYLOAD, "later": 1}) == "approval_wrong_challenge"


@pytest.mark.parametrize(
    ("approval", "code"),
    [
        (STRANGER.approve(PAYLOAD), "approval_unknown"),
        (TOUCH.approve(PAYLOAD, rp_id="evil.example"), "approval_wrong_rp"),
        (TOUCH.approve(PAYLOAD, origin="https://evil.example"), "approval_wrong_origin"),
        (TOUCH.approve(PAYLOAD, origin=None), "approval_wrong_origin"),
        (TOUCH.approve(PAYLOAD, crossOrigin=True), "approval_wrong_origin"),
        (TOUCH.approve(PAYLOAD, crossOrigin=None), "approval_wrong_origin"),
        (TOUCH.approve(PAYLOAD, type="webauthn.create"), "approval_malformed"),
        (TOUCH.approve(PAYLOAD, challenge=b"x" * 32), "approval_wrong_challenge"),
        (TOUCH.approve(PAYLOAD, flags=PRESENT), "approval_unverified"),
        (TOUCH.approve(PAYLOAD, flags=VERIFIED), "approval_unverified"),
        (
            {**GOOD, "sig": TOUCH.approve(PAYLOAD, crossOrigin=True)["sig"]},
            "approval_bad_signature",
        ),
        ({**GOOD, "keyid": STICK.key_id}, "approval_bad_signature"),
        ({**GOOD, "sig": "!"}, "approval_malformed"),
        ({**GOOD, "keyid": "me"}, "approval_malformed"),
        ({**GOOD, "client_data_json": "e30="}, "approval_malformed"),
        ({**GOOD, "client_data_json": "ew=="}, "approval_malformed"),
        ({**GOOD, "authenticator_data": ""}, "approval_malformed"),
        ({}, "approval_malformed"),
        (None, "approval_malformed"),
        ("yes", "approval_malformed"),
    ],
)
def test_a_bad_approval_is_refused_and_says_why(approval: object, code: str) -> None:
    assert outcome(approval) == code
    assert code in REFUSALS


def test_one_without_the_word_cross_origin_is_good() -> None:
    """Older browsers leave it out."""
    import base64
    import hashlib
    import json

    from content.trust import encode_base64

    said = json.loads(base64.b64decode(str(GOOD["client_data_json"])))
    del said["crossOrigin"]
    client_data = json.dumps(said).encode()
    data = base64.b64decode(str(GOOD["authenticator_data"]))
    sig = TOUCH.sign(data + hashlib.sha256(client_data).digest())
    shorter = {
        **GOOD, "client_data_json": encode_base64(client_data), "sig": encode_base64(sig),
    }  # fmt: skip
    assert outcome(shorter) == (TOUCH.key_id,)


def test_nothing_at_all_is_no_approval() -> None:
    assert outcome() == "unapproved"


@pytest.mark.parametrize("value", [None, "all", {}, [GOOD] * (MOST_APPROVALS + 1)])
def test_approvals_that_are_no_list_or_too_long_a_one_are_malformed(value: object) -> None:
    with pytest.raises(TrustError) as caught:
        check_approvals(
            {**PAYLOAD, "approvals": value}, OFFICERS, right="alert", path=PATH, at=NOON
        )
    assert caught.value.code == "malformed"


def test_an_officer_of_other_units_cannot_reach_this_board() -> None:
    assert outcome(GOOD, path=THERE_PATH) == "approval_foreign"


def test_an_officer_needs_the_right() -> None:
    named = some_officers(TOUCH.officer(HERE, rights=("identity",)))
    assert outcome(GOOD, officers=named) == "approval_right"


def test_a_delegation_that_has_run_out_counts_no_more() -> None:
    named = some_officers(TOUCH.officer(HERE, until=NOON))
    assert outcome(GOOD, officers=named) == "approval_expired"
    assert outcome(GOOD, officers=named, at=NOON - timedelta(seconds=1)) == (TOUCH.key_id,)
    assert outcome(GOOD, officers=named, at=None) == (TOUCH.key_id,)


def test_a_revoked_officer_counts_no_more() -> None:
    assert outcome(GOOD, revoked={TOUCH.key_id}) == "approval_revoked"


def test_a_bad_approval_does_not_spoil_a_good_one() -> None:
    assert outcome(None, STRANGER.approve(PAYLOAD), GOOD) == (TOUCH.key_id,)


def test_so_many_different_officers_must_approve() -> None:
    two = replace(OFFICERS, threshold=2)
    assert outcome(GOOD, officers=two) == "approval_threshold"
    assert outcome(GOOD, GOOD, officers=two) == "approval_threshold"
    both = (TOUCH.key_id, STICK.key_id)
    assert outcome(GOOD, STICK.approve(PAYLOAD), officers=two) == both


# Many identities at one touch.

BOARDS = [{"kind": "identity", "board": f"b{n}", "approvals": []} for n in range(3)]
BATCH = hashes_of(BOARDS)


def in_batch(touched: list[str] = BATCH, **changes: Any) -> object:
    approval = {**TOUCH.approve(BOARDS[0], batch=touched), **changes}
    return outcome(approval, payload=BOARDS[0], right="identity")


def test_one_touch_approves_several_identities() -> None:
    for board in BOARDS:
        approval = TOUCH.approve(board, batch=BATCH)
        assert outcome(approval, payload=board, right="identity") == (TOUCH.key_id,)


def test_a_batch_approves_only_what_it_lists() -> None:
    others = hashes_of(BOARDS[1:])
    assert in_batch(others) == "approval_wrong_challenge"
    assert in_batch(batch=[*BATCH, "f" * 64]) == "approval_wrong_challenge"
    assert in_batch(others, batch=BATCH) == "approval_wrong_challenge"


def test_what_was_approved_alone_is_no_batch() -> None:
    alone = TOUCH.approve(BOARDS[0])
    listed = {**alone, "batch": hashes_of(BOARDS[:1])}
    assert outcome(listed, payload=BOARDS[0], right="identity") == "approval_wrong_challenge"


def test_alerts_are_not_approved_in_batches() -> None:
    approval = TOUCH.approve(PAYLOAD, batch=hashes_of([PAYLOAD]))
    assert outcome(approval) == "approval_wrong_challenge"


@pytest.mark.parametrize(
    "batch",
    [
        list(reversed(BATCH)),
        [BATCH[0], *BATCH],
        [BATCH[0].upper()],
        [1],
        [],
        "all",
        [f"{n:064x}" for n in range(MOST_IN_BATCH + 1)],
    ],
    ids=["unsorted", "twice", "upper case", "numbers", "empty", "text", "too many"],
)
def test_a_batch_without_the_agreed_form_is_refused(batch: object) -> None:
    assert in_batch(batch=batch) == "approval_malformed"


# What must be approved at all.


def alert_outcome(payload: Payload, officers: Officers | None = OFFICERS) -> object:
    try:
        return check_alert_approvals(payload, officers, PATH, NOON)
    except TrustError as error:
        return error.code


@pytest.mark.parametrize("status", ["Actual", "Exercise"])
@pytest.mark.parametrize("silent", [True, False])
def test_whatever_may_be_painted_needs_approval(status: str, silent: bool) -> None:
    payload = {**an_alert(status=status).to_dict(), "silent": silent}
    assert needs_approvals(payload)
    assert alert_outcome(payload) == "unapproved"
    assert alert_outcome(approved(payload, TOUCH.approve(payload))) == (TOUCH.key_id,)


@pytest.mark.parametrize(
    ("said", "needs"),
    [
        ({"status": "Exercise", "unseen": True, "silent": True}, False),
        ({"status": "Exercise", "unseen": True, "silent": False}, True),
        ({"status": "Exercise", "unseen": False, "silent": True}, True),
        ({"status": "Exercise", "unseen": 1, "silent": True}, True),
        ({"status": "Actual", "unseen": True, "silent": True}, True),
    ],
)
def test_a_test_that_is_neither_seen_nor_heard_needs_no_approval(
    said: Mapping[str, object], needs: bool
) -> None:
    assert needs_approvals({**PAYLOAD, **said}) is needs


def test_taking_away_needs_no_approval() -> None:
    assert alert_outcome(an_alert(state="cancelled").to_dict()) == ()


def test_where_no_officers_are_named_none_are_asked() -> None:
    assert alert_outcome(PAYLOAD, None) == ()


# Who may move a board.


def identity_of(envelope: Envelope, *keys: Passkey) -> tuple[Identity, Mapping[str, object]]:
    payload = parse_json(envelope.payload)
    assert isinstance(payload, dict)
    payload = approved(payload, *(key.approve(payload) for key in keys))
    return Identity.from_payload(payload, envelope.digest), payload


HELD, HELD_PAYLOAD = identity_of(ONE.identity())
MOVED = ONE.identity(unit=THERE_PATH[-1], path=THERE_PATH)
THERE = Passkey("there")
BOTH = some_officers(TOUCH.officer("u-area"), THERE.officer("u-other"), STICK.officer("u-province"))


def move(
    envelope: Envelope, *keys: Passkey, held: Identity | None = HELD, officers: Officers = BOTH
) -> str:
    made, payload = identity_of(envelope, *keys)
    try:
        check_identity_approvals(made, payload, officers, held, NOON)
    except TrustError as error:
        assert error.code == "identity_unapproved"
        return str(error.params["reason"])
    return "ok"


@pytest.mark.parametrize(
    "changed",
    [ONE.identity(tags=["evac"]), ONE.identity(unit="u-area", path=PATH[:2]), MOVED],
    ids=["tags", "path", "moved"],
)
def test_addressing_changes_by_officers_alone(changed: Envelope) -> None:
    assert move(changed) == "unapproved"
    assert move(changed, STICK) == "ok"


def test_what_decides_no_addressing_is_free() -> None:
    assert move(ONE.identity(rotation=90)) == "ok"


def test_the_first_identity_needs_an_approval() -> None:
    assert move(ONE.identity(), held=None) == "unapproved"
    assert move(ONE.identity(), TOUCH, held=None) == "ok"
    assert move(ONE.identity(), THERE, held=None) == "approval_foreign"


def test_a_board_is_given_by_one_place_and_taken_by_the_other() -> None:
    assert move(MOVED, TOUCH) == "approval_foreign"
    assert move(MOVED, THERE) == "approval_foreign"
    assert move(MOVED, TOUCH, THERE) == "ok"


def test_a_place_that_no_officer_is_named_for_need_not_give() -> None:
    assert move(MOVED, THERE, officers=some_officers(THERE.officer("u-other"))) == "ok"


def test_an_approved_place_with_another_position_is_not_the_approved_one() -> None:
    made, payload = identity_of(ONE.identity(tags=["evac"]), TOUCH)
    lied = Identity.from_payload({**payload, "lat": 10.0}, made.digest)
    with pytest.raises(TrustError):
        check_identity_approvals(lied, {**payload, "lat": 10.0}, BOTH, HELD, NOON)


def test_officers_are_of_their_own_targets_only() -> None:
    """One commune's approved alert that names a board elsewhere stays dark there."""
    elsewhere = an_alert(targets=Targets(boards=("b1",))).to_dict()
    signed = approved(elsewhere, THERE.approve(elsewhere))
    assert alert_outcome(signed, BOTH) == "approval_foreign"
