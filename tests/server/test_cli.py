import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select, update

from content.errors import ContentError
from server import cli, gunicorn_start
from server.services.api_tokens import actor_of_token
from server.services.resources import Resources, open_resources
from server.services.running_lock import RunningLock
from server.settings import Settings, load_settings
from server.storage.tables import AccountRow, AuditRow, UnitRow
from tests.server.builders import START

UNITS = """code,name,level,parent_code,valid_from,valid_to
51,Quảng Ngãi,tinh,,2025-07-01,
21484,Ba Tơ,xa,51,2025-07-01,
"""
PASSWORD = "Nước-mắm-cá-cơm-7\n"


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BANGTIN_{name.upper()}", raising=False)
    monkeypatch.setenv("BANGTIN_DATA_DIR", str(tmp_path / "var"))


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def units_file(tmp_path: Path) -> Path:
    path = tmp_path / "units.csv"
    path.write_text(UNITS, "utf-8")
    return path


@pytest.fixture
def ready(units_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A migrated server with two units."""
    assert cli.main(["migrate"]) == 0
    assert cli.main(["units", "import", str(units_file)]) == 0
    capsys.readouterr()


def create_account(monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    return cli.main(
        ["account", "create", "--login", "lan", "--role", "author", "--unit", "21484"]
        + ["--password-stdin"]
    )


def one_error_line(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1, captured.err
    assert "Traceback" not in captured.err
    return captured.err


@pytest.mark.parametrize(
    "command",
    [
        "", "run", "migrate", "demo", "units import", "account create", "token create",
        "audit verify", "backup", "restore", "doctor",
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
        "account create --login x --role author --unit 51",
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


def test_a_missing_units_file_is_named(ready: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["units", "import", "/no/such/file.csv"]) == 1
    assert "/no/such/file.csv" in one_error_line(capsys)


def test_an_account_and_its_token_are_made(
    ready: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert create_account(monkeypatch) == 0
    assert PASSWORD.strip() not in capsys.readouterr().out
    assert cli.main(["token", "create", "--login", "lan", "--scopes", "read,notices"]) == 0
    token = capsys.readouterr().out.splitlines()[-1]
    actor = with_resources(lambda resources: actor_of_token(resources, token))
    assert actor is not None
    assert (actor.login, actor.scopes) == ("lan", frozenset({"read", "notices"}))


def test_a_token_for_nobody_or_nothing_is_refused(
    ready: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["token", "create", "--login", "nobody"]) == 1
    assert "nobody" in one_error_line(capsys)
    create_account(monkeypatch)
    capsys.readouterr()
    assert cli.main(["token", "create", "--login", "lan", "--scopes", "read,everything"]) == 1
    one_error_line(capsys)


@pytest.mark.parametrize("password", ["", "\n", "short\n", "123456789012\n"])
def test_a_weak_password_makes_no_account(
    ready: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    password: str,
) -> None:
    assert create_account(monkeypatch, password) == 1
    one_error_line(capsys)
    assert (
        with_resources(
            lambda resources: resources.database.read(
                lambda session: session.scalars(select(AccountRow.id)).all()
            )
        )
        == []
    )


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


DAY = START.date()


def with_resources(work):  # type: ignore[no-untyped-def]
    resources: Resources = open_resources(load_settings())
    try:
        return work(resources)
    finally:
        resources.close()
