"""A drill beside a real alert: its page says where it stands back (drill_cover)."""

from server.services.alerting import cancel_alert
from tests.server.board_builders import a_board, fire, officer
from tests.server.staff_web.conftest import Staff, text_of


def test_the_page_of_a_drill_says_on_how_many_boards_a_real_alert_stands(staff: Staff) -> None:
    for unit in ("20857", "20857", "20860"):
        a_board(staff.resources, unit)
    drill = fire(staff.resources, targets={"subtrees": ["KV-522"]}, status="Exercise")
    browser = staff.person("duty_officer", "51")
    path = f"/staff/alerts/{drill.id}"
    assert "cảnh báo THẬT:" not in text_of(browser.get(f"{path}/ledger"))
    real = fire(staff.resources, targets={"subtrees": ["20857"]})
    assert "2 bảng có cảnh báo THẬT: ở đó diễn tập tạm lui" in text_of(browser.get(path))
    assert "tạm lui" not in text_of(browser.get(f"/staff/alerts/{real.id}"))
    cancel_alert(staff.resources, officer(), real.id, "Hết")
    assert "tạm lui" not in text_of(browser.get(f"{path}/ledger"))
