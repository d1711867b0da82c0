import pytest
from sqlalchemy import exc

from server.services.resources import Resources
from server.storage.tables import CapMessageRow
from tests.server.builders import START
from tests.server.cap_builders import a_source
from tests.server.staff_builders import add_units


def a_row(row_id: str, source: str) -> CapMessageRow:
    return CapMessageRow(
        id=row_id, source_id=source, unit_id="province", sender="a@b.vn", identifier="1",
        sent=START, digest="x", raw=b"<alert/>", judged=b"", received_at=START, msg_type="Alert",
        status="Actual", refs=[], decision="held", reason_code="x", reason="", reason_params={},
        headline="", is_cut=False, became=[],
    )  # fmt: skip


def test_a_source_brings_a_message_once(resources: Resources) -> None:
    add_units(resources)
    first, other = a_source(resources), a_source(resources)
    resources.database.write(lambda s: s.add_all([a_row("m1", first), a_row("m2", other)]))
    with pytest.raises(exc.IntegrityError):
        resources.database.write(lambda s: s.add(a_row("m3", first)))
    kept = resources.database.read(lambda s: s.get_one(CapMessageRow, "m1"))
    assert kept.raw == b"<alert/>" and kept.sent == START and kept.replaced_by is None
