"""Under a root that names officers nothing is shown before they have touched, and just that."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from content.approvals import check_alert_approvals
from content.errors import ConflictError, ContentError, ForbiddenError, InvalidInputError
from content.targeting import Targets
from content.trust import Envelope, verify_alert
from server.operator_error import OperatorError
from server.services import alert_approvals, alert_rows, alerting, officer_keys, touches
from server.services.actor import Actor
from server.services.alerting import AlertView
from server.services.resources import Resources
from server.services.root_ceremony import Wish, adopt_root, request_root
from server.storage.tables import AuditRow
from tests.server.board_builders import WHERE, ABoard, a_board, a_request, own_words
from tests.server.builders import FixedClock
from tests.server.officer_builders import (
    a_person,
    an_officer,
    disable,
    hold_ceremony,
    touched,
    with_name,
)
from tests.server.staff_builders import add_units, cheap_hashes
from tests.vectors.passkeys import PRESENT, Passkey

LAN, SON, ELSEWHERE = Passkey("lan"), Passkey("son", "ed25519"), Passkey("xa khac")


@pytest.fixture
def board(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> ABoard:
    cheap_hashes(monkeypatch)
    add_units(with_name(resources))
    return a_board(resources)


@pytest.fixture
def lan(resources: Resources, board: ABoard) -> Actor:
    return a_person(resources, "lan", "duty_officer", "51")


@pytest.fixture
def son(resources: Resources, board: ABoard) -> Actor:
    return a_person(resources, "son", "duty_officer", "51")


@pytest.fixture
def admin(resources: Resources, board: ABoard) -> Actor:
    return a_person(resources, "quan", "administrator", "51")


@pytest.fixture
def officers(resources: Resources, admin: Actor, lan: Actor, son: Actor) -> None:
    """Lan and Sơn speak for the province, a third for another commune; one touch lets out."""
    other = a_person(resources, "tu", "duty_officer", "20900")
    an_officer(resources, admin, lan, LAN, "51")
    an_officer(resources, admin, son, SON, "51")
    an_officer(resources, admin, other, ELSEWHERE, "20900")
    hold_ceremony(resources)


def fire(resources: Resources, actor: Actor, **fields: Any) -> AlertView:
    return alerting.issue_alert(resources, actor, a_request(resources.clock.now(), **fields))


def free_words(resources: Resources, actor: Actor) -> AlertView:
    return alerting.issue_alert(resources, actor, own_words(resources.clock.now()))


def touch(
    resources: Resources, actor: Actor, passkey: Passkey, view: AlertView, **how: Any
) -> AlertView:
    options = alert_approvals.touch_options(resources, actor, view.digest)
    approval = touches.approval_of(resources, actor, touched(passkey, options, **how))
    return alerting.approve_alert(resources, actor, view.id, view.revision, view.digest, [approval])


def sent(resources: Resources, view: AlertView) -> dict[str, object]:
    """What boards get, verified as they do."""
    held = resources.alerts.get(view.id)
    assert held is not None
    envelope = Envelope.from_dict(held.envelope, "alert")
    return verify_alert(envelope, resources.keyring.trusted)


def actions(resources: Resources) -> list[str]:
    return resources.database.read(
        lambda session: [
            action
            for action in session.scalars(select(AuditRow.action).order_by(AuditRow.seq))
            if action.startswith("alert.") and action != "alert.resigned"
        ]
    )


@pytest.mark.usefixtures("officers")
@pytest.mark.parametrize("fields", [{}, {"status": "Exercise"}, {"silent": True}])
def test_a_prepared_alert_waits_for_its_officers_touch_and_boards_accept_it(
    resources: Resources, board: ABoard, lan: Actor, fields: dict[str, Any]
) -> None:
    view = fire(resources, lan, **fields)
    assert view.state == "pending"
    assert resources.alerts.get(view.id) is None
    done = touch(resources, lan, LAN, view)
    assert done.state == "in_force"
    payload = sent(resources, view)
    path = resources.boards.get(board.id).addressee.path
    officers = resources.keyring.officers()
    assert check_alert_approvals(payload, officers, path, resources.clock.now()) == (LAN.key_id,)
    assert board.head().listed(view.id) is not None
    assert actions(resources) == ["alert.prepared", "alert.in_force"]


@pytest.mark.usefixtures("officers")
def test_break_glass_needs_the_touch_too(resources: Resources, lan: Actor) -> None:
    request = replace(own_words(resources.clock.now()), break_glass=True)
    view = alerting.issue_alert(resources, lan, request)
    assert view.state == "pending"
    assert touch(resources, lan, LAN, view).state == "in_force"


@pytest.mark.usefixtures("officers")
def test_free_words_need_another_persons_touch(
    resources: Resources, lan: Actor, son: Actor
) -> None:
    view = free_words(resources, lan)
    assert touch(resources, lan, LAN, view).state == "pending"
    assert touch(resources, son, SON, view).state == "in_force"
    assert actions(resources) == ["alert.pending", "alert.touched", "alert.in_force"]


def test_a_threshold_of_two_wants_two_people_not_two_keys(
    resources: Resources, admin: Actor, lan: Actor, son: Actor
) -> None:
    second = Passkey("lan 2")
    for actor, passkey in ((lan, LAN), (lan, second), (son, SON)):
        an_officer(resources, admin, actor, passkey, "51")
    hold_ceremony(resources, officer_threshold=2)
    view = fire(resources, lan)
    assert touch(resources, lan, LAN, view).state == "pending"
    assert touch(resources, lan, second, view).state == "pending"
    standing = alert_approvals.standing_of(
        resources, alerting.get_alert(resources, lan, view.id).alert, resources.boards.in_service()
    )
    assert standing is not None
    assert (len(standing.names), standing.threshold) == (2, 2)
    assert touch(resources, son, SON, view).state == "in_force"


@pytest.mark.usefixtures("officers")
def test_without_a_touch_nobody_lets_it_out(resources: Resources, lan: Actor, son: Actor) -> None:
    view = free_words(resources, lan)
    with pytest.raises(ConflictError) as refused:
        alerting.approve_alert(resources, son, view.id, view.revision, view.digest)
    assert refused.value.code == "approval_needed"
    assert alerting.get_alert(resources, lan, view.id).state == "pending"


@pytest.mark.usefixtures("officers")
@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"flags": PRESENT}, "approval_unverified"),
        ({"rp_id": "khac.example"}, "approval_wrong_rp"),
        ({"origin": "https://khac.example"}, "approval_wrong_origin"),
        ({"type": "webauthn.create"}, "approval_malformed"),
    ],
)
def test_a_touch_that_boards_would_refuse_is_refused_here(
    resources: Resources, lan: Actor, how: dict[str, Any], reason: str
) -> None:
    view = fire(resources, lan)
    with pytest.raises(ForbiddenError) as refused:
        touch(resources, lan, LAN, view, **how)
    assert refused.value.params["reason"] == reason
    assert alerting.get_alert(resources, lan, view.id).state == "pending"


@pytest.mark.usefixtures("officers")
def test_a_touch_for_one_alert_lets_no_other_out(resources: Resources, lan: Actor) -> None:
    view, other = fire(resources, lan), fire(resources, lan, silent=True)
    options = alert_approvals.touch_options(resources, lan, other.digest)
    approval = touches.approval_of(resources, lan, touched(LAN, options))
    with pytest.raises(ForbiddenError) as refused:
        alerting.approve_alert(resources, lan, view.id, 1, view.digest, [approval])
    assert refused.value.params["reason"] == "approval_wrong_challenge"


@pytest.mark.usefixtures("officers")
def test_a_touch_is_used_once_and_not_for_what_changed_meanwhile(
    resources: Resources, lan: Actor
) -> None:
    view = fire(resources, lan)
    options = alert_approvals.touch_options(resources, lan, view.digest)
    approval = touches.approval_of(resources, lan, touched(LAN, options))
    changed = a_request(resources.clock.now(), template_slots={"where": "khắp xã"})
    newer = alerting.update_alert(resources, lan, view.id, changed)
    with pytest.raises(ConflictError) as refused:
        alerting.approve_alert(resources, lan, view.id, 1, view.digest, [approval])
    assert refused.value.code == "changed_meanwhile"
    touch(resources, lan, LAN, newer)
    with pytest.raises(ConflictError):
        touch(resources, lan, LAN, newer)


@pytest.mark.usefixtures("officers")
def test_another_communes_officer_does_not_speak_for_these_boards(
    resources: Resources, lan: Actor
) -> None:
    view = fire(resources, lan)
    approval = ELSEWHERE.approve({}, challenge=bytes.fromhex(view.digest))
    with pytest.raises(ForbiddenError) as refused:
        alerting.approve_alert(resources, lan, view.id, 1, view.digest, [approval])
    assert refused.value.params["reason"] == "approval_foreign"


@pytest.mark.usefixtures("officers")
def test_a_revoked_key_and_one_whose_owner_left_count_no_more(
    resources: Resources, lan: Actor, son: Actor
) -> None:
    view = fire(resources, lan)
    taken = [passkey.approve({}, challenge=bytes.fromhex(view.digest)) for passkey in (LAN, SON)]
    officer_keys.revoke(resources, lan, LAN.key_id)
    disable(resources, son)
    for approval in taken:
        with pytest.raises(ForbiddenError) as refused:
            alerting.approve_alert(resources, lan, view.id, 1, view.digest, [approval])
        assert refused.value.code == "key_refused"
    with pytest.raises(ConflictError) as no_key:
        alert_approvals.touch_options(resources, lan, view.digest)
    assert no_key.value.code == "no_approval_key"


@pytest.mark.usefixtures("officers")
def test_an_answer_by_somebody_elses_key_or_none_is_refused(
    resources: Resources, lan: Actor, son: Actor
) -> None:
    view = fire(resources, lan)
    options = alert_approvals.touch_options(resources, lan, view.digest)
    answers: list[Any] = [touched(SON, options), None, {}, {"id": "x", "response": {}}]
    for answer in (*answers, {**touched(LAN, options), "response": {"signature": 1}}):
        with pytest.raises(InvalidInputError):
            touches.approval_of(resources, lan, answer)


@pytest.mark.usefixtures("officers")
def test_cancelling_needs_no_touch_and_boards_believe_it(
    resources: Resources, lan: Actor, board: ABoard
) -> None:
    view = touch(resources, lan, LAN, fire(resources, lan))
    gone = alerting.cancel_alert(resources, lan, view.id, "Phát nhầm")
    assert gone.state == "cancelled"
    payload = sent(resources, view)
    path = resources.boards.get(board.id).addressee.path
    officers = resources.keyring.officers()
    assert check_alert_approvals(payload, officers, path, resources.clock.now()) == ()


@pytest.mark.usefixtures("officers")
def test_an_alert_that_ended_while_it_waited_is_not_sent(
    resources: Resources, lan: Actor, clock: FixedClock
) -> None:
    view = fire(resources, lan)
    clock.advance(3600)
    with pytest.raises(ConflictError):
        touch(resources, lan, LAN, view)


def test_where_no_officer_speaks_for_a_board_that_is_said(
    resources: Resources, admin: Actor, lan: Actor
) -> None:
    other = a_person(resources, "tu", "duty_officer", "20900")
    an_officer(resources, admin, other, ELSEWHERE, "20900")
    hold_ceremony(resources)
    view = fire(resources, lan)
    standing = alert_approvals.standing_of(resources, view.alert, resources.boards.in_service())
    assert standing is not None
    assert standing.unspoken == ("Nhà văn hóa",)
    approval = ELSEWHERE.approve({}, challenge=bytes.fromhex(view.digest))
    with pytest.raises(ConflictError, match="No officer's key speaks"):
        alerting.approve_alert(resources, lan, view.id, 1, view.digest, [approval])


def test_boards_nobody_speaks_for_hold_back_no_alert_for_the_others(
    resources: Resources, admin: Actor, lan: Actor, board: ABoard
) -> None:
    a_board(resources, unit="20900", name="Trà Bồng")
    an_officer(resources, admin, lan, LAN, "20857")
    hold_ceremony(resources)
    view = fire(resources, lan, targets={"subtrees": ["51"]})
    assert touch(resources, lan, LAN, view).state == "in_force"
    assert board.head().listed(view.id) is not None


def test_without_officers_all_is_as_before(resources: Resources, lan: Actor, son: Actor) -> None:
    assert fire(resources, lan).state == "in_force"
    view = free_words(resources, lan)
    with pytest.raises(ContentError):
        alerting.approve_alert(resources, lan, view.id, 1, view.digest)
    assert alerting.approve_alert(resources, son, view.id, 1, view.digest).state == "in_force"
    assert alert_approvals.standing_of(resources, view.alert, ()) is None


def test_a_root_with_officers_is_not_adopted_over_an_alert_that_boards_would_drop(
    resources: Resources, admin: Actor, lan: Actor
) -> None:
    view = fire(resources, lan)
    an_officer(resources, admin, lan, LAN, "51")
    request = request_root(resources, Wish())
    with pytest.raises(OperatorError, match="cancel it first"):
        adopt_root(resources, request)
    alerting.cancel_alert(resources, lan, view.id, "Lễ khóa gốc")
    assert adopt_root(resources, request).version == 2


@pytest.mark.usefixtures("officers")
def test_an_alert_carried_over_waits_and_keeps_how_its_template_was_filled(
    resources: Resources, lan: Actor
) -> None:
    view = touch(resources, lan, LAN, fire(resources, lan))
    desk = alert_rows.Desk(resources.keyring, None, resources.clock.now())

    def carry(session: Session) -> None:
        row = alert_rows.load(session, view.id, lambda unit: None)
        out = alert_rows.gone_out(session, row)
        assert out is not None
        desk.carry_over(session, row, out, Targets(subtrees=("area",)))

    resources.database.write(carry)
    waiting = alerting.get_alert(resources, lan, view.id).pending
    assert waiting is not None and waiting.template_slots == {"where": WHERE}
