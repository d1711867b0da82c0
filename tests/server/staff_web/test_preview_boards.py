"""What a preview may be seen on, and what is said of a notice that is hard to read there."""

import pytest

from content.legibility import Flaw
from server.staff_web.legibility_words import SENTENCES
from server.staff_web.preview_boards import STANDARD_SHAPES
from tests.server.notice_builders import pair_a_board
from tests.server.staff_web.conftest import Staff, notice_fields

LONG = " ".join(["Bà con mang đơn đến trụ sở trước ngày đã hẹn."] * 40)


def test_a_notice_is_seen_on_each_of_the_usual_shapes(staff: Staff) -> None:
    author = staff.person("author")
    author.get("/staff/notices/new")
    fields = notice_fields(preview_on="standard")
    previews = author.post("/staff/notices/preview", **fields).get_json()["previews"]
    assert [one["layout"]["shape"] for one in previews] == [
        "landscape",
        "portrait",
        "wide",
        "panel",
    ]
    assert previews[3]["boards"] == "Bảng LED 320x160"
    assert all(one["header"]["title"] == "Xã Ba Tơ" for one in previews)


@pytest.mark.parametrize("name", STANDARD_SHAPES)
def test_a_notice_is_seen_on_one_usual_shape(staff: Staff, name: str) -> None:
    author = staff.person("author")
    author.get("/staff/notices/new")
    fields = notice_fields(preview_on=f"standard:{name}")
    (preview,) = author.post("/staff/notices/preview", **fields).get_json()["previews"]
    size = STANDARD_SHAPES[name][1].size_px
    assert (preview["width"], preview["height"]) == size


def test_the_form_offers_the_units_own_boards_and_shows_the_chosen_one(staff: Staff) -> None:
    board = pair_a_board(staff.resources)
    author = staff.person("author")
    page = author.get("/staff/notices/new").get_data(as_text=True)
    held = next(one for one in staff.resources.boards.in_service() if one.id == board)
    assert f'<option value="{board}">{held.name} (1920x1080)</option>' in page
    fields = notice_fields(preview_on=board)
    (preview,) = author.post("/staff/notices/preview", **fields).get_json()["previews"]
    assert preview["boards"] == held.name


def test_an_unknown_board_or_one_of_others_is_not_shown(staff: Staff) -> None:
    board = pair_a_board(staff.resources)
    other = staff.person("author", "20860")
    page = other.get("/staff/notices/new").get_data(as_text=True)
    assert board not in page
    author = staff.person("author")
    author.get("/staff/notices/new")
    answer = author.post("/staff/notices/preview", **notice_fields(preview_on="no-such"))
    assert len(answer.get_json()["previews"]) == 1


def test_what_is_hard_to_read_is_said_in_the_readers_language(staff: Staff) -> None:
    author = staff.person("author")
    author.get("/staff/notices/new")
    fields = notice_fields(body=LONG, preview_on="standard:landscape")
    (preview,) = author.post("/staff/notices/preview", **fields).get_json()["previews"]
    assert preview["warnings"][0].startswith("Tin quá dài so với bảng này")
    short = notice_fields(preview_on="standard:landscape")
    (preview,) = author.post("/staff/notices/preview", **short).get_json()["previews"]
    assert preview["warnings"] == []


def test_each_flaw_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Flaw)
