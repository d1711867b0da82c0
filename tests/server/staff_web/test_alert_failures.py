"""What a board says of an alert that it does not show, as an officer reads it."""

from content.approvals import REFUSALS
from server.staff_web.alert_failures import failure_text


def test_a_refusal_is_said_in_words() -> None:
    for reason in REFUSALS:
        told = failure_text(reason, "vi")
        assert "_" not in told and "approv" not in told
    assert failure_text("unapproved", "vi") == "Cán bộ ở đó chưa phê duyệt"
    assert failure_text("approval_revoked", "vi").endswith("đã bị thu hồi")
    assert failure_text("unapproved", "en") == "Officers of that place have not approved it"


def test_what_could_not_be_drawn_names_what_went_wrong() -> None:
    assert failure_text("TypeError", "vi") == "Bảng không vẽ được: TypeError"
    assert failure_text("{0} %s", "vi") == "Bảng không vẽ được: {0} %s"
    assert failure_text("", "vi") == ""
