from datetime import date
from typing import Any

import pytest
from sqlalchemy import exc, text

from server.storage.columns import Base
from server.storage.database import Database
from server.storage.tables import accounts, alerts, boards, ledger, media, notices, system, units
from tests.server.builders import START

UNIT = {"id": "u1", "code": "21484", "name": "Xã Ba Tơ", "level": "xa"}
NOTICE = {
    "id": "n1", "unit_id": "u1", "issuer_name": "Ủy ban nhân dân xã Ba Tơ", "author_id": "a1",
    "state": "draft", "revision": 1, "created_at": START, "updated_at": START,
}  # fmt: skip
BOARD = {
    "id": "b1", "unit_id": "u1", "name": "Chợ", "public_key": "x", "key_id": "k1",
    "profile": {"width": 1920}, "paired_at": START,
}  # fmt: skip
ALERT = {"id": "l1", "identifier": "urn:1", "unit_id": "u1", "created_at": START}


def put(database: Database, *rows: Base) -> None:
    for row in rows:
        database.write(lambda session, row=row: session.add(row))


def get(database: Database, kind: type[Base], key: object) -> Any:
    return database.read(lambda session: session.get_one(kind, key))


def test_a_unit_code_may_come_back_on_another_day_but_not_twice_on_one(
    database: Database,
) -> None:
    put(
        database,
        units.UnitRow(**UNIT, valid_from=date(2020, 1, 1), valid_to=date(2025, 7, 1)),
        units.UnitRow(**UNIT | {"id": "u2"}, valid_from=date(2025, 7, 1)),
    )
    with pytest.raises(exc.IntegrityError):
        put(database, units.UnitRow(**UNIT | {"id": "u3"}, valid_from=date(2025, 7, 1)))
    assert get(database, units.UnitRow, "u1").valid_to == date(2025, 7, 1)


def test_a_board_keeps_its_lists_and_has_no_slate_of_its_own(database: Database) -> None:
    put(database, units.UnitRow(**UNIT), boards.BoardRow(**BOARD, groups=["chợ"]))
    row = get(database, boards.BoardRow, "b1")
    assert (row.groups, row.tags, row.slate) == (["chợ"], [], None)
    is_null = text("SELECT count(*) FROM boards WHERE slate IS NULL")
    assert database.read(lambda session: session.scalar(is_null)) == 1


def test_a_key_belongs_to_one_board(database: Database) -> None:
    put(database, units.UnitRow(**UNIT), boards.BoardRow(**BOARD))
    with pytest.raises(exc.IntegrityError):
        put(database, boards.BoardRow(**BOARD | {"id": "b2"}))


def test_a_revision_needs_its_notice(database: Database) -> None:
    revision = {
        "notice_id": "n1", "revision": 1, "content": {"title": "Lịch tiêm"}, "digest": "d",
        "title": "Lịch tiêm", "category": "news", "priority": "normal", "search_text": "lich tiem",
        "created_by": "a1", "created_at": START,
    }  # fmt: skip
    put(database, units.UnitRow(**UNIT))
    with pytest.raises(exc.IntegrityError):
        put(database, notices.NoticeRevisionRow(**revision))
    put(database, notices.NoticeRow(**NOTICE), notices.NoticeRevisionRow(**revision))
    row = get(database, notices.NoticeRevisionRow, ("n1", 1))
    assert row.content == {"title": "Lịch tiêm"}


def test_two_alert_revisions_never_share_a_sequence(database: Database) -> None:
    revision = {
        "alert_id": "l1", "state": "in_force", "status": "Actual", "payload": b"{}",
        "digest": "d", "effective": START, "expires": START, "severity": "Extreme",
        "created_at": START,
    }  # fmt: skip
    put(
        database,
        units.UnitRow(**UNIT),
        alerts.AlertRow(**ALERT),
        alerts.AlertRevisionRow(**revision, revision=1, sequence=2**53),
        alerts.AlertRevisionRow(**revision, revision=2),
        alerts.AlertRevisionRow(**revision, revision=3),
    )
    with pytest.raises(exc.IntegrityError):
        put(database, alerts.AlertRevisionRow(**revision, revision=4, sequence=2**53))
    assert get(database, alerts.AlertRevisionRow, ("l1", 1)).break_glass is False


def test_a_receipt_is_kept_once(database: Database) -> None:
    receipt = {
        "board_id": "b1", "log": "g", "seq": 2**40, "alert_id": "l1", "revision": 1,
        "state": "painted", "at": START, "clock_trusted": True, "sig": "s", "stored_at": START,
    }  # fmt: skip
    put(database, units.UnitRow(**UNIT), boards.BoardRow(**BOARD), ledger.ReceiptRow(**receipt))
    with pytest.raises(exc.IntegrityError):
        put(database, ledger.ReceiptRow(**receipt))


def test_a_login_is_had_by_one_person(database: Database) -> None:
    person = {"login": "lan", "name": "Lan", "password_hash": "h", "created_at": START}
    put(database, accounts.AccountRow(**person, id="a1"))
    with pytest.raises(exc.IntegrityError):
        put(database, accounts.AccountRow(**person, id="a2"))
    assert get(database, accounts.AccountRow, "a1").language == "vi"


def test_large_files_have_a_size_of_more_than_32_bits(database: Database) -> None:
    row = media.MediaRow(
        id="m1", sha256="0" * 64, type="video/mp4", bytes=5_000_000_000, unit_id="u1",
        account_id="a1", name="phim.mp4", created_at=START,
    )  # fmt: skip
    put(database, units.UnitRow(**UNIT), row)
    assert get(database, media.MediaRow, "m1").bytes == 5_000_000_000


def test_the_first_day_of_publication_stays(database: Database) -> None:
    row = {"digest": "d", "kind": "item", "first_at": START}
    put(database, system.PublishedRow(**row))
    with pytest.raises(exc.IntegrityError):
        put(database, system.PublishedRow(**row))
