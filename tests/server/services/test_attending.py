"""Attendance follows accounts and grants, by deed and by date."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from server.services import account_changes, accounts
from server.services.attending import attend
from server.services.resources import Resources
from server.storage.tables import AccountRow, AuditRow, GrantRow
from tests.server.builders import FixedClock
from tests.server.staff_builders import a_token, add_units, cheap_hashes


@pytest.fixture(autouse=True)
def units(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_hashes(monkeypatch)
    add_units(resources)


def choice_rows(resources: Resources) -> list[tuple[str, str]]:
    query = select(AuditRow.action, AuditRow.subject).order_by(AuditRow.seq)
    return resources.database.read(
        lambda session: [
            (row.action, row.subject)
            for row in session.execute(query)
            if row.action.startswith("choice.")
        ]
    )


def test_first_author_of_a_unit_makes_it_attended_the_second_changes_nothing(
    resources: Resources, clock: FixedClock
) -> None:
    a_token(resources, "lan", "author", "20857")
    since = clock.now()
    clock.advance(60)
    a_token(resources, "mai", "approver", "20857")
    assert resources.choices.attended() == {"commune": since}
    assert choice_rows(resources) == [("choice.attended", "commune")]


def test_technicians_and_viewers_do_not_attend(resources: Resources) -> None:
    a_token(resources, "tam", "technician", "20857")
    a_token(resources, "xem", "viewer", "20857")
    assert not resources.choices.attended()


def test_unit_is_left_alone_when_its_last_chooser_is_shut_and_attended_again_when_opened(
    resources: Resources, clock: FixedClock
) -> None:
    a_token(resources, "lan", "author", "20857")
    account_changes.disable_account(resources, "lan")
    assert not resources.choices.attended()
    clock.advance(60)
    account_changes.enable_account(resources, "lan")
    assert resources.choices.attended() == {"commune": clock.now()}
    assert [action for action, _ in choice_rows(resources)] == [
        "choice.attended",
        "choice.unattended",
        "choice.attended",
    ]


def test_grants_begin_and_end_by_their_dates(resources: Resources, clock: FixedClock) -> None:
    a_token(resources, "tam", "technician", "20857")

    def lend(session: object) -> None:
        account = session.scalars(select(AccountRow)).one()  # type: ignore[attr-defined]
        now = clock.now()
        session.add(  # type: ignore[attr-defined]
            GrantRow(
                id="g",
                account_id=account.id,
                role="author",
                unit_id="commune",
                valid_from=now + timedelta(hours=1),
                valid_until=now + timedelta(hours=2),
            )  # fmt: skip
        )

    resources.database.write(lend)
    for passed, attended in ((0, set()), (3600, {"commune"}), (3600, set())):
        clock.advance(passed)
        attend(resources)
        assert set(resources.choices.attended()) == attended


def test_a_round_without_anything_new_writes_nothing(resources: Resources) -> None:
    accounts.create_account(
        resources, login="lan", name="Lan", password="ruộng bậc thang 27", role="author",
        unit_code="20857",
    )  # fmt: skip
    before = choice_rows(resources)
    attend(resources)
    assert choice_rows(resources) == before
