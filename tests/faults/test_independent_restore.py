"""An independent board while pushes are off, and after a backup was put back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.independent_board import IndependentBoard, until
from tests.faults.staff_client import Staff
from tests.server.running_server import RunningServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path_factory.mktemp("restored") / "var", push="false")
    running.start()
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def staff(server: RunningServer) -> Staff:
    return Staff(server, "administrator", "approver", "duty_officer")


@pytest.fixture(scope="module")
def board(server: RunningServer, staff: Staff) -> Iterator[IndependentBoard]:
    paired = IndependentBoard(server.address)
    paired.pair(lambda code: staff.answer(
        "administrator", "POST", f"/api/v1/pairings/{code}/approve", {"unit": "21484", "name": "A"}
    ))  # fmt: skip
    paired.connect()
    paired.status()
    yield paired
    paired.close()


def test_without_pushes_the_next_status_brings_the_alert(
    staff: Staff, board: IndependentBoard
) -> None:
    fired = staff.fire("unpushed")
    assert "head" in board.status()
    assert board.in_force() == {fired["id"]}
    staff.answer("duty_officer", "POST", f"/api/v1/alerts/{fired['id']}/cancel", {"reason": "Hết"})
    over_http = board.answer("POST", "/api/v1/board/status", {"sequence": board.head["sequence"]})
    board.take_head(over_http["head"])
    assert board.in_force() == set()
    assert board.heard("alert") == board.heard("changed") == []


def test_after_a_restore_the_board_takes_the_next_head(
    server: RunningServer, staff: Staff, board: IndependentBoard, tmp_path: Path
) -> None:
    staff.publish(title="Trước bản sao")
    before = board.fetch_head()
    assert server.command("backup", str(tmp_path / "copy")).returncode == 0
    lost = staff.fire("lost")
    staff.publish(title="Sau bản sao")
    newest = board.fetch_head()
    assert newest["manifest"] != before["manifest"]
    assert board.in_force() == {lost["id"]}
    assert server.stop() == 0
    until(lambda: not board.connected)
    restored = server.command("restore", str(tmp_path / "copy"))
    assert restored.returncode == 0, restored.stderr
    server.start()
    board.get_token()
    board.connect()
    assert "head" in board.status()
    assert board.head["epoch"] == newest["epoch"]
    assert board.head["sequence"] > newest["sequence"]
    assert board.head["manifest"] == before["manifest"]
    fired = staff.fire("after")
    assert fired["sequence"] > lost["sequence"]
    board.status()
    assert fired["id"] in board.in_force()
