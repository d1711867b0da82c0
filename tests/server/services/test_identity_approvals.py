"""Where a board hangs is an officer's word: new devices and moved boards wait for a touch."""

from typing import Any

import pytest

from content import trust
from content.approvals import check_identity_approvals
from content.errors import ConflictError, ContentError, ForbiddenError, InvalidInputError
from content.identity import Identity
from server.services import board_changes, identity_approvals, officer_keys, pairing, touches
from server.services.actor import Actor
from server.services.board_places import BoardPlace
from server.services.identity_waits import is_kept_out
from server.services.pairing import PairingError
from server.services.pairing_approval import approve as let_in
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_board, a_key, start, technician
from tests.server.builders import FixedClock
from tests.server.officer_builders import (
    a_person,
    an_officer,
    hold_ceremony,
    somebody_for_alerts,
    touched,
    with_name,
)
from tests.server.staff_builders import add_units, cheap_hashes
from tests.vectors.passkeys import Passkey

TU, XA = Passkey("tu"), Passkey("xa")


@pytest.fixture
def board(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> ABoard:
    """A board from before there were officers."""
    cheap_hashes(monkeypatch)
    add_units(with_name(resources))
    return a_board(resources)


@pytest.fixture
def tu(resources: Resources, board: ABoard) -> Actor:
    """The province's technician, whose key lets boards through."""
    admin = a_person(resources, "quan", "administrator", "51")
    made = a_person(resources, "tu", "technician", "51")
    an_officer(resources, admin, made, TU, "51", ["identity"])
    somebody_for_alerts(resources, admin)
    hold_ceremony(resources)
    return made


def touch(resources: Resources, actor: Actor, passkey: Passkey, *boards: str, **how: Any) -> int:
    options = identity_approvals.touch_options(resources, actor, boards)
    approval = touches.approval_of(resources, actor, touched(passkey, options, **how))
    return identity_approvals.approve(resources, actor, boards, approval)


def accepted(resources: Resources, board: str, held: Identity | None) -> Identity:
    """What the head names, checked as a board does that holds `held`."""
    envelope = resources.boards.identity(board)
    payload = trust.verify(envelope, resources.keyring.trusted, "state")
    identity = Identity.from_payload(payload, envelope.digest)
    officers, now = resources.keyring.officers(), resources.clock.now()
    check_identity_approvals(identity, payload, officers, held, now)
    assert resources.boards.get(board).identity_digest == envelope.digest
    return identity


def waiting(resources: Resources, actor: Actor) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.board, one.changed) for one in identity_approvals.list_waiting(resources, actor)]


def move(resources: Resources, board: str, **place: Any) -> None:
    board_changes.move_board(resources, technician(), board, BoardPlace(**place))


def test_a_moved_board_stays_where_it_was_until_it_is_touched(
    resources: Resources, board: ABoard, tu: Actor
) -> None:
    held = _held(resources, board.id)
    before = board.head().identity
    move(resources, board.id, unit="20900")
    assert board.head().identity == before
    assert resources.boards.get(board.id).addressee.unit == "commune"
    assert waiting(resources, tu) == [(board.id, ("path",))]
    assert touch(resources, tu, TU, board.id) == 1
    assert accepted(resources, board.id, held).addressee.unit == "elsewhere"
    assert board.head().identity != before
    assert waiting(resources, tu) == []


def _held(resources: Resources, board: str) -> Identity:
    envelope = resources.boards.identity(board)
    payload = trust.verify(envelope, resources.keyring.trusted, "state")
    return Identity.from_payload(payload, envelope.digest)


def test_another_name_needs_no_touch_and_a_group_does(
    resources: Resources, board: ABoard, tu: Actor
) -> None:
    held = _held(resources, board.id)
    move(resources, board.id, name="Chợ")
    assert waiting(resources, tu) == []
    assert accepted(resources, board.id, held).header["name"] == "Chợ"
    move(resources, board.id, groups=("chợ",), lat=14.9, lon=108.5)
    assert waiting(resources, tu) == [(board.id, ("groups", "lat", "lon"))]


def test_moved_back_before_the_touch_nothing_waits(
    resources: Resources, board: ABoard, tu: Actor
) -> None:
    move(resources, board.id, unit="20900")
    move(resources, board.id, unit="20857")
    assert waiting(resources, tu) == []


def test_a_new_device_is_let_in_by_a_touch(resources: Resources, tu: Actor) -> None:
    signer = a_key()
    started = start(resources, signer)
    made = let_in(resources, technician(), started.user_code, BoardPlace(unit="20857", name="Mới"))
    with pytest.raises(PairingError) as refused:
        pairing.collect(resources, started.device_code)
    assert refused.value.code == "authorization_pending"
    assert waiting(resources, tu) == [(made.board, ("device",))]
    assert touch(resources, tu, TU, made.board) == 1
    paired = pairing.collect(resources, started.device_code)
    assert paired.board_id == made.board
    accepted(resources, made.board, None)


def test_a_device_whose_code_ran_out_comes_again_and_finds_its_touch(
    resources: Resources, tu: Actor, clock: FixedClock
) -> None:
    signer, place = a_key(), BoardPlace(unit="20857", name="Mới")
    first = let_in(resources, technician(), start(resources, signer).user_code, place)
    clock.advance(700)
    again = start(resources, signer)
    assert let_in(resources, technician(), again.user_code, place).board == first.board
    touch(resources, tu, TU, first.board)
    clock.advance(700)
    third = start(resources, signer)
    let_in(resources, technician(), third.user_code, place)
    assert pairing.collect(resources, third.device_code).board_id == first.board


def test_one_touch_lets_many_through(resources: Resources, tu: Actor) -> None:
    boards = []
    for number in range(3):
        code = start(resources, a_key()).user_code
        place = BoardPlace(unit="20857", name=f"Bảng {number}")
        boards.append(let_in(resources, technician(), code, place).board)
    assert touch(resources, tu, TU, *boards) == 3
    for one in boards:
        accepted(resources, one, None)
        assert not resources.database.read(lambda session, one=one: is_kept_out(session, one))


def test_an_officer_of_the_new_place_alone_takes_no_board_from_another(
    resources: Resources, board: ABoard
) -> None:
    admin = a_person(resources, "quan", "administrator", "51")
    here = a_person(resources, "tu", "technician", "20857")
    there = a_person(resources, "xa", "technician", "20900")
    an_officer(resources, admin, here, TU, "20857", ["identity"])
    an_officer(resources, admin, there, XA, "20900", ["identity"])
    somebody_for_alerts(resources, admin)
    hold_ceremony(resources)
    held = _held(resources, board.id)
    move(resources, board.id, unit="20900")
    assert touch(resources, there, XA, board.id) == 0
    (one,) = identity_approvals.list_waiting(resources, there)
    assert one.touched == (XA.key_id,)
    assert waiting(resources, here) == [(board.id, ("path",))]
    assert touch(resources, here, TU, board.id) == 1
    accepted(resources, board.id, held)


def test_who_has_no_say_over_either_place_touches_nothing(
    resources: Resources, board: ABoard, tu: Actor
) -> None:
    stranger = a_person(resources, "xa", "technician", "20860")
    move(resources, board.id, unit="20900")
    assert waiting(resources, stranger) == []
    approval = TU.approve({}, batch=["0" * 64])
    with pytest.raises(ForbiddenError):
        identity_approvals.approve(resources, stranger, [board.id], approval)


@pytest.mark.parametrize(
    "how", [{"rp_id": "khac.example"}, {"origin": "https://khac.example"}, {"flags": 1}]
)
def test_a_touch_that_boards_would_refuse_moves_nothing(
    resources: Resources, board: ABoard, tu: Actor, how: dict[str, Any]
) -> None:
    move(resources, board.id, unit="20900")
    with pytest.raises(ForbiddenError):
        touch(resources, tu, TU, board.id, **how)
    assert waiting(resources, tu) == [(board.id, ("path",))]


def test_what_changed_under_the_finger_is_not_let_through(
    resources: Resources, board: ABoard, tu: Actor
) -> None:
    move(resources, board.id, unit="20900")
    options = identity_approvals.touch_options(resources, tu, [board.id])
    move(resources, board.id, unit="20860")
    approval = touches.approval_of(resources, tu, touched(TU, options))
    with pytest.raises(ForbiddenError) as refused:
        identity_approvals.approve(resources, tu, [board.id], approval)
    assert refused.value.params["reason"] == "approval_wrong_challenge"


def test_a_revoked_key_and_one_for_alerts_move_nothing(
    resources: Resources, board: ABoard, tu: Actor
) -> None:
    move(resources, board.id, unit="20900")
    options = identity_approvals.touch_options(resources, tu, [board.id])
    approval = touches.approval_of(resources, tu, touched(TU, options))
    officer_keys.revoke(resources, tu, TU.key_id)
    with pytest.raises(ForbiddenError) as refused:
        identity_approvals.approve(resources, tu, [board.id], approval)
    assert refused.value.code == "key_refused"


def test_a_choice_that_cannot_be_touched_is_said(
    resources: Resources, board: ABoard, tu: Actor
) -> None:
    for boards in ([], [f"b{n}" for n in range(201)]):
        with pytest.raises(InvalidInputError):
            identity_approvals.touch_options(resources, tu, boards)
    with pytest.raises(ConflictError, match="waits no more"):
        identity_approvals.touch_options(resources, tu, [board.id])
    stranger = a_person(resources, "khac", "technician", "20900")
    assert identity_approvals.list_waiting(resources, stranger) == ()
    with pytest.raises(ContentError):
        identity_approvals.touch_options(resources, stranger, [board.id])


def test_a_root_without_officers_lets_all_through(
    resources: Resources, board: ABoard, tu: Actor
) -> None:
    move(resources, board.id, unit="20900")
    started = start(resources, a_key())
    let_in(resources, technician(), started.user_code, BoardPlace(unit="20857", name="Mới"))
    hold_ceremony(resources, without_officers=True)
    assert waiting(resources, tu) == []
    assert resources.boards.get(board.id).addressee.unit == "elsewhere"
    assert pairing.collect(resources, started.device_code).token
