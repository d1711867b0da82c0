from dataclasses import replace
from datetime import UTC, datetime

import pytest

from content.errors import TrustError
from content.root import ROLES, root_payload
from content.root_request import RootRequest, spoken_digits
from content.trust import Ed25519Signer, digest, sign

EXPIRES = datetime(2031, 11, 24, tzinfo=UTC)
OLD, NEW, OTHER, STRANGER = (Ed25519Signer.from_private_bytes(bytes([n]) * 32) for n in range(1, 5))


def payload(version: int, holders: tuple[Ed25519Signer, ...], threshold: int = 1) -> bytes:
    online = {role: ([OLD.public], 1) for role in ROLES}
    root = ([signer.public for signer in holders], threshold)
    return root_payload(version=version, epoch=1, expires=EXPIRES, roles={**online, "root": root})


def a_request(threshold: int = 2, version: int = 2) -> RootRequest:
    held = sign("root", payload(1, (OLD,)), OLD)
    return RootRequest(held, payload(version, (NEW, OTHER), threshold), {NEW.key_id: "Lan"})


def test_the_chain_takes_it_once_old_and_new_keys_have_signed() -> None:
    request = a_request()
    for signer in (OLD, NEW):
        request = request.signed_by(signer)
        assert not request.standing().is_complete
        with pytest.raises(TrustError):
            request.complete()
    request = request.signed_by(OTHER)
    assert request.standing().is_complete
    assert request.complete().version == 2


def test_a_file_holds_all_of_it() -> None:
    request = a_request().signed_by(OLD)
    assert RootRequest.from_bytes(request.to_bytes()) == request


def test_digits_stay_while_signatures_gather_and_change_with_all_else() -> None:
    request = a_request()
    assert request.signed_by(OLD).digits == request.digits
    assert a_request(threshold=1).digits != request.digits
    assert replace(request, labels={NEW.key_id: "Sơn"}).digits != request.digits
    assert len(request.digits.replace(" ", "")) == 24


def test_leading_zeros_are_spoken_too() -> None:
    assert spoken_digits("0" * 63 + "7") == "0000 0000 0000 0000 0000 0007"


def test_who_is_no_holder_does_not_sign() -> None:
    with pytest.raises(TrustError) as refused:
        a_request().signed_by(STRANGER)
    assert refused.value.code == "unknown_key"


def test_nobody_signs_twice() -> None:
    with pytest.raises(TrustError) as refused:
        a_request().signed_by(OLD).signed_by(OLD)
    assert refused.value.code == "already_signed"


def test_a_signature_over_something_else_counts_for_nothing_and_may_be_made_anew() -> None:
    signed = a_request().signed_by(OLD)
    altered = replace(signed, payload=payload(2, (NEW,)))
    assert altered.standing().of_held == 0
    assert altered.signed_by(OLD).standing().of_held == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"[]", b"{}", b"\xff", b'{"kind":"root-request","spec":2}',
        a_request(version=3).to_bytes(),
        a_request().to_bytes().replace(b'"Lan"', b"7"),
        a_request().to_bytes().replace(b'"signatures":[]', b'"signatures":[{}]'),
        a_request().to_bytes().replace(b'"signatures":[]', b'"signatures":{}'),
        b" " * 600_000,
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused(raw: bytes) -> None:
    with pytest.raises(TrustError):
        RootRequest.from_bytes(raw)


def test_a_root_that_does_not_sign_itself_is_followed_by_none() -> None:
    request = a_request()
    forged = replace(request, held=sign("root", payload(1, (OLD,)), STRANGER))
    with pytest.raises(TrustError):
        RootRequest.from_bytes(forged.to_bytes())
    assert digest(request.payload) == request.envelope.digest
