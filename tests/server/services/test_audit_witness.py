from sqlalchemy import select

from server.services import audit
from server.services.resources import Resources
from server.storage.tables import AuditRow
from tests.server.builders import START, FixedClock


def change(resources: Resources) -> None:
    resources.database.write(
        lambda session: audit.record(session, at=START, actor=None, action="x", subject="y")
    )


def heads(resources: Resources) -> list[str]:
    return resources.witness.path.read_text().splitlines()


def test_a_head_is_noted_at_the_first_change_and_then_every_five_minutes(
    resources: Resources, clock: FixedClock
) -> None:
    change(resources)
    change(resources)
    assert len(heads(resources)) == 1
    clock.advance(301)
    change(resources)
    assert len(heads(resources)) == 2
    assert resources.database.read(resources.witness.verify).is_good


def test_a_chain_written_anew_is_noticed(resources: Resources) -> None:
    change(resources)

    def rewrite(session):  # type: ignore[no-untyped-def]
        previous = audit.FIRST_HASH
        for row in session.scalars(select(AuditRow).order_by(AuditRow.seq)):
            row.subject, row.previous_hash = "another", previous
            previous = row.hash = audit.hash_of(row)

    resources.database.write(rewrite)
    assert resources.database.read(audit.verify).is_good
    result = resources.database.read(resources.witness.verify)
    assert "written anew" in result.reason


def test_heads_of_another_hand_and_junk_prove_nothing(resources: Resources) -> None:
    change(resources)
    forged = '{"seq": 99, "hash": "00", "sig": "00"}\nnot json\n[]\n'
    resources.witness.path.write_text(forged)
    assert resources.database.read(resources.witness.verify).is_good
