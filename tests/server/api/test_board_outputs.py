"""A board as the API shows it: what follows from its score, and what it said itself."""

import pytest

from server.api.board_outputs import BoardAnswer, describe_board
from server.services import board_views
from server.services.presence import BoardStatus
from server.services.resources import Resources
from server.services.slates import SlateScope, set_slate
from tests.server.board_builders import a_board, fire, officer, technician
from tests.server.notice_builders import published
from tests.server.staff_builders import add_units


@pytest.fixture
def board(resources: Resources) -> str:
    add_units(resources)
    return a_board(resources, name="Cổng chợ", phone="0255 3 123 456", tags=("chợ",)).id


def shown(resources: Resources, board: str) -> dict[str, object]:
    view = board_views.get_board(resources, technician(), board)
    made = describe_board(resources, view, board_views.schedules_now(resources, [view]))
    assert BoardAnswer.model_validate(made).model_dump() == made
    return made


def test_a_new_board_is_shown_whole(resources: Resources, board: str) -> None:
    made = shown(resources, board)
    assert (made["unit"], made["state"], made["connected"]) == ("20857", "new", False)
    assert (made["phone"], made["tags"]) == ("0255 3 123 456", ["chợ"])
    assert (made["last_contact_at"], made["paired_at"]) == (None, "2026-11-24T02:00:00Z")


def test_alerts_the_slate_and_the_score_are_what_is_on(resources: Resources, board: str) -> None:
    notice = published(resources)
    alert = fire(resources)
    set_slate(resources, officer(), SlateScope(unit_id="commune"), "Đang kiểm tra")
    on_now = shown(resources, board)["on_now"]
    assert isinstance(on_now, dict)
    assert (on_now["alerts"], on_now["slate"]) == ([alert.id], "Đang kiểm tra")
    assert on_now["zones"]["main"]["notice"] == notice.id


def test_a_boards_own_word_is_shown_beside(resources: Resources, board: str) -> None:
    said = BoardStatus(sequence=1, item="n1", temperature_c=41.5, faults=("storage_full",))
    resources.presence.saw(board, resources.clock.now(), said)
    made = shown(resources, board)
    assert (made["item"], made["temperature_c"]) == ("n1", 41.5)
    assert (made["state"], made["faults"]) == ("faulty", ["storage_full"])
