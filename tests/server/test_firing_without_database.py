"""The database goes at the very moment of firing, for real: 503 in words, and nothing went out."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from server.app import create_app
from server.services.alerting import list_alerts
from server.services.resources import Resources, open_resources
from server.storage import schema
from tests.server.api.test_alerts import by_template
from tests.server.board_builders import a_board, officer
from tests.server.builders import FixedClock, some_settings
from tests.server.staff_builders import a_token, add_units, cheap_hashes
from tests.server.staff_web.conftest import Browser, Staff, text_of
from tests.server.staff_web.test_alert_wizard import to_confirm
from tests.server.storage.private_postgres import PrivatePostgres

SEND = "/staff/alerts/new/flash-flood/send"
KEY = {"Idempotency-Key": "mot-lan-thoi"}


@pytest.fixture
def postgres() -> Iterator[PrivatePostgres]:
    server = PrivatePostgres()
    yield server
    server.remove()


@pytest.fixture
def on_postgres(
    postgres: PrivatePostgres, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Staff]:
    cheap_hashes(monkeypatch)
    address = postgres.create("bangtin")
    schema.migrate(address)
    data_dir = tmp_path / "pg"
    data_dir.mkdir(mode=0o700)
    opened = open_resources(some_settings(data_dir, database_url=address), clock=clock)
    add_units(opened)
    yield Staff(an_app(opened), opened)
    opened.close()


def an_app(resources: Resources) -> Flask:
    app = create_app(resources)
    app.testing = True
    return app


def fire(client: FlaskClient, token: str) -> tuple[int, dict[str, object]]:
    headers = {"Authorization": f"Bearer {token}", **KEY}
    answer = client.post("/api/v1/alerts", json=by_template(status="Actual"), headers=headers)
    found: dict[str, object] = answer.get_json()
    return answer.status_code, found


def went_wrong(staff: Staff, browser: Browser, carried: dict[str, list[str]], token: str) -> None:
    """Fire by page and by API: both must say that nothing went out."""
    answer = browser.post(SEND, **carried, count="1")
    said = text_of(answer)
    assert answer.status_code == 503
    assert "CHƯA phát" in said and "bảng vẫn hiện như trước" in said and "loa" in said
    status, problem = fire(staff.app.test_client(), token)
    assert (status, problem["status"], problem["code"]) == (503, 503, "unavailable")
    assert problem["detail"]


def goes_out_once(
    staff: Staff, browser: Browser, carried: dict[str, list[str]], token: str
) -> None:
    assert list_alerts(staff.resources, officer()).items == ()
    for _ in range(2):
        assert browser.post(SEND, **carried, count="1").status_code == 303
        assert fire(staff.app.test_client(), token)[0] in (200, 201)
    assert len(list_alerts(staff.resources, officer()).items) == 2


def test_postgresql_stopped_and_started_again(
    on_postgres: Staff, postgres: PrivatePostgres
) -> None:
    staff = on_postgres
    a_board(staff.resources)
    browser, token = (
        staff.person("duty_officer"),
        a_token(staff.resources, "may", "duty_officer", "51"),
    )
    carried = to_confirm(browser)
    postgres.stop()
    try:
        went_wrong(staff, browser, carried, token)
        stop = browser.post("/staff/stop/check?all=yes", reason="strange")
        assert stop.status_code == 503 and "rút phích cắm" in text_of(stop)
    finally:
        postgres.start()
    goes_out_once(staff, browser, carried, token)


def gone(path: Path, resources: Resources) -> Callable[[], None]:
    """The disk with the database is not there."""
    away = path.rename(path.with_suffix(".away"))
    return lambda: shutil.move(away, path)


def read_only(path: Path, resources: Resources) -> Callable[[], None]:
    """The database may be read and not written, as on a disk that was mounted anew after faults."""
    engine = resources.database.engine
    listener = lambda connection, *_: connection.execute("PRAGMA query_only=ON")  # noqa: E731
    engine.dispose()
    event.listen(engine, "connect", listener)

    def mend() -> None:
        event.remove(engine, "connect", listener)
        engine.dispose()

    return mend


@pytest.mark.parametrize("harm", [gone, read_only])
def test_sqlite_gone_or_read_only(
    app: Flask,
    resources: Resources,
    monkeypatch: pytest.MonkeyPatch,
    harm: Callable[[Path, Resources], Callable[[], None]],
) -> None:
    cheap_hashes(monkeypatch)
    add_units(resources)
    staff = Staff(app, resources)
    a_board(resources)
    browser, token = staff.person("duty_officer"), a_token(resources, "may", "duty_officer", "51")
    carried = to_confirm(browser)
    mend = harm(resources.settings.data_dir / "bangtin.db", resources)
    try:
        went_wrong(staff, browser, carried, token)
    finally:
        mend()
    goes_out_once(staff, browser, carried, token)
