"""What passkeys refuse; that a real browser's passkey works is shown in journeys/test_passkeys."""

from typing import Any

import pytest

from content.errors import ConflictError, InvalidInputError, NotFoundError
from server.services import passkeys
from server.services.accounts import Account
from server.services.resources import Resources
from server.storage.tables.second_factors import PasskeyRow
from tests.server.builders import START, FixedClock
from tests.server.services.test_second_factors import actor_of, enrolled, person

__all__ = ["person"]


@pytest.fixture
def named(resources: Resources) -> Resources:
    """A server with a name of its own."""
    settings = resources.settings.model_copy(update={"public_url": "https://bangtin.example"})
    resources.settings = settings
    return resources


def a_passkey(resources: Resources, account: Account, name: str = "Máy tính") -> str:
    row = PasskeyRow(
        id="a2V5", account_id=account.id, public_key=b"x", sign_count=5, name=name, created_at=START
    )
    resources.database.write(lambda session: session.add(row))
    return "a2V5"


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://bangtin.example", ("bangtin.example", "https://bangtin.example")),
        ("http://localhost:8000", ("localhost", "http://localhost:8000")),
        ("http://bangtin.example", None),
        ("https://10.0.0.5", None),
        ("http://127.0.0.1:8000", None),
    ],
)
def test_passkeys_want_https_or_localhost_and_a_name(
    resources: Resources, address: str, site: tuple[str, str] | None
) -> None:
    resources.settings = resources.settings.model_copy(update={"public_url": address})
    assert passkeys.site_of(resources) == site


def test_a_passkey_comes_beside_the_app(named: Resources, person: Account) -> None:
    actor = actor_of(named, person)
    with pytest.raises(ConflictError):
        passkeys.registration_options(named, actor, "token")
    enrolled(named, person)
    options = passkeys.registration_options(named, actor, "token")
    assert options["rp"]["id"] == "bangtin.example"
    assert options["user"]["name"] == "son"


@pytest.mark.parametrize("credential", [None, {}, {"id": "x"}, "text", {"id": 3, "response": []}])
def test_junk_is_no_passkey_and_uses_the_question_up(
    named: Resources, person: Account, credential: Any
) -> None:
    enrolled(named, person)
    actor = actor_of(named, person)
    passkeys.registration_options(named, actor, "token")
    for _ in range(2):
        with pytest.raises(InvalidInputError):
            passkeys.register(named, actor, "token", credential, "x")
    assert passkeys.list_passkeys(named, person.id) == ()


def test_a_question_is_over_after_five_minutes(
    named: Resources, person: Account, clock: FixedClock
) -> None:
    enrolled(named, person)
    actor = actor_of(named, person)
    passkeys.registration_options(named, actor, "token")
    clock.advance(300)
    with pytest.raises(InvalidInputError):
        passkeys.register(named, actor, "token", {"id": "x"}, "x")


def test_another_accounts_passkey_and_a_false_signature_open_nothing(
    named: Resources, person: Account
) -> None:
    identity = a_passkey(named, person)
    passkeys.question(named, person.id, "token")
    signed = {
        "id": identity,
        "rawId": identity,
        "type": "public-key",
        "response": {"clientDataJSON": "e30", "authenticatorData": "e30", "signature": "e30"},
    }
    assert not passkeys.is_answer(named, "somebody else", "token", signed)
    assert not passkeys.is_answer(named, person.id, "token", signed)
    assert not passkeys.is_answer(named, person.id, "token", None)


def test_a_passkey_is_forgotten_by_its_owner_alone(named: Resources, person: Account) -> None:
    identity = a_passkey(named, person)
    other = actor_of(named, person).__class__("other", "other", "Khác")
    with pytest.raises(NotFoundError):
        passkeys.remove(named, other, identity)
    passkeys.remove(named, actor_of(named, person), identity)
    assert passkeys.list_passkeys(named, person.id) == ()
    with pytest.raises(ConflictError):
        passkeys.question(named, person.id, "token")
