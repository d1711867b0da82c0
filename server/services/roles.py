"""Roles that end, and deputies who hold them for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import ConflictError, InvalidInputError, NotFoundError
from content.schedule import TIMEZONE
from server.services import audit, permissions
from server.services.account_reach import is_known
from server.services.accounts import Term, grant_role
from server.services.actor import Actor, Role
from server.services.actors import fold_login
from server.services.permissions import Right
from server.storage.tables import AccountRow, GrantRow, UnitRow

if TYPE_CHECKING:
    from server.services.resources import Resources

LONGEST_DEPUTY = timedelta(days=183)


class LastApproverError(ConflictError):
    """Without this person nobody of the unit approves; asked once more, it is done."""

    code = "last_approver"


@dataclass(frozen=True)
class NewDeputy:
    """Who stands in, for which role of whom, from when until when."""

    login: str
    grant_id: str
    term: Term


def end_role(resources: "Resources", actor: Actor, grant_id: str, *, is_sure: bool = False) -> None:
    """End a role now; one that has not begun is gone, one that has stays in the history.

    Raises: NotFoundError, ForbiddenError; ConflictError for one's own role as administrator;
    LastApproverError until it is sure.
    """
    now = resources.clock.now()

    def work(session: Session) -> None:
        grant = _grant(session, resources, actor, grant_id)
        if grant.account_id == actor.account_id and grant.role == Role.ADMINISTRATOR:
            raise ConflictError(
                "Nobody takes their own role of administrator away.", code="own_account"
            )
        if not is_sure:
            require_other_approvers(session, resources, grant.account_id, grant.id)
        details = {"role": grant.role, "unit": session.get_one(UnitRow, grant.unit_id).code}
        if grant.valid_from is not None and grant.valid_from > now:
            session.delete(grant)
        elif grant.valid_until is None or grant.valid_until > now:
            grant.valid_until = now
        else:
            return
        audit.record(
            session,
            at=now,
            actor=actor,
            action="account.role_ended",
            subject=grant.account_id,
            unit_id=grant.unit_id,
            details=details,
        )

    resources.database.write(work)


def name_deputy(resources: "Resources", actor: Actor, new: NewDeputy) -> None:
    """Let a colleague hold somebody's role for a while, in that person's stead.

    Raises: NotFoundError, ForbiddenError, InvalidInputError.
    """
    now = resources.clock.now()
    if new.term.until is None or new.term.until - (new.term.since or now) > LONGEST_DEPUTY:
        raise InvalidInputError("A deputy stands in for half a year at most.", field="until")
    if new.term.until <= now:
        raise InvalidInputError("The last day is over already.", field="until")

    def work(session: Session) -> GrantRow:
        grant = _grant(session, resources, actor, new.grant_id)
        if grant.valid_until is not None and grant.valid_until <= (new.term.since or now):
            raise InvalidInputError("This role is over by then.", field="role")
        if grant.deputy_for is not None:
            raise InvalidInputError("A deputy names no deputy.", field="role")
        deputy = session.scalar(select(AccountRow).where(AccountRow.login == fold_login(new.login)))
        if deputy is None or not is_known(session, resources, actor, deputy.id):
            raise NotFoundError("There is no account {login}.", field="login", login=new.login[:64])
        _check_deputy(deputy, grant)
        return grant

    grant = resources.database.read(work)
    grant_role(
        resources,
        login=new.login,
        role=grant.role,
        unit_code=_code_today(resources, grant.unit_id),
        actor=actor,
        term=new.term,
        deputy_for=grant.account_id,
    )


def require_other_approvers(
    session: Session, resources: "Resources", account_id: str, grant_id: str | None = None
) -> None:
    """Refuse when a unit keeps no approver of its own without this account, or this one role.

    Raises: LastApproverError, naming the unit.
    """
    now = resources.clock.now()
    rows = session.execute(
        select(GrantRow, AccountRow.disabled_at)
        .join(AccountRow, AccountRow.id == GrantRow.account_id)
        .where(
            GrantRow.role == Role.APPROVER.value,
            GrantRow.is_not_over(now),
        )
    ).all()
    held = [grant for grant, disabled_at in rows if disabled_at is None]
    lost = {
        grant.id
        for grant in held
        if grant.account_id == account_id and grant_id in (None, grant.id)
    }
    for grant in held:
        stays = any(
            other.unit_id == grant.unit_id and other.id not in lost and _lasts(other, now)
            for other in held
        )
        if grant.id in lost and _lasts(grant, now) and not stays:
            raise LastApproverError(
                "This is the last approver of {unit}. Afterwards its notices wait for a unit "
                "above to approve them.",
                unit=session.get_one(UnitRow, grant.unit_id).name,
            )


def _lasts(grant: GrantRow, now: datetime) -> bool:
    """Say whether a role holds now; what ends by its date has told its end itself."""
    return grant.valid_from is None or grant.valid_from <= now


def _grant(session: Session, resources: "Resources", actor: Actor, grant_id: str) -> GrantRow:
    grant = session.get(GrantRow, grant_id)
    if grant is None:
        raise NotFoundError("There is no such role.", field="role")
    permissions.require(resources, actor, Right.MANAGE_ACCOUNTS, grant.unit_id)
    return grant


def _check_deputy(deputy: AccountRow, grant: GrantRow) -> None:
    if deputy.disabled_at is not None:
        raise InvalidInputError(
            "The account of {login} is shut.", field="login", login=deputy.login
        )
    if deputy.id == grant.account_id:
        raise InvalidInputError("Nobody is their own deputy.", field="login")


def _code_today(resources: "Resources", unit_id: str) -> str:
    tree, day = resources.units.tree(), resources.clock.now().astimezone(TIMEZONE).date()
    return tree.get(resources.units.mains(day).get(unit_id, unit_id)).code
