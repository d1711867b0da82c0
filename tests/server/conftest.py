"""A server in memory of the test: fixed clock, SQLite in a temporary folder, Flask's client."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.app import create_app
from server.services.resources import Resources, open_resources
from server.storage import schema
from tests.server.builders import FixedClock, some_settings


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "bangtin.db"
    schema.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def resources(tmp_path: Path, clock: FixedClock, empty_database: Path) -> Iterator[Resources]:
    data_dir = tmp_path / "var"
    data_dir.mkdir(mode=0o700)
    shutil.copy(empty_database, data_dir / "bangtin.db")
    opened = open_resources(some_settings(data_dir), clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def app(resources: Resources) -> Flask:
    application = create_app(resources)
    application.testing = True
    return application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
