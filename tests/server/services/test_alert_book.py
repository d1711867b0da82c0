import pytest

from server.services import alerting
from server.services.alert_book import AlertBook
from server.services.resources import Resources
from server.storage.database import DatabaseUnavailableError
from tests.server.board_builders import a_board, fire, officer
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def _boards(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)


def test_book_opened_after_a_restart_says_the_same(resources: Resources, clock: FixedClock) -> None:
    fire(resources)
    over = fire(resources)
    alerting.cancel_alert(resources, officer(), over.id, "Hết")
    again = AlertBook(resources.database, resources.changes, clock)
    assert again.snapshot() == resources.alerts.snapshot()
    assert again.snapshot().as_of > 0


def test_book_forgets_what_is_long_over(resources: Resources, clock: FixedClock) -> None:
    old = fire(resources)
    clock.advance(2 * 3600)
    new = fire(resources)
    assert resources.alerts.get(old.id) is None
    assert resources.alerts.get(new.id) is not None


def test_book_that_could_not_be_read_is_read_before_the_next_head(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = a_board(resources, name="Chợ")
    read = resources.database.read

    def fail(work: object) -> object:
        if "AlertBook.refresh" in repr(work):
            raise DatabaseUnavailableError
        return read(work)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(resources.database, "read", fail)
        alert = fire(resources)
        assert resources.alerts.get(alert.id) is None
    assert [one.id for one in board.head().alerts] == [alert.id]
