import pytest
from sqlalchemy.orm import Session

from content.errors import ForbiddenError, NotFoundError
from server.services import alert_rows, alerting
from server.services.resources import Resources
from tests.server.board_builders import a_board, fire, officer, own_words
from tests.server.builders import START
from tests.server.staff_builders import add_units


def test_rows_tell_what_went_out_what_waits_and_what_is_newest(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)
    view = fire(resources)
    alerting.update_alert(resources, officer(), view.id, own_words(START))

    def work(session: Session) -> tuple[int, list[int], int]:
        row = alert_rows.load(session, view.id, lambda unit: None)
        out = alert_rows.gone_out(session, row)
        assert out is not None and alert_rows.alert_of(out).id == view.id
        waiting = [one.revision for one in alert_rows.waiting(session, row)]
        return out.revision, waiting, alert_rows.newest(session, row).revision

    assert resources.database.read(work) == (1, [2], 2)


def test_alert_is_loaded_only_past_the_check(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)
    view = fire(resources)

    def refuse(unit: str) -> None:
        raise ForbiddenError("no")

    with pytest.raises(ForbiddenError):
        resources.database.read(lambda session: alert_rows.load(session, view.id, refuse))
    with pytest.raises(NotFoundError):
        resources.database.read(lambda session: alert_rows.load(session, "no such", refuse))
