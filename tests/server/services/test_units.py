from datetime import date

from server.services.resources import Resources, open_resources
from server.services.units import UnitDirectory, import_units
from tests.server.staff_builders import add_units


def a_row(code: str, name: str) -> dict[str, str]:
    return {"code": code, "name": name, "level": "xa", "parent_code": ""}


def test_the_tree_is_held_until_units_change(resources: Resources) -> None:
    add_units(resources)
    held = resources.units.tree()
    assert resources.units.tree() is held
    import_units(resources, [a_row("7", "Xã Mới")])
    assert resources.units.tree() is not held
    assert resources.units.tree().resolve("7", date(2026, 1, 1)).name == "Xã Mới"
    assert "7" not in [unit.code for unit in held.units()]


def test_an_import_by_another_process_is_seen_by_the_change_feed(resources: Resources) -> None:
    other = open_resources(resources.settings, clock=resources.clock)
    try:
        import_units(other, [a_row("7", "Xã Mới")])
    finally:
        other.close()
    resources.changes.catch_up()
    assert len(resources.units.tree()) == 1


def test_other_changes_do_not_read_the_tree_again(resources: Resources) -> None:
    directory = UnitDirectory(resources.database, resources.changes)
    held = directory.tree()
    resources.changes.catch_up()
    assert directory.tree() is held
