from datetime import timedelta

import pytest

from content.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from server.services import cap_deciding, tasks
from server.services.actor import Role
from server.services.cap_messages import MessageView
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_board, officer
from tests.server.builders import START, FixedClock
from tests.server.cap_builders import (
    a_cap,
    a_signer,
    a_source,
    alerts,
    cap_time,
    message_of,
    refer,
    send,
    signed,
)
from tests.server.staff_builders import add_units, an_actor

SECOND = officer(number=2)


@pytest.fixture(autouse=True)
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


@pytest.fixture
def source(resources: Resources) -> str:
    return a_source(resources)


def let_out(resources: Resources, identifier: str = "QN-2026-001") -> MessageView:
    row = message_of(resources, identifier)
    return cap_deciding.let_out(resources, SECOND, row.id, row.digest)


def test_a_confirmed_message_is_an_alert_in_the_officer_s_name(
    resources: Resources, source: str, board: ABoard
) -> None:
    send(resources, a_cap(), source)
    row = message_of(resources, "QN-2026-001")
    seen = cap_deciding.preview(resources, SECOND, row.id)
    assert seen.may_go and [one.id for one in seen.boards] == [board.id]
    assert seen.alert is not None and seen.alert.info[0].headline == "LŨ QUÉT TRÊN SÔNG LIÊN"
    done = let_out(resources)
    [alert] = alerts(resources)
    assert (done.decision, done.became) == ("in_force", (("alert", alert.id),))
    assert alert.created_by == done.decided_by == SECOND.account_id
    assert [one.id for one in board.head().alerts] == [alert.id]


def test_looking_changes_nothing(resources: Resources, source: str) -> None:
    send(resources, a_cap(), source)
    row = message_of(resources, "QN-2026-001")
    cap_deciding.preview(resources, SECOND, row.id)
    assert message_of(resources, "QN-2026-001").held_for == "person" and alerts(resources) == []


def test_what_one_s_own_account_brought_another_officer_confirms(
    resources: Resources, source: str
) -> None:
    send(resources, a_cap(), source)
    row = message_of(resources, "QN-2026-001")
    with pytest.raises(ForbiddenError, check=lambda error: error.code == "own_work"):
        cap_deciding.let_out(resources, officer(), row.id, row.digest)
    assert alerts(resources) == []


def test_the_first_confirmed_one_opens_the_way_of_a_source_whose_origin_is_proven(
    resources: Resources,
) -> None:
    signer = a_signer()
    source = a_source(resources, issuers=(signer.pem,))
    assert send(resources, signed(a_cap(), signer), source)[0][1] == "held"
    let_out(resources)
    second = signed(a_cap(identifier="QN-2"), signer)
    assert send(resources, second, source) == [("QN-2", "in_force")]


def test_each_one_waits_where_nothing_proves_the_origin(resources: Resources, source: str) -> None:
    send(resources, a_cap(), source)
    let_out(resources)
    assert send(resources, a_cap(identifier="QN-2"), source) == [("QN-2", "held")]
    assert message_of(resources, "QN-2").reason_code == "unproven_source"


def test_a_confirmed_update_changes_the_alert_that_is_out(
    resources: Resources, source: str
) -> None:
    send(resources, a_cap(), source)
    let_out(resources)
    update = a_cap(
        identifier="QN-2", kind="Update", references=refer(), headline="LŨ RÚT",
        sent=cap_time(START + timedelta(minutes=1)),
    )  # fmt: skip
    assert send(resources, update, source) == [("QN-2", "held")]
    assert alerts(resources)[0].revision == 1
    assert let_out(resources, "QN-2").decision == "replaced"
    [alert] = alerts(resources)
    assert (alert.revision, alert.alert.info[0].headline) == (2, "LŨ RÚT")


def test_an_update_whose_target_never_came_may_be_let_out_by_hand(
    resources: Resources, source: str
) -> None:
    update = a_cap(identifier="QN-2", kind="Update", references=refer("QN-0"))
    assert send(resources, update, source) == [("QN-2", "held")]
    assert let_out(resources, "QN-2").decision == "in_force"
    assert len(alerts(resources)) == 1


def test_a_message_without_a_place_goes_to_the_whole_unit_when_let_out(
    resources: Resources, source: str
) -> None:
    send(resources, a_cap(area=""), source)
    row = message_of(resources, "QN-2026-001")
    assert row.held_for == "person"
    assert cap_deciding.preview(resources, SECOND, row.id).is_placed
    let_out(resources)
    assert alerts(resources)[0].alert.targets.subtrees == ("province",)


def test_a_cancel_of_the_unknown_comes_to_nothing_by_hand_either(
    resources: Resources, source: str
) -> None:
    send(resources, a_cap(identifier="QN-9", kind="Cancel", references=refer(), info=""), source)
    row = message_of(resources, "QN-9")
    assert not cap_deciding.preview(resources, SECOND, row.id).may_go
    with pytest.raises(InvalidInputError):
        let_out(resources, "QN-9")
    assert message_of(resources, "QN-9").held_for == "target"


def test_set_aside_is_for_good_and_keeps_the_reason(resources: Resources, source: str) -> None:
    send(resources, a_cap(), source)
    row = message_of(resources, "QN-2026-001")
    done = cap_deciding.set_aside(resources, SECOND, row.id, "Báo nhầm")
    assert (done.decision, done.note, done.held_for) == ("ignored", "Báo nhầm", None)
    for again in (
        lambda: cap_deciding.set_aside(resources, SECOND, row.id, "Lại"),
        lambda: let_out(resources),
    ):
        with pytest.raises(ConflictError):
            again()
    assert send(resources, a_cap(), source) == [("QN-2026-001", "ignored")]


def test_what_ended_meanwhile_is_not_let_out(
    resources: Resources, source: str, clock: FixedClock
) -> None:
    send(resources, a_cap(), source)
    clock.advance(3 * 3600)
    with pytest.raises(InvalidInputError):
        let_out(resources)
    assert alerts(resources) == []


def test_only_an_officer_of_the_unit_decides(resources: Resources, source: str) -> None:
    send(resources, a_cap(), source)
    row = message_of(resources, "QN-2026-001")
    for role in set(Role) - {Role.DUTY_OFFICER}:
        actor = an_actor(role, "province")
        with pytest.raises(ForbiddenError):
            cap_deciding.let_out(resources, actor, row.id, row.digest)
        with pytest.raises(ForbiddenError):
            cap_deciding.set_aside(resources, actor, row.id, "Không")
    with pytest.raises(NotFoundError):
        cap_deciding.let_out(resources, officer("commune"), row.id, row.digest)


def test_another_message_than_the_one_that_was_read_is_not_let_out(
    resources: Resources, source: str
) -> None:
    send(resources, a_cap(), source)
    row = message_of(resources, "QN-2026-001")
    with pytest.raises(ConflictError):
        cap_deciding.let_out(resources, SECOND, row.id, "0" * 64)
    assert alerts(resources) == []


def test_an_officer_is_waited_for_until_it_is_decided(resources: Resources, source: str) -> None:
    assert tasks.count_waiting(resources, SECOND) == 0
    send(resources, a_cap(), source)
    assert tasks.count_waiting(resources, SECOND) == 1
    assert tasks.count_waiting(resources, an_actor(Role.APPROVER, "province")) == 0
    let_out(resources)
    assert tasks.count_waiting(resources, SECOND) == 0
