"""What reaches a board after a commit, on both engines, and what its receipts become."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from content.trust import Envelope
from server.realtime import pushes
from server.realtime.connections import Connections
from server.services import alerting, slates
from server.services.alerting import AlertView
from server.services.resources import Resources
from server.services.slates import SlateScope
from tests.server.board_builders import ABoard, a_board, fire, officer, read_head
from tests.server.realtime.socket_world import COMMUNE, SocketWorld, until
from tests.server.staff_builders import add_units


def test_an_alert_is_pushed_listed_updated_and_cancelled(world: SocketWorld) -> None:
    board = world.a_board()
    client = world.connected(board)
    alert = world.fire()
    assert client.hear_alert(alert["id"], 1)["state"] == "in_force"
    assert listed(world, client) == [(alert["id"], 1)]
    changed = {"info": [{"language": "vi", "headline": "LŨ ĐÃ VỀ", "instruction": "Chạy"}]}
    body = {name: alert[name] for name in ("event", "category", "urgency", "severity")} | {
        "certainty": "Observed",
        "status": "Actual",
        "break_glass": True,
        "expires": world.in_minutes(30),
        "targets": {"subtrees": [COMMUNE]},
        **changed,
    }
    world.post("duty_officer", f"/alerts/{alert['id']}/update", body)
    assert client.hear_alert(alert["id"], 2)["info"][0]["headline"] == "LŨ ĐÃ VỀ"
    assert listed(world, client) == [(alert["id"], 2)]
    world.cancel(alert["id"])
    assert client.hear_alert(alert["id"], 3)["state"] == "cancelled"
    assert listed(world, client) == []


def test_a_board_elsewhere_hears_nothing_of_it(world: SocketWorld) -> None:
    elsewhere = world.connected(world.a_board("20900"))
    here = world.connected(world.a_board())
    alert = world.fire()
    here.hear_alert(alert["id"], 1)
    assert listed(world, elsewhere) == []
    assert not [event for event in elsewhere.events if event[0] == "alert"]
    world.cancel(alert["id"])


def test_an_alert_too_large_for_a_frame_is_only_named(world: SocketWorld, board: ABoard) -> None:
    client = world.connected(board)
    words = {"language": "vi", "headline": "LŨ", "description": "Nước lên nhanh. " * 62}
    words["instruction"] = "Lên chỗ cao ngay. " * 50
    infos = [words | {"language": code} for code in ("vi", "en", "fr", "de")]
    alert = world.fire(info=infos)
    hint = client.hear("alert")
    assert set(hint) == {"id", "revision", "digest"}
    assert (hint["id"], hint["revision"]) == (alert["id"], 1)
    world.cancel(alert["id"])


def test_an_approval_hints_at_a_new_head(world: SocketWorld, board: ABoard) -> None:
    client = world.connected(board)
    before = read_head(world.resources, head_envelope(client))
    notice = world.post(
        "author",
        "/notices",
        {
            "title": "Lịch tiêm phòng",
            "body": "Trạm y tế xã tiêm từ 7 giờ 30.",
            "category": "projects",
            "language": "vi",
            "unit": COMMUNE,
            "targets": {"subtrees": [COMMUNE]},
        },
        COMMUNE,
    )
    world.post("author", f"/notices/{notice['id']}/submit", unit=COMMUNE)
    read = world.get("approver", f"/notices/{notice['id']}", COMMUNE)
    world.post(
        "approver",
        f"/notices/{notice['id']}/approve",
        {"revision": read["revision"], "digest": read["digest"]},
        COMMUNE,
    )
    assert 0 <= client.hear("changed")["spread_s"] <= 10
    after = read_head(world.resources, head_envelope(client))
    assert after.manifest != before.manifest
    assert after.sequence > before.sequence


def test_receipts_are_acknowledged_when_stored_and_fill_the_ledger(world: SocketWorld) -> None:
    board = world.a_board()
    client = world.connected(board)
    alert = world.fire()
    client.hear_alert(alert["id"], 1)
    view = view_of(world, alert["id"])
    records = [board.receipt(view, state) for state in ("received", "painted")]
    forged = {**board.receipt(view, "ended"), "state": "failed"}
    answer = client.call("receipts", [*records, forged])
    assert answer["acknowledged"] == [[record["log"], record["seq"]] for record in records]
    assert [bad["code"] for bad in answer["rejected"]] == ["bad_signature"]
    assert client.call("receipts", {"receipts": records})["rejected"] == []
    assert standing(world, alert["id"], board.id) == "painted"
    world.cancel(alert["id"])


def test_the_ledger_shows_that_an_alert_was_sent(world: SocketWorld) -> None:
    board = world.a_board()
    client = world.connected(board)
    alert = world.fire()
    client.hear_alert(alert["id"], 1)
    until(lambda: standing(world, alert["id"], board.id) == "sent")
    world.cancel(alert["id"])


def test_the_stop_button_hands_every_board_of_a_unit_its_own_head(world: SocketWorld) -> None:
    boards = [world.a_board() for _ in range(3)]
    clients = [world.connected(board) for board in boards]
    slates.set_slate(world.resources, officer(), SlateScope(unit_id="commune"), "Tạm dừng")
    for board, client in zip(boards, clients, strict=True):
        head = read_head(world.resources, Envelope.from_dict(client.hear("head"), "head"))
        assert head.board == board.id and head.slate is not None
    slates.set_slate(world.resources, officer(), SlateScope(unit_id="commune"), None)


def test_others_on_the_hub_have_their_turn_between_the_heads_of_many_boards(
    resources: Resources,
) -> None:
    add_units(resources)
    boards = [
        a_board(resources, name=str(number)) for number in range(2 * pushes.HEADS_AT_ONCE + 1)
    ]
    heard: list[str] = []
    here = Here(frozenset(board.id for board in boards), heard)

    def turn(seconds: float) -> None:
        if heard:
            heard.append("others")

    push = pushes.Pushes(resources, cast(Connections, here), lambda work, *a: work(*a), turn)
    resources.changes.subscribe(push.on_change)
    slates.set_slate(resources, officer(), SlateScope(unit_id="commune"), "Tạm dừng")
    resources.changes.catch_up()
    assert sorted(entry for entry in heard if entry != "others") == sorted(here.held)
    rounds = [
        len(list(run)) for is_other, run in groupby(heard, lambda e: e == "others") if not is_other
    ]
    assert rounds == [pushes.HEADS_AT_ONCE, pushes.HEADS_AT_ONCE, 1]


@dataclass
class Here:
    """Boards with an open socket, and which of them were handed something."""

    held: frozenset[str]
    heard: list[str]

    def boards(self) -> frozenset[str]:
        return self.held

    def broadcast(self, event: str, value: object, boards: list[str]) -> None:
        self.heard += boards


def test_an_alert_fired_by_another_process_is_pushed_too(world: SocketWorld, board: ABoard) -> None:
    client = world.connected(board)
    fired = fire(world.resources)
    assert client.hear_alert(fired.id, 1)["state"] == "in_force"
    alerting.cancel_alert(world.resources, officer(), fired.id, "Hết")
    assert client.hear_alert(fired.id, 2)["state"] == "cancelled"


def test_accounts_and_tokens_made_by_commands_beside_the_server_work_at_once(
    world: SocketWorld,
) -> None:
    world.server.command(
        "account", "create", "--login", "ben.canh", "--role", "administrator", "--unit", "51",
        "--password-stdin", said="ruộng bậc thang 27 mùa\n",
    )  # fmt: skip
    made = world.server.command("token", "create", "--login", "ben.canh")
    assert world.server.status("/api/v1/boards", made.stdout.split()[-1]) == 200


def listed(world: SocketWorld, client: Any) -> list[tuple[str, int]]:
    """What the board's head lists now."""
    head = read_head(world.resources, head_envelope(client))
    return [(entry.id, entry.revision) for entry in head.alerts]


def head_envelope(client: Any) -> Envelope:
    return Envelope.from_dict(client.call("status", {"sequence": 0})["head"], "head")


def view_of(world: SocketWorld, alert_id: str) -> AlertView:
    return alerting.get_alert(world.resources, officer(), alert_id)


def standing(world: SocketWorld, alert_id: str, board_id: str) -> str:
    """Where the ledger says the board stands."""
    answer = world.get("duty_officer", f"/alerts/{alert_id}/deliveries")
    found = next(row for row in answer["boards"] if row["board"] == board_id)
    return str(found["state"])
