"""One-time links of the operator: a browser that opens one becomes a prepared board at once."""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import NotFoundError
from server.services.board_admission import Admission
from server.services.board_places import BoardPlace, check_place
from server.services.identities import signer_of
from server.services.user_codes import hash_code
from server.storage.tables.boards import BoardRow, PairingRow

if TYPE_CHECKING:
    from server.services.resources import Resources

LINK = "link"
LINK_LIFE = timedelta(days=7)
BOARD_PAGE = "/board"


def prepare_board(resources: "Resources", place: BoardPlace) -> str:
    """Make a board that no device has yet and give its id. Raises: InvalidInputError."""
    checked = check_place(resources, place)
    admission = Admission(signer_of(resources), None)
    return resources.database.write(lambda session: admission.add_place(session, checked))


def make_link(resources: "Resources", board_id: str) -> str:
    """Give the address that makes one browser this board, once, within 7 days.

    The secret stands behind `#`: it reaches no server log. Raises: NotFoundError.
    """
    secret, now = secrets.token_urlsafe(24), resources.clock.now()

    def work(session: Session) -> None:
        if session.get(BoardRow, board_id) is None:
            raise NotFoundError("There is no board {board}.", board=board_id)
        session.add(
            PairingRow(
                device_code_hash=hash_code(secret),
                user_code=f"link {secrets.token_hex(8)}",
                public_key="",
                width=0,
                height=0,
                root_digest="",
                expires_at=now + LINK_LIFE,
                state=LINK,
                board_id=board_id,
                created_at=now,
            )
        )

    resources.database.write(work)
    return f"{resources.settings.address}{BOARD_PAGE}#pair={secret}"


def use_link(resources: "Resources", secret: str, user_code: str) -> None:
    """Let in the waiting device that came by a link; an unknown or used one changes nothing."""
    now = resources.clock.now()
    admission = Admission(signer_of(resources), None)
    nothing_new = check_place(resources, BoardPlace())

    def work(session: Session) -> None:
        link = session.get(PairingRow, hash_code(secret))
        if link is None or link.state != LINK or link.expires_at <= now:
            return
        pairing = session.scalars(select(PairingRow).where(PairingRow.user_code == user_code)).one()
        admission.admit(session, pairing, nothing_new, link.board_id)
        session.delete(link)

    resources.database.write(work)
