from datetime import timedelta

import pytest

from server.services.holders import by_unit, holders
from server.services.permissions import Right
from server.services.resources import Resources
from server.storage.tables import AccountRow, GrantRow
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units, cheap_hashes
from tests.server.telling_builders import a_person


@pytest.fixture
def office(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Resources:
    cheap_hashes(monkeypatch)
    add_units(resources)
    return resources


def names(office: Resources, levels: int = 1) -> list[str]:
    def work(session):  # type: ignore[no-untyped-def]
        found = holders(session, office, Right.APPROVE_NOTICES, "commune", levels=levels)
        return sorted(session.get_one(AccountRow, each).login for each in found)

    return office.database.read(work)


def test_the_nearest_come_first_then_those_above(office: Resources) -> None:
    a_person(office, "tinh", "approver", "51")
    assert names(office) == ["tinh"]
    a_person(office, "xa", "approver", "20857")
    a_person(office, "xa-khac", "approver", "20860")
    assert names(office) == ["xa"]
    assert names(office, levels=2) == ["tinh", "xa"]


def test_a_role_counts_only_in_its_time(office: Resources, clock: FixedClock) -> None:
    person = a_person(office, "xa", "approver", "20857")

    def limit(session):  # type: ignore[no-untyped-def]
        row = session.query(GrantRow).filter_by(account_id=person.account_id).one()
        row.valid_until = clock.now() + timedelta(days=1)

    office.database.write(limit)
    assert names(office) == ["xa"]
    clock.advance(86_400)
    assert names(office) == []


def test_an_account_that_is_shut_holds_nothing(office: Resources, clock: FixedClock) -> None:
    person = a_person(office, "xa", "approver", "20857")

    def shut(session):  # type: ignore[no-untyped-def]
        session.get_one(AccountRow, person.account_id).disabled_at = clock.now()

    office.database.write(shut)
    assert names(office) == []


def test_the_asker_is_left_out_and_the_next_level_takes_the_place(office: Resources) -> None:
    own = a_person(office, "xa", "approver", "20857")
    a_person(office, "tinh", "approver", "51")
    found = office.database.read(
        lambda session: by_unit(
            session, office, Right.APPROVE_NOTICES, "commune", without={own.account_id}
        )
    )
    assert [unit for unit, _ in found] == ["province"]
