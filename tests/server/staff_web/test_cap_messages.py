import re
from pathlib import Path

import pytest

from content.alert_heard import Way, ways
from server.services.actor import Role
from server.services.alerting import get_alert
from server.services.cap_file_fetching import fetch_files
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_board
from tests.server.builders import FixedClock
from tests.server.cap_builders import a_cap, a_source, alerts, message_of, send
from tests.server.cap_file_builders import HOST, a_png, a_wav, inside, outside
from tests.server.staff_builders import an_actor
from tests.server.staff_web.conftest import Staff, text_of
from tests.server.voice_builders import await_voices, give_voice, heard


@pytest.fixture(autouse=True)
def board(staff: Staff) -> ABoard:
    return a_board(staff.resources)


@pytest.fixture
def message(staff: Staff) -> str:
    """The first emergency of a source, brought by a token of somebody else."""
    send(staff.resources, a_cap(), a_source(staff.resources))
    return f"/staff/cap/messages/{message_of(staff.resources, 'QN-2026-001').id}"


def test_an_officer_reads_it_types_the_number_and_it_goes_out(
    staff: Staff, resources: Resources, message: str
) -> None:
    officer = staff.person("duty_officer", "51")
    home, held = text_of(officer.get("/staff/")), text_of(officer.get("/staff/cap"))
    assert "LŨ QUÉT TRÊN SÔNG LIÊN" in home and "LŨ QUÉT TRÊN SÔNG LIÊN" in held
    shown = text_of(officer.get(message))
    assert "Rời bờ suối" in shown and "1 bảng" in shown and "Chi cục PCTT tỉnh" in shown
    digest = message_of(resources, "QN-2026-001").digest
    wrong = officer.post(f"{message}/let-out", count="7", digest=digest)
    assert wrong.status_code == 422 and "Gõ 1" in text_of(wrong) and alerts(resources) == []
    right = officer.post(f"{message}/let-out", count="1", digest=digest)
    [alert] = alerts(resources)
    assert right.location == f"/staff/alerts/{alert.id}" and alert.state == "in_force"
    assert "LŨ QUÉT" not in text_of(officer.get("/staff/cap"))
    assert "LŨ QUÉT" in text_of(officer.get("/staff/cap/messages"))


def test_after_five_minutes_the_password_is_asked_for(
    staff: Staff, resources: Resources, message: str, clock: FixedClock
) -> None:
    officer = staff.person("duty_officer", "51")
    clock.advance(301)
    digest = message_of(resources, "QN-2026-001").digest
    answer = officer.post(f"{message}/let-out", count="1", digest=digest)
    assert answer.status_code == 422 and "mật khẩu" in text_of(answer).lower()
    assert alerts(resources) == []


def test_it_is_set_aside_with_a_reason(staff: Staff, resources: Resources, message: str) -> None:
    officer = staff.person("duty_officer", "51")
    empty = officer.post(f"{message}/set-aside", reason=" ")
    assert empty.status_code == 422 and "Ghi lý do bỏ qua" in text_of(empty)
    done = officer.post(f"{message}/set-aside", reason="Báo nhầm nơi")
    assert done.location == "/staff/cap"
    assert "Báo nhầm nơi" in text_of(officer.get(message))
    assert message_of(resources, "QN-2026-001").decision == "ignored"


def test_somebody_without_the_right_reads_and_cannot_decide(staff: Staff, message: str) -> None:
    viewer = staff.person("viewer", "51")
    shown = viewer.get(message)
    assert shown.status_code == 200 and "let-out" not in shown.get_data(as_text=True)


def test_the_message_is_handed_out_as_it_came_and_as_a_file(staff: Staff, message: str) -> None:
    answer = staff.person("viewer", "51").get(f"{message}/raw")
    assert answer.get_data() == a_cap()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/octet-stream"


def test_its_pictures_and_recordings_are_shown_once_they_are_here(
    staff: Staff, resources: Resources, tmp_path: Path
) -> None:
    files = inside(a_png(), "image/png") + inside(a_wav(tmp_path)) + outside("/mat.png")
    send(resources, a_cap(resource=files.replace(HOST, "http://kttv.example")), a_source(resources))
    page = f"/staff/cap/messages/{message_of(resources, 'QN-2026-001').id}"
    officer = staff.person("duty_officer", "51")
    assert "Đang tải về" in text_of(officer.get(page))
    fetch_files(resources)
    shown = officer.get(page)
    words, marks = text_of(shown), shown.get_data(as_text=True)
    assert "Bản ghi âm (vi)" in words and "Đã có, chờ cùng bản tin" in words
    assert "Không tải được" in words and "không phải https" in words
    found = re.findall(r'<(?:img|audio)[^>]* src="(/staff/media/[^"]+)"', marks)
    assert [officer.get(address).status_code for address in found] == [200, 200]
    assert "kttv.example" not in marks


def test_markup_in_a_message_is_text_on_the_page(staff: Staff) -> None:
    hostile = a_cap(headline="&lt;script&gt;alert(1)&lt;/script&gt;", identifier="QN-X")
    send(staff.resources, hostile, a_source(staff.resources))
    row = message_of(staff.resources, "QN-X")
    page = staff.person("duty_officer", "51").get(f"/staff/cap/messages/{row.id}")
    assert "<script>alert" not in page.get_data(as_text=True)


def test_one_that_names_no_place_says_where_it_would_go(staff: Staff, resources: Resources) -> None:
    send(resources, a_cap(area="", identifier="QN-3"), a_source(resources, is_automatic=True))
    row = message_of(resources, "QN-3")
    shown = text_of(staff.person("duty_officer", "51").get(f"/staff/cap/messages/{row.id}"))
    assert "phát cho cả đơn vị" in shown


def test_the_list_goes_on_page_by_page(staff: Staff, resources: Resources) -> None:
    source = a_source(resources, is_automatic=True)
    for number in range(31):
        send(resources, a_cap(identifier=f"QN-{number}", status="Test"), source)
    viewer = staff.person("viewer", "51")
    first = viewer.get(f"/staff/cap/messages?source={source}").get_data(as_text=True)
    assert first.count("/staff/cap/messages/") == 30 and "cursor=" in first


def test_its_voice_is_made_while_the_officer_reads_and_goes_along(
    staff: Staff, resources: Resources, message: str
) -> None:
    give_voice(resources)
    officer = staff.person("duty_officer", "51")
    assert "LŨ QUÉT TRÊN SÔNG LIÊN" in text_of(officer.get(message)).split("Âm thanh phát ra")[1]
    await_voices(resources)
    digest = message_of(resources, "QN-2026-001").digest
    assert officer.post(f"{message}/let-out", count="1", digest=digest).status_code == 303
    [row] = alerts(resources)
    alert = get_alert(resources, an_actor(Role.DUTY_OFFICER, "province"), row.id).alert
    assert alert.sound == "attention" and ways(alert)["vi"] is Way.VOICE
    assert set(heard(alert).values()) == set(alert.media)
