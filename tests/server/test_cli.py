import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import update

from content import trust
from content.errors import ContentError
from server import cli, gunicorn_start
from server.services.resources import Resources
from server.services.running_lock import RunningLock
from server.settings import Settings
from server.storage.tables import AuditRow, UnitRow
from server.storage.tables.boards import BoardRow
from tests.server.builders import START
from tests.server.operator_builders import (
    UNITS,
    audited,
    one_error_line,
    pair_board,
    with_resources,
)

DAY = START.date()
pytestmark = pytest.mark.usefixtures("operator")


@pytest.mark.parametrize(
    "command",
    [
        "", "run", "migrate", "demo", "units import", "account create", "token create",
        "account password", "account disable", "account enable", "token revoke", "keys rotate",
        "keys guide", "keys root-new", "keys request", "keys show", "keys sign", "keys adopt",
        "keys forget-root",
        "board move", "board revoke", "audit verify", "audit export", "units follow", "backup",
        "restore", "doctor", "bundle",
    ],
)  # fmt: skip
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*command.split(), "--help"])
    assert ended.value.code == 0
    assert "usage:" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        "", "nonsense", "run --port 0", "run --port x", "units", "units import", "backup",
        "account create --login x", "token create", "audit verify extra",
        "account create --login x --role king --unit 51 --password-stdin",
        "account create --login x --role author --unit 51", "account password --login x",
        "account disable", "account enable x", "token revoke", "keys", "keys rotate now",
        "keys root-new x", "keys sign x", "keys request x --threshold 0", "keys adopt",
        "board move x", "board revoke",
    ],
)  # fmt: skip
def test_wrong_arguments_end_with_2(command: str) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(command.split())
    assert ended.value.code == 2


def test_a_command_before_migrate_says_what_to_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["audit", "verify"]) == 1
    assert "run: python -m server migrate" in one_error_line(capsys)


def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BANGTIN_ENGINE", "threads")
    assert cli.main(["migrate"]) == 1
    assert "BANGTIN_ENGINE" in one_error_line(capsys)


def test_a_wrong_database_address_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BANGTIN_DATABASE_URL", "mysql://x/y")
    assert cli.main(["migrate"]) == 1
    assert "BANGTIN_DATABASE_URL" in one_error_line(capsys)


def test_demo_without_its_first_logins_says_how_to_set_a_password(
    ready: None, units_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["units", "import", str(units_file)]) == 0
    capsys.readouterr()
    assert cli.main(["demo"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Staff: ")
    assert [line.strip() for line in said[1:]] == [cli.NO_LOGINS]
    words = cli.NO_LOGINS.partition("python -m server ")[2].split()
    assert cli.parser().parse_args(words).login == "LOGIN"


def test_units_are_imported_and_once_more_change_nothing(
    ready: None, units_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["units", "import", str(units_file)]) == 0
    assert capsys.readouterr().out == "0 added, 0 changed, 2 as before.\n"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", UNITS.encode() + b"x\n"])
def test_a_bad_units_file_is_one_line_and_changes_nothing(
    ready: None, tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    assert cli.main(["units", "import", str(path)]) == 1
    one_error_line(capsys)
    with_resources(lambda resources: resources.units.tree().resolve("51", DAY))


def test_which_unit_follows_which_comes_from_a_file(
    ready: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "follow.csv"
    path.write_text("day,from_code,to_code,main\n2025-07-01,51,51,yes\n", "utf-8")
    assert cli.main(["units", "follow", str(path)]) == 1
    assert "Line 2" in one_error_line(capsys)
    units = tmp_path / "both.csv"
    units.write_text(
        "code,name,level,parent_code,valid_from,valid_to\n62,Tỉnh Kon Tum,tinh,,,2025-07-01\n",
        "utf-8",
    )
    assert cli.main(["units", "import", str(units)]) == 0
    path.write_text("day,from_code,to_code,main\n2025-07-01,62,51,yes\n", "utf-8")
    capsys.readouterr()
    assert cli.main(["units", "follow", str(path)]) == 0
    assert "1 added" in capsys.readouterr().out


def test_a_missing_units_file_is_named(ready: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["units", "import", "/no/such/file.csv"]) == 1
    assert "/no/such/file.csv" in one_error_line(capsys)


def test_a_spoiled_audit_row_is_named(ready: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["audit", "verify"]) == 0
    assert "the chain holds" in capsys.readouterr().out
    with_resources(
        lambda resources: resources.database.write(
            lambda session: session.execute(
                update(AuditRow).where(AuditRow.seq == 2).values(subject="x")
            )
        )
    )
    assert cli.main(["audit", "verify"]) == 1
    assert "Audit row 2 is bad" in one_error_line(capsys)


def test_an_exported_chain_can_be_checked_without_this_program(
    ready: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "chain.jsonl"
    assert cli.main(["audit", "export", str(path)]) == 0
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert f"{len(rows)} rows" in capsys.readouterr().out
    previous = "0" * 64
    for row in rows:
        said = row.pop("hash")
        text = json.dumps(list(row.values()), ensure_ascii=False, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == said
        assert row["previous_hash"] == previous
        previous = said
    assert cli.main(["audit", "export", str(path)]) == 1
    assert "File exists" in one_error_line(capsys)


def test_backup_and_restore_bring_back_what_was_there(
    ready: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "backup"
    assert cli.main(["backup", str(folder)]) == 0
    with_resources(
        lambda resources: resources.database.write(
            lambda session: session.execute(update(UnitRow).values(name="x"))
        )
    )
    assert cli.main(["restore", str(folder)]) == 0
    capsys.readouterr()
    found = with_resources(lambda resources: resources.units.tree().resolve("51", DAY))
    assert found.name == "Quảng Ngãi"
    assert cli.main(["audit", "verify"]) == 0


def test_restore_beside_a_running_server_and_backup_over_something_are_refused(
    ready: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "backup"
    assert cli.main(["backup", str(folder)]) == 0
    capsys.readouterr()
    assert cli.main(["backup", str(folder)]) == 1
    assert "not empty" in one_error_line(capsys)
    lock = RunningLock(tmp_path / "var", is_alone=False)
    assert cli.main(["restore", str(folder)]) == 1
    assert "A server is running" in one_error_line(capsys)
    lock.release()
    assert cli.main(["restore", str(tmp_path / "none")]) == 1
    assert "not a backup" in one_error_line(capsys)


def test_run_prepares_the_folder_and_hands_over_to_gunicorn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    served: list[Settings] = []
    monkeypatch.setattr(gunicorn_start, "serve", lambda settings: served.append(settings) or 0)
    assert cli.main(["run", "--host", "0.0.0.0", "--port", "9123"]) == 0
    assert (served[0].host, served[0].port) == ("0.0.0.0", 9123)
    assert (tmp_path / "var" / "bangtin.db").exists()
    assert len(list((tmp_path / "var" / "keys").iterdir())) == 6


def test_keys_that_others_may_read_keep_the_server_from_starting(
    ready: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "var" / "keys").chmod(0o755)
    assert cli.main(["run"]) == 1
    assert "chmod 700" in one_error_line(capsys)


def test_an_unknown_error_of_the_family_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(url: str) -> str:
        raise ContentError("first line\nsecond {what}", what="line")

    monkeypatch.setattr("server.storage.schema.migrate", fail)
    assert cli.main(["migrate"]) == 1
    assert one_error_line(capsys) == "first line second line\n"


def test_doctor_fails_with_the_first_failure_on_one_line(
    ready: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = tmp_path / "page"
    page.mkdir()
    (page / "board.html").write_text("x")
    monkeypatch.setenv("BANGTIN_BOARD_PAGE_DIR", str(page))
    assert cli.main(["doctor"]) == 0
    assert "warning  root key: is online" in capsys.readouterr().out
    monkeypatch.setenv("BANGTIN_FONTS_DIR", str(tmp_path))
    assert cli.main(["doctor"]) == 1
    assert "install fonts-noto-core" in one_error_line(capsys)


def test_a_board_is_moved_and_revoked(ready: None, capsys: pytest.CaptureFixture[str]) -> None:
    board = with_resources(lambda resources: pair_board(resources, "21484"))
    assert cli.main(["board", "move", board, "51"]) == 0
    assert capsys.readouterr().out == "Board Nhà văn hóa hangs in 51.\n"
    moved = with_resources(lambda resources: resources.boards.get(board))
    province = with_resources(lambda resources: resources.units.tree().resolve("51", DAY))
    assert moved.unit_id == province.id
    assert cli.main(["board", "revoke", board]) == 0
    assert with_resources(lambda resources: resources.boards.get(board)).is_revoked
    assert audited()[-2:] == [("board.moved", board, None), ("board.revoked", board, None)]


def test_a_board_or_unit_that_is_not_there_is_named_and_nothing_moves(
    ready: None, capsys: pytest.CaptureFixture[str]
) -> None:
    board = with_resources(lambda resources: pair_board(resources, "21484"))
    before = audited()
    for command in (["move", "nobody", "51"], ["revoke", "nobody"]):
        assert cli.main(["board", *command]) == 1
        assert "nobody" in one_error_line(capsys)
    assert cli.main(["board", "move", board, "99999"]) == 1
    assert "99999" in one_error_line(capsys)
    assert audited() == before
    assert cli.main(["board", "revoke", board]) == 0
    capsys.readouterr()
    for command in (["move", board, "51"], ["revoke", board]):
        assert cli.main(["board", *command]) == 1
        assert "has been revoked" in one_error_line(capsys)


def test_rotated_keys_vouch_for_the_boards_there_are(
    ready: None, capsys: pytest.CaptureFixture[str]
) -> None:
    board = with_resources(lambda resources: pair_board(resources, "21484"))
    assert cli.main(["keys", "rotate"]) == 0
    assert "root version 2" in capsys.readouterr().out

    def check(resources: Resources) -> None:
        row = resources.database.read(lambda session: session.get_one(BoardRow, board).identity)
        identity = trust.Envelope.from_bytes(row or b"", "identity")
        assert trust.verify(identity, resources.keyring.trusted, "state")

    with_resources(check)
    assert cli.main(["audit", "verify"]) == 0


def test_without_the_root_key_nothing_is_rotated(
    ready: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root,) = (tmp_path / "var" / "keys").glob("root*")
    root.rename(tmp_path / root.name)
    before = sorted((tmp_path / "var" / "keys").iterdir())
    assert cli.main(["keys", "rotate"]) == 1
    assert "root key is offline" in one_error_line(capsys)
    assert sorted((tmp_path / "var" / "keys").iterdir()) == before
