"""The change of 1 July 2025 in Quảng Ngãi and Kon Tum, as the sample's own lists tell it."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from content.errors import InvalidInputError
from content.unit import Unit
from server import demo
from server.services.resources import Resources
from server.services.successions_import import import_successions, read_successions_csv
from server.services.units import import_units, read_units_csv
from tests.server.builders import FixedClock

SAMPLE = Path(demo.__file__).parent
JULY = date(2025, 7, 1)
JUNE = JULY - timedelta(days=1)
COMMUNES = {"xa", "phuong", "thi_tran", "dac_khu"}


def rows() -> list[dict[str, str]]:
    return read_successions_csv((SAMPLE / "successions.csv").read_text("utf-8"))


@pytest.fixture
def real(resources: Resources) -> Resources:
    import_units(resources, read_units_csv((SAMPLE / "units.csv").read_text("utf-8")))
    import_successions(resources, rows())
    return resources


def communes(resources: Resources, day: date) -> list[Unit]:
    return [unit for unit in resources.units.tree().valid_on(day) if unit.level in COMMUNES]


def unit(resources: Resources, code: str, day: date) -> Unit:
    return resources.units.tree().resolve(code, day)


def test_272_communes_of_two_provinces_became_96(real: Resources) -> None:
    before, after = communes(real, JUNE), communes(real, JULY)
    assert (len(before), len(after)) == (272, 96)
    lineage = real.units.lineage()
    reached = {new for old in before for new in lineage.current(old.id, JULY)}
    assert {one.id for one in after} - reached == {unit(real, "21548", JULY).id}
    assert all(lineage.main(old.id, JULY) in {one.id for one in after} for old in before)


def test_95_codes_returned_and_most_of_them_for_another_name(real: Resources) -> None:
    before = {one.code: one for one in communes(real, JUNE)}
    returned = [one for one in communes(real, JULY) if one.code in before]
    renamed = [one for one in returned if one.name != before[one.code].name]
    assert len(returned) == 95
    assert len(renamed) >= 75
    assert all(one.id != before[one.code].id for one in returned)


def test_ly_son_had_no_commune_and_follows_its_district(real: Resources) -> None:
    district = unit(real, "536", JUNE)
    assert real.units.tree().children(district.id, JUNE) == ()
    assert real.units.lineage().main(district.id, JULY) == unit(real, "21548", JULY).id


def test_one_commune_was_split_between_two(real: Resources) -> None:
    old = unit(real, "21142", JUNE)
    names = [real.units.tree().get(now).name for now in real.units.lineage().current(old.id, JULY)]
    assert names == ["Xã Cà Đam", "Xã Tây Trà Bồng"]


def test_names_that_differ_by_a_mark_alone_are_not_mixed_up(real: Resources) -> None:
    lineage = real.units.lineage()
    for code, name in (("21484", "Xã Ba Tơ"), ("21523", "Xã Ba Tô")):
        now = real.units.tree().get(lineage.main(unit(real, code, JUNE).id, JULY))
        assert (now.code, now.name) == (code, name)


def test_both_provinces_became_one(real: Resources) -> None:
    lineage = real.units.lineage()
    mains = {lineage.main(unit(real, code, JUNE).id, JULY) for code in ("51", "62")}
    assert mains == {unit(real, "51", JULY).id}


def test_the_list_can_be_taken_in_again(real: Resources) -> None:
    result = import_successions(real, rows())
    assert (result.added, result.unchanged) == (0, len(rows()))


def test_before_the_day_nothing_has_moved(resources: Resources, clock: FixedClock) -> None:
    import_units(resources, read_units_csv((SAMPLE / "units.csv").read_text("utf-8")))
    clock.at = clock.at.replace(year=2025, month=6, day=30)
    import_successions(resources, rows())
    assert resources.units.lineage().main(unit(resources, "62", JUNE).id, JULY) == (
        unit(resources, "62", JUNE).id
    )


BROKEN: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "no day": lambda row: row | {"day": ""},
    "a day that is none": lambda row: row | {"day": "31/02/2025"},
    "a code never used": lambda row: row | {"from_code": "99999"},
    "a unit that does not end then": lambda row: row | {"day": "2024-01-01"},
    "neither yes nor no": lambda row: row | {"main": "perhaps"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_one_bad_row_refuses_the_list_and_is_named(resources: Resources, name: str) -> None:
    import_units(resources, read_units_csv((SAMPLE / "units.csv").read_text("utf-8")))
    good = rows()
    with pytest.raises(InvalidInputError, match="Line 4"):
        import_successions(resources, [*good[:2], BROKEN[name](good[2]), *good[3:]])
    assert import_successions(resources, good).added == len(good)


@pytest.mark.parametrize("text", ["day,from_code\n", "a,b,c,d\n1,2,3,4\n"])
def test_a_missing_column_is_named(text: str) -> None:
    with pytest.raises(InvalidInputError, match="column"):
        read_successions_csv(text)


def test_an_empty_list_is_refused(resources: Resources) -> None:
    with pytest.raises(InvalidInputError):
        import_successions(resources, [])
