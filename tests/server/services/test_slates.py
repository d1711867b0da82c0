import json

import pytest
from sqlalchemy import select

from content.errors import ForbiddenError, InvalidInputError, NoBoardsError, NotFoundError
from server.services import slates
from server.services.actor import Role
from server.services.resources import Resources
from server.services.slates import SlateScope
from server.storage.tables import AuditRow
from tests.server.board_builders import a_board, fire, officer, technician
from tests.server.staff_builders import add_units, an_actor


@pytest.fixture(autouse=True)
def _units(resources: Resources) -> None:
    add_units(resources)


def test_stop_button_works_on_one_board_a_subtree_and_all(resources: Resources) -> None:
    boards = [a_board(resources, unit, unit) for unit in ("20857", "20860", "20900")]

    def stopped() -> list[bool]:
        return [board.head().slate is not None for board in boards]

    slates.set_slate(resources, technician(), SlateScope(board=boards[2].id), "Tạm dừng")
    assert stopped() == [False, False, True]
    slates.set_slate(resources, technician(), SlateScope(unit_id="area"), "Tạm dừng")
    assert stopped() == [True, True, True]
    slates.set_slate(resources, technician(), SlateScope(unit_id="province"), None)
    assert stopped() == [False, False, False]


def test_alerts_stay_listed_on_a_stopped_board(resources: Resources) -> None:
    board = a_board(resources)
    slates.set_slate(resources, officer(), SlateScope(board=board.id), "Tạm dừng")
    alert = fire(resources)
    head = board.head()
    assert head.slate is not None and [one.id for one in head.alerts] == [alert.id]


def test_stopping_leaves_an_audit_row_that_names_every_board(resources: Resources) -> None:
    ids = sorted(a_board(resources, "20857", name).id for name in ("Một", "Hai"))
    found = slates.set_slate(resources, technician(), SlateScope(unit_id="commune"), "Tạm dừng")
    row = resources.database.read(
        lambda session: session.scalars(
            select(AuditRow).where(AuditRow.action == "board.slate")
        ).one()
    )
    assert list(found) == ids
    assert json.loads(row.details) == {"boards": ids, "text": "Tạm dừng"}


def test_stop_button_is_refused_without_right_board_or_text(resources: Resources) -> None:
    board = a_board(resources)
    here = SlateScope(board=board.id)
    with pytest.raises(ForbiddenError):
        slates.set_slate(resources, an_actor(Role.AUTHOR, "province"), here, "x")
    with pytest.raises(ForbiddenError):
        slates.set_slate(resources, technician("sibling"), here, "x")
    with pytest.raises(NotFoundError):
        slates.set_slate(resources, technician(), SlateScope(board="no such"), "x")
    with pytest.raises(NoBoardsError):
        slates.set_slate(resources, technician(), SlateScope(unit_id="elsewhere"), "x")
    for scope, text in ((SlateScope(), "x"), (here, ""), (here, "x" * 201)):
        with pytest.raises(InvalidInputError):
            slates.set_slate(resources, technician(), scope, text)
    assert board.head().slate is None
