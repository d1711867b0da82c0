import pytest

from content.errors import ForbiddenError, NotFoundError
from server.services import account_changes
from server.services.accounts import grant_role
from server.services.actor import Role
from server.services.resources import Resources
from tests.server.staff_builders import add_units, an_actor, cheap_hashes
from tests.server.telling_builders import a_person


@pytest.fixture
def office(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Resources:
    cheap_hashes(monkeypatch)
    add_units(resources)
    a_person(resources, "lan", "author", "20857")
    return resources


COMMUNE = an_actor(Role.ADMINISTRATOR, "commune")


def test_an_administrator_has_a_say_over_people_of_the_unit(office: Resources) -> None:
    account_changes.new_slip(office, "lan", COMMUNE)
    account_changes.sign_out_everywhere(office, "lan", COMMUNE)
    account_changes.disable_account(office, "lan", COMMUNE)
    account_changes.enable_account(office, "lan", COMMUNE)


def test_not_over_who_has_a_role_above_too(office: Resources) -> None:
    grant_role(office, login="lan", role="viewer", unit_code="51")
    for deed in (account_changes.new_slip, account_changes.sign_out_everywhere):
        with pytest.raises(ForbiddenError):
            deed(office, "lan", COMMUNE)
    with pytest.raises(ForbiddenError):
        account_changes.disable_account(office, "lan", COMMUNE)


@pytest.mark.parametrize(
    "actor", [an_actor(Role.APPROVER, "province"), an_actor(Role.ADMINISTRATOR, "sibling")]
)
def test_not_without_the_right_there(office: Resources, actor) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ForbiddenError):
        account_changes.new_slip(office, "lan", actor)


def test_nobody_there_is_not_found(office: Resources) -> None:
    with pytest.raises(NotFoundError):
        account_changes.new_slip(office, "nobody", COMMUNE)
