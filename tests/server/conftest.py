"""A server in memory of the test: fixed clock, SQLite in a temporary folder, Flask's client."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from server import cli
from server.app import create_app
from server.services.resources import Resources, open_resources
from server.settings import Settings
from server.storage import schema
from server.storage.ids import new_id
from tests.server.builders import FixedClock, some_settings
from tests.server.feed_builders import Site, a_site
from tests.server.operator_builders import UNITS
from tests.server.storage.private_postgres import PrivatePostgres


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "bangtin.db"
    schema.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def empty_postgres(pytestconfig: pytest.Config) -> Iterator[PrivatePostgres | None]:
    """A PostgreSQL with an empty database to copy; None unless the tests were asked for one."""
    if not pytestconfig.getoption("--postgres"):
        yield None
        return
    private = PrivatePostgres()
    schema.migrate(private.create("empty"))
    yield private
    private.remove()


@pytest.fixture
def resources(
    tmp_path: Path,
    clock: FixedClock,
    empty_database: Path,
    empty_postgres: PrivatePostgres | None,
) -> Iterator[Resources]:
    data_dir = tmp_path / "var"
    data_dir.mkdir(mode=0o700)
    if empty_postgres is None:
        shutil.copy(empty_database, data_dir / "bangtin.db")
        opened = open_resources(some_settings(data_dir), clock=clock)
        yield opened
        opened.close()
        return
    name = f"test-{new_id()}"
    settings = some_settings(data_dir, database_url=empty_postgres.create(name, "empty"))
    opened = open_resources(settings, clock=clock)
    yield opened
    opened.close()
    empty_postgres.drop(name)


@pytest.fixture(scope="session")
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Each test has an app of its own: compile the templates and routes of all of them once.

    What werkzeug makes to build a route's address hangs on nothing but the route.
    """
    templates = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    builders: dict[object, Any] = {}
    compile_builder = Rule._compile_builder

    def kept_builder(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in builders:
            builders[key] = compile_builder(rule, append_unknown)
        return builders[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": templates})
        patch.setattr(Rule, "_compile_builder", kept_builder)
        yield


@pytest.fixture
def app(resources: Resources, compiled_once: None) -> Flask:
    application = create_app(resources)
    application.testing = True
    return application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def site() -> Iterator[Site]:
    """A site with a feed, on loopback."""
    with a_site() as found:
        yield found


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """An operator's shell: settings of its own, and logs as before afterwards."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BANGTIN_{name.upper()}", raising=False)
    monkeypatch.setenv("BANGTIN_DATA_DIR", str(tmp_path / "var"))
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
def ready(operator: None, units_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A migrated server with two units."""
    assert cli.main(["migrate"]) == 0
    assert cli.main(["units", "import", str(units_file)]) == 0
    capsys.readouterr()
