"""What is done with an account that exists, by the operator or an administrator over it.

Shut it, open it again, sign it out everywhere, give it a new password or a slip to set one.
"""

from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content.errors import ConflictError, NotFoundError
from server.services import audit, passwords
from server.services.account_reach import require_over
from server.services.actor import Actor
from server.services.actors import fold_login
from server.services.entry_codes import EntryCode, give_code
from server.services.roles import require_other_approvers
from server.storage.tables import AccountRow, SessionRow

if TYPE_CHECKING:
    from server.services.resources import Resources


def set_password(resources: "Resources", login: str, password: str) -> None:
    """Give the account a new password and end all its sessions.

    Raises: NotFoundError, InvalidInputError when the password is weak.
    """

    def about(session: Session) -> list[str]:
        row = _account(session, login)
        return [row.login, row.name]

    passwords.check_password(resources.offload, password, about=resources.database.read(about))
    hashed = passwords.hash_password(resources.offload, password)

    def work(session: Session) -> None:
        row = _account(session, login)
        row.password_hash = hashed
        _end_sessions(session, row)
        _record(session, resources, row, "account.password")

    resources.database.write(work)


def disable_account(
    resources: "Resources", login: str, actor: Actor | None = None, *, is_sure: bool = True
) -> None:
    """Shut the account: nobody signs in, its sessions end and its tokens stand for nobody.

    An account that is shut stays as it is. Raises: NotFoundError, ForbiddenError;
    LastApproverError until it is sure.
    """

    def work(session: Session) -> None:
        row = _account(session, login, resources, actor)
        if row.disabled_at is not None:
            return
        if actor is not None and row.id == actor.account_id:
            raise ConflictError("Nobody shuts their own account.", code="own_account")
        if not is_sure:
            require_other_approvers(session, resources, row.id)
        row.disabled_at = resources.clock.now()
        _end_sessions(session, row)
        _record(session, resources, row, "account.disabled", actor)

    resources.database.write(work)


def enable_account(resources: "Resources", login: str, actor: Actor | None = None) -> None:
    """Open the account again, with its roles and the tokens that were not revoked.

    An account that is open stays as it is. Raises: NotFoundError, ForbiddenError.
    """

    def work(session: Session) -> None:
        row = _account(session, login, resources, actor)
        if row.disabled_at is None:
            return
        row.disabled_at = None
        _end_sessions(session, row)
        _record(session, resources, row, "account.enabled", actor)

    resources.database.write(work)


def sign_out_everywhere(resources: "Resources", login: str, actor: Actor) -> None:
    """End all sessions of somebody. Raises: NotFoundError, ForbiddenError."""

    def work(session: Session) -> None:
        row = _account(session, login, resources, actor)
        _end_sessions(session, row)
        _record(session, resources, row, "account.signed_out", actor)

    resources.database.write(work)


def new_slip(resources: "Resources", login: str, actor: Actor) -> EntryCode:
    """Make the code of a slip with which somebody sets a password; the old one goes on counting.

    Raises: NotFoundError, ForbiddenError; ConflictError for an account that is shut.
    """

    def work(session: Session) -> EntryCode:
        row = _account(session, login, resources, actor)
        if row.disabled_at is not None:
            raise ConflictError("The account is shut. Open it first.", code="account_shut")
        return give_code(session, resources, actor, row.id)

    return resources.database.write(work)


def _account(
    session: Session, login: str, resources: "Resources | None" = None, actor: Actor | None = None
) -> AccountRow:
    row = session.scalar(select(AccountRow).where(AccountRow.login == fold_login(login)))
    if row is None:
        raise NotFoundError("There is no account {login}.", field="login", login=login)
    if actor is not None and resources is not None:
        require_over(session, resources, actor, row.id)
    return row


def _end_sessions(session: Session, row: AccountRow) -> None:
    session.execute(delete(SessionRow).where(SessionRow.account_id == row.id))


def _record(
    session: Session,
    resources: "Resources",
    row: AccountRow,
    action: str,
    actor: Actor | None = None,
) -> None:
    audit.record(
        session,
        at=resources.clock.now(),
        actor=actor,
        action=action,
        subject=row.id,
        details={"login": row.login},
    )
