import pytest

from content.errors import InvalidInputError, NotFoundError
from server.services import alerting
from server.services.actor import Role
from server.services.resources import Resources
from tests.server.board_builders import a_board, fire, officer, own_words
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units, an_actor


@pytest.fixture(autouse=True)
def _boards(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)


def test_list_is_paged_newest_first(resources: Resources, clock: FixedClock) -> None:
    ids = []
    for _ in range(5):
        clock.advance(1)
        ids.insert(0, fire(resources).id)
    first = alerting.list_alerts(resources, officer(), limit=2)
    second = alerting.list_alerts(resources, officer(), limit=2, cursor=first.next)
    third = alerting.list_alerts(resources, officer(), limit=2, cursor=second.next)
    pages = (first, second, third)
    assert [view.id for page in pages for view in page.items] == ids
    assert third.next is None


def test_list_is_filtered_by_state_and_status(resources: Resources, clock: FixedClock) -> None:
    short = fire(resources, break_glass=True)
    drill = fire(resources, status="Exercise")
    waiting = alerting.issue_alert(resources, officer(), own_words(clock.now()))
    over = fire(resources)
    alerting.cancel_alert(resources, officer(), over.id, "Hết")
    clock.advance(1900)

    def found(**filters: str) -> set[str]:
        return {view.id for view in alerting.list_alerts(resources, officer(), **filters).items}

    assert found(state="expired") == {short.id}
    assert found(state="in_force") == {drill.id}
    assert found(state="pending") == {waiting.id}
    assert found(state="cancelled") == {over.id}
    assert found(status="Exercise") == {drill.id}
    assert len(found()) == 4


def test_alert_in_force_with_a_waiting_update_is_found_as_pending(
    resources: Resources, clock: FixedClock
) -> None:
    view = fire(resources)
    alerting.update_alert(resources, officer(), view.id, own_words(clock.now()))
    for state in ("pending", "in_force"):
        page = alerting.list_alerts(resources, officer(), state=state)
        assert [one.id for one in page.items] == [view.id]


def test_alerts_of_other_units_are_not_seen(resources: Resources) -> None:
    view = fire(resources)
    stranger = an_actor(Role.VIEWER, "elsewhere")
    assert alerting.list_alerts(resources, stranger).items == ()
    with pytest.raises(NotFoundError):
        alerting.get_alert(resources, stranger, view.id)


def test_unknown_state_and_cursor_are_refused(resources: Resources) -> None:
    with pytest.raises(InvalidInputError):
        alerting.list_alerts(resources, officer(), state="burning")
    with pytest.raises(InvalidInputError):
        alerting.list_alerts(resources, officer(), cursor="no such")
