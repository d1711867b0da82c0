import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.public_web.words import day_and_time, end_of
from server.services.actor import Role
from server.services.citizens import WithdrawnError, alerts_on, on_now, public_notice
from server.services.posting_kinds import set_kind
from server.services.resources import Resources
from server.services.withdrawing import withdraw_notice
from tests.server.board_builders import a_board, a_request, fire
from tests.server.builders import START, FixedClock
from tests.server.notice_builders import APPROVER, pair_a_board, published, submitted
from tests.server.services.test_posting_kinds import LAND
from tests.server.staff_builders import add_units, an_actor

BODY = "Lúc: 7:30 thứ Tư\nỞ: Trạm Y tế xã\n\nMang sổ tiêm.\nHàng | Giá\nMì | 2.150\nKeo | 1.300"


@pytest.fixture
def world(resources: Resources) -> Resources:
    add_units(resources)
    pair_a_board(resources, name="Cổng chợ Ba Tơ")
    return resources


@pytest.fixture
def vietnamese(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    body = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return re.sub(r"\s+", " ", unescape(body).replace("\u00a0", " "))


def test_a_notice_is_read_in_full_without_signing_in(world: Resources, client: FlaskClient) -> None:
    view = published(world, body=BODY, document={"number": "214/TB-UBND"})
    page = text_of(client, f"/n/{view.id}")
    for said in (
        "Tiêm phòng trâu, bò đợt 2",
        "Tin chính thức, đang hiện.",
        "Trạm Y tế xã",
        "Mang sổ tiêm.",
        "2.150",
        "214/TB-UBND",
        "Cổng chợ Ba Tơ",
        "Ủy ban nhân dân xã Ba Tơ",
    ):
        assert said in page, said


def test_a_page_is_small_and_has_no_script(world: Resources, client: FlaskClient) -> None:
    view = published(world)
    for path in ("/", "/u/20857", f"/n/{view.id}"):
        page = client.get(path).get_data(as_text=True)
        assert "<script" not in page
        assert not re.search(r"\sstyle=|\son\w+=", page)
        parts = re.findall(r'(?:href|src)="(/(?:staff|public)/static/[^"#]+)', page)
        size = len(page.encode()) + sum(
            len(client.get(part, buffered=True).data) for part in set(parts)
        )
        assert size < 100_000, path


def test_a_withdrawn_notice_answers_410_with_its_reason(
    world: Resources, client: FlaskClient
) -> None:
    view = published(world)
    withdraw_notice(world, APPROVER, view.id, "Đổi ngày tiêm")
    page = text_of(client, f"/n/{view.id}", 410)
    assert "Tin này đã được gỡ" in page
    assert "Đổi ngày tiêm" in page
    assert view.content.title not in page
    with pytest.raises(WithdrawnError):
        public_notice(world, view.id)


@pytest.mark.parametrize("name", ["nothing", "../etc", "%00", "a" * 300])
def test_an_unknown_notice_answers_404(world: Resources, client: FlaskClient, name: str) -> None:
    assert client.get(f"/n/{name}").status_code == 404


def test_what_is_not_approved_is_not_there(world: Resources, client: FlaskClient) -> None:
    view = submitted(world)
    assert "Không có gì ở đây" in text_of(client, f"/n/{view.id}", 404)
    withdraw_notice(world, an_actor_who_may(world), view.id, "Thôi")
    assert client.get(f"/n/{view.id}").status_code == 404


def an_actor_who_may(resources: Resources) -> object:
    from server.services.actor import Role

    return an_actor(Role.AUTHOR, "commune")


def test_a_notice_comes_a_day_before_it_is_shown_and_not_earlier(
    world: Resources, client: FlaskClient, clock: FixedClock
) -> None:
    view = published(world, valid_from="2026-11-27T00:00:00Z")
    assert client.get(f"/n/{view.id}").status_code == 404
    clock.advance(2 * 86_400)
    assert "sắp hiện" in text_of(client, f"/n/{view.id}")


def test_an_expired_notice_says_so(
    world: Resources, client: FlaskClient, clock: FixedClock
) -> None:
    view = published(world, valid_until="2026-11-25T00:00:00Z")
    clock.advance(2 * 86_400)
    assert "đã hết hạn trên bảng" in text_of(client, f"/n/{view.id}")
    assert view.content.title not in text_of(client, "/u/20857")


def test_a_posting_without_an_end_names_the_last_day_of_its_period(
    world: Resources, client: FlaskClient
) -> None:
    set_kind(world, an_actor(Role.ADMINISTRATOR, "commune"), "commune", LAND)
    view = published(world, document={"posting": {"kind": "land"}})
    text = text_of(client, f"/n/{view.id}")
    assert "Hiện đến hết ngày 09/12/2026" in text, text


def test_a_unit_shows_what_its_boards_carry(world: Resources, client: FlaskClient) -> None:
    view = published(world)
    page = text_of(client, "/u/20857")
    assert view.content.title in page
    assert "1 bảng đặt ở đâu" in page
    assert view.content.title not in text_of(client, "/u/20860")
    assert "Không có tin nào khớp" in text_of(client, "/u/20857?q=khong+co")
    assert view.content.title in text_of(client, "/u/20857?q=tiem+phong")
    (found,) = on_now(world, world.units.tree().get("commune"))
    assert found.notice == view.id


def test_an_alert_stands_on_top_of_its_units_page(world: Resources, client: FlaskClient) -> None:
    fire(world)
    page = text_of(client, "/u/20857")
    assert "Cảnh báo · Cấp 4 LŨ QUÉT" in page
    assert "LŨ QUÉT" not in text_of(client, "/u/20860")
    assert len(alerts_on(world, world.units.tree().get("commune"))) == 1


def test_a_drill_is_called_a_drill(world: Resources, client: FlaskClient) -> None:
    from server.services.alerting import issue_alert
    from tests.server.board_builders import officer

    issue_alert(world, officer(), a_request(START, status="Exercise"))
    page = client.get("/u/20857").get_data(as_text=True)
    assert "DIỄN TẬP · KHÔNG PHẢI THẬT" in page
    assert 'class="alert drill"' in page


def test_communes_with_boards_are_listed_and_found_without_marks(
    world: Resources, client: FlaskClient
) -> None:
    assert "Xã Ba Tơ" in text_of(client, "/")
    assert "Xã Trà Bồng" not in text_of(client, "/")
    assert "Xã Trà Bồng" in text_of(client, "/?q=tra+bong")
    assert "Không có đơn vị nào tên" in text_of(client, "/?q=zzz")


def test_unknown_and_retired_units_get_a_page(world: Resources, client: FlaskClient) -> None:
    assert "Không có đơn vị mã 00000" in text_of(client, "/u/00000", 404)
    assert "99999" in text_of(client, "/u/99999", 404)


def test_pages_are_safe_to_cache_for_half_a_minute(world: Resources, client: FlaskClient) -> None:
    headers = client.get("/u/20857").headers
    assert headers["Cache-Control"] == "public, max-age=30"
    assert "Set-Cookie" not in headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_typed_markup_stays_text(world: Resources, client: FlaskClient) -> None:
    view = published(world, title="<b>Đậm</b>", body="<script>alert(1)</script>")
    page = client.get(f"/n/{view.id}").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;b&gt;Đậm" in page


def test_a_stopped_board_shows_nothing_of_its_plan(world: Resources, client: FlaskClient) -> None:
    from server.services.slates import SlateScope, set_slate
    from tests.server.board_builders import officer

    published(world)
    set_slate(world, officer(), SlateScope(unit_id="commune"), "Đang kiểm tra")
    assert "Lúc này không có tin nào trên bảng." in text_of(client, "/u/20857")
    a_board(world, name="Trạm Y tế")
    assert "Tiêm phòng" in text_of(client, "/u/20857")


def test_days_read_as_on_paper(vietnamese: None) -> None:
    assert day_and_time(START) == "09:00 ngày 24/11/2026"
    assert end_of(START.replace(hour=17)) == "hết ngày 24/11/2026"
