"""Staff pages with 100,000 notices, 3,321 communes and 10,000 boards, on both databases."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from flask.testing import FlaskClient

from server.app import create_app
from server.services import accounts, sessions
from server.services.resources import Resources, open_resources
from server.settings import load_settings
from server.storage import schema
from tests.benchmarks import country
from tests.server.statements import statements
from tests.server.storage.private_postgres import BINARIES, PrivatePostgres

TIMES = 25
LIMIT_MS = 150
HUNDREDTH = "notices, the 100th page"
READING = (
    ("home", "/staff/"),
    ("notices", "/staff/notices"),
    ("notices, a common word", "/staff/notices?q=duong"),
    ("notices, a word nobody wrote", "/staff/notices?q=quynh+hoa"),
    ("notices on now", "/staff/notices?state=live"),
    ("notices expired, of one category", "/staff/notices?state=expired&category=market"),
    ("notices of one province", "/staff/notices?unit=P07&state=expired"),
    ("notices that wait for me", "/staff/notices?scope=waiting"),
    (HUNDREDTH, ""),
    ("boards", "/staff/boards"),
    ("boards found by name", "/staff/boards?q=bang+77"),
    ("calendar of a board", "/staff/boards/board-7/calendar"),
    ("alerts", "/staff/alerts"),
    ("plan, and those below", "/staff/plan"),
    ("from above", "/staff/above?unit=C7"),
    ("from above, declined", "/staff/above?unit=C7&kind=declined"),
    ("from above, found by a word", "/staff/above?unit=C7&q=duong"),
    ("pool and subscriptions", "/staff/pool?unit=C7"),
)
OF_THE_COUNTRY = (
    ("ledger of the whole country", "/staff/alerts/{alert}"),
    ("ledger of a past alert of a province", "/staff/alerts/alert-7"),
    ("report of an alert to the whole country", "/staff/alerts/{alert}/report"),
    ("year of drills and tests of the country", "/staff/units/uVN/drills"),
    ("plan of a province", "/staff/units/uP07/plan"),
)
ADMINISTERING_ALL = (
    ("person", "/staff/people/a77"),
    ("unit", "/staff/units/uP07"),
)
ADMINISTERING = (
    ("home", "/staff/"),
    ("people", "/staff/people"),
    ("people found by name", "/staff/people?q=hanh"),
    ("units", "/staff/units"),
    ("units found by name", "/staff/units?q=duong+77"),
    ("audit", "/staff/audit"),
    ("audit, the 100th page", "/staff/audit?before={audit}"),
    ("audit of one province", "/staff/audit?unit=P07"),
    ("audit of one commune", "/staff/audit?unit=C7"),
    ("audit of notices", "/staff/audit?about=notices"),
    ("audit found by a person", "/staff/audit?q=canbo77"),
    ("audit, a word nobody wrote", "/staff/audit?q=quynh+hoa"),
)
# Who reads what: login, role, unit, pages.
READERS = (
    ("an approver of the country", "approver", "VN", READING + OF_THE_COUNTRY),
    ("an approver of a commune", "approver", "C7", READING),
    ("the country's administrator", "administrator", "VN", ADMINISTERING + ADMINISTERING_ALL),
    ("a commune's administrator", "administrator", "C7", ADMINISTERING),
)


def main() -> list[tuple[str, str]]:
    """Measure on SQLite and, where it is installed, on a PostgreSQL of its own."""
    rows = _on("SQLite", "")
    if not BINARIES:
        return [*rows, ("PostgreSQL", "not installed here")]
    private = PrivatePostgres()
    try:
        return rows + _on("PostgreSQL", private.create("lists"))
    finally:
        private.remove()


def _on(name: str, url: str) -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="bangtin-lists-") as folder:
        settings = load_settings(data_dir=Path(folder), database_url=url, media_url="")
        schema.migrate(settings.database_address)
        resources = open_resources(settings)
        country.settle(resources)
        resources.close()
        resources = open_resources(settings)
        try:
            return [
                (f"{name}: {who}, {label}", figure)
                for who, client, pages in readers(resources)
                for label, figure in _measure(resources, client, pages)
            ]
        finally:
            resources.close()


Pages = list[tuple[str, str]]


def readers(resources: Resources) -> Iterator[tuple[str, FlaskClient, Pages]]:
    """Give each reader, signed in, and the addresses of their pages."""
    [alert] = resources.alerts.snapshot().alerts
    known = {"alert": alert.id, "audit": 2 * country.NOTICES - 2000}
    for number, (who, role, unit, asked) in enumerate(READERS):
        account = accounts.create_account(
            resources, login=f"reader{number}", name=who, password="ruộng bậc thang 27 mùa",
            role=role, unit_code=unit,
        )  # fmt: skip
        token = sessions.open_session(resources, account.id, address="", user_agent="bench")
        client = create_app(resources).test_client()
        client.set_cookie("bangtin", token.token)
        yield (
            who,
            client,
            [
                (label, path.format(**known) if path else _hundredth_page(client))
                for label, path in asked
            ],
        )


def _measure(resources: Resources, client: FlaskClient, pages: Pages) -> Iterator[tuple[str, str]]:
    for label, path in pages:
        _ask(client, path)
        with statements(resources) as sent:
            _ask(client, path)
        taken = [_ask(client, path) for _ in range(TIMES)]
        middle, worst = statistics.median(taken), sorted(taken)[round(0.95 * len(taken)) - 1]
        told = f"p50 {middle:.0f} ms, p95 {worst:.0f} ms (limit {LIMIT_MS})"
        yield label, f"{told}, {len(sent)} statements"


def _ask(client: FlaskClient, path: str) -> float:
    started = time.perf_counter()
    answer = client.get(path, follow_redirects=True)
    taken = (time.perf_counter() - started) * 1000
    assert answer.status_code == 200, (path, answer.status_code)
    return taken


def _hundredth_page(client: FlaskClient) -> str:
    path = "/staff/notices"
    for _ in range(99):
        page = client.get(path).get_data(as_text=True)
        start = page.find("cursor=")
        if start < 0:
            return path
        path = "/staff/notices?" + page[start : page.index('"', start)]
    return path


if __name__ == "__main__":
    for label, figure in main():
        print(f"{label:<72} {figure}")
