"""Every call of the interface page, made once from outside."""

import csv
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import requests
from PIL import Image

from tests.faults.province import World, a_picture
from tests.faults.staff_client import an_alert, soon
from tests.server.running_server import ROOT

DOCUMENTED = (
    "categories", "units", "units/{}", "media", "notices", "notices/{}", "notices/{}/submit",
    "notices/{}/approve", "notices/{}/reject", "notices/{}/withdraw", "boards", "boards/{}",
    "boards/{}/commands", "boards/{}/schedule", "boards/{}/preview", "alerts", "alerts/{}",
    "alerts/{}/approve", "alerts/{}/cancel", "alerts/{}/update", "alerts/{}/deliveries",
)  # fmt: skip
UNIT = {"id", "code", "name", "level", "parent"}
MEDIA = {"id", "sha256", "type", "pages", "width", "height", "seconds"}
DELIVERY = {
    "board", "name", "unit", "state", "sent_at", "received_at", "painted_at", "ended_at", "phone",
}  # fmt: skip


def test_health_and_metrics_need_no_login(world: World) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert requests.get(world.server.address + path, timeout=20).status_code == 200
    behind_a_proxy = {"X-Forwarded-For": "203.0.113.9"}
    metrics = requests.get(world.server.address + "/metrics", headers=behind_a_proxy, timeout=20)
    assert metrics.status_code in (403, 404)


def test_the_api_describes_itself_as_openapi_3_1(world: World) -> None:
    told = world.staff.answer("", "GET", "/api/v1/openapi.json")
    assert told["openapi"].startswith("3.1.")
    described = {re.sub(r"\{\w+\}", "{}", path) for path in told["paths"]}
    assert {f"/api/v1/{path}" for path in DOCUMENTED} <= described


@pytest.mark.parametrize("token", ["", "Bearer nonsense", "Basic YTpi"])
def test_nobody_gets_in_without_a_token(world: World, token: str) -> None:
    headers = {"Authorization": token} if token else {}
    told = world.staff.problem("", "GET", "/api/v1/boards", headers=headers)
    assert told == (401, "unauthenticated")


def test_lists_come_in_pages(world: World) -> None:
    codes: list[str] = []
    cursor = ""
    while cursor is not None:
        page = world.staff.answer("author", "GET", f"/api/v1/units?limit=50{cursor}")
        assert all(unit.keys() >= UNIT for unit in page["items"])
        codes += [unit["code"] for unit in page["items"]]
        cursor = page["next"] and f"&cursor={page['next']}"
    with (ROOT / "server" / "demo" / "units.csv").open(encoding="utf-8") as table:
        today = {row["code"] for row in csv.DictReader(table) if not row["valid_to"]}
    assert sorted(codes) == sorted(today)
    for wrong in ("limit=501", "limit=0", "nonsense=1", "cursor=nonsense", "at=tomorrow"):
        told = world.staff.problem("author", "GET", f"/api/v1/units?{wrong}")
        assert told == (422, "invalid_input")


def test_units_and_categories_are_read(world: World) -> None:
    read = world.staff.answer("author", "GET", "/api/v1/units/KV-522")
    assert read["level"] == "khu_vuc"
    assert world.staff.problem("author", "GET", "/api/v1/units/0") == (404, "not_found")
    before = world.staff.answer("author", "GET", "/api/v1/units?at=2025-01-01&limit=500")["items"]
    assert {"522", "51"} <= {unit["code"] for unit in before}
    found = world.staff.answer("author", "GET", "/api/v1/categories")["items"]
    assert {"policy", "news", "security", "market"} <= {one["key"] for one in found}


def test_a_file_is_taken_or_refused_with_a_reason(world: World) -> None:
    def send(data: bytes, status: int) -> dict[str, Any]:
        files = {"file": ("anh.jpg", data, "image/jpeg")}
        told = world.staff.call("author", "POST", "/api/v1/media", files=files)
        assert told.status_code == status, told.text
        found: dict[str, Any] = told.json()
        return found

    assert send(a_picture(), 201).keys() >= MEDIA
    assert send(a_picture()[:900], 422)["detail"]
    assert send(b"a text", 415)["detail"]
    assert send(bytes(60_000_000), 413)["detail"]


def test_a_notice_lives_as_documented(world: World) -> None:
    staff = world.staff
    draft = staff.draft(title="Họp thôn")
    path = f"/api/v1/notices/{draft['id']}"
    assert (draft["state"], draft["revision"]) == ("draft", 1)
    assert staff.answer("author", "POST", path + "/submit")["state"] == "submitted"
    read = staff.answer("approver", "GET", path)
    named = {"revision": 1, "digest": read["digest"]}
    for wrong in ({"revision": 2}, {"digest": "0" * 64}):
        assert staff.problem("approver", "POST", path + "/approve", named | wrong)[0] == 409
    assert staff.problem("author", "POST", path + "/approve", named)[0] == 403
    rejected = staff.answer("approver", "POST", path + "/reject", {"reason": "Thiếu giờ"})
    assert rejected["state"] == "rejected"
    staff.answer("author", "PATCH", path, {"body": "7 giờ sáng thứ Bảy."})
    staff.answer("author", "POST", path + "/submit")
    read = staff.answer("approver", "GET", path)
    named = {"revision": read["revision"], "digest": read["digest"]}
    assert staff.answer("approver", "POST", path + "/approve", named)["state"] == "live"
    edited = staff.answer("author", "PATCH", path, {"body": "8 giờ sáng thứ Bảy."})
    assert edited["revision"] == read["revision"] + 1
    assert edited["shown"]["revision"] == read["revision"]
    withdrawn = staff.answer("approver", "POST", path + "/withdraw", {"reason": "Hoãn"})
    assert withdrawn["state"] == "withdrawn"
    assert path.split("/")[-1] in {
        one["id"] for one in staff.answer("author", "GET", "/api/v1/notices")["items"]
    }


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"priority": "emergency"}, "emergency_is_an_alert"), ({"category": "x"}, "invalid_input"),
        ({"title": ""}, "invalid_input"), ({"nonsense": 1}, "invalid_input"),
        ({"targets": {"units": ["0"]}}, "unknown_unit"), ({"targets": {}}, "invalid_input"),
    ],
)  # fmt: skip
def test_a_wrong_notice_is_refused(world: World, wrong: dict[str, Any], code: str) -> None:
    notice = {
        "title": "A", "body": "B", "category": "policy", "language": "vi", "unit": "21484",
        "targets": {"units": ["21484"]},
    } | wrong  # fmt: skip
    told = world.staff.problem("author", "POST", "/api/v1/notices", notice)
    assert told == (422, code)


def test_boards_are_read_and_commanded(world: World) -> None:
    staff, path = world.staff, f"/api/v1/boards/{world.board.id}"
    read = staff.answer("technician", "GET", path)
    assert {"state", "last_contact_at", "on_now", "faults"} <= read.keys()
    assert world.board.id in {
        one["id"] for one in staff.answer("author", "GET", "/api/v1/boards")["items"]
    }
    at = soon(30)
    zones = staff.answer("author", "GET", f"{path}/schedule?at={at}")["zones"]
    assert {"main", "ticker"} <= zones.keys()
    preview = staff.call("author", "GET", f"{path}/preview?at={at}")
    assert preview.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(preview.content)).size[0] > 0
    for name in ("screenshot", "identify", "reload", "power"):
        assert staff.answer("technician", "POST", path + "/commands", {"name": name})["id"]
    assert staff.problem("technician", "POST", path + "/commands", {"name": "x"})[0] == 422
    assert staff.problem("author", "POST", path + "/commands", {"name": "reload"})[0] == 403
    assert staff.problem("author", "GET", "/api/v1/boards/x") == (404, "not_found")


def test_an_alert_needs_a_second_officer(world: World) -> None:
    staff = world.staff
    pending = staff.fire("second", break_glass=None, targets={"areas": [
        {"lat": world.board.identity["lat"], "lon": world.board.identity["lon"], "radius_km": 5}
    ]})  # fmt: skip
    assert pending["state"] == "pending" and pending["identifier"]
    path = f"/api/v1/alerts/{pending['id']}"
    named = {"revision": pending["revision"], "digest": pending["digest"]}
    assert staff.problem("duty_officer", "POST", path + "/approve", named)[0] == 403
    wrong = named | {"digest": "0" * 64}
    assert staff.problem("second_officer", "POST", path + "/approve", wrong)[0] == 409
    approved = staff.answer("second_officer", "POST", path + "/approve", named)
    assert (approved["state"], approved["revision"]) == ("in_force", 1)
    told = staff.ledger(pending["id"])
    assert told["targeted"] == len(told["boards"]) and told["boards"][0].keys() >= DELIVERY
    assert staff.answer("second_officer", "GET", path)["id"] == pending["id"]
    staff.answer("duty_officer", "POST", path + "/cancel", {"reason": "Hết"})
    listed = staff.answer("duty_officer", "GET", "/api/v1/alerts?limit=500")["items"]
    assert {one["id"]: one["state"] for one in listed}[pending["id"]] == "cancelled"


def test_one_key_is_one_alert(world: World) -> None:
    staff = world.staff
    body, key = an_alert(), {"Idempotency-Key": "once"}

    def send(_: int) -> dict[str, Any]:
        fired: dict[str, Any] = staff.answer(
            "duty_officer", "POST", "/api/v1/alerts", body, headers=key
        )
        return fired

    with ThreadPoolExecutor(4) as pool:
        fired = list(pool.map(send, range(4)))
    assert len({one["id"] for one in fired}) == 1
    assert datetime.fromisoformat(fired[0]["expires"]) <= datetime.fromisoformat(
        fired[0]["issued_at"]
    ) + timedelta(minutes=30)
    path = f"/api/v1/alerts/{fired[0]['id']}/cancel"
    staff.answer("duty_officer", "POST", path, {"reason": "Hết"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"expires": soon(-60)}, {"targets": {"boards": ["x"]}}, {"targets": {"units": ["62"]}},
        {"severity": "x"}, {"targets": {"areas": [{"lat": 1, "lon": 100, "radius_km": 1}]}},
        {"template": {"id": "x", "slots": {}}, "info": None}, {"info": []}, {"nonsense": 1},
    ],
)  # fmt: skip
def test_a_wrong_alert_is_refused(world: World, wrong: dict[str, Any]) -> None:
    body = an_alert(**wrong)
    key = {"Idempotency-Key": f"wrong {wrong}".encode().hex()[:60]}
    told = world.staff.problem("duty_officer", "POST", "/api/v1/alerts", body, headers=key)
    assert told[0] == 422
    for who in ("administrator", "author"):
        assert world.staff.problem(who, "POST", "/api/v1/alerts", an_alert())[0] == 403


def test_citizens_read_without_a_login(world: World) -> None:
    notice = world.staff.answer("author", "GET", "/api/v1/notices?state=live&limit=1")["items"][0]
    for path in ("/", "/u/21484", f"/n/{notice['id']}"):
        page = requests.get(world.server.address + path, timeout=20)
        assert page.status_code == 200 and "text/html" in page.headers["Content-Type"]
