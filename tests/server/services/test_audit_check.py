from sqlalchemy import update

from server.services.audit_check import check_audit, count_witnesses
from server.services.chores import CHORES
from server.services.heads import make_head
from server.services.resources import Resources
from server.storage.tables import AuditRow
from tests.server.board_builders import a_board
from tests.server.staff_builders import add_units


def test_a_whole_chain_is_remembered_as_whole(resources: Resources) -> None:
    add_units(resources)
    assert resources.audit_checks.last is None
    found = check_audit(resources)
    assert found.result.is_good
    assert resources.audit_checks.last == found
    assert "audit_check" in {chore.name for chore in CHORES}


def test_a_changed_row_is_found_by_the_next_walk(resources: Resources) -> None:
    add_units(resources)
    check_audit(resources)
    resources.database.write(
        lambda session: session.execute(
            update(AuditRow).where(AuditRow.seq == 2).values(subject="x")
        )
    )
    assert check_audit(resources).result.first_bad == 2


def test_boards_that_were_given_a_head_are_witnesses(resources: Resources) -> None:
    add_units(resources)
    board = a_board(resources)
    assert count_witnesses(resources) == 0
    make_head(resources, board.id)
    assert count_witnesses(resources) == 1
