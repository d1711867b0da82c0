"""Home's list of what waits for a person."""

from server.services.own_templates import approve_template, write_template
from tests.server.board_builders import officer
from tests.server.staff_web.conftest import Staff, text_of
from tests.server.template_builders import DIKE


def test_a_template_waits_at_home_for_those_who_may_approve_it(staff: Staff) -> None:
    view = write_template(staff.resources, officer("commune"), "commune", DIKE)
    second = staff.person("duty_officer")
    page = second.get("/staff/")
    assert "Mẫu cảnh báo chờ duyệt" in text_of(page) and "Vỡ bờ kè" in text_of(page)
    assert f"/staff/alert-templates/{view.id}" in page.get_data(as_text=True)
    assert "1 việc" in text_of(page)
    for other in (staff.person("author"), staff.person("duty_officer", "20860")):
        assert "Vỡ bờ kè" not in text_of(other.get("/staff/"))
    approve_template(staff.resources, officer("commune", 2), view.id, view.digest)
    assert "Vỡ bờ kè" not in text_of(second.get("/staff/"))


def test_the_badge_counts_a_template_that_waits(staff: Staff) -> None:
    browser = staff.person("duty_officer")
    write_template(staff.resources, officer("commune"), "commune", DIKE)
    assert "1 việc chờ bạn" in browser.get("/staff/account").get_data(as_text=True)
