from server.services.publishing import get_notice
from tests.server.builders import FixedClock
from tests.server.notice_builders import AUTHOR, pair_a_board, submitted
from tests.server.staff_web.conftest import Staff, notice_fields, text_of


def test_a_day_that_cannot_be_read_is_explained(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    author.get("/staff/notices/new")
    for day in ("31/02/2027", "mai", ""):
        answer = author.post("/staff/notices/new", **notice_fields(until="day", until_day=day))
        assert answer.status_code == 422
        assert "Viết ngày như 25/11/2026" in text_of(answer)


def test_an_unchanged_end_of_day_keeps_its_instant(staff: Staff, clock: FixedClock) -> None:
    pair_a_board(staff.resources)
    view = submitted(staff.resources, valid_until="2026-12-01T05:00:00Z")
    author = staff.person("author")
    author.get(f"/staff/notices/{view.id}/edit")
    answer = author.post(
        f"/staff/notices/{view.id}/edit", **notice_fields(until="day", until_day="01/12/2026")
    )
    assert answer.status_code == 303
    held = get_notice(staff.resources, AUTHOR, view.id).content.valid_until
    assert held is not None
    assert held.hour == 5
