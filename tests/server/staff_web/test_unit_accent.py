import pytest

from content.speech_voice import Accent
from server.services.unit_voice import own_accent
from tests.server.staff_web.conftest import Staff, text_of
from tests.server.voice_builders import await_voices, give_voice

PAGE = "/staff/units/commune/accent"


def test_an_administrator_chooses_an_accent_and_goes_back_to_what_is_above(staff: Staff) -> None:
    admin = staff.person("administrator")
    page = text_of(admin.get(PAGE))
    assert "Đang đọc: Giọng miền Trung" in page and "Theo cấp trên: Giọng miền Trung" in page
    answer = admin.post(PAGE, accent="south")
    assert answer.status_code == 303
    assert "Đang đọc: Giọng miền Nam" in text_of(admin.get(answer.location))
    assert own_accent(staff.resources, "commune") is Accent.SOUTH
    assert admin.post(PAGE, accent="above").status_code == 303
    assert own_accent(staff.resources, "commune") is None
    log = text_of(admin.get("/staff/audit"))
    assert log.count("Đặt giọng đọc cảnh báo") >= 2


@pytest.mark.parametrize("chosen", ["", "west", "NORTH"])
def test_another_accent_is_refused_in_words(staff: Staff, chosen: str) -> None:
    answer = staff.person("administrator").post(PAGE, accent=chosen)
    assert answer.status_code == 422 and 'href="#accent"' in answer.get_data(as_text=True)
    assert own_accent(staff.resources, "commune") is None


def test_who_may_only_read_hears_and_cannot_choose(staff: Staff) -> None:
    viewer = staff.person("viewer")
    page = viewer.get(PAGE).get_data(as_text=True)
    assert 'name="accent"' not in page
    assert viewer.post(PAGE, accent="south").status_code == 403


def test_each_accent_can_be_heard(staff: Staff) -> None:
    give_voice(staff.resources)
    viewer = staff.person("viewer")
    page = viewer.get(PAGE)
    await_voices(staff.resources)
    assert "mười tám giờ ba mươi phút" in text_of(page)
    heard = {name: viewer.get(f"{PAGE}/{name}/sample") for name in Accent}
    assert {one.mimetype for one in heard.values()} == {"audio/mp4"}
    assert len({one.get_data() for one in heard.values()}) == 3
    assert viewer.get(f"{PAGE}/west/sample").status_code == 404


def test_a_server_without_a_voice_says_so(staff: Staff) -> None:
    viewer = staff.person("viewer")
    page = viewer.get(PAGE)
    assert "espeak-ng" in text_of(page) and "<audio" not in page.get_data(as_text=True)
    assert viewer.get(f"{PAGE}/north/sample").status_code == 404


def test_a_province_has_nothing_above_it(staff: Staff) -> None:
    page = text_of(staff.person("administrator", "51").get("/staff/units/province/accent"))
    assert "Theo địa phương: Giọng miền Trung" in page and "Theo cấp trên" not in page
