import pytest

from content.errors import ForbiddenError, NotFoundError, UnsupportedMediaError
from server.services import screenshots
from server.services.resources import Resources
from tests.server.board_builders import a_board, technician
from tests.server.staff_builders import add_units

JPEG = b"\xff\xd8\xff\xe0 picture \xff\xd9"


def test_newest_picture_takes_the_place_of_the_last(resources: Resources) -> None:
    add_units(resources)
    board = a_board(resources)
    screenshots.store(resources, board.id, JPEG)
    screenshots.store(resources, board.id, JPEG.replace(b"picture", b"another"))
    path = screenshots.latest(resources, technician(), board.id).path
    assert b"another" in path.read_bytes()
    assert [one.name for one in path.parent.iterdir()] == [f"{board.id}.jpg"]


def test_picture_is_for_those_who_may_see_the_board(resources: Resources) -> None:
    add_units(resources)
    board = a_board(resources)
    screenshots.store(resources, board.id, JPEG)
    with pytest.raises(ForbiddenError):
        screenshots.latest(resources, technician("sibling"), board.id)
    with pytest.raises(NotFoundError):
        screenshots.latest(resources, technician(), "no such")
    with pytest.raises(UnsupportedMediaError):
        screenshots.store(resources, board.id, b"GIF89a")
