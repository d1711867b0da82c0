import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from content.errors import InvalidInputError
from server.services.resources import Resources
from server.services.units import ImportResult, import_units, read_units_csv
from server.storage.tables import AuditRow

HEAD = "code,name,level,parent_code,valid_from,valid_to"
SAMPLE = Path(__file__).resolve().parents[3] / "server" / "demo" / "units.csv"
MERGER = date(2025, 7, 1)
SMALL = f"""{HEAD},lat,lon
51,Tỉnh Quảng Ngãi,tinh,,,2025-07-01,,
51,Tỉnh Quảng Ngãi,tinh,,2025-07-01,,15.12,108.8
525,Huyện Trà Bồng,huyen,51,,2025-07-01,,
21115,Thị trấn Trà Xuân,thi_tran,525,,2025-07-01,,
21115,Xã Trà Bồng,xa,51,2025-07-01,,15.2,108.5
"""


def take_in(resources: Resources, text: str) -> ImportResult:
    return import_units(resources, read_units_csv(text))


def imports(resources: Resources) -> list[dict[str, list[str]]]:
    def work(session: object) -> list[dict[str, list[str]]]:
        query = select(AuditRow.details).where(AuditRow.action == "unit.imported")
        return [json.loads(details) for details in session.scalars(query)]  # type: ignore[attr-defined]

    return resources.database.read(work)


def test_units_are_taken_in_with_the_parents_of_their_day(resources: Resources) -> None:
    assert take_in(resources, SMALL) == ImportResult(added=5, changed=0, unchanged=0)
    tree = resources.units.tree()
    before, after = date(2025, 6, 30), MERGER
    assert tree.resolve("21115", before).name == "Thị trấn Trà Xuân"
    now = tree.resolve("21115", after)
    assert (now.name, now.lat, now.lon) == ("Xã Trà Bồng", 15.2, 108.5)
    assert [tree.get(unit).code for unit in tree.path(now.id)] == ["51", "21115"]
    assert tree.get(tree.path(now.id)[0]).valid_from == MERGER
    town = tree.resolve("21115", before)
    assert [tree.get(unit).code for unit in tree.path(town.id)] == ["51", "525", "21115"]


def test_the_whole_sample_is_taken_in(resources: Resources) -> None:
    result = take_in(resources, SAMPLE.read_text())
    tree = resources.units.tree()
    today = tree.valid_on(date(2026, 11, 24))
    assert result.added == len(tree)
    assert sum(unit.level in ("xa", "phuong", "dac_khu") for unit in today) == 96
    province = tree.resolve("51", date(2026, 11, 24))
    assert {unit.id for unit in today} <= tree.subtree(province.id)


def test_a_second_import_changes_nothing_and_keeps_ids(resources: Resources) -> None:
    take_in(resources, SMALL)
    ids = {unit.id for unit in resources.units.tree().units()}
    assert take_in(resources, SMALL) == ImportResult(added=0, changed=0, unchanged=5)
    assert {unit.id for unit in resources.units.tree().units()} == ids
    assert len(imports(resources)) == 1


def test_a_rename_and_an_end_are_changes_of_the_same_unit(resources: Resources) -> None:
    take_in(resources, SMALL)
    old = resources.units.tree().resolve("21115", MERGER)
    ended = f"{HEAD}\n21115,Xã Trà Bồng Mới,xa,51,2025-07-01,2027-01-01\n"
    assert take_in(resources, ended) == ImportResult(added=0, changed=1, unchanged=0)
    new = resources.units.tree().get(old.id)
    assert (new.name, new.valid_to) == ("Xã Trà Bồng Mới", date(2027, 1, 1))
    assert (new.lat, new.lon) == (old.lat, old.lon)
    assert imports(resources)[1]["changed"] == ["21115 2025-07-01"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("7,Xã A,xa,,2025-13-01,", "Line 2"),
        ("7,Xã A,xa,,2025-07-01,2025-07-01", "before the first"),
        ("7,Xã A,xa,,2025-07-02,2025-07-01", "before the first"),
        (",Xã A,xa,,,", "code must not be empty"),
        ("7,,xa,,,", "name must not be empty"),
        ("7,Xã A,,,,", "level must not be empty"),
        ("7," + "x" * 101 + ",xa,,,", "at most 100"),
        ("7,Xã A,xa,99,,", "parent 99 does not exist"),
        ("7,Xã A,xa,51,2026-01-01,", "parent 51 does not exist"),
        ("7,Xã A,xa,7,,", "hangs from no root"),
        ("7,Xã A,xa,,,\n7,Xã B,xa,,,", "Line 3: the unit 7 is listed twice"),
        ("7,Xã A,xa,,,2026-01-01\n7,Xã B,xa,,2025-12-31,", "two units on the same day"),
        ("7,Xã A,xa,,,\n7,Xã B,xa,,2025-12-31,", "two units on the same day"),
        ("8,Xã B,xa,7,,\n7,Xã A,xa,8,,", "hangs from no root"),
        ("", "no units"),
    ],
)
def test_one_bad_row_refuses_the_whole_list(resources: Resources, row: str, told: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        take_in(resources, f"{HEAD}\n{row}\n")
    assert told in str(caught.value)
    assert len(resources.units.tree()) == 0
    assert imports(resources) == []


@pytest.mark.parametrize("position", ["91,108", "15,", "15,x", "nan,108", "15,181"])
def test_a_position_off_the_globe_is_refused(resources: Resources, position: str) -> None:
    with pytest.raises(InvalidInputError):
        take_in(resources, f"{HEAD},lat,lon\n7,Xã A,xa,,,,{position}\n")


def test_overlap_with_what_is_already_there_is_refused(resources: Resources) -> None:
    take_in(resources, SMALL)
    with pytest.raises(InvalidInputError, match="two units"):
        take_in(resources, f"{HEAD}\n21115,Xã Khác,xa,51,2026-01-01,\n")
    assert len(resources.units.tree()) == 5


def test_a_file_that_is_no_list_of_units_is_refused() -> None:
    for text in ("", "a,b\n1,2\n", "code,name,level,parent_code,valid_from\n"):
        with pytest.raises(InvalidInputError, match="column"):
            read_units_csv(text)
    with pytest.raises(InvalidInputError, match="not CSV"):
        read_units_csv(f'{HEAD}\n1,"x"y,xa,,,\n')


def test_a_byte_order_mark_and_missing_cells_are_understood() -> None:
    rows = read_units_csv(f"\ufeff{HEAD}\n51,Tỉnh\n")
    assert rows[0]["code"] == "51"
    assert rows[0]["level"] == rows[0]["lat"] == ""


def test_what_a_unit_lies_in_is_kept_and_stays_where_a_later_list_has_none(
    resources: Resources,
) -> None:
    take_in(resources, f"{HEAD},south,west,north,east\n7,Xã A,xa,,,,14.6,108.6,14.9,108.9\n")
    take_in(resources, f"{HEAD}\n7,Xã B,xa,,,\n")
    (unit,) = resources.units.tree().valid_on(date(2026, 1, 1))
    assert unit.name == "Xã B"
    assert unit.box is not None and unit.box.to_json() == [14.6, 108.6, 14.9, 108.9]


@pytest.mark.parametrize("edges", ["14.6,108.6,14.9,", "15,108.6,14.9,108.9", "a,b,c,d"])
def test_a_broken_box_names_its_line(resources: Resources, edges: str) -> None:
    with pytest.raises(InvalidInputError, match="2"):
        take_in(resources, f"{HEAD},south,west,north,east\n7,Xã A,xa,,,,{edges}\n")
