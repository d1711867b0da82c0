"""A country of boards and notices: 34 provinces, 3,321 communes, 10,000 boards, 100,000 notices."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from content.category import CategoryKey
from content.envelope import encode_base64, key_id
from content.notice import NoticeContent
from content.reminding import Task
from content.targeting import Targets
from content.text import search_key
from content.trust import Ed25519Signer
from server.services.identities import payload_of_row, signer_of
from server.services.resources import Resources, open_resources
from server.storage.ids import new_id
from server.storage.tables import TaskRow, UnitRow
from server.storage.tables.boards import BoardRow
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow
from tests.benchmarks import country_life

COMMUNES, PROVINCES = 3_321, 34
BOARDS = 10_000
NOTICES = int(os.environ.get("BENCH_NOTICES", "100000"))
BATCH = 5_000
WAITING_EVERY, FROM_ABOVE_EVERY, LIVE_LAST = 400, 25, 6_000
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

Put = Callable[[Any, dict[str, Any]], None]
Place = tuple[str, str]


def settle(resources: Resources) -> None:
    """Fill an empty database with all there is; what is open must be opened anew afterwards."""
    with many(resources) as put:
        provinces, communes = _units(put)
    with many(resources) as put:
        country_life.put_people(put, [unit for unit, _ in communes], resources.clock.now())
    opened = open_resources(resources.settings)
    now = opened.clock.now()
    with many(opened) as put:
        _boards(opened, put, communes)
    with many(opened) as put:
        from_above = _notices(put, communes, provinces, now)
    with many(opened) as put:
        country_life.put_choices(put, from_above, [unit for unit, _ in communes], now)
        country_life.put_plans(put, [unit for unit, _ in communes], now)
    opened.close()
    opened = open_resources(resources.settings)
    country_life.put_alerts(opened, many, provinces)
    country_life.put_audit(opened, many, [unit for unit, _ in communes], 2 * NOTICES)
    opened.close()


@contextmanager
def many(resources: Resources) -> Iterator[Put]:
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


def _units(put: Put) -> tuple[list[Place], list[Place]]:
    def unit(code: str, name: str, level: str, parent: str | None) -> Place:
        row = {"id": f"u{code}", "code": code, "name": name, "level": level, "parent_id": parent}
        put(UnitRow, row)
        return f"u{code}", name

    root = unit("VN", "Cả nước", "quoc_gia", None)
    provinces = [unit(f"P{n:02}", f"Tỉnh số {n}", "tinh", root[0]) for n in range(PROVINCES)]
    communes = [
        unit(f"C{n}", f"Xã Đường {n}", "xa", provinces[n % PROVINCES][0]) for n in range(COMMUNES)
    ]
    return provinces, communes


def _boards(resources: Resources, put: Put, communes: list[Place]) -> None:
    signer = signer_of(resources)
    now = resources.clock.now()
    for number in range(BOARDS):
        public = Ed25519Signer.from_private_bytes(number.to_bytes(32, "big")).public
        row = BoardRow(
            id=f"board-{number}", unit_id=communes[number % COMMUNES][0], name=f"Bảng {number}",
            public_key=encode_base64(public), key_id=key_id(public), groups=[], tags=[],
            profile={"width": 1920, "height": 1080, "near_m": 2.0, "far_m": 8.0},
            software="", paired_at=now, last_contact_at=now - timedelta(minutes=number % 3),
        )  # fmt: skip
        signer.put(row, payload_of_row(row, signer.tree, signer.at))
        names = BoardRow.__table__.columns.keys()
        put(BoardRow, {name: getattr(row, name) for name in names})


def _notices(
    put: Put, communes: list[Place], provinces: list[Place], now: datetime
) -> list[tuple[str, str]]:
    """Write them; give the id and the unit of those from above."""
    categories = [key for key in CategoryKey if key is not CategoryKey.CORRECTION]
    from_above = []
    for number in range(NOTICES):
        is_from_above = number % FROM_ABOVE_EVERY == 1
        places = provinces if is_from_above else communes
        unit, place = places[number % len(places)]
        at = now - timedelta(minutes=NOTICES - number)
        is_live = is_from_above or number > NOTICES - LIVE_LAST
        is_pooled = is_from_above and number // FROM_ABOVE_EVERY % 3 == 0
        targets = Targets(units=(unit,))
        if is_from_above:
            targets = Targets(pool=True) if is_pooled else Targets(subtrees=(unit,))
        content = NoticeContent(
            title=f"{TOPICS[number % len(TOPICS)]} {number}",
            body=BODY,
            category=categories[number % len(categories)],
            language="vi",
            unit_id=unit,
            targets=targets,
            valid_until=None if is_live else at + timedelta(hours=1),
        )
        is_waiting = number % WAITING_EVERY == 0
        notice = _notice(put, content, f"Ủy ban nhân dân {place}", at, is_waiting=is_waiting)
        if is_from_above:
            from_above.append((notice, unit))
    return from_above


def _notice(
    put: Put, content: NoticeContent, issuer: str, at: datetime, *, is_waiting: bool
) -> str:
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
    if is_waiting:
        task = {"kind": Task.APPROVE_NOTICE.value, "about": notice, "unit_id": content.unit_id}
        put(TaskRow, task | {"made_by": "bench", "since": at, "told": 1})
    return notice
