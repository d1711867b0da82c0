import json
from typing import Any

import pytest

from content import trust
from content.errors import TrustError
from content.receipt_file import check_file
from content.trust import Ed25519Signer

SIGNER = Ed25519Signer.from_private_bytes(b"k" * 32)
BEFORE = Ed25519Signer.from_private_bytes(b"b" * 32)


def a_receipt(seq: int, state: str = "painted", signer: Ed25519Signer = SIGNER) -> dict[str, Any]:
    record: dict[str, Any] = {
        "board": "board-1", "log": "log-1", "seq": seq, "alert": "alert-1", "revision": 1,
        "state": state, "at": "2026-11-24T09:00:00.5+07:00", "clock_trusted": True,
    }  # fmt: skip
    sig = trust.encode_base64(signer.sign(trust.receipt_message(**record)))
    return {"kind": "receipt", **record, "sig": sig}


def a_file(*receipts: dict[str, Any], **changes: Any) -> list[bytes]:
    keys = [
        {"key_id": one.key_id, "public_key": trust.encode_base64(one.public)}
        for one in (BEFORE, SIGNER)
    ]
    head = {
        "kind": "receipts", "spec": 1, "alert": "alert-1", "boards": 1, "receipts": len(receipts),
    }  # fmt: skip
    board = {"kind": "board", "board": "board-1", "keys": keys}
    return [json.dumps(one).encode() + b"\n" for one in (head | changes, board, *receipts)]


def test_receipts_are_checked_with_every_key_that_the_board_has_had() -> None:
    checked = check_file(a_file(a_receipt(1, "received", BEFORE), a_receipt(2)))
    assert checked.is_good and checked.boards == 1 and checked.receipts == 2
    assert checked.good == {"received": 1, "painted": 1}


@pytest.mark.parametrize(
    "changed",
    [{"state": "ended"}, {"at": "2026-11-24T02:00:00.500Z"}, {"revision": 2}, {"seq": 7},
     {"clock_trusted": False}, {"board": "board-2"}, {"sig": "AAAA"}, {"log": "other"}],
)  # fmt: skip
def test_a_receipt_that_was_changed_is_named_by_its_line(changed: dict[str, Any]) -> None:
    checked = check_file(a_file(a_receipt(1), a_receipt(2) | changed, a_receipt(3)))
    assert [bad.number for bad in checked.bad] == [4]
    assert "did not sign" in checked.bad[0].reason
    assert checked.good == {"painted": 2}


def test_a_key_that_is_not_its_fingerprints_opens_nothing() -> None:
    lines = a_file(a_receipt(1))
    lines[1] = lines[1].replace(SIGNER.key_id.encode(), b"0" * 64)
    assert [bad.number for bad in check_file(lines).bad] == [2, 3, 1]


def test_a_receipt_of_another_alert_and_one_that_is_there_twice_do_not_hold() -> None:
    one = a_receipt(1)
    checked = check_file(a_file(one, one, a_receipt(2) | {"alert": "alert-2"}))
    assert [bad.number for bad in checked.bad] == [4, 5]


def test_a_file_that_lacks_lines_says_so() -> None:
    checked = check_file(a_file(a_receipt(1), a_receipt(2))[:-1])
    assert [bad.reason for bad in checked.bad] == ["the first line says 2 receipts, there are 1"]


@pytest.mark.parametrize("first", [b"", b"junk\n", b"[]\n", b'{"kind": "plays", "spec": 1}\n'])
def test_what_is_no_file_of_receipts_is_refused(first: bytes) -> None:
    with pytest.raises(TrustError, match="no file of receipts"):
        check_file([first, *a_file()[1:]])


def test_lines_that_cannot_be_read_do_not_hold() -> None:
    lines = [*a_file(a_receipt(1), a_receipt(2)), b"{", b"[1]\n", b" " * 70_000]
    checked = check_file(lines)
    assert [bad.number for bad in checked.bad] == [5, 6, 7]
