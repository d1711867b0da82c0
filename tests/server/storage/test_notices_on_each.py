from collections.abc import Iterator
from pathlib import Path

import pytest

from content.errors import ConflictError
from server.services import audit
from server.services.publishing import NoticeFilters, approve_notice, edit_notice, list_notices
from server.services.resources import Resources, open_resources
from server.services.units import import_units, read_units_csv
from tests.server.builders import FixedClock, some_settings
from tests.server.notice_builders import APPROVER, AUTHOR, pair_a_board, published, submitted
from tests.server.staff_builders import add_units

SAMPLE = Path(__file__).resolve().parents[3] / "server" / "demo" / "units.csv"


@pytest.fixture
def opened(tmp_path: Path, database_url: str) -> Iterator[Resources]:
    settings = some_settings(tmp_path / "var", database_url=database_url)
    found = open_resources(settings, clock=FixedClock())
    yield found
    found.close()


def test_a_notice_lives_its_life_on_each_database(opened: Resources) -> None:
    add_units(opened)
    pair_a_board(opened)
    live = published(opened, title="Giá SẮN")
    edit_notice(opened, AUTHOR, live.id, {"body": "Giá mới."})
    waiting = submitted(opened)
    with pytest.raises(ConflictError):
        approve_notice(opened, APPROVER, waiting.id, 1, "0" * 64)
    first = list_notices(opened, AUTHOR, limit=1)
    rest = list_notices(opened, AUTHOR, limit=1, cursor=first.next)
    assert {view.id for view in first.items + rest.items} == {live.id, waiting.id}
    assert rest.next is None
    found = list_notices(opened, AUTHOR, filters=NoticeFilters.from_dict({"q": "san gia"}))
    assert [view.shown_revision for view in found.items] == [1]
    on_air = list_notices(opened, AUTHOR, filters=NoticeFilters.from_dict({"state": "live"}))
    assert [view.id for view in on_air.items] == [live.id]
    assert opened.database.read(audit.verify).is_good


def test_the_sample_units_are_taken_in_on_each_database(opened: Resources) -> None:
    rows = read_units_csv(SAMPLE.read_text())
    assert import_units(opened, rows).added == len(rows)
    assert import_units(opened, rows).unchanged == len(rows)
