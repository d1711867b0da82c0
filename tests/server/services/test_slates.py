import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from content.errors import ForbiddenError, InvalidInputError, NoBoardsError, NotFoundError
from server.services import slates
from server.services.actor import Grant, Role
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
    found = slates.set_slate(
        resources, technician(), SlateScope(unit_id="commune"), "Tạm dừng", " Bảng bị lạ "
    )
    row = resources.database.read(
        lambda session: session.scalars(
            select(AuditRow).where(AuditRow.action == "board.slate")
        ).one()
    )
    assert list(found) == ids
    assert json.loads(row.details) == {"boards": ids, "text": "Tạm dừng", "reason": "Bảng bị lạ"}


def test_everything_is_every_board_of_ones_right_with_a_row_for_each_unit_of_it(
    resources: Resources,
) -> None:
    here, there, far = (a_board(resources, unit, unit) for unit in ("20857", "20860", "20900"))
    both = replace(
        officer("commune"),
        grants=(Grant(Role.DUTY_OFFICER, "commune"), Grant(Role.TECHNICIAN, "elsewhere")),
    )
    found = slates.set_slate(resources, both, SlateScope(is_everything=True), "Tạm dừng", "Lạ")
    assert set(found) == {here.id, far.id}
    assert [board.head().slate is not None for board in (here, there, far)] == [True, False, True]
    rows = resources.database.read(
        lambda session: session.scalars(
            select(AuditRow).where(AuditRow.action == "board.slate").order_by(AuditRow.seq)
        ).all()
    )
    told = {row.unit_id: json.loads(row.details)["boards"] for row in rows}
    assert told == {"commune": [here.id], "elsewhere": [far.id]}


def test_boards_are_named_before_anything_is_done(resources: Resources) -> None:
    for name in ("Chợ", "An"):
        a_board(resources, "20857", name)
    found = slates.boards_in(resources, technician(), SlateScope(unit_id="area"))
    assert [board.name for board in found] == ["An", "Chợ"]
    with pytest.raises(ForbiddenError):
        slates.boards_in(
            resources, an_actor(Role.AUTHOR, "province"), SlateScope(is_everything=True)
        )


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
    with pytest.raises(InvalidInputError) as caught:
        slates.set_slate(resources, technician(), here, "x", "y" * 1001)
    assert caught.value.field == "reason"
    for scope, text in ((SlateScope(), "x"), (here, ""), (here, "x" * 201)):
        with pytest.raises(InvalidInputError):
            slates.set_slate(resources, technician(), scope, text)
    assert board.head().slate is None
