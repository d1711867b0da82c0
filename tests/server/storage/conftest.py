"""Each storage test runs on SQLite and on a private PostgreSQL."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.storage import schema
from server.storage.database import Database
from tests.server.storage.private_postgres import PrivatePostgres

TEMPLATE = "bangtin_template"
_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    server = PrivatePostgres()
    schema.migrate(server.create(TEMPLATE))
    yield server
    server.remove()


@pytest.fixture
def postgres_url(postgres: PrivatePostgres) -> Iterator[str]:
    """The address of a migrated, empty PostgreSQL database."""
    name = f"bangtin_{next(_numbers)}"
    yield postgres.create(name, TEMPLATE)
    postgres.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path, empty_database: Path) -> str:
    """The address of a migrated, empty SQLite database."""
    shutil.copy(empty_database, tmp_path / "bangtin.db")
    return f"sqlite:///{tmp_path / 'bangtin.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database of each kind."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    address: str = request.getfixturevalue(fixture)
    return address


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()
