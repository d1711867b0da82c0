"""Envelopes, roots and signed texts: content.envelope, content.root, content.signed_messages."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.envelope import malformed
from content.errors import TrustError
from content.root import Role
from content.signed_messages import check_number
from content.trust import (
    ROLES,
    SIZE_LIMITS,
    Ed25519Signer,
    Envelope,
    check_signature,
    decode_base64,
    first_root,
    play_message,
    receipt_message,
    root_payload,
    sign,
    token_message,
    verify,
    verify_alert,
)
from tests.vectors.statements import NOON, Authority, a_signer, an_alert

ONE = Authority()
ROOT = first_root(ONE.root())


def refusal(check: object, *given_: object) -> str:
    with pytest.raises(TrustError) as caught:
        check(*given_)  # type: ignore[operator]
    return caught.value.code


@given(st.binary(max_size=200), st.sampled_from(sorted(SIZE_LIMITS.keys() - {"item", "media"})))
def test_an_envelope_survives_the_wire(payload: bytes, kind: str) -> None:
    made = sign(kind, payload, a_signer("x"))
    assert Envelope.from_bytes(made.to_bytes(), kind) == made
    assert Envelope.from_dict(made.to_dict(), kind).digest == made.digest


@settings(max_examples=60)
@given(st.data())
def test_any_changed_bit_is_noticed(data: st.DataObject) -> None:
    good = ONE.alert(an_alert())
    payload = bytearray(good.payload)
    place = data.draw(st.integers(0, len(payload) * 8 - 1))
    payload[place // 8] ^= 1 << place % 8
    assert refusal(verify_alert, replace(good, payload=bytes(payload)), ROOT) == "bad_signature"


@given(st.binary(max_size=300))
def test_junk_is_refused_and_never_crashes(raw: bytes) -> None:
    assert refusal(Envelope.from_bytes, raw, "head") in ("malformed", "wrong_kind")


def test_nothing_is_signed_that_no_board_would_take() -> None:
    key = ONE.keys["state"]
    assert refusal(sign, "head", b"x" * SIZE_LIMITS["head"], key) == "too_large"
    largest = sign("head", b"x" * 48_000, key)
    assert len(largest.to_bytes()) <= SIZE_LIMITS["head"]


def test_two_of_three_keys_are_needed_when_the_root_says_so() -> None:
    officers = [a_signer(f"officer {number}") for number in range(3)]
    roles = {role: ([ONE.keys[role].public], 1) for role in ROLES}
    roles["alert"] = ([officer.public for officer in officers], 2)
    payload = root_payload(version=1, epoch=1, expires=NOON + timedelta(days=1), roles=roles)
    root = first_root(sign("root", payload, ONE.keys["root"]))
    words = an_alert().to_payload()
    assert verify_alert(sign("alert", words, *officers[:2]), root)["id"] == "flood"
    one = sign("alert", words, officers[0])
    assert refusal(verify_alert, one, root) == "threshold"
    twice = replace(one, signatures=one.signatures * 2)
    assert refusal(verify_alert, twice, root) == "threshold"


def test_a_role_signs_its_own_kinds_only() -> None:
    head = ONE.head(ONE.identity(), at=NOON)
    assert refusal(verify, head, ROOT, "alert") == "wrong_role"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("spec", 2, "spec"),
        ("version", 0, "malformed"),
        ("version", True, "malformed"),
        ("version", 2**53, "malformed"),
        ("epoch", -1, "malformed"),
        ("expires", "soon", "malformed"),
        ("keys", [], "malformed"),
        ("keys", {"0" * 64: {"type": "ed25519", "public": "AAAA"}}, "malformed"),
        ("roles", {}, "malformed"),
        ("kind", "head", "wrong_kind"),
    ],
)
def test_a_root_that_is_not_in_form_is_refused(name: str, value: object, code: str) -> None:
    from content.trust import canonical, parse_json

    payload = parse_json(ONE.root().payload)
    assert isinstance(payload, dict)
    changed = sign("root", canonical({**payload, name: value}), ONE.keys["root"])
    assert refusal(first_root, changed) == code


@pytest.mark.parametrize(
    "role",
    [
        {"keyids": [], "threshold": 0},
        {"keyids": ["0" * 64], "threshold": 1},
        {"keyids": [ONE.keys["alert"].key_id], "threshold": 2},
        {"keyids": [ONE.keys["alert"].key_id] * 2, "threshold": 2},
        {"keyids": "x", "threshold": 1},
    ],
)
def test_a_role_nobody_can_fill_is_refused(role: object) -> None:
    from content.trust import canonical, parse_json

    payload = parse_json(ONE.root().payload)
    assert isinstance(payload, dict)
    payload["roles"]["alert"] = role
    changed = sign("root", canonical(payload), ONE.keys["root"])
    assert refusal(first_root, changed) == "malformed"


def test_an_expired_root_is_known_to_be_so() -> None:
    assert not ROOT.is_expired(ROOT.expires - timedelta(seconds=1))
    assert ROOT.is_expired(ROOT.expires)
    assert ROOT.roles["state"] == Role((ONE.keys["state"].key_id,), 1)


def test_a_line_feed_in_a_field_cannot_pass_for_two_fields() -> None:
    assert refusal(token_message, "b1\nx", "n") == "malformed"
    assert refusal(receipt_message, "b", "l", 1, "a\nb", 1, "received", "t", True) == "malformed"
    assert play_message(dict.fromkeys(
        ("log", "seq", "manifest", "item", "revision", "from", "to", "seconds", "count"), 1
    )).startswith(b"bangtin-play-1\n1\n")  # fmt: skip


def test_a_check_number_has_twelve_digits_and_depends_on_both() -> None:
    number = check_number("a" * 64, "b" * 64)
    assert [len(group) for group in number.split(" ")] == [4, 4, 4]
    assert number not in (check_number("a" * 64, "c" * 64), check_number("c" * 64, "b" * 64))


def test_a_plain_signature_is_checked() -> None:
    key = a_signer("board")
    check_signature(key.public, b"m", key.sign(b"m"))
    assert refusal(check_signature, key.public, b"n", key.sign(b"m")) == "bad_signature"
    assert refusal(check_signature, b"short", b"m", key.sign(b"m")) == "bad_signature"
    assert refusal(Ed25519Signer.from_private_bytes, b"short") == "malformed"
    assert refusal(decode_base64, "é") == refusal(decode_base64, 5) == "malformed"
    assert malformed("x").code == "malformed"
