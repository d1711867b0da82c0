from datetime import date

from content.unit import Unit
from server.services.resources import Resources
from server.services.unit_rows import read_tree, unit_of
from server.storage.tables import UnitRow
from tests.server.staff_builders import add_units


def test_a_row_becomes_the_domains_unit() -> None:
    row = UnitRow(
        id="u",
        code="7",
        name="Xã A",
        level="xa",
        parent_id=None,
        valid_from=date(2025, 7, 1),
        valid_to=None,
        lat=15.0,
        lon=108.0,
    )
    expected = Unit("u", "7", "Xã A", "xa", None, date(2025, 7, 1), None, 15.0, 108.0)
    assert unit_of(row) == expected


def test_the_tree_holds_units_of_every_date(resources: Resources) -> None:
    add_units(resources)
    tree = resources.database.read(read_tree)
    assert tree.path("commune") == ("province", "area", "commune")
    assert "retired" in tree
