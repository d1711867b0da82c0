"""API tokens: scopes, hashes, revoking."""

import pytest
from sqlalchemy import select

from content.errors import InvalidInputError, NotFoundError
from server.services import api_tokens
from server.services.accounts import create_account
from server.services.resources import Resources
from server.storage.tables import ApiTokenRow
from tests.server.staff_builders import add_units, cheap_hashes


@pytest.fixture(autouse=True)
def somebody(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    add_units(resources)
    cheap_hashes(monkeypatch)
    create_account(
        resources,
        login="lan",
        name="Lan",
        password="ruộng bậc thang 27 mùa",
        role="author",
        unit_code="20857",
    )


def test_a_token_stands_for_its_account_with_its_scopes(resources: Resources) -> None:
    token = api_tokens.create_token(resources, "Lan", ["read", "notices", "read"])
    actor = api_tokens.actor_of_token(resources, token, address="10.0.0.9")
    assert actor is not None
    assert (actor.login, actor.address) == ("lan", "10.0.0.9")
    assert actor.scopes == {"read", "notices"}


def test_the_usual_scopes_leave_alerts_and_administration_out(resources: Resources) -> None:
    actor = api_tokens.actor_of_token(resources, api_tokens.create_token(resources, "lan"))
    assert actor is not None
    assert actor.scopes == {"read", "notices", "media", "boards"}


def test_only_the_hash_is_kept(resources: Resources) -> None:
    token = api_tokens.create_token(resources, "lan")
    row = resources.database.read(lambda s: s.scalars(select(ApiTokenRow)).one())
    assert token not in (row.token_hash, row.id)
    assert row.token_hash == api_tokens.hash_token(token)


@pytest.mark.parametrize("token", ["", "bt_", "bt_wrong", "\ud800", "x" * 10_000])
def test_anything_else_stands_for_nobody(resources: Resources, token: str) -> None:
    assert api_tokens.actor_of_token(resources, token) is None


def test_a_revoked_token_is_dead(resources: Resources) -> None:
    token = api_tokens.create_token(resources, "lan")
    row = resources.database.read(lambda s: s.scalars(select(ApiTokenRow)).one())
    api_tokens.revoke_token(resources, row.id)
    assert api_tokens.actor_of_token(resources, token) is None
    with pytest.raises(NotFoundError):
        api_tokens.revoke_token(resources, "no such token")


@pytest.mark.parametrize("scopes", [[], ["read", "everything"]])
def test_unknown_scopes_are_refused(resources: Resources, scopes: list[str]) -> None:
    with pytest.raises(InvalidInputError):
        api_tokens.create_token(resources, "lan", scopes)


def test_an_unknown_login_gets_no_token(resources: Resources) -> None:
    with pytest.raises(NotFoundError):
        api_tokens.create_token(resources, "nobody")
