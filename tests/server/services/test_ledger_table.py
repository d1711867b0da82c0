from content.instant import format_instant
from server.services import ledger
from server.services.alert_calls import note_call
from server.services.delivery_states import DeliveryState
from server.services.ledger_table import COLUMNS, TableWords, table_of
from server.services.resources import Resources
from tests.server.board_builders import a_board, fire, officer
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units
from tests.server.statements import statements

WORDS = TableWords(
    {state: state.value for state in DeliveryState}, format_instant, lambda call: call.outcome, str
)


def test_each_board_is_a_row_with_times_faults_and_calls(
    resources: Resources, clock: FixedClock
) -> None:
    add_units(resources)
    shows = a_board(resources, "20860", "Chợ", lat=14.7, lon=108.7)
    broken = a_board(resources, name="Trạm", phone="0255 000 154")
    alert = fire(resources, targets={"subtrees": ["KV-522"]})
    ledger.store_receipts(
        resources, shows.id, [shows.receipt(alert), shows.receipt(alert, "painted")]
    )
    failed = broken.receipt(alert, "failed") | {"reason": "Mất màn hình"}
    ledger.store_receipts(resources, broken.id, [failed])
    for outcome in ("no_answer", "mending"):
        note_call(resources, officer(), alert.id, broken.id, outcome)
        clock.advance(1)
    rows = [
        dict(zip(COLUMNS, row, strict=True))
        for row in table_of(resources, officer(), alert.id, WORDS)
    ]
    at = "2026-11-24T02:00:00Z"
    assert [row["name"] for row in rows] == ["Chợ", "Trạm"]  # Ba Tô stands before Ba Tơ
    assert rows[0] == {
        "board": shows.id, "name": "Chợ", "place": "14.70000, 108.70000", "unit_code": "20860",
        "unit": "Xã Ba Tô, Khu vực Ba Tơ", "state": "painted", "revision": "1", "sent_at": "",
        "received_at": at, "painted_at": at, "ended_at": "", "failed_at": "", "fault": "",
        "phone": "", "calls": "",
    }  # fmt: skip
    assert rows[1]["state"] == "failed" and rows[1]["fault"] == "Mất màn hình"
    assert rows[1]["failed_at"] == at and rows[1]["phone"] == "0255 000 154"
    assert rows[1]["calls"] == "no_answer; mending"


def test_more_boards_take_no_more_statements(resources: Resources) -> None:
    add_units(resources)

    def asked(count: int) -> int:
        for number in range(count):
            a_board(resources, name=f"Bảng {number}")
        alert = fire(resources)
        with statements(resources) as sent:
            assert len(table_of(resources, officer(), alert.id, WORDS)) >= count
        return len(sent)

    assert asked(1) == asked(5)
