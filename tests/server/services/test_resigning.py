import pytest
from sqlalchemy import select

from server.services.keyring import rotate_root
from server.services.resources import Resources
from server.storage.tables import AuditRow
from tests.server.board_builders import a_board, fire
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units


@pytest.mark.parametrize("is_new_epoch", [False, True])
def test_rotation_leaves_audit_rows_and_heads_of_the_new_epoch(
    resources: Resources, is_new_epoch: bool
) -> None:
    add_units(resources)
    board = a_board(resources)
    first = board.head()
    rotate_root(resources, is_new_epoch=is_new_epoch)
    actions = resources.database.read(
        lambda session: list(session.scalars(select(AuditRow.action).order_by(AuditRow.seq)))
    )
    assert actions[-3:] == ["keys.rotated", "board.resigned", "alert.resigned"]
    second = board.head()
    assert second.epoch == first.epoch + int(is_new_epoch)
    assert second.sequence > first.sequence


def test_alert_that_is_over_is_not_signed_anew(resources: Resources, clock: FixedClock) -> None:
    add_units(resources)
    a_board(resources)
    alert = fire(resources)
    held = resources.alerts.get(alert.id)
    clock.advance(3601)
    rotate_root(resources)
    again = resources.alerts.get(alert.id)
    assert held is not None and again is not None
    assert again.envelope == held.envelope
