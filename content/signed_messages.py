"""The plain texts that are signed or hashed outside envelopes: tokens, receipts, approvals."""

import hashlib
from collections.abc import Mapping, Sequence

from content.canonical import jcs
from content.envelope import malformed

_NOT_APPROVED = ("sequence", "issued_at", "approvals")


def check_number(board_key_id: str, root_digest: str) -> str:
    """Give the twelve digits that a person compares on both screens, in groups of four."""
    hashed = hashlib.sha256(_lines("bangtin-check-1", board_key_id, root_digest)).digest()
    digits = f"{int.from_bytes(hashed[:8], 'big') % 10**12:012}"
    return f"{digits[:4]} {digits[4:8]} {digits[8:]}"


def token_message(board: str, nonce: str) -> bytes:
    """Give what a board signs to get an access token."""
    return _lines("bangtin-token-1", board, nonce)


def receipt_message(
    board: str,
    log: str,
    seq: int,
    alert: str,
    revision: int,
    state: str,
    at: str,
    clock_trusted: bool,
) -> bytes:
    """Give what a board signs for a receipt; `at` as it stands in the receipt."""
    trusted = "true" if clock_trusted else "false"
    return _lines(
        "bangtin-receipt-1", board, log, str(seq), alert, str(revision), state, at, trusted
    )


def play_message(record: Mapping[str, object]) -> bytes:
    """Give what a board signs for a play record, its fields in the agreed order."""
    names = ("log", "seq", "manifest", "item", "revision", "from", "to", "seconds", "count")
    return _lines("bangtin-play-1", *(str(record[name]) for name in names))


def approval_challenge(payload: Mapping[str, object]) -> bytes:
    """Give what an officer's key approves: 32 bytes over all but sequence and times of issue.

    Source: RFC 8785 for the form of the payload.
    """
    kept = {name: value for name, value in payload.items() if name not in _NOT_APPROVED}
    return hashlib.sha256(jcs(kept)).digest()


def batch_challenge(hashes: Sequence[str]) -> bytes:
    """Give what one touch approves of several payloads: their hashes in hex, in order."""
    return hashlib.sha256(_lines("bangtin-batch-1", *hashes)).digest()


def _lines(*fields: str) -> bytes:
    """Join by line feeds; a field that holds one could pass for two. Raises: TrustError."""
    if any("\n" in field for field in fields):
        raise malformed("field")
    return "\n".join(fields).encode()
