from pathlib import Path

import pytest

from content.trust import decode_base64, is_signed, receipt_message
from content.trusted_time import Moment
from player.cache import Folder
from player.proof_log import BATCH, RECORD, ProofLog
from tests.vectors.statements import BOARD, NOON

MOMENT = Moment(NOON, True)


def a_log(path: Path, board: str = BOARD) -> ProofLog:
    folder = Folder(path)
    return ProofLog(folder, folder.key(), board)


def test_each_state_is_told_once_even_after_a_restart(tmp_path: Path) -> None:
    assert a_log(tmp_path).note(("flood", 1), "received", MOMENT)
    again = a_log(tmp_path)
    assert not again.note(("flood", 1), "received", MOMENT)
    assert again.note(("flood", 1), "painted", MOMENT)
    assert [entry["seq"] for entry in again.batch()] == [1, 2]
    assert len({entry["log"] for entry in again.batch()}) == 1


def test_a_receipt_is_signed_as_it_is_sent(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.note(("flood", 2), "failed", Moment(NOON, False), "no font")
    entry = log.batch()[0]
    message = receipt_message(
        BOARD, str(entry["log"]), 1, "flood", 2, "failed", "2026-11-25T05:00:00Z", False
    )
    public = Folder(tmp_path).key().signer.public
    assert is_signed(public, message, decode_base64(entry["sig"]))
    assert entry["reason"] == "no font"


def test_what_is_acknowledged_or_refused_is_not_sent_again(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    for number in range(1, 4):
        log.note(("flood", number), "received", MOMENT)
    name = log.batch()[0]["log"]
    log.settle({"acknowledged": [[name, 1], ["other", 2]],
                "rejected": [{"log": name, "seq": 3, "code": "unknown_alert"}]})  # fmt: skip
    assert [entry["seq"] for entry in log.batch()] == [2]
    assert [entry["seq"] for entry in a_log(tmp_path).batch()] == [2]


def test_a_strange_answer_settles_nothing(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.note(("flood", 1), "received", MOMENT)
    for answer in ({}, {"acknowledged": None}, {"acknowledged": [1, [2]], "rejected": "x"}):
        log.settle(answer)
    assert len(log.batch()) == 1


def test_a_damaged_log_begins_anew_under_another_name(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.note(("flood", 1), "received", MOMENT)
    name = log.batch()[0]["log"]
    (tmp_path / f"{RECORD}.json").write_bytes(b"rotten")
    again = a_log(tmp_path)
    again.note(("flood", 1), "received", MOMENT)
    assert again.batch()[0]["log"] != name


def test_another_boards_log_is_not_gone_on_with(tmp_path: Path) -> None:
    a_log(tmp_path).note(("flood", 1), "received", MOMENT)
    assert a_log(tmp_path, "b2").batch() == []


def test_receipts_go_out_in_batches(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    for number in range(1, BATCH + 5):
        log.note(("flood", number), "received", MOMENT)
    assert len(log.batch()) == BATCH


def test_what_was_painted_and_has_not_ended_is_on_the_glass(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    log.note(("flood", 1), "painted", MOMENT)
    assert a_log(tmp_path).on_glass() == {("flood", 1)}
    log.note(("flood", 1), "ended", MOMENT)
    assert log.on_glass() == frozenset()


def test_what_the_disk_does_not_take_is_not_sent_and_told_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = a_log(tmp_path)
    log.note(("flood", 1), "received", MOMENT)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("player.records.write_file", full)
        log.note_if_kept(("flood", 1), "painted", MOMENT)
        with pytest.raises(OSError):
            log.note(("flood", 1), "painted", MOMENT)
    assert [entry["state"] for entry in log.batch()] == ["received"]
    assert not log.has(("flood", 1), "painted")
    log.note_if_kept(("flood", 1), "painted", MOMENT)
    assert [(entry["seq"], entry["state"]) for entry in a_log(tmp_path).batch()] == [
        (1, "received"),
        (2, "painted"),
    ]
