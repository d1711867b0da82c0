"""The ledger of an alert to take away: as CSV, as a spreadsheet, and its signed receipts."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from io import BytesIO

from flask import Response, send_file

from server.locale import N_, gettext, request_language
from server.render.csv_rows import BYTE_ORDER_MARK, csv_row
from server.render.plan_sheet import table_xlsx
from server.services.alert_calls import Call, CallOutcome
from server.services.alerting import get_alert
from server.services.ledger_table import TableWords, table_of
from server.services.receipt_export import MIMETYPE, receipts_file
from server.staff_web import times
from server.staff_web.alert_call_words import OUTCOMES
from server.staff_web.alert_failures import failure_text
from server.staff_web.alerts import title_of
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import LEDGER_STATES, ledger_word

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = (
    N_("Board's id"),
    N_("Board"),
    N_("Latitude and longitude"),
    N_("Unit code"),
    N_("Unit"),
    N_("State"),
    N_("Version"),
    N_("Sent"),
    N_("Received"),
    N_("Shown"),
    N_("Off again"),
    N_("Fault reported"),
    N_("Fault"),
    N_("Caretaker's telephone"),
    N_("Calls made"),
)


@staff.get("/alerts/<alert_id>/ledger.csv")
def ledger_csv(alert_id: str) -> Response:
    """Send a row for each board as CSV."""
    heads, rows = _heads(), _rows(alert_id)

    def work() -> str:
        return BYTE_ORDER_MARK + "".join(map(csv_row, (heads, *rows)))

    answer = Response(resources().offload(work), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="so-phat-{alert_id}.csv"'
    return answer


@staff.get("/alerts/<alert_id>/ledger.xlsx")
def ledger_sheet(alert_id: str) -> Response:
    """Send the same as a spreadsheet."""
    title = title_of(get_alert(resources(), actor(), alert_id))
    heads, rows = _heads(), _rows(alert_id)
    data = resources().offload(lambda: table_xlsx(title, heads, rows))
    name = f"so-phat-{alert_id}.xlsx"
    return send_file(BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


@staff.get("/alerts/<alert_id>/receipts.jsonl")
def ledger_receipts(alert_id: str) -> Response:
    """Send what the boards signed, for whoever wants to check it."""
    answer = Response(receipts_file(resources(), actor(), alert_id), content_type=MIMETYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="bien-nhan-{alert_id}.jsonl"'
    return answer


def full_time(at: datetime) -> str:
    """Return `02:14:07 23/11/2026`: a file is read long after."""
    return times.local(at).strftime("%H:%M:%S %d/%m/%Y")


def _heads() -> list[str]:
    return [gettext(head) for head in HEADS]


def _rows(alert_id: str) -> list[tuple[str, ...]]:
    is_live = get_alert(resources(), actor(), alert_id).state == "in_force"
    states = {state: gettext(ledger_word(state, is_live=is_live).word) for state in LEDGER_STATES}
    outcomes = {outcome: gettext(word) for outcome, word in OUTCOMES.items()}
    failure = partial(failure_text, language=request_language())
    words = TableWords(states, full_time, _call_words(outcomes), failure)
    return table_of(resources(), actor(), alert_id, words)


def _call_words(outcomes: Mapping[CallOutcome, str]) -> Callable[[Call], str]:
    def say(call: Call) -> str:
        told = f"{full_time(call.at)} {call.name}: {outcomes[call.outcome]}"
        return f"{told} ({call.said})" if call.said else told

    return say
