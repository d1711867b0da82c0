"""A board written from the protocol page alone, against a real server."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import requests
from PIL import Image

from tests.faults import independent_score as score
from tests.faults import independent_trust as trust
from tests.faults.independent_board import IndependentBoard, until
from tests.faults.independent_trust import RefusedError
from tests.faults.province import World
from tests.faults.staff_client import Staff, StaffPages, an_alert, soon


def test_both_sides_of_a_pairing_show_the_same_number(world: World) -> None:
    board = IndependentBoard(world.server.address)
    begun = board.begin_pairing()
    assert begun["expires_in"] == 600
    assert begun["interval"] == 5
    assert re.fullmatch(r"[B-DF-HJ-NP-TV-Z]{4}-[B-DF-HJ-NP-TV-Z]{4}", begun["user_code"])
    answers = [board.ask_for_pairing().json() for _ in range(2)]
    assert answers == [{"error": "authorization_pending"}, {"error": "slow_down"}]
    approved = world.approve(board.user_code, "Bảng nhà văn hóa")
    assert approved["check_number"] == board.check_number
    again = world.staff.problem(
        "administrator", "POST", f"/api/v1/pairings/{board.user_code}/approve",
        {"unit": "21484", "name": "Bảng thứ hai"},
    )  # fmt: skip
    assert again == (409, "code_used")
    paired = board.finish_pairing()
    assert paired["board_id"] == approved["board"]
    assert paired["expires_in"] == 900


def test_the_identity_says_whose_board_it_is(world: World) -> None:
    identity, unit = (
        world.board.identity,
        world.staff.answer("administrator", "GET", "/api/v1/units/21484"),
    )
    assert identity["unit"] == identity["path"][-1] == unit["id"]
    assert identity["path"][-2] == unit["parent"]
    assert identity["lat"] is not None and identity["approvals"] == []
    assert identity["profile"]["viewport"] == [0, 0, 1920, 1080]
    assert identity["header"]["title"]


def test_a_challenge_is_answered_once_with_the_boards_key(world: World) -> None:
    told = world.board.get_token()
    assert told["expires_in"] == 900
    again = world.board.call("POST", "/api/v1/board/token", {
        "board_id": world.board.id, "nonce": told["nonce"], "sig": told["sig"],
    })  # fmt: skip
    assert again.status_code == 401
    stranger = IndependentBoard(world.server.address)
    stranger.id = world.board.id
    with pytest.raises(AssertionError):
        stranger.get_token()


@pytest.mark.parametrize(
    ("auth", "code"), [({"token": "x"}, "token_invalid"), ({"protocol": 2}, "protocol")]
)
def test_a_socket_is_refused_with_a_code(world: World, auth: dict[str, Any], code: str) -> None:
    board = IndependentBoard(world.server.address)
    board.token = world.board.token
    board.connect(**auth)
    assert board.refusal["data"] == {"code": code}
    assert board.refusal["message"]


def test_everything_shown_is_fetched_by_digest_and_hashes_to_it(world: World) -> None:
    board = world.board
    board.fetch_head()
    manifest = board.fetch_manifest()
    assert manifest["root"] == board.root["version"] and manifest["spec"] == 1
    for entry in manifest["items"].values():
        item = board.fetch_named("items", entry["digest"])
        assert item.headers["Cache-Control"] == "public, max-age=3600"
        assert {"notice", "revision", "category", "pages", "issuer", "until"} <= item.json().keys()
    ((digest, file),) = manifest["media"].items()
    whole = board.fetch_named("media", digest).content
    assert len(whole) == file["bytes"]
    part = board.call("GET", f"/media/{digest}", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole[10:20])
    begins, ends = (score.instant(manifest["zones"]["main"]["timeline"][at][0]) for at in (0, -1))
    assert ends - begins >= timedelta(days=45)


def test_the_zone_shows_what_the_schedule_says(world: World) -> None:
    board = world.board
    board.fetch_head()
    manifest = board.fetch_manifest()
    for minutes in (0, 1, 7, 60, 60 * 24 * 3, 60 * 24 * 40):
        at = soon(minutes)
        path = f"/api/v1/boards/{board.id}/schedule?at={at}"
        told = world.staff.answer("administrator", "GET", path)["zones"]["main"]
        assert score.shown(manifest, "main", score.instant(at)) == (told["item"], told["page"])


def test_an_alert_is_pushed_and_the_ledger_follows_the_receipts(world: World) -> None:
    board, staff = world.board, world.staff
    fired = staff.fire("ledger")
    assert fired["state"] == "in_force"
    until(lambda: board.in_force() == {fired["id"]})
    alert = board.alerts[fired["id"]]
    assert alert["sequence"] == fired["sequence"] and alert["digest"] == fired["digest"]
    assert score.instant(alert["expires"]) - datetime.now(UTC) <= timedelta(minutes=30)
    received, painted = board.receipt(alert, "received"), board.receipt(alert, "painted")
    forged = board.receipt(alert, "ended") | {"state": "failed"}
    unknown = board.receipt({"id": "nothing", "revision": 1}, "received")
    for _ in range(2):
        answer = board.say("receipts", {"receipts": [received, forged, unknown, painted]})
        assert answer["acknowledged"] == [[board.log, received["seq"]], [board.log, painted["seq"]]]
        assert [one["code"] for one in answer["rejected"]] == ["bad_signature", "unknown_alert"]
    assert row(staff, fired, board)["state"] == "painted"
    staff.answer("duty_officer", "POST", f"/api/v1/alerts/{fired['id']}/cancel", {"reason": "Hết"})
    until(lambda: not board.in_force())
    ended = {"receipts": [board.receipt(alert, "ended")]}
    told = board.answer("POST", "/api/v1/board/receipts", ended)
    assert told == {"acknowledged": [[board.log, board.seq]], "rejected": []}
    mine = row(staff, fired, board)
    assert mine["phone"] == "0255 000 111"
    assert [mine[f"{state}_at"] for state in ("received", "painted", "ended")].count(None) == 0


def row(staff: Staff, alert: dict[str, Any], board: IndependentBoard) -> dict[str, Any]:
    ledger = staff.ledger(alert["id"])
    assert ledger["targeted"] == len(ledger["boards"]) == sum(ledger["counts"].values())
    found: dict[str, Any] = next(one for one in ledger["boards"] if one["board"] == board.id)
    return found


def test_two_alerts_at_once_are_updated_and_cancelled_one_by_one(world: World) -> None:
    board, staff = world.board, world.staff
    storm = {"template": {"id": "flash-flood", "slots": {"where": "ven suối xã Ba Tơ"}}}
    first = staff.fire("by-template", info=None, break_glass=None, **storm)
    second = staff.fire("drill", status="Exercise", targets={"subtrees": ["KV-535"]})
    elsewhere = staff.fire("elsewhere", targets={"boards": [world.sibling.id]})
    until(lambda: board.in_force() == {first["id"], second["id"]})
    path = f"/api/v1/alerts/{first['id']}"
    changed = staff.answer("duty_officer", "POST", path + "/update", an_alert())
    until(lambda: board.alerts[first["id"]]["revision"] == changed["revision"] == 2)
    board.fetch_head()
    assert {one["id"] for one in board.head["alerts"]} == board.in_force()
    assert board.head["alerts_as_of"] >= changed["sequence"]
    for alert in (first, second, elsewhere):
        cancel = f"/api/v1/alerts/{alert['id']}/cancel"
        staff.answer("duty_officer", "POST", cancel, {"reason": "Thử xong"})
    until(lambda: not board.in_force())
    assert elsewhere["id"] not in board.alerts
    board.fetch_head()
    assert board.head["alerts"] == []


def test_a_large_alert_is_pulled_and_its_end_is_told(world: World) -> None:
    board, staff = world.board, world.staff
    words = {"headline": "Lũ quét", "description": "Nước lên. " * 99, "instruction": "Đi! " * 99}
    board.events.clear()
    large = staff.fire("large", info=[words | {"language": name} for name in ("vi", "en", "hre")])
    until(lambda: board.in_force() == {large["id"]})
    assert board.heard("alert", id=large["id"])[0].keys() == {"id", "revision", "digest"}
    until(lambda: board.heard("changed"))
    board.events.clear()
    path = f"/api/v1/alerts/{large['id']}/cancel"
    staff.answer("duty_officer", "POST", path, {"reason": "Hết lũ"})
    until(lambda: board.heard("changed"), 5)
    board.fetch_head()
    assert board.in_force() == set()


@pytest.mark.parametrize(
    ("origin", "status"), [("", 200), ("http://other.example", 400), ("own", 200)]
)
def test_a_page_from_elsewhere_cannot_open_a_socket(world: World, origin: str, status: int) -> None:
    headers = {"Origin": origin.replace("own", world.server.address)} if origin else {}
    path = world.server.address + "/socket.io/?EIO=4&transport=polling"
    assert requests.get(path, headers=headers, timeout=20).status_code == status


def test_what_is_old_foreign_or_altered_is_refused(world: World) -> None:
    board = world.board
    old = board.answer("GET", "/api/v1/board/head")["head"]
    board.fetch_head()
    with pytest.raises(RefusedError, match="older"):
        board.take_head(old)
    world.sibling.get_token()
    with pytest.raises(RefusedError, match="another board"):
        board.take_head(world.sibling.answer("GET", "/api/v1/board/head")["head"])
    with pytest.raises(RefusedError, match="signed"):
        board.take_head(old | {"payload": board.root_envelope["payload"]})
    roots = board.answer("GET", "/api/v1/board/roots?since=0")["roots"]
    assert trust.first_root(roots[0]) == board.root
    board.follow_roots()


def test_a_private_notice_parts_two_boards_only_while_it_is_up(world: World) -> None:
    board, staff = world.board, world.staff
    board.events.clear()
    private = staff.publish(title="Riêng bảng này", targets={"boards": [board.id]})
    assert until(lambda: board.heard("changed"))[0]["spread_s"] <= 10
    board.fetch_head()
    world.sibling.fetch_head()
    assert board.head["manifest"] != world.sibling.head["manifest"]
    path = f"/api/v1/notices/{private['id']}/withdraw"
    staff.answer("approver", "POST", path, {"reason": "Sai giờ"})
    until(lambda: board.fetch_head()["manifest"] == world.sibling.head["manifest"])


def test_an_expiring_notice_leaves_the_zone_at_its_end(world: World) -> None:
    board = world.board
    ends = soon(60)
    brief = world.staff.publish(
        title="Một giờ", targets={"boards": [board.id]}, valid_until=ends, priority="priority"
    )
    board.fetch_head()
    manifest = board.fetch_manifest()
    assert manifest["items"][brief["id"]]["until"] == ends
    hour = [score.instant(ends) + timedelta(seconds=second) for second in range(-3590, 3600, 7)]
    shown = [at for at in hour if (score.shown(manifest, "main", at) or ("", 0))[0] == brief["id"]]
    assert shown and max(shown) < score.instant(ends)


def test_the_stop_button_and_commands_reach_the_socket(world: World) -> None:
    board = world.board
    pages = StaffPages(world.server.address, "administrator")
    said = {"reason": "check", "screen": "Bảng đang được kiểm tra"}
    pages.submit(f"/staff/stop/check?board={board.id}", **said)
    until(lambda: board.head["slate"])
    assert board.head["slate"]["text"] == "Bảng đang được kiểm tra"
    pages.submit(f"/staff/stop/go-on?board={board.id}")
    until(lambda: board.head["slate"] is None)
    told = world.staff.answer(
        "administrator", "POST", f"/api/v1/boards/{board.id}/commands", {"name": "identify"}
    )
    until(lambda: board.heard("command", id=told["id"], name="identify"))


def test_status_plays_and_screenshots_are_taken(world: World) -> None:
    board = world.board
    board.fetch_head()
    told = board.status(temperature_c=51.5, faults=["root_expired"])
    assert abs(score.instant(told["now"]) - datetime.now(UTC)) < timedelta(seconds=20)
    read = world.staff.answer("administrator", "GET", f"/api/v1/boards/{board.id}")
    assert (read["connected"], read["faults"]) == (True, ["root_expired"])
    item = next(iter(board.fetch_manifest()["items"]))
    play = board.play(item, 1, soon(-60), soon(0), 300)
    answer = board.answer("POST", "/api/v1/board/plays", {"plays": [play, play | {"seq": 9999}]})
    assert answer["acknowledged"] == [[board.log, play["seq"]]]
    assert [one["code"] for one in answer["rejected"]] == ["bad_signature"]
    jpeg = BytesIO()
    Image.new("RGB", (640, 360)).save(jpeg, "JPEG")
    sent = {"data": jpeg.getvalue(), "headers": {"Content-Type": "image/jpeg"}}
    assert board.call("POST", "/api/v1/board/screenshot", **sent).status_code in (200, 201, 204)
    sent["data"] = b"\xff\xd8\xff" + bytes(200_000)
    assert board.call("POST", "/api/v1/board/screenshot", **sent).status_code == 413


def test_new_hardware_takes_the_place_and_the_old_is_cut(world: World) -> None:
    old = world.pair("Bảng cũ")
    old.connect()
    new = world.pair("Bảng cũ", replaces=old.id)
    assert new.id == old.id
    until(lambda: not old.connected, 5)
    old.close()
    with pytest.raises(AssertionError):
        old.get_token()
    assert new.fetch_head()["identity"] == new.identity_digest


def test_a_revoked_board_is_cut_and_refused(world: World) -> None:
    board = world.pair("Bảng mất trộm")
    board.connect()
    until(lambda: board.connected)
    pages = StaffPages(world.server.address, "administrator")
    pages.submit(f"/staff/boards/{board.id}/revoke", reason="Bảng mất trộm")
    until(lambda: not board.connected, 5)
    board.close()
    assert board.call("GET", "/api/v1/board/head").status_code in (401, 403)
    board.connect()
    assert board.refusal["data"] == {"code": "board_revoked"}
    board.close()
    with pytest.raises(AssertionError):
        board.get_token()
