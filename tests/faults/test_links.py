"""The player's own process over bad links: what is true reaches the glass, nothing else does."""

import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults import relayed_http as http
from tests.faults.links import ISLAND, LAN, MOBILE, POOR_MOBILE, Link
from tests.faults.province import a_picture
from tests.faults.real_board import RealBoard, until
from tests.faults.relay import Relay
from tests.faults.staff_client import Staff
from tests.server.running_server import RunningServer

SOON_S, POLLED_S = 30.0, 60.0
"""Generous: the limits of the delivery contract are measured by the benchmark `links`."""
WAYS = {
    "lan": LAN, "3g": MOBILE, "3g-poor": POOR_MOBILE, "island": ISLAND,
    http.REFUSED: LAN, http.SWALLOWED: LAN, "half-open": LAN,
}  # fmt: skip
"""One alert goes to all these at once, when the half-open socket has just gone deaf."""
UPGRADES = (http.REFUSED, http.SWALLOWED)
OTHER = "other"
"""The board that all else happens to, one after the other; each leaves it connected."""
TRIALS = WAYS | {OTHER: Link("thin", 20.0, 4_000_000)}


@dataclass
class Trial:
    """A board behind a relay of its own."""

    relay: Relay
    board: RealBoard

    def start(self) -> None:
        self.board.start(self.relay.address)

    def is_playing(self) -> bool:
        return bool(self.board.score) and self.board.holds(self.board.manifest)


class Province:
    """A server, its staff, and trials that end with it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.trials = folder, dict[str, Trial]()
        self.alert: dict[str, Any] = {}
        self.server = RunningServer(folder / "var")
        self.server.start()
        self.staff = Staff(self.server, "administrator", "approver", "duty_officer")

    def trial(self, name: str, link: Link) -> Trial:
        """Pair a board of the commune; it is not started yet."""
        relay = Relay(self.server.port, link, seed=len(self.trials))
        board = RealBoard(self.folder / name, self.server.address, self._approve)
        relay.__enter__()
        self.trials[name] = Trial(relay, board)
        return self.trials[name]

    def ready(self, name: str) -> Trial:
        """Give a trial once its board plays and holds a socket."""
        trial = self.trials[name]
        until(trial.is_playing, SOON_S)
        until(lambda: self.seen(trial)["connected"], SOON_S)
        return trial

    def _approve(self, code: str) -> None:
        place = {"unit": "21484", "name": f"Bảng {code}"}
        self.staff.answer("administrator", "POST", f"/api/v1/pairings/{code}/approve", place)

    def seen(self, trial: Trial) -> dict[str, Any]:
        """Tell how the server sees a board."""
        told: dict[str, Any] = self.staff.answer(
            "administrator", "GET", f"/api/v1/boards/{trial.board.id}"
        )
        return told

    def row(self, alert: dict[str, Any], trial: Trial) -> dict[str, Any]:
        boards = self.staff.ledger(alert["id"])["boards"]
        found: dict[str, Any] = next(one for one in boards if one["board"] == trial.board.id)
        return found

    def fire_at(self, *trials: Trial) -> dict[str, Any]:
        boards = [trial.board.id for trial in trials]
        return self.staff.fire(secrets.token_hex(8), targets={"boards": boards})

    def cancel(self, alert: dict[str, Any]) -> None:
        path = f"/api/v1/alerts/{alert['id']}/cancel"
        self.staff.answer("duty_officer", "POST", path, {"reason": "Thử xong"})

    def is_painted(self, alert: dict[str, Any], trial: Trial) -> bool:
        row = self.row(alert, trial)
        return bool(row["received_at"] and row["painted_at"])

    def close(self) -> None:
        ending = [threading.Thread(target=trial.board.stop) for trial in self.trials.values()]
        for thread in ending:
            thread.start()
        for thread in ending:
            thread.join()
        for trial in self.trials.values():
            trial.relay.__exit__()
        assert self.server.stop() == 0


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    made = Province(tmp_path_factory.mktemp("links"))
    try:
        for name, link in TRIALS.items():
            made.trial(name, link)
        file = {"file": ("anh.jpg", a_picture(), "image/jpeg")}
        media = made.staff.answer("administrator", "POST", "/api/v1/media", files=file)
        made.staff.publish(title="Có ảnh", media=[media["id"]], picture_consent=True)
        made.staff.publish(title="Chỉ có chữ")
        for name, trial in made.trials.items():
            trial.relay.treat(upgrades=name if name in UPGRADES else http.PASSED)
            trial.start()
        made.ready("half-open").relay.deafen()
        made.alert = made.fire_at(*(made.trials[way] for way in WAYS))
        yield made
    finally:
        made.close()


def publish(province: Province, title: str, **more: Any) -> str:
    notice: str = province.staff.publish(title=title, **more)["id"]
    return notice


def test_a_portal_gets_nothing_in_and_after_it_all_goes_on(province: Province) -> None:
    trial = province.ready(OTHER)
    held, score = held_by(trial.board), trial.board.score
    for portal in (http.PAGE, http.REDIRECT):
        trial.relay.treat(portal=portal)
        until(called(trial.relay, 2), SOON_S)
        assert not province.seen(trial)["connected"]
    notice, alert = publish(province, "Sau cổng"), province.fire_at(trial)
    assert (held_by(trial.board), trial.board.score) == (held, score)
    trial.relay.treat(portal="")
    until(lambda: notice in trial.board.manifest["items"], SOON_S)
    until(lambda: province.is_painted(alert, trial), SOON_S)
    province.cancel(alert)


def held_by(board: RealBoard) -> set[str]:
    found = (board.folder / "objects").iterdir()
    return {path.name for path in found if not path.suffix}


def refusals(board: RealBoard) -> int:
    """Count what its log says of files that came wrong."""
    words = ("the score is not whole yet", "manifest refused", "what came is not")
    return sum(map(board.said, words))


@pytest.mark.parametrize("reset_after_s", [None, 1.0], ids=["held", "reset"])
def test_after_an_outage_a_board_has_what_it_missed(
    province: Province, reset_after_s: float | None
) -> None:
    trial = province.ready(OTHER)
    trial.relay.cut(reset_after_s)
    notice, alert = publish(province, f"Mất mạng {reset_after_s}"), province.fire_at(trial)
    threading.Event().wait(3.0)
    assert not province.is_painted(alert, trial)
    assert notice not in trial.board.manifest["items"]
    trial.relay.restore()
    until(lambda: province.is_painted(alert, trial), SOON_S)
    until(lambda: notice in trial.board.manifest["items"], SOON_S)
    province.cancel(alert)


@pytest.mark.parametrize("bodies", [http.CUT, http.LONGER])
def test_spoilt_bodies_change_nothing_and_whole_ones_do(province: Province, bodies: str) -> None:
    trial = province.ready(OTHER)
    held, score = held_by(trial.board), trial.board.score
    trial.relay.treat(bodies=bodies)
    failed = refusals(trial.board)
    notice = publish(province, f"Thân {bodies}")
    until(lambda: refusals(trial.board) > failed, SOON_S)
    assert (held_by(trial.board), trial.board.score) == (held, score)
    trial.relay.treat(bodies=http.WHOLE)
    later = publish(province, f"Sau thân {bodies}")
    until(lambda: {notice, later} <= set(trial.board.manifest["items"]), SOON_S)


def test_a_download_that_breaks_goes_on_where_it_was(province: Province) -> None:
    trial = province.ready(OTHER)
    file = {"file": ("to.jpg", a_picture(1600, 1200), "image/jpeg")}
    media = province.staff.answer("administrator", "POST", "/api/v1/media", files=file)
    before = trial.relay.counted.down_bytes
    notice = publish(province, "Ảnh to", media=[media["id"]], picture_consent=True)
    for _ in range(2):
        until(grown(trial.relay, 300_000), SOON_S)
        trial.relay.reset()
    until(lambda: notice in trial.board.manifest["items"] and trial.is_playing(), POLLED_S)
    size = max(one["bytes"] for one in trial.board.manifest["media"].values())
    assert size > 900_000
    assert trial.relay.counted.down_bytes - before < size + 400_000


def called(relay: Relay, times: int) -> Callable[[], bool]:
    before = relay.counted.connections
    return lambda: relay.counted.connections >= before + times


def grown(relay: Relay, size: int) -> Callable[[], bool]:
    before = relay.counted.down_bytes
    return lambda: relay.counted.down_bytes - before >= size


@pytest.mark.parametrize("way", WAYS)
def test_over_each_way_a_board_plays_and_paints_an_alert(province: Province, way: str) -> None:
    trial = province.trials[way]
    until(trial.is_playing, POLLED_S)
    until(lambda: province.is_painted(province.alert, trial), POLLED_S)


def test_a_board_whose_socket_is_refused_is_online_by_its_questions(province: Province) -> None:
    seen = province.seen(province.trials[http.REFUSED])
    assert (seen["connected"], seen["state"]) == (False, "online")
