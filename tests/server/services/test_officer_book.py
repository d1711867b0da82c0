import pytest

from server.services.actor import Actor
from server.services.officer_book import OfficerBook
from server.services.officer_keys import revoke
from server.services.resources import Resources, open_resources
from tests.server.officer_builders import a_person, an_officer, hold_ceremony, with_name
from tests.server.staff_builders import add_units, cheap_hashes
from tests.vectors.passkeys import Passkey


@pytest.fixture
def admin(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Actor:
    cheap_hashes(monkeypatch)
    add_units(with_name(resources))
    return a_person(resources, "quan", "administrator", "51")


def test_keys_that_no_root_names_are_nobodys_business(resources: Resources, admin: Actor) -> None:
    lan = a_person(resources, "lan", "duty_officer", "20857")
    revoke(resources, lan, an_officer(resources, admin, lan, Passkey("lan"), "20857"))
    assert resources.officers.revoked() == ()


def test_a_revocation_counts_at_once_also_by_another_process_and_after_a_restart(
    resources: Resources, admin: Actor
) -> None:
    lan = a_person(resources, "lan", "duty_officer", "20857")
    key = an_officer(resources, admin, lan, Passkey("lan"), "20857")
    hold_ceremony(resources)
    other = open_resources(resources.settings, clock=resources.clock)
    revoke(other, lan, key)
    other.close()
    resources.changes.catch_up()
    assert resources.officers.revoked() == (key,)
    again = OfficerBook(resources.database, resources.changes, resources.keyring)
    assert again.revoked() == (key,)
