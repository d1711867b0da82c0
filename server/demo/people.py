"""The people of the sample, each with a password made on the spot."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.schedule import TIMEZONE
from server.services import accounts
from server.services.actor import Actor, Grant, Role
from server.storage.tables.accounts import AccountRow

if TYPE_CHECKING:
    from server.services.resources import Resources

PROVINCE = "51"
COMMUNE = "21484"
AREA = "KV-535"
_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Person:
    """Someone with one role over one unit."""

    login: str
    name: str
    role: Role
    unit: str
    is_shown: bool = True


PEOPLE = (
    Person("soan", "Đinh Thị Lan", Role.AUTHOR, COMMUNE),
    Person("duyet", "Phạm Văn Sơn", Role.APPROVER, COMMUNE),
    Person("truc", "Trần Quốc Huy", Role.DUTY_OFFICER, PROVINCE),
    Person("quantri", "Nguyễn Thị Hạnh", Role.ADMINISTRATOR, PROVINCE),
    Person("truc.khuvuc", "Phạm Thị Mai", Role.DUTY_OFFICER, AREA, is_shown=False),
    Person("soan.tinh", "Lê Minh Châu", Role.AUTHOR, PROVINCE, is_shown=False),
    Person("duyet.tinh", "Võ Thanh Bình", Role.APPROVER, PROVINCE, is_shown=False),
)


@dataclass(frozen=True)
class Login:
    """What a person signs in with for the first time."""

    role: str
    login: str
    password: str
    unit: str
    is_shown: bool


def new_logins() -> tuple[Login, ...]:
    """Return a login with a new password for everyone."""
    return tuple(
        Login(person.role.value, person.login, new_password(), person.unit, person.is_shown)
        for person in PEOPLE
    )


def make_people(resources: "Resources", logins: Sequence[Login]) -> dict[str, Actor]:
    """Make the accounts that are not there yet; return the actors by login."""
    passwords = {login.login: login.password for login in logins}
    there = resources.database.read(_accounts)
    today = resources.clock.now().astimezone(TIMEZONE).date()
    actors = {}
    for person in PEOPLE:
        account_id = there.get(person.login) or _make(resources, person, passwords[person.login])
        unit = resources.units.tree().resolve(person.unit, today)
        actors[person.login] = Actor(
            account_id, person.login, person.name, (Grant(person.role, unit.id),)
        )
    return actors


def _accounts(session: Session) -> dict[str, str]:
    return {row.login: row.id for row in session.execute(select(AccountRow.login, AccountRow.id))}


def _make(resources: "Resources", person: Person, password: str) -> str:
    return accounts.create_account(
        resources,
        login=person.login,
        name=person.name,
        password=password,
        role=person.role.value,
        unit_code=person.unit,
    ).id


def new_password() -> str:
    """Return 20 letters of 100 bits in groups that can be read out and typed on a phone."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


def actors_for(actors: Mapping[str, Actor], unit: str) -> tuple[Actor, Actor]:
    """Return who writes and who approves for a unit of the sample."""
    ending = "" if unit == COMMUNE else ".tinh"
    return actors[f"soan{ending}"], actors[f"duyet{ending}"]
