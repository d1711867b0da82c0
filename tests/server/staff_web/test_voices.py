"""Sounds of alerts on the pages: server.staff_web.voices and server.staff_web.alert_heard."""

import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from server.services import alerting, speaking
from server.services.alerting import AlertView, list_alerts
from tests.server.board_builders import a_board, officer, own_words
from tests.server.staff_web.conftest import Browser, Staff, text_of
from tests.server.staff_web.test_alert_wizard import WORDS, hidden, to_confirm
from tests.server.voice_builders import a_program, await_voices, give_voice, heard, short

CONFIRM, SEND = "/staff/alerts/new/flash-flood/confirm", "/staff/alerts/new/flash-flood/send"


@pytest.fixture
def desk(staff: Staff) -> Browser:
    a_board(staff.resources)
    return staff.person("duty_officer")


def sources(page: TestResponse) -> list[str]:
    found = re.findall(r'<audio [^>]*src="([^"]+)"', page.get_data(as_text=True))
    return [address.replace("&amp;", "&") for address in found]


def sent(staff: Staff) -> AlertView:
    """An alert of the commune's own, with its voice."""
    return alerting.issue_alert(staff.resources, officer("commune"), short(staff.resources))


def follows(page: TestResponse) -> list[str]:
    return re.findall(r'data-follow="([^"]+)"', page.get_data(as_text=True))


def test_the_voice_is_made_while_the_officer_reads_and_sent_without_waiting(
    staff: Staff, desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_voice(staff.resources)
    page = desk.post(CONFIRM, **to_confirm(desk))
    carried = hidden(page.get_data(as_text=True))
    said = text_of(page)
    assert "Khẩn cấp. Khẩn cấp." in said and "Emergency. Emergency." in said
    assert len(sources(page)) == 2
    await_voices(staff.resources)
    for address in sources(page):
        played = desk.get(address)
        assert played.status_code == 200 and played.mimetype == "audio/mp4"
        assert desk.get(f"{address}/state").get_json()["state"] == "ready"
    monkeypatch.setattr(speaking, "run_child", None)
    assert desk.post(SEND, **carried, count="1").status_code == 303
    (view,) = list_alerts(staff.resources, officer()).items
    assert set(heard(view.alert)) == {"vi", "en"}
    shown = desk.get(f"/staff/alerts/{view.id}")
    assert "Tiếng Việt: Giọng máy đọc Tiếng Anh: Giọng máy đọc" in text_of(shown)
    played = desk.get(sources(shown)[0])
    assert played.status_code == 200 and played.mimetype == "audio/mp4"


def test_a_part_of_a_sound_can_be_asked_for(staff: Staff, desk: Browser) -> None:
    give_voice(staff.resources)
    view = sent(staff)
    address = f"/staff/alerts/{view.id}/sound/vi"
    part = desk.client.get(address, headers={"Range": "bytes=0-9"}, buffered=True)
    assert part.status_code == 206 and len(part.get_data()) == 10


def test_what_is_being_made_is_followed_until_it_is_ready_or_never_will_be(
    staff: Staff, desk: Browser, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    give_voice(
        staff.resources, a_program(tmp_path, f"while [ ! -e {go} ]; do sleep 0.1; done; exit 3")
    )
    page = desk.post(CONFIRM, **to_confirm(desk))
    assert len(follows(page)) == 2 and "Đang tạo giọng đọc" in text_of(page)
    told = desk.get(follows(page)[0]).get_json()
    assert (told["state"], told["told"]) == ("making", "Đang tạo giọng đọc")
    go.touch()
    await_voices(staff.resources)
    told = desk.get(follows(page)[0]).get_json()
    assert (told["state"], told["told"]) == ("none", "Chỉ có tiếng báo hiệu")


def test_without_a_voice_the_page_says_tone_only(staff: Staff, desk: Browser) -> None:
    page = desk.post(CONFIRM, **to_confirm(desk))
    assert "Âm thanh Chỉ có tiếng báo hiệu" in text_of(page) and sources(page) == []
    assert desk.post(SEND, **hidden(page.get_data(as_text=True)), count="1").status_code == 303
    (view,) = list_alerts(staff.resources, officer()).items
    shown = desk.get(f"/staff/alerts/{view.id}")
    assert "Chỉ có tiếng báo hiệu" in text_of(shown) and sources(shown) == []
    assert desk.get(f"/staff/alerts/{view.id}/sound/vi").status_code == 404


def test_an_update_is_prepared_with_the_end_that_was_seen(staff: Staff, desk: Browser) -> None:
    give_voice(staff.resources)
    view = sent(staff)
    begun = {"updates": view.id, **{**WORDS, "slot-where": "ven sông Vệ"}}
    page = desk.post("/staff/alerts/new/flash-flood/reach", **begun)
    carried = hidden(page.get_data(as_text=True))
    await_voices(staff.resources)
    staff.resources.clock.advance(90)
    assert desk.post(SEND, **carried, count="1").status_code == 303
    (view,) = list_alerts(staff.resources, officer()).items
    assert view.revision == 2 and set(heard(view.alert)) == {"vi", "en"}


def test_the_second_officer_hears_what_waits(staff: Staff) -> None:
    give_voice(staff.resources)
    a_board(staff.resources)
    now = staff.resources.clock.now()
    waiting = alerting.issue_alert(staff.resources, officer("commune"), own_words(now))
    page = staff.person("duty_officer", number=2).get(f"/staff/alerts/{waiting.id}")
    assert "Giọng máy đọc" in text_of(page)
    (address,) = sources(page)
    assert staff.person("viewer").get(address).mimetype == "audio/mp4"
    assert staff.person("viewer", "20860").get(address).status_code == 404


@pytest.mark.parametrize("name", ["f" * 64, "x", "..%2f..%2fkeys"])
def test_a_voice_nobody_asked_for_is_not_made(staff: Staff, name: str) -> None:
    give_voice(staff.resources)
    assert staff.person("duty_officer").get(f"/staff/voices/{name}").status_code == 404
    assert staff.resources.speech.spoken == {}
