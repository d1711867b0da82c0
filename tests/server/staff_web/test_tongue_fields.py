"""Other languages on the notice form: typed, recorded, kept, refused in words."""

import io
import wave

import pytest

from server.services.media_jobs import work_off_others
from tests.server.notice_builders import pair_a_board
from tests.server.staff_web.conftest import Browser, Staff, id_of, notice_fields, text_of

HRE = {
    "tongues": "yes",
    "tongue_1": "hre",
    "tongue_title_1": "Hrê title",
    "tongue_body_1": "Hrê text.",
}


def a_recording() -> tuple[io.BytesIO, str]:
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\1" * 8000)
    made.seek(0)
    return made, "doc.wav"


@pytest.fixture
def author(staff: Staff) -> Browser:
    pair_a_board(staff.resources)
    browser = staff.person("author")
    browser.get("/staff/notices/new")
    return browser


def post(author: Browser, **fields: object) -> str:
    answer = author.post("/staff/notices/new", **notice_fields(deed="draft", **fields))
    assert answer.status_code == 303, text_of(answer)
    return id_of(answer.location)


def test_another_language_is_kept_and_shown_again(author: Browser) -> None:
    notice = post(author, **HRE)
    assert "Tiếng Hrê (để đọc)" in text_of(author.get(f"/staff/notices/{notice}"))
    page = author.get(f"/staff/notices/{notice}/edit").get_data(as_text=True)
    assert 'value="Hrê title"' in page
    assert 'id="tongue_2"' in page, "one more can be added"


def test_a_recording_stands_alone_and_is_taken_out(staff: Staff, author: Browser) -> None:
    notice = post(author, tongues="yes", tongue_1="hre", tongue_file_1=a_recording())
    work_off_others(staff.resources)
    assert "Tiếng Hrê (để nghe)" in text_of(author.get(f"/staff/notices/{notice}"))
    page = author.get(f"/staff/notices/{notice}/edit")
    assert "doc.wav" in text_of(page)
    changed = author.post(
        f"/staff/notices/{notice}/edit",
        **notice_fields(deed="draft", **(HRE | {"tongue_drop_1": "yes"})),
    )
    assert changed.status_code == 303
    assert "Tiếng Hrê (để đọc)" in text_of(author.get(f"/staff/notices/{notice}"))


def test_a_form_without_these_fields_changes_nothing_of_them(author: Browser) -> None:
    notice = post(author, **HRE)
    author.get(f"/staff/notices/{notice}/edit")
    author.post(f"/staff/notices/{notice}/edit", **notice_fields(deed="draft", title="Tin mới"))
    assert "Tiếng Hrê (để đọc)" in text_of(author.get(f"/staff/notices/{notice}"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"tongue_1": ""}, "Chọn ngôn ngữ"),
        ({"tongue_1": "xx"}, "xx"),
        ({"tongue_title_1": "", "tongue_body_1": ""}, "bản ghi âm"),
        ({"tongue_body_1": "អក្សរខ្មែរ", "tongue_1": "km"}, "bản ghi âm"),
        ({"tongue_2": "hre", "tongue_title_2": "a", "tongue_body_2": "b"}, "Đã có Tiếng Hrê"),
        ({"tongue_file_1": (io.BytesIO(b"no sound"), "a.mp3")}, "MP3"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    author: Browser, fields: dict[str, object], said: str
) -> None:
    answer = author.post("/staff/notices/new", **notice_fields(deed="draft", **(HRE | fields)))
    assert answer.status_code == 422
    assert said.casefold() in text_of(answer).casefold()
    assert 'details id="translations" open' in answer.get_data(as_text=True)
