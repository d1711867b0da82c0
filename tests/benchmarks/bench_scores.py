"""Scores of 1,000 boards in 96 communes with 1,000 live notices, and one commune's new notice."""

import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from content.category import CategoryKey
from content.notice import NoticeContent
from content.priority import Priority
from content.schedule import TIMEZONE, Daypart
from content.targeting import Targets
from content.unit import Unit
from server.services import audit
from server.services.board_admission import Admission
from server.services.board_places import BoardPlace, check_place
from server.services.identities import signer_of
from server.services.publishing_views import put_content
from server.services.resources import Resources, open_resources
from server.services.units_import import import_units, read_units_csv
from server.settings import load_settings
from server.storage import schema
from server.storage.ids import new_id
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow

ROOT = Path(__file__).resolve().parents[2]
BOARDS = 1000
NOTICES = 1000
PROVINCE_NOTICES = 20
PROFILES = (
    {"width": 1920, "height": 1080},
    {"width": 1920, "height": 1080, "far_m": 10.0},
    {"width": 1080, "height": 1920},
)
DAYPARTS = (
    (),
    (),
    (Daypart.from_dict({"from": "06:00", "to": "08:30"}),),
    (Daypart.from_dict({"from": "16:30", "to": "21:00", "days": [1, 2, 3, 4, 5]}),),
)
SENTENCES = (
    "Bà con đưa trâu, bò từ 2 tháng tuổi trở lên đến nhà văn hóa thôn để tiêm phòng.",
    "Thời gian từ 7 giờ đến 10 giờ 30 các ngày trong tuần.",
    "Mỗi hộ mang theo sổ tiêm và giữ chặt vật nuôi.",
    "Hộ nghèo, hộ cận nghèo được miễn phí tiền công và vắc xin.",
    "Ai cần hỏi thêm xin gọi cho cán bộ thú y xã.",
)


def main() -> list[tuple[str, str]]:
    """Measure and give rows of label and figure."""
    with tempfile.TemporaryDirectory(prefix="bangtin-scores-") as folder:
        settings = load_settings(data_dir=Path(folder), database_url="", media_url="")
        schema.migrate(settings.database_address)
        resources = open_resources(settings)
        communes = _seed(resources)
        resources.close()
        resources = open_resources(settings)
        try:
            return _measure(resources, communes)
        finally:
            resources.close()


def _measure(resources: Resources, communes: list[Unit]) -> list[tuple[str, str]]:
    distinct, cold_s = _timed(resources.scores.warm)
    before = {board.id: resources.scores.manifest_for(board.id) for board in _boards(resources)}
    _, again_s = _timed(resources.scores.warm)
    _, approve_s = _timed(lambda: _publish(resources, communes[0], 99_999))
    _, rebuild_s = _timed(resources.scores.warm)
    after = {board.id: resources.scores.manifest_for(board.id) for board in _boards(resources)}
    changed = [board for board, digest in after.items() if digest != before[board]]
    sizes = sorted(len(resources.scores.manifest(digest) or b"") for digest in set(after.values()))
    return [
        ("boards, communes, live notices", f"{len(after)}, {len(communes)}, {NOTICES}"),
        ("all scores from nothing", f"{cold_s:.2f} s"),
        ("distinct manifests", f"{distinct}"),
        ("asking for all 1,000 again", f"{again_s * 1000:.1f} ms"),
        ("largest manifest, signed", f"{sizes[-1] / 1024:.0f} KB"),
        ("a commune's new notice: commit and who is touched", f"{approve_s * 1000:.0f} ms"),
        ("a commune's new notice: its scores built", f"{rebuild_s * 1000:.0f} ms"),
        ("boards with another manifest after it", f"{len(changed)}"),
    ]


def _seed(resources: Resources) -> list[Unit]:
    csv = (ROOT / "server/demo/units.csv").read_text("utf-8")
    import_units(resources, read_units_csv(csv))
    today = resources.clock.now().astimezone(TIMEZONE).date()
    communes = [
        unit
        for unit in resources.units.tree().valid_on(today)
        if unit.level in ("xa", "phuong", "dac_khu")
    ]
    _add_boards(resources, communes)
    resources.database.write(lambda session: _add_notices(session, resources, communes))
    return communes


def _add_boards(resources: Resources, communes: list[Unit]) -> None:
    places = [
        check_place(
            resources,
            BoardPlace(
                unit=communes[number % len(communes)].code,
                name=f"Bảng {number}",
                profile=PROFILES[number // len(communes) % len(PROFILES)],
            ),
        )
        for number in range(BOARDS)
    ]
    admission = Admission(signer_of(resources), None)

    def work(session: Session) -> None:
        for place in places:
            admission.add_place(session, place)

    resources.database.write(work)


def _add_notices(session: Session, resources: Resources, communes: list[Unit]) -> None:
    tree = resources.units.tree()
    root = tree.path(communes[0].id)[0]
    for number in range(NOTICES):
        commune = communes[number % len(communes)]
        targets = Targets(units=(commune.id,))
        if number < PROVINCE_NOTICES:
            targets = Targets(subtrees=(root,))
        _add_notice(session, resources, commune, targets, number)


def _add_notice(
    session: Session, resources: Resources, commune: Unit, targets: Targets, number: int
) -> str:
    at = resources.clock.now() - timedelta(minutes=NOTICES + 1 - number % NOTICES)
    content = _content(commune, targets, number)
    notice = NoticeRow(
        id=new_id(),
        unit_id=commune.id,
        issuer_name=f"Ủy ban nhân dân {commune.name.lower()}",
        author_id="bench",
        state="approved",
        revision=1,
        shown_revision=1,
        created_at=at,
        updated_at=at,
    )
    session.add(notice)
    session.flush()
    row = NoticeRevisionRow(notice_id=notice.id, revision=1, created_by="bench", created_at=at)
    row.approved_at = at
    session.add(put_content(row, content))
    session.flush()
    return notice.id


def _content(commune: Unit, targets: Targets, number: int) -> NoticeContent:
    categories = [key for key in CategoryKey if key is not CategoryKey.CORRECTION]
    return NoticeContent(
        title=f"Thông báo số {number}: tiêm phòng trâu, bò đợt 2",
        body=" ".join(SENTENCES[: 1 + number % len(SENTENCES)]),
        category=categories[number % len(categories)],
        language="vi",
        unit_id=commune.id,
        targets=targets,
        priority=Priority.PRIORITY if number % 7 == 0 else Priority.NORMAL,
        dayparts=DAYPARTS[number % len(DAYPARTS)],
        weight=1 + number % 3,
    )


def _publish(resources: Resources, commune: Unit, number: int) -> None:
    def work(session: Session) -> None:
        targets = Targets(units=(commune.id,))
        notice = _add_notice(session, resources, commune, targets, number)
        audit.record(
            session,
            at=resources.clock.now(),
            actor=None,
            action="notice.approved",
            subject=notice,
            unit_id=commune.id,
        )

    resources.database.write(work)


def _boards(resources: Resources) -> tuple[Any, ...]:
    return resources.boards.in_service()


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    found = work()
    return found, time.perf_counter() - started


if __name__ == "__main__":
    for label, figure in main():
        print(f"{label:<52} {figure}")
