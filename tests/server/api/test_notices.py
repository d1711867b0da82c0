"""A notice's way over the API: draft, submit, decide, withdraw; who may, what conflicts."""

import unicodedata
from datetime import timedelta
from typing import Any

import pytest

from content.instant import format_instant
from server.services.plays import store_plays
from tests.server.api.conftest import Api, a_notice_body
from tests.server.board_builders import a_board


@pytest.fixture
def board(api: Api) -> str:
    return api.a_board()


def submitted(api: Api, **fields: Any) -> dict[str, Any]:
    notice = api.a_notice(**fields)
    answer = api.call("POST", f"/notices/{notice['id']}/submit", "author", "20857")
    assert answer.status_code == 200
    return dict(answer.get_json())


def approve(api: Api, notice: dict[str, Any], role: str = "approver", **changes: Any) -> Any:
    body = {"revision": notice["revision"], "digest": notice["digest"], **changes}
    return api.call("POST", f"/notices/{notice['id']}/approve", role, "20857", json=body)


def test_a_notice_goes_live_by_a_second_person(api: Api, board: str) -> None:
    draft = api.a_notice()
    assert (draft["state"], draft["revision"], draft["shown"]) == ("draft", 1, None)
    assert (draft["unit"], draft["targets"]["subtrees"]) == ("20857", ["20857"])
    notice = submitted(api)
    assert notice["state"] == "submitted"
    live = approve(api, notice).get_json()
    assert live["state"] == "live"
    assert live["shown"]["digest"] == notice["digest"]
    read = api.call("GET", f"/notices/{notice['id']}", "viewer", "20857").get_json()
    assert read == live


def test_the_author_cannot_approve(api: Api, board: str) -> None:
    body = a_notice_body()
    own = api.call("POST", "/notices", json=body).get_json()
    assert api.call("POST", f"/notices/{own['id']}/submit").status_code == 200
    answer = api.call(
        "POST",
        f"/notices/{own['id']}/approve",
        json={"revision": own["revision"], "digest": own["digest"]},
    )
    assert (answer.status_code, answer.get_json()["code"]) == (403, "own_work")
    assert approve(api, own, "author").status_code == 403


@pytest.mark.parametrize("change", [{"revision": 2}, {"digest": "0" * 64}])
def test_approving_anything_but_the_current_revision_conflicts(
    api: Api, board: str, change: dict[str, Any]
) -> None:
    notice = submitted(api)
    answer = approve(api, notice, **change)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "revision_changed")
    state = api.call("GET", f"/notices/{notice['id']}").get_json()["state"]
    assert state == "submitted"


def test_an_edit_after_approval_needs_approval_and_the_old_one_stays(api: Api, board: str) -> None:
    live = approve(api, submitted(api)).get_json()
    path = f"/notices/{live['id']}"
    edited = api.call("PATCH", path, "author", "20857", json={"title": "Lịch mới"}).get_json()
    assert (edited["state"], edited["revision"], edited["title"]) == ("draft", 2, "Lịch mới")
    assert (edited["shown"]["revision"], edited["shown"]["digest"]) == (1, live["digest"])
    assert approve(api, live).status_code == 409


def test_reject_and_withdraw_carry_their_reason(api: Api, board: str) -> None:
    notice = submitted(api)
    path = f"/notices/{notice['id']}"
    rejected = api.call("POST", f"{path}/reject", "approver", "20857", json={"reason": "Sai ngày"})
    assert (rejected.get_json()["state"], rejected.get_json()["reason"]) == ("rejected", "Sai ngày")
    withdrawn = api.call("POST", f"{path}/withdraw", "author", "20857", json={"reason": "Bỏ"})
    assert withdrawn.get_json()["state"] == "withdrawn"
    assert withdrawn.get_json()["withdrawn_reason"] == "Bỏ"
    again = api.call("POST", f"{path}/submit", "author", "20857")
    assert (again.status_code, again.get_json()["code"]) == (409, "not_in_this_state")


def test_lists_are_filtered_and_paged(api: Api, board: str) -> None:
    made = [api.a_notice(title=f"Tin số {number}")["id"] for number in range(5)]
    submitted(api, title="Giá keo tăng")
    seen, cursor = [], ""
    while cursor is not None:
        page = api.call("GET", f"/notices?state=draft&limit=2{cursor}").get_json()
        seen += [notice["id"] for notice in page["items"]]
        cursor = page["next"] and f"&cursor={page['next']}"
    assert sorted(seen) == sorted(made)
    found = api.call("GET", "/notices?q=gia%20KEO&unit=KV-522").get_json()["items"]
    assert [notice["title"] for notice in found] == ["Giá keo tăng"]
    assert api.call("GET", "/notices", "viewer", "20860").get_json()["items"] == []


def test_decomposed_text_is_stored_composed(api: Api, board: str) -> None:
    title = unicodedata.normalize("NFD", "Ẫm ương đường phố")
    assert api.a_notice(title=title)["title"] == "Ẫm ương đường phố"


def test_clearing_and_defaults(api: Api, board: str) -> None:
    notice = api.a_notice(
        valid_until="2026-12-31T17:00:00Z",
        priority=None,
        dayparts=[{"from": "06:00", "to": "08:30", "days": [1, 2]}],
        document={"number": "12/TB-UBND", "issued_on": "2026-11-20"},
    )
    assert notice["valid_until"] == "2026-12-31T17:00:00Z"
    assert notice["priority"] == "normal"
    assert notice["dayparts"] == [{"from": "06:00", "to": "08:30", "days": [1, 2]}]
    assert notice["document"] == {"number": "12/TB-UBND", "issued_on": "2026-11-20"}
    path = f"/notices/{notice['id']}"
    cleared = api.call("PATCH", path, "author", "20857", json={"valid_until": None}).get_json()
    assert cleared["valid_until"] is None
    assert cleared["dayparts"] == notice["dayparts"]


def test_what_boards_showed_comes_day_by_day_and_page_by_page(api: Api) -> None:
    resources = api.resources
    board = a_board(resources)
    notice = submitted(api)
    approve(api, notice)
    begun = resources.clock.now() - timedelta(days=2)
    hours = [begun, begun + timedelta(hours=1), begun + timedelta(days=1)]
    store_plays(resources, board.id, [board.play_of(notice["id"], at) for at in hours])
    path, found = f"/notices/{notice['id']}/plays", []
    cursor = ""
    while cursor is not None:
        page = api.call("GET", f"{path}?limit=1{cursor}", "viewer", "20857").get_json()
        found += page["items"]
        cursor = f"&cursor={page['next']}" if page["next"] else None
    told = [(day["board"], day["revision"], day["records"], day["seconds"]) for day in found]
    assert told == [(board.id, 1, 2, 240), (board.id, 1, 1, 120)]
    assert found[0]["first_at"] == format_instant(begun)
    assert api.call("GET", f"{path}?cursor=junk", "viewer", "20857").status_code == 422
    assert api.call("GET", path, "viewer", "20860").status_code == 404
