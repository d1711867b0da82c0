"""What the operator does with an account that exists: a new password, shut it, open it again."""

from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content.errors import NotFoundError
from server.services import audit, passwords
from server.services.actors import fold_login
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


def disable_account(resources: "Resources", login: str) -> None:
    """Shut the account: nobody signs in, its sessions end and its tokens stand for nobody.

    An account that is shut stays as it is. Raises: NotFoundError.
    """

    def work(session: Session) -> None:
        row = _account(session, login)
        if row.disabled_at is not None:
            return
        row.disabled_at = resources.clock.now()
        _end_sessions(session, row)
        _record(session, resources, row, "account.disabled")

    resources.database.write(work)


def enable_account(resources: "Resources", login: str) -> None:
    """Open the account again, with its roles and the tokens that were not revoked.

    An account that is open stays as it is. Raises: NotFoundError.
    """

    def work(session: Session) -> None:
        row = _account(session, login)
        if row.disabled_at is None:
            return
        row.disabled_at = None
        _end_sessions(session, row)
        _record(session, resources, row, "account.enabled")

    resources.database.write(work)


def _account(session: Session, login: str) -> AccountRow:
    row = session.scalar(select(AccountRow).where(AccountRow.login == fold_login(login)))
    if row is None:
        raise NotFoundError("There is no account {login}.", field="login", login=login)
    return row


def _end_sessions(session: Session, row: AccountRow) -> None:
    session.execute(delete(SessionRow).where(SessionRow.account_id == row.id))


def _record(session: Session, resources: "Resources", row: AccountRow, action: str) -> None:
    audit.record(
        session,
        at=resources.clock.now(),
        actor=None,
        action=action,
        subject=row.id,
        details={"login": row.login},
    )
