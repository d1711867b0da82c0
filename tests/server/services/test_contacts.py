import pytest

from content.errors import InvalidInputError
from server.services import contacts
from server.services.contacts import Contact, contact_of, set_contact
from server.services.resources import Resources
from tests.server.staff_builders import a_token, add_units, cheap_hashes


@pytest.fixture
def lan(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> str:
    cheap_hashes(monkeypatch)
    add_units(resources)
    token = a_token(resources, "lan", "author", "20857")
    from server.services.accounts import actor_of_token

    actor = actor_of_token(resources, token)
    assert actor is not None
    return actor.account_id


def test_a_person_is_found_by_the_address_they_gave(resources: Resources, lan: str) -> None:
    set_contact(resources, None, lan, Contact("lan@xa.gov.vn", "0912 345 678", by_gateway=False))
    assert contact_of(resources, lan) == Contact("lan@xa.gov.vn", "0912345678", True, False)
    found = resources.database.read(lambda s: contacts.accounts_with_email(s, "lan@xa.gov.vn"))
    assert found == [lan]


@pytest.mark.parametrize(
    "email",
    ["lan", "lan@", "@xa.vn", "a b@xa.vn", "lan@xa.vn\r\nBcc: x@y.vn", "a@-x.vn", "lan@xa..vn"],
)
def test_a_broken_mail_address_is_refused(resources: Resources, lan: str, email: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        set_contact(resources, None, lan, Contact(email))
    assert caught.value.field in ("email", None)
    assert contact_of(resources, lan) == Contact()


@pytest.mark.parametrize("phone", ["12", "gọi tôi", "+84 912 345 678 901 2345"])
def test_a_broken_phone_number_is_refused(resources: Resources, lan: str, phone: str) -> None:
    with pytest.raises(InvalidInputError):
        set_contact(resources, None, lan, Contact(phone=phone))
