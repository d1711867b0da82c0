from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from content.errors import InvalidInputError
from content.instant import format_instant
from server.services import board_changes, ledger
from server.services.alerting import AlertView
from server.services.resources import Resources
from server.services.tokens import TokenError
from server.storage.database import DatabaseUnavailableError
from server.storage.tables import DeliveryRow, ReceiptRow
from tests.server.board_builders import ABoard, a_board, fire, technician
from tests.server.builders import START
from tests.server.staff_builders import add_units
from tests.server.statements import statements


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


@pytest.fixture
def alert(resources: Resources, board: ABoard) -> AlertView:
    return fire(resources)


def stored(resources: Resources, kind: Any) -> list[Any]:
    return resources.database.read(lambda session: list(session.scalars(select(kind))))


def store(resources: Resources, board: ABoard, *records: Any) -> dict[str, Any]:
    return ledger.store_receipts(resources, board.id, list(records))


def test_signed_receipts_are_stored_and_acknowledged(
    resources: Resources, board: ABoard, alert: AlertView
) -> None:
    records = [board.receipt(alert, state) for state in ("received", "painted", "ended")]
    assert store(resources, board, *records) == {
        "acknowledged": [["log-1", 1], ["log-1", 2], ["log-1", 3]],
        "rejected": [],
    }
    assert [row.state for row in stored(resources, ReceiptRow)] == ["received", "painted", "ended"]
    (delivery,) = stored(resources, DeliveryRow)
    assert delivery.received_at == delivery.painted_at == delivery.ended_at == START


def test_repeated_receipt_is_acknowledged_again_and_stored_once(
    resources: Resources, board: ABoard, alert: AlertView
) -> None:
    record = board.receipt(alert)
    first, second = store(resources, board, record), store(resources, board, record, record)
    assert first["acknowledged"] == [["log-1", 1]]
    assert ["log-1", 1] in second["acknowledged"]
    assert len(stored(resources, ReceiptRow)) == 1


def test_same_number_with_another_word_changes_nothing(
    resources: Resources, board: ABoard, alert: AlertView
) -> None:
    store(resources, board, board.receipt(alert, "received", seq=9))
    store(resources, board, board.receipt(alert, "painted", seq=9))
    assert [row.state for row in stored(resources, ReceiptRow)] == ["received"]
    assert stored(resources, DeliveryRow)[0].painted_at is None


def test_one_bad_record_never_refuses_the_others(
    resources: Resources, board: ABoard, alert: AlertView
) -> None:
    good, forged = board.receipt(alert), board.receipt(alert, revision=1, sig="AAAA")
    answer = store(resources, board, "junk", forged, good, {"log": "log-1", "seq": 77})
    assert answer["acknowledged"] == [["log-1", good["seq"]]]
    assert [(one["seq"], one["code"]) for one in answer["rejected"]] == [
        (None, "malformed"),
        (forged["seq"], "bad_signature"),
        (77, "malformed"),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "painted"},
        {"at": "2026-11-24T02:00:01Z"},
        {"clock_trusted": False},
        {"log": "another"},
    ],
)
def test_receipt_changed_after_signing_is_forged(
    resources: Resources, board: ABoard, alert: AlertView, changed: dict[str, Any]
) -> None:
    record = board.receipt(alert) | changed
    assert store(resources, board, record)["rejected"][0]["code"] == "bad_signature"
    assert stored(resources, ReceiptRow) == []


def test_another_boards_receipt_is_refused(
    resources: Resources, board: ABoard, alert: AlertView
) -> None:
    other = a_board(resources, name="Chợ")
    answer = store(resources, other, board.receipt(alert))
    assert answer["rejected"][0]["code"] == "bad_signature"
    assert stored(resources, DeliveryRow) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "seen"},
        {"state": None},
        {"seq": -1},
        {"seq": "1"},
        {"seq": 2**60},
        {"revision": 0},
        {"revision": True},
        {"at": "yesterday"},
        {"at": 7},
        {"clock_trusted": "true"},
        {"log": ""},
        {"log": "x" * 65},
        {"log": "a\nb"},
        {"alert": None},
        {"reason": 7},
        {"reason": "x" * 201},
        {"reason": "\u202e"},
        {"sig": None},
    ],
)
def test_malformed_receipt_is_refused_with_a_code(
    resources: Resources, board: ABoard, alert: AlertView, changed: dict[str, Any]
) -> None:
    record = board.receipt(alert) | changed
    (refused,) = store(resources, board, record)["rejected"]
    assert refused["code"] in ("malformed", "bad_signature")
    assert stored(resources, ReceiptRow) == []


def test_receipt_for_an_alert_that_never_was_is_not_sent_again(
    resources: Resources, board: ABoard, alert: AlertView
) -> None:
    unknown = board.receipt(alert, revision=7)
    good = board.receipt(alert)
    answer = store(resources, board, unknown, good)
    assert answer["rejected"] == [{"log": "log-1", "seq": 1, "code": "unknown_alert"}]
    assert answer["acknowledged"] == [["log-1", 2]]


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z"])
def test_clock_that_is_not_trusted_is_not_believed(
    resources: Resources, board: ABoard, alert: AlertView, at: str
) -> None:
    record = board.receipt(alert, at=at)
    record["clock_trusted"] = False
    from content import trust

    values = {name: record[name] for name in record if name != "sig"}
    record["sig"] = board.sign(trust.receipt_message(board=board.id, **values))
    assert store(resources, board, record)["rejected"] == []
    assert stored(resources, ReceiptRow)[0].at != START
    assert stored(resources, DeliveryRow)[0].received_at == START


def test_time_beyond_now_counts_as_now(
    resources: Resources, board: ABoard, alert: AlertView
) -> None:
    ahead = format_instant(START + timedelta(minutes=2))
    store(resources, board, board.receipt(alert, at=ahead))
    assert stored(resources, DeliveryRow)[0].received_at == START


def test_failed_may_be_followed_by_painted(
    resources: Resources, board: ABoard, alert: AlertView
) -> None:
    store(resources, board, board.receipt(alert, "failed", reason="media"))
    store(resources, board, board.receipt(alert, "painted"))
    (delivery,) = stored(resources, DeliveryRow)
    assert delivery.failed_at and delivery.painted_at and delivery.reason == "media"


def test_receipts_of_many_boards_share_one_commit(
    resources: Resources, board: ABoard, alert: AlertView, monkeypatch: pytest.MonkeyPatch
) -> None:
    boards = [board, *(a_board(resources, name=f"Bảng {number}") for number in range(20))]
    writes = []
    write = resources.database.write
    monkeypatch.setattr(
        resources.database, "write", lambda work: (writes.append(work), write(work))[1]
    )
    batch = [(one.id, [one.receipt(alert)]) for one in boards]
    batch.insert(3, (board.id, ["junk"]))
    batch.insert(5, (board.id, "no list"))  # type: ignore[arg-type]
    answers = ledger.store_batches(resources, batch)
    assert len(writes) == 1
    assert len(answers) == 23
    assert sum(len(answer["acknowledged"]) for answer in answers) == 21
    assert len(stored(resources, DeliveryRow)) == 21


def test_nothing_is_acknowledged_that_is_not_stored(
    resources: Resources, board: ABoard, alert: AlertView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(work: object) -> None:
        raise DatabaseUnavailableError

    monkeypatch.setattr(resources.database, "write", away)
    with pytest.raises(DatabaseUnavailableError):
        store(resources, board, board.receipt(alert))


def test_what_is_no_list_or_too_long_is_refused_whole(resources: Resources, board: ABoard) -> None:
    for junk in ({}, "receipts", None, [{}] * 501):
        with pytest.raises(InvalidInputError):
            ledger.store_receipts(resources, board.id, junk)


def test_revoked_board_stores_nothing(
    resources: Resources, board: ABoard, alert: AlertView
) -> None:
    record = board.receipt(alert)
    board_changes.revoke_board(resources, technician(), board.id)
    with pytest.raises(TokenError):
        store(resources, board, record)


def test_of_two_faults_told_at_once_the_first_stands(
    resources: Resources, board: ABoard, alert: AlertView
) -> None:
    faults = [board.receipt(alert, "failed") | {"reason": why} for why in ("Mất hình", "Mất điện")]
    store(resources, board, *faults, board.receipt(alert, "painted"))
    (delivery,) = stored(resources, DeliveryRow)
    assert delivery.reason == "Mất hình" and delivery.painted_at == START
    assert [row.reason for row in stored(resources, ReceiptRow)] == ["Mất hình", "Mất điện", None]


def test_many_boards_are_stored_with_as_few_statements_as_one(
    resources: Resources, alert: AlertView
) -> None:
    boards = [a_board(resources, name=f"Bảng {number}") for number in range(12)]

    def asked(some: list[ABoard]) -> int:
        sent = [(one.id, [one.receipt(alert), one.receipt(alert, "painted")]) for one in some]
        with statements(resources) as heard:
            ledger.store_batches(resources, sent)
        return len(heard)

    assert asked(boards[:2]) == asked(boards[2:])
    assert len(stored(resources, ReceiptRow)) == 24
