import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from content import trust
from content.alert import Alert
from content.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from content.instant import format_instant, unix_ms
from server.services import alerting
from server.services.alerting import AlertView
from server.services.resources import Resources
from server.storage.database import DatabaseUnavailableError
from server.storage.tables import AlertRevisionRow, AlertRow, AuditRow
from tests.server.board_builders import (
    ABoard,
    a_board,
    a_request,
    fire,
    officer,
    own_words,
)
from tests.server.builders import START, FixedClock
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


def audit_actions(resources: Resources) -> list[str]:
    rows = resources.database.read(
        lambda session: session.scalars(select(AuditRow).order_by(AuditRow.seq)).all()
    )
    return [row.action for row in rows if row.action.startswith("alert.")]


def propose(resources: Resources, **fields: Any) -> AlertView:
    request = own_words(resources.clock.now(), **fields)
    return alerting.issue_alert(resources, officer(), request)


def sent(resources: Resources, alert_id: str) -> Alert:
    """What goes out for an alert, verified."""
    held = resources.alerts.get(alert_id)
    assert held is not None
    envelope = trust.Envelope.from_dict(held.envelope, "alert")
    return Alert.from_payload(trust.verify_alert(envelope, resources.keyring.trusted))


def test_prepared_alert_is_in_force_at_once_and_signed(resources: Resources) -> None:
    view = fire(resources)
    alert = sent(resources, view.id)
    assert view.state == "in_force" and view.revision == 1 and view.targeted == 1
    assert alert.sequence == view.sequence == unix_ms(START)
    assert alert.targets.subtrees == ("commune",)
    assert alert.sender == "Ủy ban nhân dân tỉnh Quảng Ngãi"
    assert alert.event == "Lũ quét" and alert.info[0].headline == "LŨ QUÉT"
    assert audit_actions(resources) == ["alert.in_force"]


def test_drill_is_signed_by_the_drill_key_alone(resources: Resources) -> None:
    view = fire(resources, status="Exercise")
    held = resources.alerts.get(view.id)
    assert held is not None
    signer = trust.Envelope.from_dict(held.envelope, "alert").signatures[0].keyid
    roles = resources.keyring.trusted.roles
    assert signer in roles["drill"].keyids and signer not in roles["alert"].keyids


def test_own_words_wait_for_a_second_officer(resources: Resources) -> None:
    view = propose(resources)
    assert (view.state, view.sequence, view.issued_at) == ("pending", None, None)
    assert resources.alerts.get(view.id) is None
    approved = alerting.approve_alert(
        resources, officer(number=2), view.id, view.revision, view.digest
    )
    assert approved.state == "in_force"
    assert sent(resources, view.id).info[0].instruction == "Chạy"
    assert audit_actions(resources) == ["alert.pending", "alert.in_force"]


def test_nobody_approves_their_own_alert(resources: Resources) -> None:
    view = propose(resources)
    with pytest.raises(ForbiddenError, check=lambda error: error.code == "own_work"):
        alerting.approve_alert(resources, officer(), view.id, view.revision, view.digest)
    assert resources.alerts.get(view.id) is None


def test_approval_of_what_has_changed_meanwhile_is_a_conflict(resources: Resources) -> None:
    view = propose(resources)
    alerting.update_alert(resources, officer(), view.id, own_words(START, event="Lũ ống"))
    for revision, digest in ((1, view.digest), (2, view.digest), (2, "0" * 64)):
        with pytest.raises(ConflictError):
            alerting.approve_alert(resources, officer(number=2), view.id, revision, digest)
    newest = alerting.get_alert(resources, officer(), view.id)
    approved = alerting.approve_alert(
        resources, officer(number=2), view.id, newest.revision, newest.digest
    )
    assert approved.alert.event == "Lũ ống"


def test_alert_is_approved_once(resources: Resources) -> None:
    view = propose(resources)
    alerting.approve_alert(resources, officer(number=2), view.id, 1, view.digest)
    again = alerting.get_alert(resources, officer(), view.id)
    with pytest.raises(ConflictError):
        alerting.approve_alert(resources, officer(number=3), view.id, 1, again.digest)


def test_waiting_alert_that_has_run_out_cannot_be_approved(
    resources: Resources, clock: FixedClock
) -> None:
    view = propose(resources)
    clock.advance(3600)
    with pytest.raises(ConflictError):
        alerting.approve_alert(resources, officer(number=2), view.id, 1, view.digest)


def test_rejected_alert_stays_off(resources: Resources) -> None:
    view = propose(resources)
    alerting.reject_alert(resources, officer(number=2), view.id, 1, "Chưa đủ căn cứ")
    with pytest.raises(ConflictError):
        alerting.approve_alert(resources, officer(number=2), view.id, 1, view.digest)
    assert alerting.get_alert(resources, officer(), view.id).reason == "Chưa đủ căn cứ"


def test_break_glass_is_in_force_at_once_but_for_30_minutes(resources: Resources) -> None:
    view = propose(resources, break_glass=True)
    assert view.state == "in_force" and view.break_glass
    assert view.alert.expires == START + timedelta(minutes=30)


def test_break_glass_never_lengthens_an_alert(resources: Resources) -> None:
    soon = format_instant(START + timedelta(minutes=5))
    assert propose(resources, break_glass=True, expires=soon).alert.expires == START + timedelta(
        minutes=5
    )


def test_cancel_is_a_revision_that_all_who_had_it_are_told(
    resources: Resources, board: ABoard
) -> None:
    view = fire(resources)
    ended = alerting.cancel_alert(resources, officer(), view.id, "Nước đã rút")
    assert (ended.revision, ended.state) == (2, "cancelled")
    assert (ended.sequence or 0) > (view.sequence or 0)
    assert sent(resources, view.id).state == "cancelled"
    held = resources.alerts.get(view.id)
    assert held is not None and held.audience == {board.id}
    with pytest.raises(ConflictError) as caught:
        alerting.cancel_alert(resources, officer(), view.id, "lần nữa")
    assert str(caught.value) == "This alert has been cancelled already."


def test_update_reaches_also_the_boards_it_no_longer_means(
    resources: Resources, board: ABoard
) -> None:
    other = a_board(resources, "20860", "Ba Tô")
    view = fire(resources)
    updated = alerting.update_alert(
        resources, officer(), view.id, a_request(START, targets={"units": ["20860"]})
    )
    held = resources.alerts.get(view.id)
    assert held is not None and held.audience == {board.id, other.id}
    assert updated.revision == 2 and updated.identifier == view.identifier
    assert board.head().alerts == ()
    assert [one.revision for one in other.head().alerts] == [2]


def test_update_in_own_words_leaves_the_old_revision_up_until_approved(
    resources: Resources, board: ABoard
) -> None:
    view = fire(resources)
    alerting.update_alert(resources, officer(), view.id, own_words(START))
    shown = alerting.get_alert(resources, officer(), view.id)
    assert (shown.revision, shown.state) == (1, "in_force")
    assert shown.pending is not None and shown.pending.revision == 2
    assert [one.revision for one in board.head().alerts] == [1]
    alerting.approve_alert(resources, officer(number=2), view.id, 2, shown.pending.digest)
    assert [one.revision for one in board.head().alerts] == [2]


def test_drill_cannot_become_an_alert(resources: Resources) -> None:
    view = fire(resources, status="Exercise")
    with pytest.raises(InvalidInputError):
        alerting.update_alert(resources, officer(), view.id, a_request(START))


def test_ended_alert_is_neither_updated_nor_cancelled(
    resources: Resources, clock: FixedClock
) -> None:
    view = fire(resources)
    clock.advance(3600)
    with pytest.raises(ConflictError):
        alerting.cancel_alert(resources, officer(), view.id, "muộn rồi")
    with pytest.raises(ConflictError):
        alerting.update_alert(resources, officer(), view.id, a_request(clock.now()))
    assert alerting.get_alert(resources, officer(), view.id).state == "expired"


def test_waiting_alert_can_be_taken_back(resources: Resources) -> None:
    view = propose(resources)
    ended = alerting.cancel_alert(resources, officer(), view.id, "Nhầm")
    assert (ended.state, ended.sequence) == ("cancelled", None)
    with pytest.raises(ConflictError):
        alerting.cancel_alert(resources, officer(), view.id, "Nhầm")


def test_same_key_gives_the_same_alert(resources: Resources) -> None:
    request = a_request(START)
    first = alerting.issue_alert(resources, officer(), request, "k1")
    again = alerting.issue_alert(resources, officer(), request, "k1")
    assert (again.id, again.sequence) == (first.id, first.sequence)
    assert alerting.issue_alert(resources, officer(), request, "k2").id != first.id
    assert alerting.issue_alert(resources, officer(number=2), request, "k1").id != first.id
    with pytest.raises(ConflictError):
        alerting.issue_alert(resources, officer(), replace(request, silent=True), "k1")


def test_same_key_gives_the_same_alert_also_when_its_targets_are_gone(
    resources: Resources, board: ABoard
) -> None:
    from server.services import board_changes
    from tests.server.board_builders import technician

    first = alerting.issue_alert(resources, officer(), a_request(START), "k1")
    board_changes.revoke_board(resources, technician(), board.id)
    assert alerting.issue_alert(resources, officer(), a_request(START), "k1").id == first.id


def test_same_key_at_the_same_time_makes_one_alert(resources: Resources) -> None:
    request, found = a_request(START), []

    def ask() -> None:
        found.append(alerting.issue_alert(resources, officer(), request, "k1").id)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1


def test_alerts_fired_at_once_get_rising_sequences_and_are_all_in_the_head(
    resources: Resources, board: ABoard
) -> None:
    found: list[AlertView] = []
    threads = [threading.Thread(target=lambda: found.append(fire(resources))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({view.sequence for view in found}) == 6
    head = board.head()
    assert {one.id for one in head.alerts} == {view.id for view in found}
    assert head.alerts_as_of == max(view.sequence or 0 for view in found)


def test_nothing_is_answered_before_it_is_stored(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(work: object) -> None:
        raise DatabaseUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(resources.database, "write", away)
        with pytest.raises(DatabaseUnavailableError):
            fire(resources)
    assert resources.alerts.snapshot().alerts == ()
    view = fire(resources)
    stored = resources.database.read(lambda session: session.get(AlertRevisionRow, (view.id, 1)))
    assert stored is not None and stored.envelope


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_cancel_needs_a_reason(resources: Resources, reason: str) -> None:
    view = fire(resources)
    with pytest.raises(InvalidInputError):
        alerting.cancel_alert(resources, officer(), view.id, reason)
    assert alerting.get_alert(resources, officer(), view.id).state == "in_force"


def test_unknown_alert_is_not_found(resources: Resources) -> None:
    with pytest.raises(NotFoundError):
        alerting.cancel_alert(resources, officer(), "no such", "x")
    with pytest.raises(NotFoundError):
        alerting.get_alert(resources, officer(), "no such")
    with pytest.raises(NotFoundError):
        alerting.approve_alert(resources, officer(), "no such", 1, "0" * 64)


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb"])
def test_strange_idempotency_key_is_refused(resources: Resources, key: str) -> None:
    with pytest.raises(InvalidInputError):
        alerting.issue_alert(resources, officer(), a_request(START), key)


def test_every_revision_is_kept(resources: Resources) -> None:
    view = fire(resources)
    alerting.update_alert(resources, officer(), view.id, a_request(START))
    alerting.cancel_alert(resources, officer(), view.id, "Hết")
    states = resources.database.read(
        lambda session: [row.state for row in session.scalars(select(AlertRevisionRow))]
    )
    alerts = resources.database.read(lambda session: len(session.scalars(select(AlertRow)).all()))
    assert (states, alerts) == (["replaced", "replaced", "cancelled"], 1)
    assert audit_actions(resources) == ["alert.in_force", "alert.updated", "alert.cancelled"]
