from content.cap import CapReference
from content.cap_judgement import CapDecision
from content.cap_reading import read_cap
from server.services import cap_past
from server.services.resources import Resources
from tests.server.board_builders import a_board
from tests.server.builders import START
from tests.server.cap_builders import (
    LATER,
    SENDER,
    a_cancel,
    a_cap,
    a_source,
    an_update,
    message_of,
    refer,
    send,
)
from tests.server.staff_builders import add_units


def test_what_a_message_names_is_followed_to_what_it_became(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)
    source = a_source(resources, is_automatic=True)
    send(resources, a_cap(), source)
    send(resources, an_update(), source)
    cancel = read_cap(a_cancel(references=refer()))[0].message
    assert cancel is not None
    row = message_of(resources, "QN-2026-002")
    past = resources.database.read(lambda s: cap_past.past_of(s, row, cancel))
    found = {one.reference.identifier: one for one in past}
    assert found["QN-2026-001"].replaced_by == CapReference(SENDER, "QN-2026-002", LATER)
    assert found["QN-2026-002"].decision is CapDecision.REPLACED


def test_a_reference_is_read_as_it_was_written() -> None:
    reference = CapReference(SENDER, "QN, số 1", START)
    assert cap_past.write_reference(reference) == [SENDER, "QN, số 1", "2026-11-24T02:00:00+00:00"]


def test_what_waits_for_its_target_waits_for_no_person() -> None:
    assert cap_past.held_for("waits_for_target") == cap_past.TARGET
    assert cap_past.held_for("unconfirmed_source") == cap_past.PERSON
