"""From above and from the pool on the staff web: waiting, chosen, taken, subscribed."""

import re

import pytest

from tests.server.builders import FixedClock
from tests.server.choice_builders import POOLED, from_above
from tests.server.notice_builders import pair_a_board
from tests.server.staff_web.conftest import Browser, Staff, text_of, written


@pytest.fixture
def author(staff: Staff, clock: FixedClock) -> Browser:
    """Somebody who chooses for the commune, and its board."""
    pair_a_board(staff.resources)
    browser = staff.person("author")
    clock.advance(1)
    return browser


def choose(browser: Browser, notice: str, deed: str, **fields: str) -> None:
    answer = browser.post(f"/staff/above/{notice}", unit="20857", deed=deed, **fields)
    assert answer.status_code == 303


def test_what_waits_is_shown_in_one_tap(staff: Staff, author: Browser) -> None:
    notice = from_above(staff.resources, title="Lịch tiêm phòng")
    assert "1 tin từ cấp trên" in text_of(author.get("/staff/"))
    assert "Lịch tiêm phòng" in text_of(author.get("/staff/above"))
    choose(author, notice.id, "show")
    assert "Không có tin nào chờ lựa chọn" in text_of(author.get("/staff/above"))
    assert "Lịch tiêm phòng" in text_of(author.get("/staff/above?kind=shown"))
    choose(author, notice.id, "decline")
    assert "Lịch tiêm phòng" in text_of(author.get("/staff/above?kind=declined"))
    choose(author, notice.id, "undo")
    assert "Lịch tiêm phòng" in text_of(author.get("/staff/above"))


def test_priority_can_be_reordered_only(staff: Staff, author: Browser) -> None:
    notice = from_above(staff.resources, priority="priority")
    page = author.get("/staff/above?kind=shown").get_data(as_text=True)
    assert 'value="decline"' not in page
    choose(author, notice.id, "show", weight="many")
    page = author.get("/staff/above?kind=shown").get_data(as_text=True)
    assert re.search(r'value="many" selected', page)
    choose(author, notice.id, "decline")
    assert "tự hiển thị" in text_of(author.get("/staff/above")).casefold()


def test_the_pool_is_taken_from_and_subscribed_to(staff: Staff, author: Browser) -> None:
    notice = from_above(staff.resources, title="Cách phòng bệnh", **POOLED)
    assert "Cách phòng bệnh" not in text_of(author.get("/staff/above"))
    assert "Cách phòng bệnh" in text_of(author.get("/staff/pool"))
    assert "Kho chưa có tin" in text_of(author.get("/staff/pool?category=market"))
    answer = author.post(f"/staff/above/{notice.id}", unit="20857", deed="show", **{"from": "pool"})
    assert answer.location.startswith("/staff/pool")
    made = author.post("/staff/pool/subscriptions", unit="20857", source="51", category="")
    assert made.status_code == 303
    page = author.get("/staff/pool")
    assert "Tỉnh Quảng Ngãi · mọi chuyên mục" in text_of(page)
    again = author.post("/staff/pool/subscriptions", unit="20857", source="51", category="")
    assert again.status_code == 422
    assert "đã đăng ký" in text_of(again)
    end = re.search(r'action="([^"]+/end)"', page.get_data(as_text=True))
    assert end is not None
    assert author.post(end[1], unit="20857").status_code == 303
    assert "mọi chuyên mục ·" not in text_of(author.get("/staff/pool"))


def test_the_issuer_sees_who_took_it(staff: Staff, author: Browser) -> None:
    notice = from_above(staff.resources, **POOLED)
    province = staff.person("author", "51")
    assert "Các đơn vị sử dụng" in text_of(province.get(f"/staff/notices/{notice.id}"))
    usage = f"/staff/notices/{notice.id}/usage"
    assert "Chưa có đơn vị nào" in text_of(province.get(usage))
    choose(author, notice.id, "show")
    assert "Xã Ba Tơ" in text_of(province.get(usage))
    assert author.get(usage).status_code == 404


@pytest.mark.parametrize("deed", ["", "hide", "show"])
def test_what_cannot_be_chosen_is_said(staff: Staff, author: Browser, deed: str) -> None:
    answer = author.post("/staff/above/none", unit="20857", deed=deed)
    assert answer.status_code == 303
    assert 'class="toast wrong"' in author.get("/staff/above").get_data(as_text=True)


def test_another_unit_cannot_be_chosen_for(staff: Staff, author: Browser) -> None:
    notice = from_above(staff.resources)
    answer = author.post(f"/staff/above/{notice.id}", unit="20860", deed="show")
    assert answer.status_code == 403
    asked = author.post("/staff/pool/subscriptions", unit="20860", source="", category="")
    assert asked.status_code == 403


def test_who_may_not_choose_sees_neither(staff: Staff) -> None:
    for path in ("/staff/above", "/staff/pool"):
        assert staff.person("viewer").get(path).status_code == 403


def test_the_topmost_unit_has_nothing_above(staff: Staff) -> None:
    page = text_of(staff.person("author", "51").get("/staff/above"))
    assert "Từ cấp trên" in page


def test_a_province_lays_a_notice_into_the_pool_by_the_form(staff: Staff, author: Browser) -> None:
    province = staff.person("author", "51")
    assert 'value="pool"' in province.get("/staff/notices/new").get_data(as_text=True)
    assert 'value="pool"' not in author.get("/staff/notices/new").get_data(as_text=True)
    notice = written(province, unit="51", where="pool", category="policy")
    assert "kho" in text_of(province.get(f"/staff/notices/{notice}"))
