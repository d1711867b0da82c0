from datetime import timedelta

from sqlalchemy.orm import Session

from server.services.delivery_rows import upsert
from server.services.resources import Resources
from server.storage.tables import DeliveryRow
from tests.server.board_builders import a_board, fire
from tests.server.builders import START
from tests.server.staff_builders import add_units


def test_earliest_known_time_of_each_step_stands(resources: Resources) -> None:
    add_units(resources)
    board, later = a_board(resources), START + timedelta(seconds=5)
    key = {"alert_id": fire(resources).id, "revision": 1, "board_id": board.id}

    def work(session: Session) -> None:
        upsert(session, [], "sent_at")
        upsert(session, [{**key, "sent_at": START}], "sent_at")
        upsert(session, [{**key, "sent_at": later}, {**key, "sent_at": later}], "sent_at")
        upsert(session, [{**key, "painted_at": later}], "painted_at")

    resources.database.write(work)
    row = resources.database.read(lambda session: session.get(DeliveryRow, tuple(key.values())))
    assert row is not None
    assert (row.sent_at, row.painted_at, row.received_at) == (START, later, None)
