"""The disk runs full or a link breaks in the middle: nothing lost, nothing half done."""

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event
from werkzeug.test import EnvironBuilder

from server.render import isolation
from server.services.publishing import list_notices
from server.services.resources import Resources
from tests.server.media_builders import a_pdf
from tests.server.notice_builders import AUTHOR, pair_a_board
from tests.server.security.staff_world import a_picture
from tests.server.staff_web.conftest import ORIGIN, Browser, Staff, notice_fields, text_of


def keep_to(resources: Resources, pages: int) -> None:
    """Let the database grow to so many pages; to fewer than it has is to no more."""

    def limit(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(resources.database.engine, "checkout", limit)


def begun(author: Browser, data: bytes) -> str:
    told = author.post("/staff/uploads", name="a", size=str(len(data)), unit="20857").get_json()
    return f"/staff/uploads/{told['id']}"


def headers(author: Browser) -> dict[str, str]:
    return {**ORIGIN, "X-CSRFToken": author.token}


def test_a_notice_that_finds_no_room_stays_in_its_form(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    author.get("/staff/notices/new")
    body = "Bà con chuẩn bị đèn pin, nước sạch. " * 100
    keep_to(staff.resources, 1)
    refused = author.post("/staff/notices/new", **notice_fields(body=body))
    assert refused.status_code in (422, 503)
    told = text_of(refused)
    assert "Ổ đĩa của máy chủ đã đầy" in told
    assert "Bà con chuẩn bị đèn pin" in told
    assert list_notices(staff.resources, AUTHOR).items == ()
    keep_to(staff.resources, 1 << 30)
    assert author.post("/staff/notices/new", **notice_fields(body=body)).status_code == 303


@pytest.mark.parametrize("data", [a_picture(), a_pdf()])
def test_a_disk_that_runs_full_while_a_file_is_made_is_not_the_files_fault(
    staff: Staff, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, data: bytes
) -> None:
    author = staff.person("author")
    upload = begun(author, data)
    fails = tmp_path / "fails.py"
    fails.write_text("raise OSError(28, 'No space left on device')")
    with monkeypatch.context() as full:
        full.setattr(isolation, "CHILD", fails)
        full.setattr(isolation, "shutil", SimpleNamespace(disk_usage=_nothing_free))
        refused = author.client.post(f"{upload}/part?offset=0", data=data, headers=headers(author))
    assert refused.get_json()["code"] == "storage_full"
    assert author.get(upload).get_json()["offset"] == len(data)
    again = author.client.post(
        f"{upload}/part?offset={len(data)}", data=b"", headers=headers(author)
    )
    assert again.get_json()["media"]["state"] == "ready"


def _nothing_free(_: Path) -> SimpleNamespace:
    return SimpleNamespace(free=0)


def test_a_part_that_breaks_off_is_as_if_it_had_not_come(staff: Staff) -> None:
    author, data = staff.person("author"), a_picture()
    upload = begun(author, data)
    broken = author.client.post(
        f"{upload}/part?offset=0",
        input_stream=io.BytesIO(data[:20]),
        environ_overrides={"CONTENT_LENGTH": str(len(data))},
        headers=headers(author),
    )
    assert broken.status_code == 400
    assert author.get(upload).get_json()["offset"] == 0
    whole = author.client.post(f"{upload}/part?offset=0", data=data, headers=headers(author))
    assert whole.get_json()["media"]["state"] == "ready"


def test_half_a_form_is_not_kept_as_a_notice(staff: Staff) -> None:
    author = staff.person("author")
    author.get("/staff/notices/new")
    fields = {"csrf_token": author.token, **notice_fields(body="Bà con " * 200)}
    builder = EnvironBuilder("/staff/notices/new", method="POST", data=fields)
    body = builder.get_environ()["wsgi.input"].getvalue()
    half = author.client.post(
        "/staff/notices/new",
        input_stream=io.BytesIO(body[: len(body) // 2]),
        environ_overrides={"CONTENT_LENGTH": str(len(body))},
        content_type="application/x-www-form-urlencoded",
        headers=ORIGIN,
    )
    assert half.status_code == 400
    assert "Bà con" not in author.get("/staff/notices").get_data(as_text=True)
