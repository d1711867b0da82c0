"""Making accounts and signing in."""

import pytest
from sqlalchemy import select

from content.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    UnitRetiredError,
)
from server.services import accounts
from server.services.actor import Role
from server.services.resources import Resources
from server.storage.tables import AccountRow, AuditRow, SessionRow
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units, an_actor, cheap_hashes

PASSWORD = "ruộng bậc thang 27 mùa"
SOMEBODY = {
    "login": "lan.ba-to",
    "name": "Phạm Thị Lan",
    "password": PASSWORD,
    "role": "author",
    "unit_code": "20857",
}


@pytest.fixture(autouse=True)
def slept(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    add_units(resources)
    cheap_hashes(monkeypatch)
    seconds: list[float] = []
    monkeypatch.setattr(resources.clock, "sleep", seconds.append)
    return seconds


def sign_in(resources: Resources, login: str, password: str) -> accounts.SessionToken:
    return accounts.sign_in(resources, login, password, address="10.0.0.1", user_agent="Firefox")


def test_an_account_signs_in_and_acts_with_its_role(resources: Resources) -> None:
    made = accounts.create_account(resources, **SOMEBODY)
    token = sign_in(resources, "  LAN.Ba-To ", PASSWORD)
    actor = accounts.actor_of_session(resources, token.token)
    assert actor is not None
    assert (actor.account_id, actor.name) == (made.id, "Phạm Thị Lan")
    assert [(grant.role, grant.unit_id) for grant in actor.grants] == [(Role.AUTHOR, "commune")]
    assert actor.scopes is None


def test_secrets_are_stored_as_hashes_only(resources: Resources) -> None:
    accounts.create_account(resources, **SOMEBODY)
    token = sign_in(resources, "lan.ba-to", PASSWORD).token

    def stored(session):  # type: ignore[no-untyped-def]
        account = session.scalars(select(AccountRow)).one()
        return account.password_hash, session.scalars(select(SessionRow.token_hash)).one()

    password_hash, token_hash = resources.database.read(stored)
    assert PASSWORD not in password_hash
    assert token_hash != token


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("lan.ba-to", "a wrong password"),
        ("nobody", PASSWORD),
        ("lan.ba-to", ""),
        ("lan.ba-to", "x" * 100_000),
        ("\ud800", PASSWORD),
        ("lan.ba-to\x00", PASSWORD),
    ],
)
def test_every_failure_gets_the_same_answer(
    resources: Resources, login: str, password: str
) -> None:
    accounts.create_account(resources, **SOMEBODY)
    with pytest.raises(accounts.SignInError) as caught:
        sign_in(resources, login, password)
    assert str(caught.value) == "The login or the password is not right."
    assert caught.value.code == "sign_in_failed"


def test_failures_slow_down_but_never_lock_out(resources: Resources, slept: list[float]) -> None:
    accounts.create_account(resources, **SOMEBODY)
    for _ in range(6):
        with pytest.raises(accounts.SignInError):
            sign_in(resources, "lan.ba-to", "a wrong password")
    assert sign_in(resources, "lan.ba-to", PASSWORD).token
    assert slept[0] == 0.0
    assert slept[-1] > 0.0
    assert max(slept) <= 5.0


def test_a_disabled_account_is_out_at_once(resources: Resources, clock: FixedClock) -> None:
    accounts.create_account(resources, **SOMEBODY)
    cookie = sign_in(resources, "lan.ba-to", PASSWORD).token
    api_token = accounts.create_token(resources, "lan.ba-to")

    def disable(session):  # type: ignore[no-untyped-def]
        session.scalars(select(AccountRow)).one().disabled_at = clock.now()

    resources.database.write(disable)
    assert accounts.actor_of_session(resources, cookie) is None
    assert accounts.actor_of_token(resources, api_token) is None
    with pytest.raises(accounts.SignInError):
        sign_in(resources, "lan.ba-to", PASSWORD)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("login", "x", InvalidInputError),
        ("login", "Lan Phạm", InvalidInputError),
        ("name", "   ", InvalidInputError),
        ("name", "\ud800", InvalidInputError),
        ("name", "x" * 101, InvalidInputError),
        ("password", "short", InvalidInputError),
        ("role", "king", InvalidInputError),
        ("unit_code", "00000", NotFoundError),
        ("unit_code", "99999", UnitRetiredError),
    ],
)
def test_bad_accounts_are_refused_and_nothing_is_stored(
    resources: Resources, field: str, value: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        accounts.create_account(resources, **{**SOMEBODY, field: value})
    assert resources.database.read(lambda s: s.scalars(select(AccountRow)).all()) == []


def test_a_login_is_given_once(resources: Resources) -> None:
    accounts.create_account(resources, **SOMEBODY)
    with pytest.raises(ConflictError):
        accounts.create_account(resources, **{**SOMEBODY, "login": "LAN.BA-TO"})


def test_only_an_administrator_of_the_unit_makes_accounts(resources: Resources) -> None:
    accounts.create_account(resources, **SOMEBODY, actor=an_actor(Role.ADMINISTRATOR, "area"))
    for actor in (an_actor(Role.AUTHOR, "commune"), an_actor(Role.ADMINISTRATOR, "elsewhere")):
        with pytest.raises(ForbiddenError):
            accounts.create_account(resources, **{**SOMEBODY, "login": "other"}, actor=actor)


def test_a_second_role_is_added_and_written_down(resources: Resources) -> None:
    accounts.create_account(resources, **SOMEBODY)
    accounts.grant_role(resources, login="lan.ba-to", role="technician", unit_code="20860")
    actor = accounts.actor_of_token(resources, accounts.create_token(resources, "lan.ba-to"))
    assert actor is not None
    assert {(grant.role, grant.unit_id) for grant in actor.grants} == {
        (Role.AUTHOR, "commune"),
        (Role.TECHNICIAN, "sibling"),
    }
    actions = resources.database.read(
        lambda s: s.scalars(
            select(AuditRow.action)
            .where(AuditRow.action.startswith("account."))
            .order_by(AuditRow.seq)
        ).all()
    )
    assert actions == [
        "account.created",
        "account.granted",
        "account.granted",
        "account.token",
    ]
    with pytest.raises(NotFoundError):
        accounts.grant_role(resources, login="nobody", role="author", unit_code="20857")
