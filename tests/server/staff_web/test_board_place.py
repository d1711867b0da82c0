"""A board's place said anew, and groups and tags as targets of a notice."""

import pytest

from server.services.actor import Role
from server.services.publishing import get_notice
from tests.server.notice_builders import pair_a_board
from tests.server.staff_builders import an_actor
from tests.server.staff_web.conftest import Staff, text_of, written

PLACE = {
    "name": "Cổng chợ",
    "unit": "20860",
    "far": "12",
    "phone": "0255 000 121",
    "groups": "chợ, ven biển",
    "tags": "có loa",
}


def test_a_technician_moves_a_board_and_names_its_groups(staff: Staff) -> None:
    board = pair_a_board(staff.resources)
    technician = staff.person("technician", "51")
    assert "Sửa nơi đặt" in text_of(technician.get(f"/staff/boards/{board}"))
    technician.get(f"/staff/boards/{board}/place")
    assert technician.post(f"/staff/boards/{board}/place", **PLACE).status_code == 303
    found = staff.resources.boards.get(board)
    assert (found.name, found.unit_id, found.phone) == ("Cổng chợ", "sibling", "0255 000 121")
    assert found.addressee.groups == {"chợ", "ven biển"}
    assert found.addressee.tags == {"có loa"}
    assert found.profile.far_m == 12
    shown = text_of(technician.get(f"/staff/boards/{board}"))
    assert "chợ, ven biển" in shown


def test_a_screen_that_hangs_upright_has_its_picture_turned(staff: Staff) -> None:
    board = pair_a_board(staff.resources)
    technician = staff.person("technician", "51")
    path = f"/staff/boards/{board}/place"
    assert '<option value="0" selected>' in technician.get(path).get_data(True)
    assert technician.post(path, **PLACE, turn="270").status_code == 303
    assert staff.resources.boards.get(board).profile.rotation == 270
    assert '<option value="270" selected>' in technician.get(path).get_data(True)
    assert technician.post(path, **PLACE).status_code == 303
    assert staff.resources.boards.get(board).profile.rotation == 270


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Đặt tên cho bảng"),
        ({"far": "xa"}, "Viết khoảng cách bằng mét"),
        ({"far": "90"}, "quá nhỏ"),
        ({"turn": "45"}, "Chọn cách xoay hình"),
        ({"phone": "không có"}, "số điện thoại"),
        ({"unit": "99999"}, "99999"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    staff: Staff, changes: dict[str, str], sentence: str
) -> None:
    board = pair_a_board(staff.resources)
    technician = staff.person("technician", "51")
    before = staff.resources.boards.get(board)
    answer = technician.post(f"/staff/boards/{board}/place", **(PLACE | changes))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert staff.resources.boards.get(board) == before


def test_a_technician_of_one_commune_cannot_give_its_board_away(staff: Staff) -> None:
    board = pair_a_board(staff.resources)
    technician = staff.person("technician", "20857")
    assert technician.post(f"/staff/boards/{board}/place", **PLACE).status_code in (403, 422)
    assert staff.resources.boards.get(board).unit_id == "commune"


def test_a_notice_goes_to_a_group_of_boards_across_communes(staff: Staff) -> None:
    market = pair_a_board(staff.resources, groups=["chợ"])
    other = pair_a_board(staff.resources, "20860", groups=["chợ"], tags=["có loa"])
    neither = pair_a_board(staff.resources, "20860", name="Trường học")
    author = staff.person("author", "KV-522")
    assert "Nhóm bảng “chợ” 2 bảng" in text_of(author.get("/staff/notices/new"))
    notice = written(author, where="some", group="chợ", unit="KV-522", category="policy")
    view = get_notice(staff.resources, an_actor(Role.VIEWER, "province"), notice)
    assert view.content.targets.groups == ("chợ",)
    approver = staff.person("approver", "KV-522")
    approver.post(
        f"/staff/notices/{notice}/approve", revision=str(view.revision), digest=view.digest
    )
    held = {board for board in (market, other, neither) if _holds(staff, board, notice)}
    assert {market, other} >= held
    assert neither not in held
    edit = author.get(f"/staff/notices/{notice}/edit").get_data(as_text=True)
    assert 'name="group" value="chợ" checked' in edit


def _holds(staff: Staff, board: str, notice: str) -> bool:
    return notice.encode() in staff.resources.scores.score_for(board).payload
