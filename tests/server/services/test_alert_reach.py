from dataclasses import replace

import pytest

from content.errors import ForbiddenError, InvalidInputError, NoBoardsError
from server.services import alerting
from server.services.actor import Role
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_board, a_request, fire, officer
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


@pytest.fixture
def markets(resources: Resources) -> tuple[ABoard, ABoard]:
    """Boards of one group in two communes, with one tag."""
    own = a_board(resources, "20857", "Chợ Ba Tơ", groups=["chợ"], tags=["ngoài trời"])
    return own, a_board(resources, "20860", "Chợ Ba Tô", groups=["chợ"], tags=["ngoài trời"])


@pytest.mark.parametrize("targets", [{"groups": ["chợ"]}, {"tags": ["ngoài trời"]}])
def test_a_group_or_tag_means_the_boards_of_the_officers_unit(
    resources: Resources, markets: tuple[ABoard, ABoard], targets: dict[str, object]
) -> None:
    own, other = markets
    found = alerting.preview_audience(resources, officer("commune"), targets)
    assert ([board.id for board in found.boards], found.is_cut) == ([own.id], True)
    fired = fire(resources, officer("commune"), targets=targets)
    assert (fired.unit_id, fired.targeted) == ("commune", 1)
    assert [len(board.head().alerts) for board in markets] == [1, 0]
    wide = alerting.preview_audience(resources, officer("area"), targets)
    assert ({board.id for board in wide.boards}, wide.is_cut) == ({own.id, other.id}, False)


def test_a_group_of_another_unit_alone_reaches_nobody(resources: Resources) -> None:
    a_board(resources, "20860", "Cảng", groups=["ven biển"])
    targets = {"groups": ["ven biển"]}
    found = alerting.preview_audience(resources, officer("commune"), targets)
    assert (found.count, found.is_cut) == (0, True)
    with pytest.raises(NoBoardsError):
        fire(resources, officer("commune"), targets=targets)


def test_a_group_beside_a_unit_adds_to_it(
    resources: Resources, markets: tuple[ABoard, ABoard]
) -> None:
    targets = {"subtrees": ["20857"], "groups": ["chợ"]}
    assert alerting.preview_audience(resources, officer("commune"), targets).count == 2
    assert alerting.preview_audience(resources, officer("area"), targets).count == 3


def test_an_officer_of_two_units_reaches_one_groups_boards_in_one_of_them(
    resources: Resources, markets: tuple[ABoard, ABoard]
) -> None:
    both = replace(
        officer("commune"), grants=(*officer("commune").grants, *officer("sibling").grants)
    )
    with pytest.raises(ForbiddenError):
        alerting.preview_audience(resources, both, {"groups": ["chợ"]})


def test_an_update_with_the_same_group_stays_in_the_alerts_unit(
    resources: Resources, markets: tuple[ABoard, ABoard]
) -> None:
    fired = fire(resources, officer("commune"), targets={"groups": ["chợ"]})
    again = a_request(resources.clock.now(), targets={"groups": ["chợ"]})
    updated = alerting.update_alert(resources, officer("province"), fired.id, again)
    assert (updated.revision, updated.unit_id, updated.targeted) == (2, "commune", 1)
    assert [len(board.head().alerts) for board in markets] == [1, 0]
    wide = replace(again, targets={"groups": ["chợ"], "subtrees": ["KV-522"]})
    widened = alerting.update_alert(resources, officer("province"), fired.id, wide)
    assert [len(board.head().alerts) for board in markets] == [1, 1]
    assert widened.targeted == 4
