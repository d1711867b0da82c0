"""Heads and identities, and the reading of payload fields under them."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import payload_fields
from content.errors import TrustError
from content.head import Head, Mark, accept
from content.identity import Identity
from content.trust import first_root, parse_json, verify
from tests.vectors.statements import BOARD, NOON, Authority, an_alert

ONE = Authority()
ROOT = first_root(ONE.root())
ENVELOPE = ONE.head(
    ONE.identity(), at=NOON, manifest="a" * 64, alerts=[ONE.alert(an_alert())], slate="Tạm dừng"
)
PAYLOAD = verify(ENVELOPE, ROOT, "state")
IDENTITY = parse_json(ONE.identity().payload)
assert isinstance(IDENTITY, dict)


def a_head(sequence: int, name: str = "a") -> Head:
    head = Head.from_payload(PAYLOAD, name * 64)
    return dataclasses.replace(head, sequence=sequence)


def test_a_head_is_read_as_it_was_written() -> None:
    head = Head.from_payload(PAYLOAD, ENVELOPE.digest)
    assert head.to_payload() == ENVELOPE.payload
    assert head.listed("flood") == head.alerts[0] and head.listed("x") is None


@given(st.lists(st.integers(0, 50), max_size=30))
def test_the_mark_never_falls_whatever_comes(sequences: list[int]) -> None:
    mark: Mark | None = None
    for sequence in sequences:
        before = mark
        try:
            mark = accept(mark, a_head(sequence), ROOT, BOARD)
        except TrustError as error:
            assert error.code == "rolled_back"
            assert before is not None and sequence < before.sequence
        assert before is None or (mark and mark.sequence >= before.sequence)


def test_the_same_sequence_with_other_content_is_a_replay() -> None:
    mark = accept(None, a_head(5), ROOT, BOARD)
    assert accept(mark, a_head(5), ROOT, BOARD) is mark
    with pytest.raises(TrustError) as caught:
        accept(mark, a_head(5, "b"), ROOT, BOARD)
    assert caught.value.code == "replayed"


def test_a_mark_survives_the_disk() -> None:
    mark = Mark(1, 2, "a" * 64)
    assert Mark.from_dict(mark.to_dict()) == mark


@pytest.mark.parametrize("name", sorted(PAYLOAD.keys() - {"kind", "audit_head"}))
@pytest.mark.parametrize("value", [5.5, True, ["x"], {"a": 1}, "", "x\n", -1, 2**53])
def test_a_head_with_a_wrong_field_is_refused(name: str, value: object) -> None:
    with pytest.raises(TrustError) as caught:
        Head.from_payload({**PAYLOAD, name: value}, "a" * 64)
    assert caught.value.code == "malformed"


def test_a_board_without_anything_to_play_has_no_manifest() -> None:
    assert Head.from_payload({**PAYLOAD, "manifest": None}, "a" * 64).manifest is None


def test_an_identity_is_read() -> None:
    identity = Identity.from_payload(IDENTITY, "a" * 64)
    assert identity.addressee.path[-1] == identity.addressee.unit
    assert identity.header["title"] == "Xã Ba Tơ"
    identity.check_board(BOARD)
    with pytest.raises(TrustError):
        identity.check_board("b2")


def test_an_identity_without_a_position_has_none() -> None:
    identity = Identity.from_payload({**IDENTITY, "lat": None}, "a" * 64)
    assert identity.addressee.lat is identity.addressee.lon is None


@pytest.mark.parametrize(
    "change",
    [
        {"path": []}, {"path": ["x"]}, {"path": [1]}, {"unit": ""}, {"lat": 95.0}, {"lat": "x"},
        {"groups": "x"}, {"tags": [None]}, {"profile": None}, {"header": []}, {"issued_at": "x"},
        {"public_key": 5}, {"approvals": None}, {"board": None},
    ],
)  # fmt: skip
def test_an_identity_with_a_wrong_field_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(TrustError):
        Identity.from_payload({**IDENTITY, **change}, "a" * 64)


def test_fields_are_read_or_refused() -> None:
    assert payload_fields.read_names({"x": ["a"]}, "x") == ("a",)
    with pytest.raises(TrustError):
        payload_fields.read_text({"x": "long"}, "x", longest=3)


def test_a_head_may_name_officers_who_count_no_more() -> None:
    head = Head.from_payload({**PAYLOAD, "revoked_officers": ["b" * 64]}, "a" * 64)
    assert head.revoked_officers == ("b" * 64,)
    assert b"revoked_officers" in head.to_payload()
    assert "revoked_officers" not in PAYLOAD


@pytest.mark.parametrize("value", [None, "b" * 64, ["b"], [1], {}])
def test_a_list_of_revoked_officers_that_cannot_be_read_is_refused(value: object) -> None:
    with pytest.raises(TrustError) as caught:
        Head.from_payload({**PAYLOAD, "revoked_officers": value}, "a" * 64)
    assert caught.value.code == "malformed"
