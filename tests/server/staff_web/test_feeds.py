import re

import pytest

from server.services.feed_fetching import fetch_due
from tests.server.builders import FixedClock
from tests.server.feed_builders import Site, allow_loopback, running
from tests.server.notice_builders import pair_a_board
from tests.server.services.test_feeds import ticker
from tests.server.staff_web.conftest import Staff, text_of

LIST = "/staff/units/commune/feeds"
RUNS = "Áp thấp nhiệt đới gần bờ · Nguồn: Cổng tỉnh"


@pytest.fixture
def board(staff: Staff) -> str:
    allow_loopback(staff.resources)
    return pair_a_board(staff.resources)


def typed(site: Site, **fields: str) -> dict[str, str]:
    known = {"name": "Cổng tỉnh", "url": site.url, "most": "5", "keep_days": "3", "boards": "below"}
    return {**known, **fields}


def test_a_feed_is_looked_at_before_it_runs(staff: Staff, board: str, site: Site) -> None:
    admin = staff.person("administrator")
    assert "Chưa có nguồn tin nào" in text_of(admin.get(LIST))
    answer = admin.post(LIST, **typed(site))
    assert answer.status_code == 303, text_of(answer)
    page = answer.location
    said = text_of(admin.get(page))
    assert "Áp thấp nhiệt đới gần bờ" in said and "Chờ xem trước" in said
    assert ticker(staff.resources, board) == []
    assert f'name="seen" value="{site.url}"' in admin.get(page).get_data(True)
    assert admin.post(f"{page}/start", seen="https://elsewhere.vn/rss").status_code == 303
    assert "vừa được đổi địa chỉ" in text_of(admin.get(page))
    assert ticker(staff.resources, board) == []
    assert admin.post(f"{page}/start", seen=site.url).status_code == 303
    assert ticker(staff.resources, board)[0] == RUNS
    said = text_of(admin.get(LIST))
    assert "Đang chạy" in said and "2 tiêu đề" in said


def test_my_feeds_are_those_of_my_unit(staff: Staff, board: str) -> None:
    assert staff.person("author").get("/staff/feeds").location.endswith(LIST)
    assert "Thêm nguồn tin" not in text_of(staff.person("author").get(LIST))


def test_an_author_hides_a_headline_and_shows_it_again(
    staff: Staff, board: str, site: Site
) -> None:
    page = f"/staff/feeds/{running(staff.resources, site).feed.id}"
    author = staff.person("author")
    key = re.search(r'name="headline" value="([0-9a-f]+)"', author.get(page).get_data(True))
    assert key is not None
    assert author.post(f"{page}/headlines", headline=key[1], deed="hide").status_code == 303
    said = text_of(author.get(page))
    assert "Đã ẩn" in said and "rời khỏi bảng trong vài giây" in said
    assert RUNS not in ticker(staff.resources, board)
    author.post(f"{page}/headlines", headline=key[1], deed="show")
    assert RUNS in ticker(staff.resources, board)
    author.post(f"{page}/headlines", headline="0123", deed="hide")
    assert "không còn trong nguồn tin" in text_of(author.get(page))


def test_a_feed_is_changed_stopped_and_removed(staff: Staff, board: str, site: Site) -> None:
    page = f"/staff/feeds/{running(staff.resources, site).feed.id}"
    admin = staff.person("administrator")
    answer = admin.post(page, **typed(site, name="Tỉnh", refused="bão\nÁP THẤP\n", boards="own"))
    assert answer.status_code == 303, text_of(answer)
    assert ticker(staff.resources, board) == ["Mở đường mới · Nguồn: Tỉnh"]
    assert "Có từ “ÁP THẤP”" in text_of(admin.get(page))
    admin.post(f"{page}/stop")
    assert "Cho chạy lại" in text_of(admin.get(page))
    assert ticker(staff.resources, board) == []
    assert admin.post(f"{page}/remove").location.endswith(LIST)
    assert admin.get(page).status_code == 404


def test_a_failing_feed_says_why(staff: Staff, board: str, site: Site, clock: FixedClock) -> None:
    page = f"/staff/feeds/{running(staff.resources, site).feed.id}"
    site.status = 503
    clock.advance(1100)
    fetch_due(staff.resources)
    said = text_of(staff.person("viewer").get(page))
    assert "127.0.0.1 báo lỗi 503" in said and "Không lấy được từ" in said
    assert "Không lấy được" in text_of(staff.person("viewer").get(LIST))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"url": "tinh.vn/rss"}, "bắt đầu bằng https://"),
        ({"url": "https://10.1.2.3/rss"}, "nằm trong mạng nội bộ"),
        ({"url": ""}, "trống"),
        ({"name": ""}, "trống"),
        ({"most": "99"}, "10"),
        ({"keep_days": "x"}, "30"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field(
    staff: Staff, board: str, site: Site, fields: dict[str, str], said: str
) -> None:
    admin = staff.person("administrator")
    answer = admin.post(LIST, **typed(site, **fields))
    assert answer.status_code == 422
    (name,) = fields
    page = answer.get_data(as_text=True)
    assert f'id="{name}-e"' in page
    assert said in text_of(answer)


def test_a_web_page_offers_its_feed_to_be_chosen(staff: Staff, board: str, site: Site) -> None:
    site.type = "text/html"
    site.body = b'<html><link rel="alternate" type="application/rss+xml" href="/r.rss"></html>'
    admin = staff.person("administrator")
    answer = admin.post(LIST, **typed(site))
    assert answer.status_code == 422
    address = f"http://127.0.0.1:{site.port}/r.rss"
    assert f'type="radio" name="offered" value="{address}"' in answer.get_data(as_text=True)
    site.type = "text/xml"
    site.says("Tin của tỉnh")
    chosen = admin.post(LIST, **typed(site), offered=address)
    assert chosen.status_code == 303, text_of(chosen)
    assert address in text_of(admin.get(chosen.location))
