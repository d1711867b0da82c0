from datetime import UTC, datetime

from server.locale import translate
from server.services.told_words import alert_asked, moment, notice_asked, template_asked


def test_an_instant_is_written_in_local_time() -> None:
    assert moment(datetime(2026, 11, 24, 18, 30, tzinfo=UTC)) == "01:30 25/11/2026"


def test_an_approver_reads_who_asks_and_for_what() -> None:
    message = notice_asked("n1", "Họp thôn", "Xã Ba Tơ", "Đinh Thị Lan")
    assert translate(message.subject, "vi", **message.params) == "Chờ duyệt: Họp thôn"
    body = translate(message.body, "vi", **message.params)
    assert body.startswith("Đinh Thị Lan ở Xã Ba Tơ gửi duyệt tin “Họp thôn”.")
    assert message.link == "/staff/notices/n1"


def test_who_may_approve_a_template_reads_that_nobody_can_send_it_before() -> None:
    asked = template_asked("own-1", "Vỡ bờ kè", "Xã Ba Tơ", "Trực ban", None)
    assert translate(asked.subject, "vi", **asked.params).endswith("Vỡ bờ kè")
    assert "Chưa ai phát được" in translate(asked.body, "vi", **asked.params)
    since = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
    again = template_asked("own-1", "Vỡ bờ kè", "Xã Ba Tơ", "Trực ban", since)
    assert "01:30 25/11/2026" in translate(again.body, "vi", **again.params)
    assert again.link == asked.link == "/staff/alert-templates/own-1"


def test_a_drill_is_called_a_drill_and_presses_nobody() -> None:
    end = datetime(2026, 11, 24, tzinfo=UTC)
    drill = alert_asked("a1", "Lũ quét", "Xã Ba Tơ", "Trực ban", end, is_drill=True)
    real = alert_asked("a1", "Lũ quét", "Xã Ba Tơ", "Trực ban", end, is_drill=False)
    assert (drill.is_urgent, real.is_urgent) == (False, True)
    assert translate(drill.subject, "vi", **drill.params).startswith("DIỄN TẬP")
    assert translate(real.subject, "vi", **real.params).startswith("CẢNH BÁO")
