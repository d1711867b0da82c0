import csv
import io

from content.receipt_file import check_file
from server.services.ledger import store_receipts
from tests.server.api.conftest import Api
from tests.server.board_builders import a_board, fire


def test_the_ledger_as_csv_speaks_as_the_deliveries_do(api: Api) -> None:
    board = a_board(api.resources, name="=1+1")
    alert = fire(api.resources)
    store_receipts(api.resources, board.id, [board.receipt(alert)])
    answer = api.call("GET", f"/alerts/{alert.id}/ledger.csv", "viewer", "51")
    assert answer.mimetype == "text/csv"
    text = answer.get_data().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["name"] == "'=1+1" and row["state"] == "received" and row["unit_code"] == "20857"
    assert row["received_at"] == "2026-11-24T02:00:00Z" and row["painted_at"] == ""


def test_receipts_come_with_the_keys_that_prove_them(api: Api) -> None:
    board = a_board(api.resources)
    alert = fire(api.resources)
    store_receipts(api.resources, board.id, [board.receipt(alert), board.receipt(alert, "painted")])
    answer = api.call("GET", f"/alerts/{alert.id}/receipts.jsonl", "viewer", "51")
    checked = check_file(answer.get_data().splitlines())
    assert checked.is_good and checked.receipts == 2 and checked.boards == 1


def test_who_may_not_read_the_alert_gets_no_file(api: Api) -> None:
    a_board(api.resources)
    alert = fire(api.resources)
    for name in ("ledger.csv", "receipts.jsonl"):
        answer = api.call("GET", f"/alerts/{alert.id}/{name}", "viewer", "20860")
        assert answer.status_code == 404, name
