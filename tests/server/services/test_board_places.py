import pytest

from content.errors import InvalidInputError
from server.services.board_places import BoardPlace, check_place, read_profile
from server.services.resources import Resources
from server.storage.tables import BoardRow
from tests.server.staff_builders import add_units


def test_what_is_not_said_is_left_as_it_was(resources: Resources) -> None:
    add_units(resources)
    row = BoardRow(unit_id="commune", name="Cũ", phone="0255 000 118", tags=["chợ"], groups=[])
    check_place(resources, BoardPlace(name="  Mới\u202e ", groups=["a", "a"])).put_into(row)
    assert (row.unit_id, row.name, row.phone) == ("commune", "Mới", "0255 000 118")
    assert (row.tags, row.groups) == (["chợ"], ["a"])


@pytest.mark.parametrize("phone", ["115", "0255 000 118", "+84 (255) 000.118", "0905-123-456"])
def test_phone_numbers_are_taken_as_people_write_them(resources: Resources, phone: str) -> None:
    assert check_place(resources, BoardPlace(phone=phone)).phone == phone


def test_screen_that_cannot_be_read_from_its_distance_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        read_profile({"width": 1920, "height": 1080, "far_m": 40})
    assert read_profile({"width": 1920, "height": 1080, "far_m": 8}).far_m == 8
