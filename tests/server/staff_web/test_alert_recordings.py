import io
from pathlib import Path

import pytest
from PIL import Image

from server.services.alerting import list_alerts
from server.services.media import list_media
from tests.server.board_builders import a_board, officer
from tests.server.media_builders import a_sound
from tests.server.staff_web.conftest import Browser, Staff, text_of
from tests.server.staff_web.test_alert_wizard import hidden, to_confirm
from tests.server.voice_builders import heard

CONFIRM, SEND, AGAIN = (
    f"/staff/alerts/new/flash-flood/{step}" for step in ("confirm", "send", "again")
)


@pytest.fixture
def desk(staff: Staff) -> Browser:
    a_board(staff.resources)
    return staff.person("duty_officer")


def a_file(folder: Path, name: str = "hre.mp3", seconds: float = 1.0) -> tuple[io.BytesIO, str]:
    few = ("-ar", "16000", "-b:a", "16k")
    return io.BytesIO(a_sound(folder, "mp3", seconds=seconds, more=few)), name


def test_a_recording_is_attached_heard_and_sent(
    staff: Staff, desk: Browser, tmp_path: Path
) -> None:
    page = desk.post(CONFIRM, **to_confirm(desk), record_vi=a_file(tmp_path))
    carried = hidden(page.get_data(as_text=True))
    (media,) = carried["audio_vi"]
    assert page.status_code == 200 and "hre.mp3" in text_of(page)
    played = desk.get(f"/staff/media/{media}/file/sound")
    assert played.status_code == 200 and played.mimetype == "audio/mp4"
    assert desk.post(SEND, **carried, count="1").status_code == 303
    (view,) = list_alerts(staff.resources, officer()).items
    (stored,) = list_media(staff.resources, officer(), [media])
    assert heard(view.alert) == {"vi": stored.sha256}


def test_a_language_without_words_is_recorded(staff: Staff, desk: Browser, tmp_path: Path) -> None:
    chosen = {"record_lang": "hre", "record_other": a_file(tmp_path)}
    page = desk.post(CONFIRM, **to_confirm(desk), **chosen)
    assert "Tiếng Hrê" in text_of(page)
    desk.post(SEND, **hidden(page.get_data(as_text=True)), count="1")
    (view,) = list_alerts(staff.resources, officer()).items
    assert set(heard(view.alert)) == {"hre"}


def test_a_recording_chosen_last_is_not_lost_when_the_alert_is_sent(
    staff: Staff, desk: Browser, tmp_path: Path
) -> None:
    answer = desk.post(SEND, **to_confirm(desk), count="1", record_en=a_file(tmp_path))
    assert answer.status_code == 303
    (view,) = list_alerts(staff.resources, officer()).items
    assert set(heard(view.alert)) == {"en"}


def test_it_is_kept_through_a_wrong_number_and_on_the_way_back(
    desk: Browser, tmp_path: Path
) -> None:
    page = desk.post(SEND, **to_confirm(desk), count="7", record_vi=a_file(tmp_path))
    carried = hidden(page.get_data(as_text=True))
    assert page.status_code == 422 and carried["audio_vi"] != [""]
    back = hidden(desk.post(AGAIN, **carried).get_data(as_text=True))
    assert back["audio_vi"] == carried["audio_vi"]
    reach = desk.post("/staff/alerts/new/flash-flood/reach", **carried)
    assert hidden(reach.get_data(as_text=True))["audio_vi"] == carried["audio_vi"]


def test_going_back_takes_a_chosen_file_along(desk: Browser, tmp_path: Path) -> None:
    back = desk.post(AGAIN, **to_confirm(desk), record_vi=a_file(tmp_path))
    assert back.status_code == 200 and hidden(back.get_data(as_text=True))["audio_vi"] != [""]


def test_it_can_be_taken_out(desk: Browser, tmp_path: Path) -> None:
    page = desk.post(CONFIRM, **to_confirm(desk), record_vi=a_file(tmp_path))
    carried = hidden(page.get_data(as_text=True))
    page = desk.post(CONFIRM, **carried, unrecord_vi="yes")
    assert "audio_vi" not in hidden(page.get_data(as_text=True))
    assert "hre.mp3" not in text_of(page)


@pytest.mark.parametrize("name", ["a picture", "too long", "no language", "nothing readable"])
def test_what_is_no_recording_is_said_at_its_place_and_sends_nothing(
    staff: Staff, desk: Browser, tmp_path: Path, name: str
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "PNG")
    picture.seek(0)
    fields: dict[str, object] = {
        "a picture": {"record_vi": (picture, "a.png")},
        "too long": {"record_vi": a_file(tmp_path, seconds=185)},
        "no language": {"record_other": a_file(tmp_path)},
        "nothing readable": {"record_vi": (io.BytesIO(b"no sound at all"), "a.mp3")},
    }[name]
    answer = desk.post(SEND, **to_confirm(desk), count="1", **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'href="#heard"' in page
    assert "audio_vi" not in hidden(page)
    assert list_alerts(staff.resources, officer()).items == ()


def test_a_drill_from_the_desk_is_silent_and_asks_for_no_recording(
    staff: Staff, desk: Browser
) -> None:
    carried = to_confirm(desk, mode="drills")
    page = desk.post("/staff/drills/new/flash-flood/confirm", **carried)
    assert "không tiếng báo hiệu, không giọng đọc" in text_of(page)
    assert "record_vi" not in page.get_data(as_text=True)
