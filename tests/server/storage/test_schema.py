from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from server.operator_error import OperatorError
from server.storage import engines, schema
from server.storage.database import Database
from server.storage.tables import Base


def test_models_and_migrations_say_the_same(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_constraints_carry_the_names_of_the_models(database: Database) -> None:
    found = inspect(database.engine)
    for name, table in Base.metadata.tables.items():
        assert {index["name"] for index in found.get_indexes(name)} >= {
            index.name for index in table.indexes
        }
        assert found.get_pk_constraint(name)["name"] == table.primary_key.name


def test_migrating_again_changes_nothing(database_url: str, database: Database) -> None:
    assert schema.migrate(database_url) == schema.newest_revision()
    schema.require_current(database)


def test_the_first_migration_can_be_undone(database_url: str) -> None:
    engine = engines.make_engine(database_url)
    with engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_a_new_sqlite_file_is_made_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "bangtin.db"
    schema.migrate(f"sqlite:///{path}")
    assert path.stat().st_mode & 0o077 == 0


def test_a_database_that_is_not_there_says_what_to_run(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'none.db'}")
    with pytest.raises(OperatorError, match="run: python -m server migrate"):
        schema.require_current(database)
    assert not (tmp_path / "none.db").exists()


def test_tables_of_another_version_are_refused(database_url: str, database: Database) -> None:
    set_revision(database, "0000")
    with pytest.raises(OperatorError, match="at revision 0000, this program needs"):
        schema.require_current(database)
    with pytest.raises(OperatorError, match="newer than this program"):
        schema.migrate(database_url)


def test_a_postgresql_that_is_not_there_is_one_line() -> None:
    with pytest.raises(OperatorError, match="cannot be reached") as caught:
        schema.migrate("postgresql://bangtin@127.0.0.1:1/none")
    assert "\n" not in str(caught.value)


def set_revision(database: Database, revision: str) -> None:
    statement = text("UPDATE alembic_version SET version_num = :revision")
    database.write(lambda session: session.execute(statement, {"revision": revision}))
