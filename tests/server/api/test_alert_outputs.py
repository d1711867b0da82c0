"""An alert and its ledger as the API shows them: codes for units, nothing left out."""

from dataclasses import replace

import pytest

from server.api.alert_outputs import (
    AlertAnswer,
    DeliveriesAnswer,
    describe_alert,
    describe_deliveries,
)
from server.services import alerting, deliveries
from server.services.resources import Resources
from tests.server.board_builders import a_board, a_request, fire, officer, own_words
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def units(resources: Resources) -> None:
    add_units(resources)


def test_an_alert_in_force_is_shown_whole(resources: Resources) -> None:
    a_board(resources)
    shown = describe_alert(resources, fire(resources))
    assert AlertAnswer.model_validate(shown).model_fields_set == set(shown)
    assert (shown["unit"], shown["targets"]["subtrees"]) == ("51", ["20857"])
    assert (shown["state"], shown["template"], shown["targeted"]) == ("in_force", "flash-flood", 1)
    assert shown["issued_at"] == shown["effective"] == "2026-11-24T02:00:00Z"
    assert shown["pending"] is None


def test_a_waiting_change_is_shown_inside_the_one_that_went_out(resources: Resources) -> None:
    a_board(resources)
    view = fire(resources)
    change = own_words(resources.clock.now())
    alerting.update_alert(resources, officer(), view.id, change)
    shown = describe_alert(resources, alerting.get_alert(resources, officer(), view.id))
    assert AlertAnswer.model_validate(shown).model_fields_set == set(shown)
    assert (shown["revision"], shown["state"]) == (1, "in_force")
    waiting = shown["pending"]
    assert (waiting["revision"], waiting["state"], waiting["issued_at"]) == (2, "pending", None)


def test_the_ledger_names_each_board_with_its_units_code(resources: Resources) -> None:
    a_board(resources, name="Cổng chợ", phone="0255 3 123 456")
    view = fire(resources)
    found = deliveries.deliveries(resources, officer(), view.id)
    shown = describe_deliveries(resources, found)
    assert DeliveriesAnswer.model_validate(shown).model_dump() == shown
    (row,) = shown["boards"]
    assert (row["name"], row["unit"], row["phone"]) == ("Cổng chợ", "20857", "0255 3 123 456")
    assert shown["targeted"] == sum(shown["counts"].values()) == 1
    times = replace(found.boards[0].times, painted_at=resources.clock.now())
    painted = replace(found, boards=(replace(found.boards[0], times=times),))
    (row,) = describe_deliveries(resources, painted)["boards"]
    assert (row["painted_at"], row["ended_at"]) == ("2026-11-24T02:00:00Z", None)


def test_a_drill_says_so(resources: Resources) -> None:
    a_board(resources)
    request = a_request(resources.clock.now(), status="Exercise")
    shown = describe_alert(resources, alerting.issue_alert(resources, officer(), request))
    assert shown["status"] == "Exercise"
