"""The index of boards against the rule it stands for, and what is read of notices."""

from content.targeting import Circle, Targets, reaches
from server.services.manifest_schedule import schedule_of
from server.services.manifest_sources import Audience, read_sources
from server.services.resources import Resources
from tests.server.builders import FixedClock
from tests.server.notice_builders import pair_a_board, published, submitted
from tests.server.staff_builders import add_units

TARGETS = (
    Targets(units=("commune",)),
    Targets(subtrees=("area",)),
    Targets(units=("sibling",), groups=("chợ",)),
    Targets(tags=("ngoài trời",)),
    Targets(areas=(Circle(14.77, 108.73, 5.0),)),
)


def test_index_finds_the_boards_the_rule_means(resources: Resources) -> None:
    add_units(resources)
    pair_a_board(resources, groups=["chợ"], lat=14.77, lon=108.73)
    pair_a_board(resources, "20860", tags=["ngoài trời"])
    pair_a_board(resources, "20900", groups=["chợ"])
    boards = resources.boards.in_service()
    audience = Audience(boards)
    for unit in ("province", "area", "commune"):
        for targets in (*TARGETS, Targets(boards=tuple(board.id for board in boards))):
            meant = {board.id for board in boards if reaches(targets, unit, board.addressee)}
            assert audience.of(unit, targets) == meant


def test_only_what_is_approved_is_read(resources: Resources) -> None:
    add_units(resources)
    pair_a_board(resources)
    view = published(resources)
    submitted(resources, title="Chưa duyệt")
    found = resources.database.read(lambda session: read_sources(session, "http://x"))
    assert list(found) == [view.id]
    assert found[view.id].link == f"http://x/n/{view.id}"
    none = resources.database.read(lambda session: read_sources(session, "http://x", ["other"]))
    assert none == {}


def test_schedule_is_written_as_json_values(resources: Resources, clock: FixedClock) -> None:
    add_units(resources)
    board = pair_a_board(resources)
    score = resources.scores.score_for(board)
    assert schedule_of(score, board, clock.now()) == {
        "board": board,
        "at": "2026-11-24T02:00:00Z",
        "manifest": score.digest,
        "zones": {"main": None, "ticker": None},
    }
