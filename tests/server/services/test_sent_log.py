from datetime import timedelta

import pytest

from server.services import ledger
from server.services.resources import Resources
from server.storage.database import DatabaseUnavailableError
from server.storage.tables import DeliveryRow
from tests.server.board_builders import a_board, fire
from tests.server.builders import START
from tests.server.staff_builders import add_units


def test_first_time_a_board_was_handed_a_revision_stands(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_units(resources)
    board = a_board(resources)
    alert = fire(resources)
    resources.sent.note(alert.id, 1, [board.id], START)
    resources.sent.note(alert.id, 1, [board.id], START + timedelta(seconds=9))
    assert resources.sent.of(alert.id) == {1: {board.id: START}}

    def away(work: object) -> None:
        raise DatabaseUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(resources.database, "write", away)
        with pytest.raises(DatabaseUnavailableError):
            resources.sent.flush(resources.database)
    assert resources.sent.flush(resources.database) == 1
    assert resources.sent.flush(resources.database) == 0
    ledger.note_sent(resources, alert.id, 1, [board.id], START + timedelta(seconds=20))
    row = resources.database.read(lambda session: session.get(DeliveryRow, (alert.id, 1, board.id)))
    assert row is not None and row.sent_at == START
