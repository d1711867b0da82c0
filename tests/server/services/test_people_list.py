import pytest

from content.errors import ForbiddenError, NotFoundError
from server.services import account_changes, accounts
from server.services.actor import Role
from server.services.people_list import AccountState, find_people, get_person
from server.services.resources import Resources
from tests.server.staff_builders import PASSWORD, add_units, an_actor, cheap_hashes

ADMIN = an_actor(Role.ADMINISTRATOR, "area")


@pytest.fixture
def office(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Resources:
    cheap_hashes(monkeypatch)
    add_units(resources)
    for login, name, unit in (
        ("lan", "Đinh Thị Lan", "20857"),
        ("anh", "Phạm Văn Ánh", "20860"),
        ("ngoai", "Lan Ở Ngoài", "20900"),
    ):
        accounts.create_account(
            resources, login=login, name=name, password=PASSWORD, role="author", unit_code=unit
        )
    return resources


def logins(office: Resources, text: str = "", most: int = 50) -> list[str]:
    return [person.login for person in find_people(office, ADMIN, text, most)[0]]


def test_people_of_the_own_units_by_given_name(office: Resources) -> None:
    assert logins(office) == ["anh", "lan"]


@pytest.mark.parametrize(
    ("text", "found"), [("dinh thi", ["lan"]), ("ÁNH", ["anh"]), ("lan.", []), ("zzz", [])]
)
def test_a_name_is_found_without_its_marks(office: Resources, text: str, found: list[str]) -> None:
    assert logins(office, text) == found


def test_a_long_list_is_cut_and_counted(office: Resources) -> None:
    people, total = find_people(office, ADMIN, "", 1)
    assert (len(people), total) == (1, 2)


def test_an_account_tells_how_it_stands(office: Resources) -> None:
    made = accounts.create_account(
        office, login="moi", name="Mới", password=None, role="viewer", unit_code="20857"
    )
    assert get_person(office, ADMIN, made.id).state is AccountState.INVITED
    account_changes.disable_account(office, "moi")
    assert get_person(office, ADMIN, made.id).state is AccountState.SHUT


def test_a_person_elsewhere_is_not_found(office: Resources) -> None:
    everybody = find_people(office, an_actor(Role.ADMINISTRATOR, "province"), "", 50)[0]
    outside = next(person for person in everybody if person.login == "ngoai")
    with pytest.raises(NotFoundError):
        get_person(office, ADMIN, outside.id)


def test_only_administrators_look(office: Resources) -> None:
    with pytest.raises(ForbiddenError):
        find_people(office, an_actor(Role.APPROVER, "province"), "", 50)
