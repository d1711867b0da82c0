import pytest

from content.errors import ForbiddenError, InvalidInputError
from server.services import alerting
from server.services.actor import Role
from server.services.resources import Resources
from tests.server.board_builders import a_board, officer
from tests.server.staff_builders import add_units, an_actor


@pytest.fixture(autouse=True)
def _boards(resources: Resources) -> None:
    add_units(resources)
    a_board(resources, "20857", "Ba Tơ")
    a_board(resources, "20860", "Ba Tô")


def test_preview_names_the_boards_that_would_be_reached(resources: Resources) -> None:
    found = alerting.preview_audience(resources, officer("area"), {"subtrees": ["KV-522"]})
    assert found.count == 2
    assert {board.name for board in found.boards} == {"Ba Tơ", "Ba Tô"}


def test_preview_of_nobody_is_an_answer(resources: Resources) -> None:
    assert alerting.preview_audience(resources, officer(), {"units": ["20900"]}).count == 0


def test_preview_shows_nothing_beyond_ones_rights(resources: Resources) -> None:
    with pytest.raises(ForbiddenError):
        alerting.preview_audience(resources, officer("commune"), {"subtrees": ["51"]})
    with pytest.raises(ForbiddenError):
        alerting.preview_audience(
            resources, an_actor(Role.VIEWER, "province"), {"subtrees": ["51"]}
        )
    with pytest.raises(InvalidInputError):
        alerting.preview_audience(resources, officer(), {"subtrees": [7]})
