"""Staff pages with 100,000 notices, 3,321 communes and 10,000 boards, on both databases."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from content.category import CategoryKey
from content.envelope import encode_base64, key_id
from content.notice import NoticeContent
from content.targeting import Targets
from content.text import search_key
from content.trust import Ed25519Signer
from server.app import create_app
from server.services import accounts, sessions
from server.services.identities import signer_of
from server.services.resources import Resources, open_resources
from server.settings import load_settings
from server.storage import schema
from server.storage.ids import new_id
from server.storage.tables import UnitRow
from server.storage.tables.boards import BoardRow
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow
from tests.server.storage.private_postgres import BINARIES, PrivatePostgres

COMMUNES, PROVINCES = 3_321, 34
BOARDS = 10_000
NOTICES = int(os.environ.get("BENCH_NOTICES", "100000"))
BATCH = 5_000
TIMES = 25
LIMIT_MS = 150
WAITING_EVERY, LIVE_LAST = 400, 6_000
TOPICS = (
    "Lịch cắt điện thôn Nước Nẻ",
    "Tiêm phòng trâu, bò đợt 2",
    "Họp thôn bàn đường bê tông",
    "Giá sắn tươi trong tuần",
    "Cấp căn cước lưu động",
)
BODY = (
    "Bà con đưa trâu, bò từ 2 tháng tuổi trở lên đến nhà văn hóa thôn để tiêm phòng.\n"
    "Thời gian từ 7 giờ đến 10 giờ 30 các ngày trong tuần.\nMỗi hộ mang theo sổ tiêm."
)
PAGES = (
    ("home", "/staff/"),
    ("notices", "/staff/notices"),
    ("notices, a common word", "/staff/notices?q=duong"),
    ("notices, a word nobody wrote", "/staff/notices?q=quynh+hoa"),
    ("notices on now", "/staff/notices?state=live"),
    ("notices expired, of one category", "/staff/notices?state=expired&category=market"),
    ("notices of one province", "/staff/notices?unit=P07&state=expired"),
    ("notices that wait for me", "/staff/notices?scope=waiting"),
    ("boards", "/staff/boards"),
    ("boards found by name", "/staff/boards?q=bang+77"),
    ("alerts", "/staff/alerts"),
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
        people = _seed(resources)
        resources.close()
        resources = open_resources(settings)
        try:
            return [
                (f"{name}: {who}, {label}", figure)
                for who, login in people
                for label, figure in _measure(resources, login)
            ]
        finally:
            resources.close()


def _measure(resources: Resources, account: str) -> Iterator[tuple[str, str]]:
    client = _signed_in(resources, account)
    hundredth = _hundredth_page(client)
    for label, path in (*PAGES, ("notices, the 100th page", hundredth)):
        taken = [_ask(client, path) for _ in range(TIMES + 1)][1:]
        middle, worst = statistics.median(taken), sorted(taken)[round(0.95 * len(taken)) - 1]
        yield label, f"p50 {middle:.0f} ms, p95 {worst:.0f} ms (limit {LIMIT_MS})"


def _ask(client: FlaskClient, path: str) -> float:
    started = time.perf_counter()
    answer = client.get(path)
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


def _signed_in(resources: Resources, account: str) -> FlaskClient:
    token = sessions.open_session(resources, account, address="", user_agent="bench")
    client = create_app(resources).test_client()
    client.set_cookie("bangtin", token.token)
    return client


def _seed(resources: Resources) -> list[tuple[str, str]]:
    with _many(resources) as put:
        communes = _units(put)
    opened = open_resources(resources.settings)
    people = [("an approver of the country", "country", "VN"), ("one of a commune", "one", "C7")]
    made = [
        (
            who,
            accounts.create_account(
                opened, login=login, name=login, password="ruộng bậc thang 27 mùa",
                role="approver", unit_code=unit,
            ).id,
        )
        for who, login, unit in people
    ]  # fmt: skip
    with _many(opened) as put:
        _boards(opened, put, communes)
    with _many(opened) as put:
        _notices(put, communes, opened.clock.now())
    opened.close()
    return made


Put = Callable[[Any, dict[str, Any]], None]


@contextmanager
def _many(resources: Resources) -> Iterator[Put]:
    """Give a function that takes rows and writes them a batch at a time."""
    waiting: dict[Any, list[dict[str, Any]]] = {}

    def write() -> None:
        def work(session: Session) -> None:
            for table, rows in waiting.items():
                if rows:
                    session.execute(insert(table), rows)

        resources.database.write(work)
        for rows in waiting.values():
            rows.clear()

    def put(table: Any, row: dict[str, Any]) -> None:
        waiting.setdefault(table, []).append(row)
        if len(waiting[table]) >= BATCH:
            write()

    yield put
    write()


def _units(put: Put) -> list[tuple[str, str]]:
    def unit(code: str, name: str, level: str, parent: str | None) -> str:
        row = {"id": f"u{code}", "code": code, "name": name, "level": level, "parent_id": parent}
        put(UnitRow, row)
        return row["id"] or ""

    root = unit("VN", "Cả nước", "quoc_gia", None)
    provinces = [unit(f"P{n:02}", f"Tỉnh số {n}", "tinh", root) for n in range(PROVINCES)]
    return [
        (unit(f"C{n}", f"Xã Đường {n}", "xa", provinces[n % PROVINCES]), f"Xã Đường {n}")
        for n in range(COMMUNES)
    ]


def _boards(resources: Resources, put: Put, communes: list[tuple[str, str]]) -> None:
    signer = signer_of(resources)
    now = resources.clock.now()
    for number in range(BOARDS):
        public = Ed25519Signer.from_private_bytes(number.to_bytes(32, "big")).public
        row = BoardRow(
            id=new_id(), unit_id=communes[number % COMMUNES][0], name=f"Bảng {number}",
            public_key=encode_base64(public), key_id=key_id(public), groups=[], tags=[],
            profile={"width": 1920, "height": 1080, "near_m": 2.0, "far_m": 8.0},
            software="", paired_at=now, last_contact_at=now - timedelta(minutes=number % 3),
        )  # fmt: skip
        signer.sign_row(row)
        names = BoardRow.__table__.columns.keys()
        put(BoardRow, {name: getattr(row, name) for name in names})


def _notices(put: Put, communes: list[tuple[str, str]], now: datetime) -> None:
    categories = [key for key in CategoryKey if key is not CategoryKey.CORRECTION]
    for number in range(NOTICES):
        unit, place = communes[number % COMMUNES]
        at = now - timedelta(minutes=NOTICES - number)
        is_waiting = number % WAITING_EVERY == 0
        is_live = number > NOTICES - LIVE_LAST
        until = None if is_live else at + timedelta(hours=1)
        content = NoticeContent(
            title=f"{TOPICS[number % len(TOPICS)]} {number}",
            body=BODY,
            category=categories[number % len(categories)],
            language="vi",
            unit_id=unit,
            targets=Targets(units=(unit,)),
            valid_until=until,
        )
        _notice(put, content, f"Ủy ban nhân dân {place}", at, is_waiting=is_waiting)


def _notice(
    put: Put, content: NoticeContent, issuer: str, at: datetime, *, is_waiting: bool
) -> None:
    notice = new_id()
    shown = None if is_waiting else 1
    found_by = search_key(f"{content.title}\n{content.body}")
    listed = {
        "category": content.category.value,
        "priority": content.priority.value,
        "search_text": found_by,
    }
    row = {
        "id": notice, "unit_id": content.unit_id, "issuer_name": issuer, "author_id": "bench",
        "state": "submitted" if is_waiting else "approved", "revision": 1,
        "shown_revision": shown, "created_at": at, "updated_at": at, "written_by": "bench",
        "shown_until": None if is_waiting else content.valid_until,
    }  # fmt: skip
    put(NoticeRow, row | listed)
    revision = {
        "notice_id": notice, "revision": 1, "content": content.to_dict(),
        "digest": content.digest(), "title": content.title, "created_by": "bench",
        "created_at": at, "submitted_at": at, "approved_at": None if is_waiting else at,
    }  # fmt: skip
    put(NoticeRevisionRow, revision | listed)


if __name__ == "__main__":
    for label, figure in main():
        print(f"{label:<62} {figure}")
