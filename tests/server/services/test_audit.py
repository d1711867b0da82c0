from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update

from server.services import audit
from server.services.actor import Actor
from server.services.resources import Resources
from server.storage import counters
from server.storage.tables import AuditRow, CounterRow
from tests.server.builders import START

OFFICER = Actor(account_id="a1", login="thuy", name="Nguyễn Thị Thủy", address="192.168.1.7")


def add_rows(resources: Resources, count: int) -> None:
    for number in range(count):
        resources.database.write(
            lambda session, number=number: audit.record(
                session,
                at=START,
                actor=OFFICER,
                action="notice.approved",
                subject=f"n{number}",
                unit_id="u1",
                details={"title": "Lịch tiêm chủng", "revision": number},
            )
        )


def test_a_row_says_who_from_where_what_exactly(resources: Resources) -> None:
    add_rows(resources, 1)
    row = resources.database.read(
        lambda session: session.scalars(
            select(AuditRow).where(AuditRow.action == "notice.approved")
        ).one()
    )
    assert (row.actor_login, row.address, row.subject) == ("thuy", "192.168.1.7", "n0")
    assert row.details == '{"revision":0,"title":"Lịch tiêm chủng"}'
    assert row.at == START


def test_an_untouched_chain_holds(resources: Resources) -> None:
    add_rows(resources, 5)
    result = resources.database.read(audit.verify)
    assert result.is_good
    assert result.rows == 6
    assert result.last_hash == resources.database.read(audit.latest_hash)


def test_work_that_is_rolled_back_leaves_no_row(resources: Resources) -> None:
    def work(session):  # type: ignore[no-untyped-def]
        audit.record(session, at=START, actor=None, action="x", subject="y")
        raise LookupError

    with pytest.raises(LookupError):
        resources.database.write(work)
    assert resources.database.read(audit.verify).rows == 1


SPOILERS: dict[str, tuple[Callable, int, str]] = {
    "a changed field": (
        lambda s: s.execute(update(AuditRow).where(AuditRow.seq == 3).values(actor_login="x")),
        3,
        "content was changed",
    ),
    "a changed detail": (
        lambda s: s.execute(update(AuditRow).where(AuditRow.seq == 4).values(details="{}")),
        4,
        "content was changed",
    ),
    "a removed row": (
        lambda s: s.execute(delete(AuditRow).where(AuditRow.seq == 3)),
        3,
        "row 3 is missing",
    ),
    "a removed first row": (
        lambda s: s.execute(delete(AuditRow).where(AuditRow.seq == 1)),
        1,
        "row 1 is missing",
    ),
    "two rows in another order": (lambda s: swap(s, 3, 4), 3, "does not follow"),
    "a cut tail": (
        lambda s: s.execute(delete(AuditRow).where(AuditRow.seq >= 5)),
        5,
        "rows 5 to 6 are missing at the end",
    ),
    "a row hashed anew": (lambda s: rehash(s, 3), 4, "does not follow"),
}


@pytest.mark.parametrize("name", SPOILERS)
def test_a_spoiled_chain_names_the_first_bad_row(resources: Resources, name: str) -> None:
    spoil, first_bad, reason = SPOILERS[name]
    add_rows(resources, 5)
    resources.database.write(spoil)
    result = resources.database.read(audit.verify)
    assert result.first_bad == first_bad
    assert reason in result.reason


def test_a_tail_cut_together_with_its_counter_is_noticed_by_the_signed_heads(
    resources: Resources,
) -> None:
    add_rows(resources, 5)
    resources.witness.note()
    resources.database.write(cut_without_trace)
    assert resources.database.read(audit.verify).is_good
    result = resources.database.read(resources.witness.verify)
    assert result.first_bad == 4
    assert "missing at the end" in result.reason


def cut_without_trace(session):  # type: ignore[no-untyped-def]
    session.execute(delete(AuditRow).where(AuditRow.seq >= 4))
    session.execute(update(CounterRow).where(CounterRow.name == counters.AUDIT).values(value=3))


def swap(session, first, second):  # type: ignore[no-untyped-def]
    for old, new in ((first, -1), (second, first), (-1, second)):
        session.execute(update(AuditRow).where(AuditRow.seq == old).values(seq=new))


def rehash(session, seq):  # type: ignore[no-untyped-def]
    row = session.get(AuditRow, seq)
    row.subject = "another"
    row.hash = audit.hash_of(row)
