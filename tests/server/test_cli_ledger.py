"""`server ledger` as an operator types it."""

from pathlib import Path

import pytest

from server import cli
from server.services import pairing_approval
from server.services.board_places import BoardPlace
from server.services.ledger import store_receipts
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_key, fire, officer, start
from tests.server.operator_builders import everywhere, one_error_line, with_resources
from tests.server.staff_builders import cheap_hashes


def an_alert(resources: Resources) -> str:
    """An alert that one board has taken in and shown."""
    province, signer = everywhere(resources), a_key()
    code = start(resources, signer).user_code
    place = BoardPlace(unit="21484", name="Nhà văn hóa")
    let_in = pairing_approval.approve(resources, province, code, place)
    board = ABoard(resources, let_in.board, signer)
    alert = fire(resources, officer(province.grants[0].unit_id), targets={"subtrees": ["21484"]})
    store_receipts(resources, board.id, [board.receipt(alert), board.receipt(alert, "painted")])
    return alert.id


@pytest.fixture
def alert(ready: None, monkeypatch: pytest.MonkeyPatch) -> str:
    cheap_hashes(monkeypatch)
    return with_resources(an_alert)


def test_what_was_exported_is_verified_and_a_forged_line_is_named(
    alert: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "receipts.jsonl"
    assert cli.main(["ledger", "receipts", alert, str(path)]) == 0
    assert cli.main(["ledger", "receipts", alert, str(path)]) == 1
    capsys.readouterr()
    assert cli.main(["ledger", "verify", str(path)]) == 0
    assert "2 of 2 receipts of 1 boards hold (1 painted, 1 received)" in capsys.readouterr().out
    path.write_text(path.read_text().replace('"painted"', '"ended"'))
    assert cli.main(["ledger", "verify", str(path)]) == 1
    captured = capsys.readouterr()
    assert "Line 4: The board" in captured.out
    assert captured.err == f"{path}: 1 lines do not hold\n"


def test_other_files_and_unknown_alerts_give_one_line(
    alert: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other.jsonl"
    assert cli.main(["ledger", "receipts", "nobody", str(path)]) == 1
    assert "There is no alert nobody" in one_error_line(capsys)
    assert not path.exists()
    assert cli.main(["ledger", "verify", str(path)]) == 1
    assert "No such file" in one_error_line(capsys)
    path.write_text("{}\n")
    assert cli.main(["ledger", "verify", str(path)]) == 1
    assert "no file of receipts" in one_error_line(capsys)
