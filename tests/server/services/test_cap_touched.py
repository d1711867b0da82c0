"""CAP under a root that names officers: nothing of it is shown before one has touched."""

import pytest
from sqlalchemy import select

from content.approvals import check_alert_approvals
from server.services import alerting
from server.services.actor import Actor
from server.services.cap_deciding import let_out
from server.services.contacts import Contact, set_contact
from server.services.resources import Resources
from server.services.telling import tell
from server.storage.tables import MessageRow
from tests.server.board_builders import ABoard, a_board
from tests.server.cap_builders import (
    a_cancel,
    a_cap,
    a_source,
    alerts,
    an_update,
    message_of,
    send,
)
from tests.server.officer_builders import a_person, an_officer, hold_ceremony, with_name
from tests.server.services.test_alert_approvals import sent, touch
from tests.server.staff_builders import add_units, cheap_hashes
from tests.server.telling_builders import told, with_mail
from tests.vectors.passkeys import Passkey

LAN = Passkey("lan")
FIRST = "QN-2026-001"


@pytest.fixture
def board(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> ABoard:
    cheap_hashes(monkeypatch)
    add_units(with_name(resources))
    with_mail(resources)
    return a_board(resources)


@pytest.fixture(autouse=True)
def lan(resources: Resources, board: ABoard) -> Actor:
    """The only officer whose key counts."""
    admin = a_person(resources, "quan", "administrator", "51")
    made = a_person(resources, "lan", "duty_officer", "51")
    set_contact(resources, None, made.account_id, Contact(email="lan@example.vn"))
    an_officer(resources, admin, made, LAN, "51")
    hold_ceremony(resources)
    return made


@pytest.fixture
def source(resources: Resources) -> str:
    return a_source(resources, is_automatic=True)


def standing(resources: Resources, identifier: str = FIRST) -> tuple[str, str]:
    row = message_of(resources, identifier)
    return row.decision, row.reason_code


def test_what_comes_by_itself_waits_is_told_and_goes_out_by_one_touch(
    resources: Resources, source: str, board: ABoard, lan: Actor
) -> None:
    assert send(resources, a_cap(), source) == [(FIRST, "held")]
    assert standing(resources) == ("held", "waits_for_touch")
    assert not board.head().alerts
    tell(resources)
    query = select(MessageRow).where(MessageRow.kind == "ask.touch")
    row = resources.database.read(lambda session: session.scalars(query).one())
    assert row.is_urgent and "NOW" in row.subject and row.params["event"] == "Lũ quét"
    [waiting] = alerts(resources)
    done = touch(resources, lan, LAN, waiting)
    assert done.state == "in_force"
    assert [listed.id for listed in board.head().alerts] == [waiting.id]
    path = resources.boards.get(board.id).addressee.path
    officers, now = resources.keyring.officers(), resources.clock.now()
    payload = sent(resources, done)
    assert check_alert_approvals(payload, officers, path, now) == (LAN.key_id,)
    tell(resources)
    assert standing(resources) == ("in_force", "touched")
    assert told(resources, "ask.touch") == []


def test_who_lets_a_held_one_pass_touches_for_it_too(
    resources: Resources, board: ABoard, lan: Actor
) -> None:
    source = a_source(resources)
    send(resources, a_cap(), source)
    row = message_of(resources, FIRST)
    let_out(resources, lan, row.id, row.digest)
    assert standing(resources) == ("held", "waits_for_touch")
    [waiting] = alerts(resources)
    assert touch(resources, lan, LAN, waiting).state == "in_force"
    assert board.head().listed(waiting.id) is not None


def test_an_update_waits_while_what_was_touched_stays_and_a_cancel_needs_nobody(
    resources: Resources, source: str, board: ABoard, lan: Actor
) -> None:
    send(resources, a_cap(), source)
    [first] = alerts(resources)
    touch(resources, lan, LAN, first)
    tell(resources)
    assert send(resources, an_update(headline="ĐÃ NGẬP CẦU"), source) == [("QN-2026-002", "held")]
    listed = board.head().listed(first.id)
    assert listed is not None and listed.revision == 1
    [view] = alerts(resources)
    assert view.pending is not None
    touch(resources, lan, LAN, view.pending)
    listed = board.head().listed(first.id)
    assert listed is not None and listed.revision == 2
    tell(resources)
    assert send(resources, a_cancel(), source) == [("QN-2026-009", "cancelled")]
    assert not board.head().alerts


def test_a_cancel_takes_back_what_still_waits(
    resources: Resources, source: str, lan: Actor
) -> None:
    send(resources, a_cap(), source)
    send(resources, a_cancel(), source)
    tell(resources)
    [gone] = alerts(resources)
    assert gone.state == "cancelled"
    assert standing(resources) == ("ignored", "older")
    assert told(resources, "ask.touch") == []


def test_one_that_officers_turn_down_is_set_aside(
    resources: Resources, source: str, lan: Actor
) -> None:
    send(resources, a_cap(), source)
    [waiting] = alerts(resources)
    alerting.reject_alert(resources, lan, waiting.id, 1, "Không đúng địa bàn")
    tell(resources)
    assert standing(resources) == ("ignored", "turned_down")
