"""Boards over the API: state, what is on, schedule, commands; only one's own."""

import io
from typing import Any

import pytest
from PIL import Image

from server.services.presence import BoardStatus
from tests.server.api.conftest import Api
from tests.server.builders import FixedClock

TECHNICIAN = ("technician", "20857")


@pytest.fixture
def board(api: Api) -> str:
    return api.a_board(name="Bảng nhà văn hóa")


def show(api: Api, board: str) -> dict[str, Any]:
    return dict(api.call("GET", f"/boards/{board}", *TECHNICIAN).get_json())


def publish(api: Api, title: str) -> str:
    notice = api.a_notice(title=title)
    path = f"/notices/{notice['id']}"
    api.call("POST", f"{path}/submit", "author", "20857")
    body = {"revision": notice["revision"], "digest": notice["digest"]}
    assert api.call("POST", f"{path}/approve", "approver", "20857", json=body).status_code == 200
    return str(notice["id"])


def test_state_follows_contact_and_faults(api: Api, board: str, clock: FixedClock) -> None:
    assert show(api, board)["state"] == "new"
    presence = api.resources.presence
    presence.saw(board, clock.now())
    online = show(api, board)
    assert (online["state"], online["last_contact_at"]) == ("online", "2026-11-24T02:00:00Z")
    clock.advance(61)
    assert show(api, board)["state"] == "offline"


def test_what_is_on_now_is_the_approved_notice(api: Api, board: str) -> None:
    assert show(api, board)["on_now"]["zones"]["main"] is None
    notice = publish(api, "Lịch tiêm chủng")
    on_now = show(api, board)["on_now"]
    assert on_now["zones"]["main"]["notice"] == notice
    path = f"/boards/{board}/schedule?at=2026-11-25T02:00:00Z"
    schedule = api.call("GET", path, *TECHNICIAN).get_json()
    assert schedule["zones"]["main"]["title"] == "Lịch tiêm chủng"
    assert schedule["at"] == "2026-11-25T02:00:00Z"


def test_boards_are_listed_by_name_within_ones_units(api: Api, board: str) -> None:
    other = api.a_board("20860", "Bảng chợ")
    every = api.call("GET", "/boards").get_json()["items"]
    assert [one["id"] for one in every] == [other, board]
    mine = api.call("GET", "/boards", *TECHNICIAN).get_json()["items"]
    assert [one["id"] for one in mine] == [board]
    assert api.call("GET", "/boards?state=offline").get_json()["items"] == []
    below = api.call("GET", "/boards?unit=KV-522&limit=1").get_json()
    rest = api.call("GET", f"/boards?unit=KV-522&limit=1&cursor={below['next']}").get_json()
    assert [below["items"][0]["id"], rest["items"][0]["id"]] == [other, board]
    assert rest["next"] is None


def test_another_units_board_is_not_there(api: Api, board: str) -> None:
    for path in ("", "/schedule"):
        answer = api.call("GET", f"/boards/{board}{path}", "technician", "20860")
        assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")


def test_the_preview_is_a_png_of_the_boards_shape(api: Api, board: str) -> None:
    publish(api, "Lịch tiêm chủng")
    for query in ("", "?at=2026-11-25T02:00:00Z"):
        answer = api.call("GET", f"/boards/{board}/preview{query}", *TECHNICIAN)
        assert (answer.status_code, answer.content_type) == (200, "image/png")
        with Image.open(io.BytesIO(answer.data)) as picture:
            assert picture.size == (1280, 720)


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "now", "%00"])
def test_an_instant_nobody_can_mean_is_refused(api: Api, board: str, at: str) -> None:
    for path in ("schedule", "preview"):
        answer = api.call("GET", f"/boards/{board}/{path}?at={at}", *TECHNICIAN)
        assert (answer.status_code, answer.get_json()["field"]) == (422, "at")
    for edge in ("1900-01-01T00:00:00Z", "2199-12-31T23:59:59Z"):
        path = f"/boards/{board}/schedule?at={edge}"
        assert api.call("GET", path, *TECHNICIAN).status_code == 200


def test_faults_are_told_while_the_board_is_heard(api: Api, board: str, clock: FixedClock) -> None:
    said = BoardStatus(faults=("clock_untrusted",), temperature_c=61.5)
    api.resources.presence.saw(board, clock.now(), said)
    faulty = show(api, board)
    assert (faulty["state"], faulty["faults"]) == ("faulty", ["clock_untrusted"])
    assert faulty["temperature_c"] == 61.5
    clock.advance(61)
    assert show(api, board)["faults"] == []


def test_a_technician_sends_commands(api: Api, board: str) -> None:
    path = f"/boards/{board}/commands"
    sent = api.call("POST", path, *TECHNICIAN, json={"name": "identify"})
    assert (sent.status_code, sent.get_json()["name"]) == (202, "identify")
    off = {"name": "power", "on": False}
    assert api.call("POST", path, *TECHNICIAN, json=off).status_code == 202
    late = off | {"until": "2100-01-01T00:00:00Z"}
    refused = api.call("POST", path, *TECHNICIAN, json=late)
    assert (refused.status_code, refused.get_json()["field"]) == (422, "until")
    unknown = api.call("POST", path, *TECHNICIAN, json={"name": "explode"})
    assert (unknown.status_code, unknown.get_json()["field"]) == (422, "name")
    assert api.call("POST", path, "author", "20857", json={"name": "reload"}).status_code == 403
