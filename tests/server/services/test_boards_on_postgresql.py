"""Alerts and approvals on a real PostgreSQL: what differs from SQLite is tried here once."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from content.category import CategoryKey
from content.year_plan import PlanEntry
from server.services import alerting, ledger, plays, slates
from server.services.actor import Role
from server.services.deliveries import deliveries
from server.services.resources import Resources, open_resources
from server.services.slates import SlateScope
from server.services.year_plans import add_entries, list_progress
from server.storage import schema
from server.storage.tables import PlayDayRow
from tests.server.alert_races import approve_and_cancel_together, approve_together
from tests.server.board_builders import a_board, fire, officer, technician
from tests.server.builders import START, FixedClock, some_settings
from tests.server.notice_builders import approve_at_once, pair_a_board, published, submitted
from tests.server.staff_builders import add_units, an_actor
from tests.server.storage.private_postgres import PrivatePostgres


@pytest.fixture
def resources(tmp_path: Path, clock: FixedClock) -> Iterator[Resources]:
    server = PrivatePostgres()
    address = server.create("bangtin")
    schema.migrate(address)
    data_dir = tmp_path / "var"
    data_dir.mkdir(mode=0o700)
    opened = open_resources(some_settings(data_dir, database_url=address), clock=clock)
    yield opened
    opened.close()
    server.remove()


def test_alert_goes_from_officer_to_ledger(resources: Resources, clock: FixedClock) -> None:
    add_units(resources)
    board, silent = a_board(resources), a_board(resources, name="Bảng im")
    alert = fire(resources)
    assert board.head().alerts_as_of == alert.sequence
    ledger.note_sent(resources, alert.id, 1, [board.id, silent.id], START)
    first, second = board.receipt(alert), board.receipt(alert, "painted")
    for records in ([first], [first, second]):
        answer = ledger.store_receipts(resources, board.id, records)
        assert len(answer["acknowledged"]) == len(records)
    found = deliveries(resources, officer(), alert.id, most=1, most_to_call=1)
    assert found.counts == {"painted": 1, "sent": 1}
    assert [one.board for one in found.boards] == [silent.id] and found.to_call == ()
    clock.advance(20)
    (called,) = deliveries(resources, officer(), alert.id, most_to_call=1).to_call
    assert (called.board, called.times.sent_at) == (silent.id, START)
    slates.set_slate(resources, technician(), SlateScope(unit_id="province"), "Tạm dừng")
    alerting.cancel_alert(resources, officer(), alert.id, "Hết")
    head = board.head()
    assert head.alerts == () and head.slate is not None
    resources.presence.flush(resources.database)
    clock.advance(30)
    assert board.head().sequence > head.sequence


def test_days_add_up_what_comes_in_one_call_and_in_another(resources: Resources) -> None:
    add_units(resources)
    board, notice = a_board(resources), published(resources).id
    hours = [board.play_of(notice, START - timedelta(hours=ago)) for ago in (1, 2, 3)]
    for records in (hours[1:], hours):
        answer = plays.store_plays(resources, board.id, records)
        assert len(answer["acknowledged"]) == len(records)
    (day,) = resources.database.read(lambda session: session.scalars(select(PlayDayRow)).all())
    assert (day.seconds, day.count, day.records) == (360, 36, 3)
    assert (day.first_at, day.last_at) == (START - timedelta(hours=3), START)
    assert plays.prune_plays(resources) == 0


def test_plans_below_are_counted(resources: Resources) -> None:
    add_units(resources)
    days = date(2026, 10, 1), date(2026, 10, 31)
    entry = PlanEntry(2026, "Tiêm phòng", CategoryKey.KNOW_HOW, *days)
    for unit in ("commune", "sibling"):
        add_entries(resources, an_actor(Role.AUTHOR, unit), unit, [entry])
    found = list_progress(resources, officer(), "province", 2026, most=1)
    assert [(one.unit.id, one.done, one.late, one.total) for one in found] == [("sibling", 0, 1, 1)]


def test_two_who_approve_at_once_approve_it_once(resources: Resources) -> None:
    add_units(resources)
    pair_a_board(resources)
    answers = approve_at_once(resources, submitted(resources), people=4)
    assert sorted(answers) == ["approved", "refused", "refused", "refused"]


def test_officers_who_approve_an_alert_together_approve_it_once(resources: Resources) -> None:
    add_units(resources)
    approve_together(resources, a_board(resources), people=4)


def test_approving_and_cancelling_an_alert_together_ends_it(resources: Resources) -> None:
    add_units(resources)
    approve_and_cancel_together(resources, a_board(resources))
