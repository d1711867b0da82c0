from datetime import timedelta

import pytest
from sqlalchemy import select

from content.errors import ConflictError, ContentError, ForbiddenError, NotFoundError
from server.services import account_changes
from server.services.accounts import Term
from server.services.actor import Actor, Role
from server.services.actors import actor_of_account
from server.services.permissions import Right, can
from server.services.resources import Resources
from server.services.roles import LastApproverError, NewDeputy, end_role, name_deputy
from server.storage.tables import AuditRow, GrantRow
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units, an_actor, cheap_hashes
from tests.server.telling_builders import a_person

DAY = 86_400


@pytest.fixture
def office(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Resources:
    cheap_hashes(monkeypatch)
    add_units(resources)
    return resources


@pytest.fixture
def admin(office: Resources) -> Actor:
    return a_person(office, "quantri", "administrator", "51")


def grant_of(office: Resources, person: Actor) -> str:
    query = select(GrantRow.id).where(GrantRow.account_id == person.account_id)
    return office.database.read(lambda session: session.scalars(query).first()) or ""


def approves(office: Resources, person: Actor) -> bool:
    now = office.database.read(lambda session: actor_of_account(session, person.account_id))
    return now is not None and can(office, now, Right.APPROVE_NOTICES, "commune")


def test_a_role_ends_at_once(office: Resources, admin: Actor) -> None:
    first = a_person(office, "duyet", "approver", "20857")
    a_person(office, "duyet2", "approver", "20857")
    end_role(office, admin, grant_of(office, first))
    assert not approves(office, first)


def test_the_last_approver_of_a_unit_is_kept_until_it_is_sure(
    office: Resources, admin: Actor
) -> None:
    last = a_person(office, "duyet", "approver", "20857")
    a_person(office, "duyet-khac", "approver", "20860")
    a_person(office, "duyet-tinh", "approver", "51")
    with pytest.raises(LastApproverError) as refused:
        end_role(office, admin, grant_of(office, last))
    assert refused.value.params["unit"] == "Xã Ba Tơ"
    with pytest.raises(LastApproverError):
        account_changes.disable_account(office, "duyet", admin, is_sure=False)
    assert approves(office, last)
    end_role(office, admin, grant_of(office, last), is_sure=True)
    assert not approves(office, last)


def test_an_approver_who_is_shut_or_yet_to_come_keeps_no_unit_going(
    office: Resources, admin: Actor, clock: FixedClock
) -> None:
    last = a_person(office, "duyet", "approver", "20857")
    a_person(office, "khoa", "approver", "20857")
    account_changes.disable_account(office, "khoa")
    deputy = a_person(office, "mai", "viewer", "20857")
    later = clock.now() + timedelta(days=10)
    term = Term(later, later + timedelta(days=5))
    name_deputy(office, admin, NewDeputy("mai", grant_of(office, last), term))
    with pytest.raises(LastApproverError):
        end_role(office, admin, grant_of(office, last))
    assert not approves(office, deputy)


def test_a_deputy_holds_the_role_for_its_time_only(
    office: Resources, admin: Actor, clock: FixedClock
) -> None:
    away = a_person(office, "duyet", "approver", "20857")
    deputy = a_person(office, "mai", "author", "20857")
    since = clock.now() + timedelta(days=1)
    term = Term(since, since + timedelta(days=5))
    name_deputy(office, admin, NewDeputy("mai", grant_of(office, away), term))
    assert not approves(office, deputy)
    clock.advance(DAY)
    assert approves(office, deputy)
    assert approves(office, away), "who is away loses nothing"
    clock.advance(5 * DAY)
    assert not approves(office, deputy)
    details = office.database.read(
        lambda s: s.scalars(select(AuditRow.details).order_by(AuditRow.seq.desc())).all()
    )
    assert any('"deputy_for":"duyet"' in each for each in details)


@pytest.mark.parametrize(
    ("login", "days", "field"),
    [
        ("duyet", 5, "login"),
        ("nobody", 5, "login"),
        ("ngoai", 5, "login"),
        ("khoa", 5, "login"),
        ("mai", 400, "until"),
        ("mai", None, "until"),
        ("mai", -3, "until"),
    ],
)
def test_a_deputy_that_cannot_be_is_refused(
    office: Resources, admin: Actor, clock: FixedClock, login: str, days: int | None, field: str
) -> None:
    away = a_person(office, "duyet", "approver", "20857")
    for name, unit in (("mai", "20857"), ("khoa", "20857"), ("ngoai", "20900")):
        a_person(office, name, "author", unit)
    account_changes.disable_account(office, "khoa")
    of_area = a_person(office, "quantri-kv", "administrator", "KV-522")
    until = clock.now() + timedelta(days=days) if days is not None else None
    with pytest.raises(ContentError) as refused:
        name_deputy(office, of_area, NewDeputy(login, grant_of(office, away), Term(None, until)))
    assert refused.value.field == field


def test_a_deputy_names_no_deputy(office: Resources, admin: Actor, clock: FixedClock) -> None:
    away = a_person(office, "duyet", "approver", "20857")
    a_person(office, "mai", "viewer", "20857")
    a_person(office, "dao", "viewer", "20857")
    term = Term(None, clock.now() + timedelta(days=5))
    name_deputy(office, admin, NewDeputy("mai", grant_of(office, away), term))
    lent = office.database.read(
        lambda s: s.scalars(select(GrantRow.id).where(GrantRow.deputy_for.is_not(None))).one()
    )
    with pytest.raises(ContentError, match="names no deputy"):
        name_deputy(office, admin, NewDeputy("dao", lent, term))


def test_only_who_manages_the_unit_ends_its_roles(office: Resources) -> None:
    person = a_person(office, "duyet", "approver", "20857")
    for actor in (an_actor(Role.APPROVER, "commune"), an_actor(Role.ADMINISTRATOR, "sibling")):
        with pytest.raises(ForbiddenError):
            end_role(office, actor, grant_of(office, person), is_sure=True)
    with pytest.raises(NotFoundError):
        end_role(office, an_actor(Role.ADMINISTRATOR, "commune"), "x")


def test_nobody_locks_themselves_out(office: Resources, admin: Actor) -> None:
    with pytest.raises(ConflictError):
        end_role(office, admin, grant_of(office, admin), is_sure=True)
    with pytest.raises(ConflictError):
        account_changes.disable_account(office, "quantri", admin)
