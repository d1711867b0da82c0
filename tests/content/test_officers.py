"""The officers that a root names: content.officers, and the root's field for them."""

from datetime import timedelta
from typing import Any

import pytest

from content.errors import TrustError
from content.officers import Officers
from content.root import first_root, root_payload
from content.trust import ROLES, encode_base64, sign
from tests.vectors.passkeys import Passkey, some_officers
from tests.vectors.statements import NOON, PATH, Authority

ONE = Authority()
TOUCH, STICK = Passkey("touch"), Passkey("stick", "ed25519")
NAMED = some_officers(
    TOUCH.officer("u-ba-to"), STICK.officer("u-province", rights=("alert",), until=NOON)
)


def wire() -> dict[str, Any]:
    return NAMED.to_dict()


def test_officers_come_back_from_a_signed_root() -> None:
    roles = {role: ([ONE.keys[role].public], 1) for role in ROLES}
    payload = root_payload(version=1, epoch=1, expires=NOON, roles=roles, officers=NAMED)
    assert first_root(sign("root", payload, ONE.keys["root"])).officers == NAMED


def test_a_root_without_officers_says_nothing_of_them() -> None:
    envelope = ONE.root()
    assert first_root(envelope).officers is None
    assert b"officers" not in envelope.payload


@pytest.mark.parametrize("key", [TOUCH, STICK], ids=["es256", "ed25519"])
def test_an_officer_knows_its_own_signature(key: Passkey) -> None:
    officer = key.officer("u")
    assert officer.is_signed(b"this", key.sign(b"this"))
    assert not officer.is_signed(b"that", key.sign(b"this"))
    assert not officer.is_signed(b"this", b"")
    assert not officer.is_signed(b"this", Passkey("another", key.type).sign(b"this"))


def test_an_officer_speaks_for_its_units_and_all_below() -> None:
    assert TOUCH.officer("u-area").covers(PATH)
    assert TOUCH.officer("u-elsewhere", "u-ba-to").covers(PATH)
    assert not TOUCH.officer("u-elsewhere").covers(PATH)


def test_a_delegation_ends_at_its_instant() -> None:
    officer = TOUCH.officer("u", until=NOON)
    assert officer.is_past(NOON)
    assert not officer.is_past(NOON - timedelta(seconds=1))
    assert not officer.is_past(None)
    assert not TOUCH.officer("u").is_past(NOON)


def test_whether_anybody_is_named_for_a_place_depends_on_the_right() -> None:
    assert NAMED.can_any("identity", PATH)
    assert NAMED.can_any("alert", PATH[:1])
    assert not NAMED.can_any("identity", PATH[:1])


def broken(**changes: Any) -> dict[str, Any]:
    return {**wire(), **changes}


def broken_key(**changes: Any) -> dict[str, Any]:
    made = wire()
    made["keys"][TOUCH.key_id].update(changes)
    return made


OFF_THE_CURVE = encode_base64(b"\x04" + b"\x01" * 64)


@pytest.mark.parametrize(
    "value",
    [
        broken(rp_id=""),
        broken(rp_id=None),
        broken(origins=[]),
        broken(origins="https://bangtin.example"),
        broken(threshold=0),
        broken(threshold=3),
        broken(threshold=True),
        broken(keys={}),
        broken(keys=[]),
        broken(keys={"0" * 64: wire()["keys"][TOUCH.key_id]}),
        broken(keys={TOUCH.key_id: None}),
        broken_key(type="rs256"),
        broken_key(type=None),
        broken_key(type="ed25519"),
        broken_key(public="!"),
        broken_key(public=OFF_THE_CURVE),
        broken_key(name=""),
        broken_key(units=[]),
        broken_key(units=[""]),
        broken_key(units=["u", "u"]),
        broken_key(rights=[]),
        broken_key(rights=[1]),
        broken_key(until="soon"),
    ],
    ids=str,
)
def test_officers_without_the_agreed_form_are_refused(value: dict[str, Any]) -> None:
    with pytest.raises(TrustError) as caught:
        Officers.from_payload(value)
    assert caught.value.code == "malformed"


@pytest.mark.parametrize("value", [None, [], "all", {}])
def test_a_root_with_broken_officers_is_no_root(value: object) -> None:
    from content.trust import canonical, parse_json

    payload = parse_json(ONE.root().payload)
    assert isinstance(payload, dict)
    envelope = sign("root", canonical({**payload, "officers": value}), ONE.keys["root"])
    with pytest.raises(TrustError) as caught:
        first_root(envelope)
    assert caught.value.code == "malformed"
