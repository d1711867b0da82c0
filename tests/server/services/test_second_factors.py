from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from content.errors import ConflictError, ForbiddenError, InvalidInputError
from server.services import accounts, sessions, sign_in_tickets
from server.services.accounts import Account
from server.services.actor import Actor, Role
from server.services.actors import actor_of_account
from server.services.resources import Resources
from server.services.second_factors import (
    begin,
    confirm,
    factors_of,
    has_app,
    is_code,
    is_missing,
    pending,
    renew_codes,
    take_away,
)
from server.services.sessions import SessionToken
from server.services.sign_in_tickets import Ticket, finish_with_code, holder_of
from server.storage.tables import AuditRow, TotpRow
from tests.server.builders import FixedClock
from tests.server.staff_builders import PASSWORD, add_units, an_actor, cheap_hashes


@pytest.fixture
def person(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Account:
    cheap_hashes(monkeypatch)
    add_units(resources)
    return accounts.create_account(
        resources, login="son", name="Sơn", password=PASSWORD, role="approver", unit_code="20857"
    )


def actor_of(resources: Resources, person: Account) -> Actor:
    found = resources.database.read(lambda session: actor_of_account(session, person.id))
    assert found is not None
    return found


def code_now(resources: Resources, secret: str, steps: int = 0) -> str:
    at = resources.clock.now() + timedelta(seconds=30 * steps)
    return pyotp.TOTP(secret).at(int(at.timestamp()))


def enrolled(resources: Resources, person: Account) -> tuple[str, tuple[str, ...]]:
    actor = actor_of(resources, person)
    secret = begin(resources, actor).secret
    return secret, confirm(resources, actor, code_now(resources, secret))


def signed_in(resources: Resources) -> SessionToken | Ticket:
    return accounts.sign_in(resources, "son", PASSWORD, address="10.0.0.1", user_agent="x")


def test_an_app_counts_only_after_a_right_code(resources: Resources, person: Account) -> None:
    actor = actor_of(resources, person)
    secret = begin(resources, actor).secret
    assert not has_app(resources, person.id)
    with pytest.raises(InvalidInputError):
        confirm(resources, actor, "000000")
    assert isinstance(signed_in(resources), SessionToken)
    assert pending(resources, actor) == begin_again(resources, actor, secret)
    confirm(resources, actor, code_now(resources, secret))
    assert factors_of(resources, person.id).codes_left == 10
    assert pending(resources, actor) is None
    with pytest.raises(ConflictError):
        begin(resources, actor)


def begin_again(resources: Resources, actor: Actor, secret: str) -> object:
    found = pending(resources, actor)
    assert found is not None
    assert found.secret == secret
    return found


def test_the_secret_does_not_lie_open_in_the_database(
    resources: Resources, person: Account
) -> None:
    secret, _ = enrolled(resources, person)
    row = resources.database.read(lambda session: session.scalars(select(TotpRow)).one())
    assert secret.encode() not in row.sealed


def test_signing_in_takes_password_and_code(
    resources: Resources, person: Account, clock: FixedClock
) -> None:
    secret, _ = enrolled(resources, person)
    clock.advance(60)
    ticket = signed_in(resources)
    assert isinstance(ticket, Ticket)
    assert sessions.actor_of_session(resources, ticket.token) is None
    holder = holder_of(resources, ticket.token)
    assert holder is not None
    assert holder.login == "son"
    assert finish_with_code(resources, ticket.token, "123456") is None
    token = finish_with_code(resources, ticket.token, code_now(resources, secret))
    assert token is not None
    assert sessions.actor_of_session(resources, token.token) is not None
    clock.advance(60)
    assert finish_with_code(resources, ticket.token, code_now(resources, secret)) is None


def test_a_ticket_is_over_after_five_minutes(
    resources: Resources, person: Account, clock: FixedClock
) -> None:
    secret, _ = enrolled(resources, person)
    ticket = signed_in(resources)
    assert isinstance(ticket, Ticket)
    clock.advance(sign_in_tickets.LASTS.total_seconds())
    assert holder_of(resources, ticket.token) is None
    assert finish_with_code(resources, ticket.token, code_now(resources, secret)) is None
    assert holder_of(resources, "") is None


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_neighbouring_code_is_taken_an_older_one_is_not(
    resources: Resources, person: Account, clock: FixedClock, steps: int, is_right: bool
) -> None:
    secret, _ = enrolled(resources, person)
    clock.advance(600)
    assert is_code(resources, person.id, code_now(resources, secret, steps)) is is_right


def test_a_code_counts_once(resources: Resources, person: Account, clock: FixedClock) -> None:
    secret, paper = enrolled(resources, person)
    assert not is_code(resources, person.id, code_now(resources, secret))
    clock.advance(60)
    code = code_now(resources, secret)
    assert is_code(resources, person.id, code)
    assert not is_code(resources, person.id, code)
    assert is_code(resources, person.id, paper[0].upper().replace("-", " "))
    assert not is_code(resources, person.id, paper[0])
    assert factors_of(resources, person.id).codes_left == 9


@pytest.mark.parametrize("code", ["", "abcdef", "١٢٣٤٥٦", "1" * 5000, "\0"])
def test_what_is_no_code_is_not_right(resources: Resources, person: Account, code: str) -> None:
    enrolled(resources, person)
    assert not is_code(resources, person.id, code)


def test_new_paper_codes_end_the_old_ones(resources: Resources, person: Account) -> None:
    _, old = enrolled(resources, person)
    new = renew_codes(resources, actor_of(resources, person))
    assert not is_code(resources, person.id, old[0])
    assert is_code(resources, person.id, new[0])


def test_stepping_up_asks_for_the_code_and_no_longer_for_the_password(
    resources: Resources, person: Account, clock: FixedClock
) -> None:
    token = signed_in(resources)
    assert isinstance(token, SessionToken)
    secret, _ = enrolled(resources, person)
    clock.advance(600)
    assert not sessions.has_stepped_up(resources, token.token)
    assert not sessions.step_up(resources, token.token, PASSWORD)
    assert sessions.step_up(resources, token.token, code_now(resources, secret))
    assert sessions.has_stepped_up(resources, token.token)


def test_an_administrator_helps_who_lost_the_telephone(
    resources: Resources, person: Account
) -> None:
    token = signed_in(resources)
    enrolled(resources, person)
    with pytest.raises(ForbiddenError):
        take_away(resources, an_actor(Role.ADMINISTRATOR, "sibling"), person.id)
    with pytest.raises(ForbiddenError):
        take_away(resources, an_actor(Role.APPROVER, "province"), person.id)
    take_away(resources, an_actor(Role.ADMINISTRATOR, "area"), person.id)
    assert not has_app(resources, person.id)
    assert isinstance(token, SessionToken)
    assert sessions.actor_of_session(resources, token.token) is None
    actions = resources.database.read(lambda s: list(s.scalars(select(AuditRow.action))))
    assert {"second_factor.enrolled", "second_factor.removed"} <= set(actions)


def test_where_it_is_required_only_who_approves_or_alerts_is_asked(
    resources: Resources, person: Account
) -> None:
    approver = actor_of(resources, person)
    assert not is_missing(resources, approver)
    object.__setattr__(
        resources, "settings", resources.settings.model_copy(update={"second_factor": "required"})
    )
    assert is_missing(resources, approver)
    assert not is_missing(resources, an_actor(Role.AUTHOR, "commune"))
    enrolled(resources, person)
    assert not is_missing(resources, approver)
