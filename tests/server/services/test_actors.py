"""From an account's rows to its actor."""

import pytest

from server.services.accounts import create_account
from server.services.actor import Role
from server.services.actors import actor_of_account, fold_login
from server.services.resources import Resources
from tests.server.staff_builders import PASSWORD, add_units


@pytest.mark.parametrize("login", [" LAN ", "lan", "Lan\n"])
def test_a_login_is_found_however_it_is_typed(login: str) -> None:
    assert fold_login(login) == "lan"


def test_an_actor_has_its_accounts_grants_and_the_proofs_scopes(resources: Resources) -> None:
    add_units(resources)
    account = create_account(
        resources,
        login="lan",
        name="Lan",
        password=PASSWORD,
        role="technician",
        unit_code="KV-522",
    )
    actor = resources.database.read(
        lambda session: actor_of_account(
            session, account.id, scopes=frozenset({"read"}), address="10.0.0.1"
        )
    )
    assert actor is not None
    assert [(grant.role, grant.unit_id) for grant in actor.grants] == [(Role.TECHNICIAN, "area")]
    assert (actor.scopes, actor.address, actor.language) == ({"read"}, "10.0.0.1", "vi")
    nobody = resources.database.read(lambda session: actor_of_account(session, "nobody"))
    assert nobody is None
