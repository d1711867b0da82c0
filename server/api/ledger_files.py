"""The ledger of an alert as files: every board as CSV, and the receipts as boards signed them."""

from typing import Any

from flask import Response

from content.instant import format_instant
from server.api.alerts import AlertPath
from server.api.gate import actor, make_blueprint, resources
from server.render.csv_rows import BYTE_ORDER_MARK, csv_row
from server.services.alert_calls import Call
from server.services.delivery_states import DeliveryState
from server.services.ledger_table import COLUMNS, TableWords, table_of
from server.services.receipt_export import MIMETYPE, receipts_file

blueprint = make_blueprint("ledger files", "Who showed an alert, to take away")
_STATES = {state.value: state.value for state in DeliveryState}


def _file(mimetype: str, says: str) -> dict[Any, Any]:
    schema = {"type": "string", "format": "binary"}
    return {"200": {"description": says, "content": {mimetype: {"schema": schema}}}}


@blueprint.get(
    "/alerts/<alert_id>/ledger.csv",
    responses=_file("text/csv", "A row for each board, UTF-8 with a byte order mark"),
)
def download_ledger(path: AlertPath) -> Response:
    """Give the ledger as CSV; instants in UTC, states as in the deliveries"""
    words = TableWords(_STATES, format_instant, _call, str)
    rows = table_of(resources(), actor(), path.alert_id, words)

    def work() -> str:
        return BYTE_ORDER_MARK + "".join(map(csv_row, (COLUMNS, *rows)))

    return Response(resources().offload(work), content_type="text/csv; charset=utf-8")


@blueprint.get(
    "/alerts/<alert_id>/receipts.jsonl",
    responses=_file(MIMETYPE, "A line of JSON each: the file, boards with keys, receipts"),
)
def download_receipts(path: AlertPath) -> Response:
    """Give every receipt as its board signed it, to be checked by `server ledger verify`"""
    return Response(receipts_file(resources(), actor(), path.alert_id), content_type=MIMETYPE)


def _call(call: Call) -> str:
    told = f"{format_instant(call.at)} {call.name}: {call.outcome.value}"
    return f"{told} ({call.said})" if call.said else told
