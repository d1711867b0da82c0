import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import exc, text
from sqlalchemy.orm import Session

from content.errors import InvalidInputError
from server.operator_error import OperatorError
from server.storage import counters
from server.storage.database import Database, DatabaseUnavailableError, announce
from server.storage.tables import BoardRow, CounterRow, StatementRow
from tests.server.storage.private_postgres import PrivatePostgres

HANOI = timezone(timedelta(hours=7))


def put(database: Database, name: str, value: int) -> None:
    database.write(lambda session: counters.raise_to(session, name, value))


def value(database: Database, name: str) -> int:
    return database.read(lambda session: counters.value_of(session, name))


def test_what_is_written_is_read_back(database: Database) -> None:
    put(database, "x", 2**53)
    assert value(database, "x") == 2**53


def test_work_that_fails_changes_nothing(database: Database) -> None:
    def work(session: Session) -> None:
        session.add(CounterRow(name="x", value=1))
        session.flush()
        raise LookupError

    with pytest.raises(LookupError):
        database.write(work)
    assert value(database, "x") == 0


def test_a_read_sees_one_snapshot_while_others_write(database: Database) -> None:
    put(database, "x", 1)

    def work(session: Session) -> tuple[int, int]:
        first = counters.value_of(session, "x")
        writer = threading.Thread(target=put, args=(database, "x", 2))
        writer.start()
        writer.join()
        session.expire_all()
        return first, counters.value_of(session, "x")

    assert database.read(work) == (1, 1)
    assert value(database, "x") == 2


def test_two_databases_on_one_store_never_lose_a_count(database_url: str) -> None:
    def count(opened: Database) -> None:
        for _ in range(20):
            opened.write(
                lambda session: counters.raise_to(session, "x", counters.value_of(session, "x") + 1)
            )

    opened = [Database(database_url), Database(database_url)]
    threads = [threading.Thread(target=count, args=(one,)) for one in opened for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert value(opened[0], "x") == 80
    for one in opened:
        one.close()


def test_hooks_run_once_after_an_announced_commit_and_not_otherwise(database: Database) -> None:
    seen: list[int] = []
    database.after_commit.append(lambda: seen.append(value(database, "x")))
    put(database, "x", 1)
    assert seen == []

    def work(session: Session) -> None:
        announce(session)
        announce(session)
        counters.raise_to(session, "x", 2)

    database.write(work)
    assert seen == [2]


def test_a_failing_hook_does_not_fail_what_is_committed(database: Database) -> None:
    def hook() -> None:
        raise RuntimeError("push failed")

    database.after_commit.append(hook)
    database.write(announce)
    put(database, "x", 1)
    assert value(database, "x") == 1


def test_a_missing_parent_is_refused(database: Database) -> None:
    with pytest.raises(exc.IntegrityError):
        database.write(lambda session: session.add(a_board_row("no-such-unit")))


def test_instants_come_back_aware_and_in_utc(database: Database) -> None:
    at = datetime(2026, 11, 24, 9, 30, 0, 123456, tzinfo=HANOI)
    database.write(
        lambda session: session.add(
            StatementRow(digest="d", kind="root", envelope=b"\x00\xff", created_at=at)
        )
    )
    row = database.read(lambda session: session.get_one(StatementRow, "d"))
    assert row.created_at == at
    assert row.created_at.tzinfo is UTC
    assert row.envelope == b"\x00\xff"


def test_a_naive_instant_is_refused(database: Database) -> None:
    row = StatementRow(digest="d", kind="x", envelope=b"", created_at=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(exc.StatementError, match="without a time zone"):
        database.write(lambda session: session.add(row))


def test_a_faulty_statement_is_not_taken_for_an_outage(database: Database) -> None:
    with pytest.raises((exc.ProgrammingError, DatabaseUnavailableError)):
        database.read(lambda session: session.execute(text("SELECT nonsense FROM nowhere")))


def test_errors_name_no_parameters(sqlite_url: str) -> None:
    opened = Database(sqlite_url)
    wrong = text("INSERT INTO counters (name, value) VALUES (:name, NULL)")
    with pytest.raises(exc.IntegrityError) as refused:
        opened.write(lambda session: session.execute(wrong, {"name": "a person's words"}))
    assert "a person's words" not in str(refused.value)
    opened.close()


def test_work_goes_through_the_offload(database_url: str) -> None:
    threads: list[str] = []

    def offload(work):  # type: ignore[no-untyped-def]
        result = []
        thread = threading.Thread(target=lambda: result.append(work()), name="off the hub")
        thread.start()
        thread.join()
        return result[0]

    opened = Database(database_url, offload=offload)

    def note(session: Session) -> None:
        threads.append(threading.current_thread().name)

    opened.read(note)
    opened.write(note)
    assert threads == ["off the hub", "off the hub"]
    opened.close()


def test_sqlite_keeps_a_log_and_syncs_every_commit(sqlite_url: str) -> None:
    opened = Database(sqlite_url)
    names = ("journal_mode", "synchronous", "foreign_keys")
    found = opened.read(lambda session: [session.scalar(text(f"PRAGMA {name}")) for name in names])
    assert found == ["wal", 2, 1]
    opened.close()


def test_a_sqlite_file_that_is_gone_is_an_outage_and_not_made_anew(sqlite_url: str) -> None:
    opened = Database(sqlite_url)
    put(opened, "x", 1)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    hidden = path.rename(path.with_suffix(".away"))
    with pytest.raises(DatabaseUnavailableError):
        put(opened, "x", 2)
    assert not path.exists()
    hidden.rename(path)
    assert value(opened, "x") == 1
    opened.close()


def test_a_damaged_sqlite_file_is_an_outage(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 8192)
    opened = Database(sqlite_url)
    with pytest.raises(DatabaseUnavailableError):
        put(opened, "x", 2)
    opened.close()


def test_a_sqlite_file_put_in_its_place_is_used(sqlite_url: str, empty_database: Path) -> None:
    opened = Database(sqlite_url)
    put(opened, "x", 1)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    for file in path.parent.glob("bangtin.db*"):
        file.rename(path.parent / f"old-{file.name}")
    path.write_bytes(empty_database.read_bytes())
    assert value(opened, "x") == 0
    opened.close()


def test_a_postgresql_that_stops_is_an_outage_until_it_is_back(
    postgres: PrivatePostgres, postgres_url: str
) -> None:
    opened = Database(postgres_url)
    put(opened, "x", 1)
    postgres.stop()
    try:
        with pytest.raises(DatabaseUnavailableError):
            put(opened, "x", 2)
    finally:
        postgres.start()
    assert value(opened, "x") == 1
    opened.close()


def test_an_unknown_kind_of_database_is_refused() -> None:
    with pytest.raises(OperatorError, match="only sqlite and postgresql"):
        Database("mysql://localhost/bangtin")
    with pytest.raises(OperatorError, match="not a database address"):
        Database("nonsense")


def a_board_row(unit_id: str) -> BoardRow:
    return BoardRow(
        id="b1",
        unit_id=unit_id,
        name="Nhà văn hóa",
        public_key="",
        key_id="k",
        profile={},
        paired_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_what_postgresql_cannot_hold_is_bad_input_and_no_outage(postgres_url: str) -> None:
    database = Database(postgres_url)
    try:
        with pytest.raises(InvalidInputError, match="cannot be kept"):
            database.read(lambda session: session.scalar(text("SELECT :b || 'a'"), {"b": "a\0b"}))
    finally:
        database.close()
