"""A technician's part in pairing: look at who waits, compare the check number, let in or not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from content import trust
from content.errors import ConflictError, InvalidInputError, NotFoundError
from server.services import audit
from server.services.actor import Actor
from server.services.board_admission import Admission
from server.services.board_places import BoardPlace, CheckedPlace, check_place
from server.services.identities import signer_of
from server.services.pairing import LIFE_S
from server.services.permissions import Right, require, require_anywhere
from server.services.user_codes import read_user_code
from server.storage.tables.boards import PairingRow

if TYPE_CHECKING:
    from server.services.resources import Resources

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class WaitingBoard:
    """Describe a device that waits; the number must be the one on its screen."""

    user_code: str
    check_number: str
    width: int
    height: int
    software: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApprovedBoard:
    """Name the board that was let in."""

    board: str
    check_number: str


def look_up(resources: "Resources", actor: Actor, user_code: str) -> WaitingBoard:
    """Describe the device that shows this code.

    Raises: ForbiddenError, NotFoundError, ConflictError, TooManyRequestsError.
    """
    require_anywhere(resources, actor, Right.PAIR_BOARDS)
    code, now = _code(resources, actor, user_code), resources.clock.now()
    found = _guarded(
        resources,
        actor,
        lambda: resources.database.read(lambda session: _waiting(session, code, now)),
    )
    return WaitingBoard(
        found.user_code, _number(found), found.width, found.height, found.software, found.expires_at
    )


def approve(
    resources: "Resources", actor: Actor, user_code: str, place: BoardPlace
) -> ApprovedBoard:
    """Let the device in as a board at this place; the code is used up.

    Raises: ForbiddenError, NotFoundError, ConflictError, InvalidInputError,
    TooManyRequestsError.
    """
    require_anywhere(resources, actor, Right.PAIR_BOARDS)
    code, now = _code(resources, actor, user_code), resources.clock.now()
    checked = check_place(resources, place)
    _require_place(resources, actor, checked, place.replaces)
    admission = Admission(signer_of(resources), actor)

    def work(session: Session) -> ApprovedBoard:
        pairing = _waiting(session, code, now)
        board = admission.admit(session, pairing, checked, place.replaces)
        pairing.expires_at = now + timedelta(seconds=LIFE_S)
        return ApprovedBoard(board, _number(pairing))

    return _guarded(resources, actor, lambda: resources.database.write(work))


def deny(resources: "Resources", actor: Actor, user_code: str) -> None:
    """Turn the device away; the code is used up.

    Raises: ForbiddenError, NotFoundError, ConflictError, TooManyRequestsError.
    """
    require_anywhere(resources, actor, Right.PAIR_BOARDS)
    code, now = _code(resources, actor, user_code), resources.clock.now()

    def work(session: Session) -> None:
        pairing = _waiting(session, code, now)
        pairing.state = "denied"
        audit.record(
            session,
            at=now,
            actor=actor,
            action="pairing.denied",
            subject=_key_id(pairing),
            details={"software": pairing.software},
        )

    _guarded(resources, actor, lambda: resources.database.write(work))


def _require_place(
    resources: "Resources", actor: Actor, checked: CheckedPlace, replaces: str | None
) -> None:
    if replaces is not None:
        replaced = resources.boards.find(replaces)
        if replaced is None:
            raise NotFoundError("There is no board {board}.", field="replaces", board=replaces)
        require(resources, actor, Right.PAIR_BOARDS, replaced.unit_id)
    elif checked.unit is None:
        raise InvalidInputError("Say which unit the board belongs to.", field="unit")
    if checked.unit is not None:
        require(resources, actor, Right.PAIR_BOARDS, checked.unit.id)


def _code(resources: "Resources", actor: Actor, user_code: str) -> str:
    now, attempts = resources.clock.now(), resources.pairing.wrong_codes
    attempts.check(actor.account_id, now)
    code = read_user_code(user_code)
    if code is None:
        attempts.note(actor.account_id, now)
        raise _unknown()
    return code


def _guarded(resources: "Resources", actor: Actor, work: Callable[[], ResultT]) -> ResultT:
    try:
        return work()
    except NotFoundError:
        resources.pairing.wrong_codes.note(actor.account_id, resources.clock.now())
        raise


def _waiting(session: Session, code: str, now: datetime) -> PairingRow:
    row = session.scalars(select(PairingRow).where(PairingRow.user_code == code)).first()
    if row is None:
        raise _unknown()
    if row.state != "pending":
        raise ConflictError("This code has been used.", code="code_used")
    if row.expires_at <= now:
        raise ConflictError(
            "This code has run out; the screen shows a new one.", code="code_expired"
        )
    return row


def _unknown() -> NotFoundError:
    return NotFoundError("No board is waiting with this code.", code="unknown_code")


def _key_id(pairing: PairingRow) -> str:
    return trust.key_id(trust.decode_base64(pairing.public_key))


def _number(pairing: PairingRow) -> str:
    return trust.check_number(_key_id(pairing), pairing.root_digest)
