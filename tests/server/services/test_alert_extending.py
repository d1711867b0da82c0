"""An alert whose boards need different officers: on to those that have touched, then the rest."""

from collections.abc import Callable, Iterable
from typing import cast

import pytest

from content.approvals import check_alert_approvals
from content.board_state import apply_alert, apply_head, apply_roots, first_state
from content.errors import ConflictError, ForbiddenError
from content.trust import Envelope
from server.realtime.connections import Connections
from server.realtime.pushes import Pushes
from server.services import alert_approvals, alerting, deliveries, heads, touches
from server.services.actor import Actor
from server.services.alert_extending import awaiting, challenge_of, extend_alert
from server.services.alerting import AlertView
from server.services.resources import Resources
from server.services.telling import tell
from server.storage.tables import TaskRow
from tests.server.board_builders import ABoard, a_board
from tests.server.builders import FixedClock
from tests.server.officer_builders import (
    a_person,
    an_officer,
    hold_ceremony,
    touched,
    with_name,
)
from tests.server.services.test_alert_approvals import actions, fire, sent, touch
from tests.server.staff_builders import add_units, cheap_hashes
from tests.vectors.passkeys import Passkey

HERE, THERE = Passkey("Ba Tơ"), Passkey("Trà Bồng", "ed25519")
BOTH = {"subtrees": ["51"]}


@pytest.fixture
def boards(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> tuple[ABoard, ABoard]:
    """A board in each of two communes."""
    cheap_hashes(monkeypatch)
    add_units(with_name(resources))
    return a_board(resources), a_board(resources, unit="20900", name="Trà Bồng")


@pytest.fixture
def lan(resources: Resources, boards: tuple[ABoard, ABoard]) -> Actor:
    """Holds the key for the first commune."""
    return a_person(resources, "lan", "duty_officer", "51")


@pytest.fixture
def son(resources: Resources, lan: Actor) -> Actor:
    """Holds the key for the second; the root names both."""
    made = a_person(resources, "son", "duty_officer", "51")
    admin = a_person(resources, "quan", "administrator", "51")
    an_officer(resources, admin, lan, HERE, "20857")
    an_officer(resources, admin, made, THERE, "20900")
    hold_ceremony(resources)
    return made


def touch_more(resources: Resources, actor: Actor, passkey: Passkey, view: AlertView) -> AlertView:
    boards = awaiting(resources, view.awaits)
    options = alert_approvals.touch_options(resources, actor, challenge_of(view), boards=boards)
    approval = touches.approval_of(resources, actor, touched(passkey, options))
    return extend_alert(resources, actor, view.id, view.revision, [approval])


def lists(board: ABoard, view: AlertView) -> bool:
    return board.head().listed(view.id) is not None


def test_it_is_on_where_its_officers_have_touched_and_waits_elsewhere(
    resources: Resources, boards: tuple[ABoard, ABoard], lan: Actor, son: Actor
) -> None:
    here, there = boards
    done = touch(resources, lan, HERE, fire(resources, lan, targets=BOTH))
    assert (done.state, done.awaits, done.targeted) == ("in_force", (there.id,), 2)
    assert lists(here, done) and not lists(there, done)
    assert heads.alerts_for(resources, there.id) == []
    held = resources.alerts.get(done.id)
    assert held is not None and held.reached == {here.id}
    ledger = deliveries.deliveries(resources, lan, done.id)
    known = {one.board: (str(one.state), one.times.reason) for one in ledger.boards}
    assert known == {here.id: ("accepted", None), there.id: ("accepted", "unapproved")}

    whole = touch_more(resources, son, THERE, done)
    assert (whole.state, whole.revision, whole.awaits) == ("in_force", done.revision, ())
    assert lists(here, whole) and lists(there, whole)
    payload, now = sent(resources, whole), resources.clock.now()
    officers = resources.keyring.officers()
    for board, key in ((here, HERE.key_id), (there, THERE.key_id)):
        path = resources.boards.get(board.id).addressee.path
        assert check_alert_approvals(payload, officers, path, now) == (key,)
    assert actions(resources) == ["alert.prepared", "alert.in_force", "alert.extended"]


def test_the_board_that_shows_it_takes_the_same_revision_with_more_approvals(
    resources: Resources, boards: tuple[ABoard, ABoard], lan: Actor, son: Actor, clock: FixedClock
) -> None:
    here = boards[0]
    now = clock.now()
    first, *later = resources.keyring.roots(0)
    state = first_state(here.id, first, resources.boards.identity(here.id), now)
    state = apply_roots(state, later, resources.boards.identity(here.id))
    done = touch(resources, lan, HERE, fire(resources, lan, targets=BOTH))
    state = apply_head(state, heads.make_head(resources, here.id), now)
    state = apply_alert(state, _sent(resources, done), now)
    clock.advance(5)
    whole = touch_more(resources, son, THERE, done)
    state = apply_head(state, heads.make_head(resources, here.id), clock.now())
    assert state.wanted().alerts == (_sent(resources, whole).digest,)
    assert done.id in state.alerts, "what is on stays on meanwhile"
    state = apply_alert(state, _sent(resources, whole), clock.now())
    assert state.wanted().alerts == ()
    assert state.alerts[done.id].alert.revision == done.revision


def _sent(resources: Resources, view: AlertView) -> Envelope:
    held = resources.alerts.get(view.id)
    assert held is not None
    return Envelope.from_dict(held.envelope, "alert")


def test_a_touch_for_boards_that_do_not_wait_and_a_second_time_are_refused(
    resources: Resources, boards: tuple[ABoard, ABoard], lan: Actor, son: Actor
) -> None:
    done = touch(resources, lan, HERE, fire(resources, lan, targets=BOTH))
    with pytest.raises(ConflictError) as no_key:
        touch_more(resources, lan, HERE, done)
    assert no_key.value.code == "no_approval_key"
    again = HERE.approve({}, challenge=bytes.fromhex(challenge_of(done)))
    with pytest.raises(ForbiddenError):
        extend_alert(resources, lan, done.id, done.revision, [again])
    touch_more(resources, son, THERE, done)
    more = THERE.approve({}, challenge=bytes.fromhex(challenge_of(done)))
    with pytest.raises(ConflictError):
        extend_alert(resources, son, done.id, done.revision, [more])


def test_cancelled_or_over_it_goes_no_further(
    resources: Resources, boards: tuple[ABoard, ABoard], lan: Actor, son: Actor, clock: FixedClock
) -> None:
    done = touch(resources, lan, HERE, fire(resources, lan, targets=BOTH))
    approval = THERE.approve({}, challenge=bytes.fromhex(challenge_of(done)))
    alerting.cancel_alert(resources, lan, done.id, "Phát nhầm")
    with pytest.raises(ConflictError):
        extend_alert(resources, son, done.id, done.revision, [approval])
    other = touch(resources, lan, HERE, fire(resources, lan, targets=BOTH))
    clock.advance(24 * 3600)
    with pytest.raises(ConflictError):
        extend_alert(resources, son, other.id, other.revision, [approval])


def test_the_others_are_asked_until_all_have_touched(
    resources: Resources, boards: tuple[ABoard, ABoard], lan: Actor, son: Actor
) -> None:
    done = touch(resources, lan, HERE, fire(resources, lan, targets=BOTH))
    tell(resources)

    def task() -> TaskRow | None:
        return resources.database.read(
            lambda session: session.get(TaskRow, ("touch_alert", done.id))
        )

    assert task() is not None
    touch_more(resources, son, THERE, done)
    tell(resources)
    assert task() is None


def test_without_officers_nothing_ever_waits_so(
    resources: Resources, boards: tuple[ABoard, ABoard], lan: Actor
) -> None:
    view = fire(resources, lan, targets=BOTH)
    assert (view.state, view.awaits) == ("in_force", ())
    with pytest.raises(ConflictError):
        extend_alert(resources, lan, view.id, 1, [HERE.approve({}, challenge=b"x" * 32)])


def test_only_boards_whose_officers_have_touched_are_handed_it(
    resources: Resources, boards: tuple[ABoard, ABoard], lan: Actor, son: Actor
) -> None:
    here, there = boards
    handed: list[tuple[str, tuple[str, ...]]] = []

    class Sockets:
        def boards(self) -> frozenset[str]:
            return frozenset({here.id, there.id})

        def broadcast(self, event: str, value: object, meant: Iterable[str]) -> list[str]:
            handed.append((event, tuple(meant)))
            return []

    def now(work: Callable[..., object], *given: object) -> None:
        if work.__name__ == "_flush":
            work(*given)

    push = Pushes(resources, cast(Connections, Sockets()), now, lambda seconds: None)
    resources.changes.subscribe(push.on_change)
    done = touch(resources, lan, HERE, fire(resources, lan, targets=BOTH))
    resources.changes.catch_up()
    assert ("alert", (here.id,)) in handed
    assert not any(there.id in meant for event, meant in handed if event == "alert")
    handed.clear()
    touch_more(resources, son, THERE, done)
    resources.changes.catch_up()
    assert ("alert", (there.id,)) in handed and ("changed", (here.id,)) in handed
