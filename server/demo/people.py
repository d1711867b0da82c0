"""The people of the sample, each with a password made on the spot."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.services import accounts
from server.services.actor import Actor, Grant, Role

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


def make_people(resources: "Resources") -> tuple[dict[str, Actor], tuple[Login, ...]]:
    """Make every account; return the actors by login and the logins worth showing."""
    units = {
        unit.code: unit for unit in resources.units.tree().valid_on(resources.clock.now().date())
    }
    actors, logins = {}, []
    for person in PEOPLE:
        password = new_password()
        account = accounts.create_account(
            resources,
            login=person.login,
            name=person.name,
            password=password,
            role=person.role.value,
            unit_code=person.unit,
        )
        unit = units[person.unit]
        actors[person.login] = Actor(
            account.id, account.login, account.name, (Grant(person.role, unit.id),)
        )
        if person.is_shown:
            logins.append(Login(person.role.value, person.login, password, unit.name))
    return actors, tuple(logins)


def new_password() -> str:
    """Return 20 letters of 100 bits in groups that can be read out and typed on a phone."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


def actors_for(actors: Mapping[str, Actor], unit: str) -> tuple[Actor, Actor]:
    """Return who writes and who approves for a unit of the sample."""
    ending = "" if unit == COMMUNE else ".tinh"
    return actors[f"soan{ending}"], actors[f"duyet{ending}"]
