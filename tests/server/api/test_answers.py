"""What the views answer and what the document says of it are the same fields."""

from pydantic import BaseModel

from server.api import alert_outputs, answers, board_outputs, notice_outputs
from tests.server.api.conftest import Api
from tests.server.api.test_alerts import by_template

OFFICER = ("duty_officer", "20857")


def keys(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def test_answers_hold_exactly_the_fields_of_their_model(api: Api) -> None:
    board = api.a_board()
    notice = api.a_notice(dayparts=[{"from": "06:00", "to": "24:00"}])
    alert = api.call("POST", "/alerts", *OFFICER, json=by_template()).get_json()
    ledger = api.call("GET", f"/alerts/{alert['id']}/deliveries", *OFFICER).get_json()
    shown = api.call("GET", f"/boards/{board}").get_json()
    found: list[tuple[dict[str, object], type[BaseModel]]] = [
        (notice, notice_outputs.NoticeAnswer),
        (notice["targets"], answers.TargetsAnswer),
        (notice["dayparts"][0], notice_outputs.DaypartAnswer),
        (alert, alert_outputs.AlertAnswer),
        (ledger, alert_outputs.DeliveriesAnswer),
        (ledger["boards"][0], alert_outputs.DeliveryAnswer),
        (shown, board_outputs.BoardAnswer),
        (shown["on_now"], board_outputs.OnNowAnswer),
        (api.call("GET", "/units/20857").get_json(), answers.UnitAnswer),
        (api.call("GET", "/categories").get_json()["items"][0], answers.CategoryAnswer),
    ]
    for answer, model in found:
        assert set(answer) == keys(model), model
        model.model_validate(answer)


def test_the_ledger_of_a_fresh_alert_waits_for_its_boards(api: Api) -> None:
    board = api.a_board()
    alert = api.call("POST", "/alerts", *OFFICER, json=by_template()).get_json()
    ledger = api.call("GET", f"/alerts/{alert['id']}/deliveries", *OFFICER).get_json()
    assert (ledger["targeted"], ledger["counts"]) == (1, {"accepted": 1})
    assert (ledger["boards"][0]["board"], ledger["boards"][0]["unit"]) == (board, "20857")
