"""`server bundle` as an operator types it."""

from pathlib import Path

import pytest

from server import cli
from tests.server.operator_builders import audited, one_error_line, pair_board, with_resources
from tests.server.staff_builders import cheap_hashes


@pytest.fixture
def board(ready: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    cheap_hashes(monkeypatch)
    made = with_resources(lambda resources: pair_board(resources, "21484"))
    capsys.readouterr()
    return made


def test_a_bundle_for_a_board_and_for_a_unit(
    board: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for whose, name in ((["--board", board], "a"), (["--unit", "21484"], "b")):
        path = tmp_path / f"{name}.bangtin"
        assert cli.main(["bundle", *whose, str(path)]) == 0
        assert "1 boards" in capsys.readouterr().out and path.exists()
        assert cli.main(["bundle", *whose, str(path)]) == 1
        assert "is there already" in one_error_line(capsys)
    assert [row[0] for row in audited()].count("bundle.made") == 2


def test_reports_are_taken_and_told_by_board(
    board: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "reports.json"
    path.write_text(
        f'{{"kind": "reports", "spec": 1, "reports": [{{"board": "{board}", "plays": [{{}}]}}]}}'
    )
    assert cli.main(["bundle", "take", str(path)]) == 0
    assert capsys.readouterr().out == f"Board {board}: nothing stored; refused: 1 malformed.\n"
    path.write_text(path.read_text().replace(board, "nobody"))
    assert cli.main(["bundle", "take", str(path)]) == 1
    assert "nobody" in one_error_line(capsys)
    assert cli.main(["bundle", "take", str(tmp_path / "none")]) == 1
    assert "No such file" in one_error_line(capsys)


def test_unknown_boards_and_units_give_one_line(
    board: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for whose in (["--board", "nobody"], ["--unit", "99999"]):
        assert cli.main(["bundle", *whose, str(tmp_path / "x.bangtin")]) == 1
        one_error_line(capsys)
    assert list(tmp_path.glob("*.bangtin")) == []


@pytest.mark.parametrize(
    "arguments",
    [[], ["x"], ["take"], ["take", "a", "b"], ["--board", "b", "take", "x"],
     ["--board", "b", "--unit", "u", "x"]],
)  # fmt: skip
def test_wrong_arguments_give_2(ready: None, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["bundle", *arguments])
    assert caught.value.code == 2
