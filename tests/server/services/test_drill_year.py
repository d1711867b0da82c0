from datetime import date

import pytest

from content.errors import ForbiddenError, NotFoundError
from server.services import alerting
from server.services.alerting import AlertView
from server.services.board_test_sums import ProofSum
from server.services.drill_year import DrillSum, each_unit, year_of
from server.services.ledger import store_receipts
from server.services.resources import Resources
from server.storage.tables import BoardTestRow
from tests.server.board_builders import ABoard, a_board, a_request, fire, officer
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units
from tests.server.statements import statements


@pytest.fixture
def boards(resources: Resources) -> list[ABoard]:
    """Two of a commune, one of its sibling, one elsewhere."""
    add_units(resources)
    codes = ("20857", "20857", "20860", "20900")
    return [a_board(resources, code, f"Bảng {n}") for n, code in enumerate(codes)]


def drill(resources: Resources, *codes: str) -> AlertView:
    request = a_request(resources.clock.now(), status="Exercise", targets={"subtrees": list(codes)})
    return alerting.issue_alert(resources, officer(), request)


def paint(resources: Resources, alert: AlertView, *boards: ABoard) -> None:
    for board in boards:
        store_receipts(resources, board.id, [board.receipt(alert, "painted")])


def add_test(resources: Resources, board: ABoard, week: date, proof_s: int | None) -> None:
    at = resources.clock.now()
    row = BoardTestRow(
        board_id=board.id, week=week, alert_id="a", first_at=at, issued_at=at, tries=1,
        proof_s=proof_s, proven_at=None if proof_s is None else at,
    )  # fmt: skip
    resources.database.write(lambda session: session.add(row))


def test_a_drill_counts_once_for_each_unit_it_reached_and_each_board_by_itself(
    resources: Resources, boards: list[ABoard], clock: FixedClock
) -> None:
    paint(resources, drill(resources, "KV-522"), boards[0], boards[2])
    clock.advance(10 * 86_400)  # into December
    paint(resources, drill(resources, "20857"), boards[0], boards[1])
    fire(resources)  # a real alert is no drill
    found = year_of(resources, officer(), "province", 2026)
    assert found.unit.boards == 4 and found.unit.year.drills == DrillSum(2, 5, 4)
    months = {month: sums.drills for month, sums in found.unit.months.items() if sums.drills.asked}
    assert months == {11: DrillSum(1, 3, 2), 12: DrillSum(1, 2, 2)}
    assert {one.unit_id: one.year.drills for one in found.below} == {
        "area": DrillSum(2, 5, 4), "elsewhere": DrillSum(),
    }  # fmt: skip
    assert [(one.board.id, one.missed) for one in found.worst] == [(boards[1].id, 1)]
    assert year_of(resources, officer(), "province", 2025).unit.year.drills == DrillSum()


def test_a_drill_that_was_cancelled_or_changed_is_still_one_drill(
    resources: Resources, boards: list[ABoard], clock: FixedClock
) -> None:
    alert = drill(resources, "20857")
    paint(resources, alert, boards[0])
    clock.advance(60)
    request = a_request(clock.now(), status="Exercise", targets={"subtrees": ["20860"]})
    alerting.update_alert(resources, officer(), alert.id, request)
    alerting.cancel_alert(resources, officer(), alert.id, "Xong")
    assert year_of(resources, officer(), "area", 2026).unit.year.drills == DrillSum(1, 3, 1)


def test_weekly_tests_stand_beside_the_drills(resources: Resources, boards: list[ABoard]) -> None:
    for board, proof_s in zip(boards, (5, None, 90, 7), strict=True):
        add_test(resources, board, date(2026, 3, 2), proof_s)
    found = year_of(resources, officer(), "area", 2026)
    assert found.unit.months[3].tests == ProofSum(3, 2, 1, 2, 90)
    assert found.tests_without_month == 0
    assert [one.unit_id for one in found.below] == ["sibling", "commune"]
    assert [(one.board.id, one.asked, one.missed) for one in found.worst] == [(boards[1].id, 1, 1)]
    rows = {one.unit_id: one for one in each_unit(resources, officer(), "province", 2026)}
    assert set(rows) == {"commune", "sibling", "elsewhere"}
    assert rows["commune"].months[3].tests == ProofSum(2, 1, 1, 1, 5)


def test_who_may_not_read_a_unit_gets_no_report(resources: Resources, boards: list[ABoard]) -> None:
    with pytest.raises(ForbiddenError):
        year_of(resources, officer("commune"), "sibling", 2026)
    with pytest.raises(ForbiddenError):
        each_unit(resources, officer("commune"), "sibling", 2026)
    with pytest.raises(NotFoundError):
        year_of(resources, officer(), "nowhere", 2026)


def test_more_boards_and_drills_take_no_more_statements(
    resources: Resources, boards: list[ABoard]
) -> None:
    def asked() -> int:
        with statements(resources) as sent:
            year_of(resources, officer(), "province", 2026)
        return len(sent)

    drill(resources, "20857")
    before = asked()
    for number in range(4):
        a_board(resources, name=f"Thêm {number}")
        drill(resources, "KV-522")
    assert asked() == before
