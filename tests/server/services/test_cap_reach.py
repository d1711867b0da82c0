from datetime import date, timedelta

from content.cap_incidents import CapIncident
from content.priority import Priority
from content.targeting import Circle, Targets
from server.services.cap_reach import clip, unit_lookup
from server.services.resources import Resources
from tests.server.board_builders import a_board
from tests.server.builders import START
from tests.server.staff_builders import add_units


def an_event(targets: Targets) -> CapIncident:
    return CapIncident((), Priority.EMERGENCY, START, START + timedelta(hours=1), targets)


def test_units_elsewhere_are_cut_off_and_one_above_becomes_the_unit(resources: Resources) -> None:
    add_units(resources)
    board = a_board(resources)
    found = clip(resources, an_event(Targets(subtrees=("province", "sibling"))), "commune")
    assert found.incident.targets.subtrees == ("commune",) and found.is_cut
    assert [one.id for one in found.boards] == [board.id]


def test_what_lies_within_stays_as_it_is(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)
    found = clip(resources, an_event(Targets(subtrees=("commune",))), "province")
    assert found.incident.targets.subtrees == ("commune",) and not found.is_cut


def test_an_area_counts_boards_of_the_unit_alone(resources: Resources) -> None:
    add_units(resources)
    near = a_board(resources, lat=14.7, lon=108.7)
    a_board(resources, "20860", "Xa", lat=14.7, lon=108.7)
    found = clip(resources, an_event(Targets(areas=(Circle(14.7, 108.7, 5),))), "commune")
    assert [one.id for one in found.boards] == [near.id] and found.is_cut


def test_codes_mean_the_unit_of_their_day(resources: Resources) -> None:
    add_units(resources)
    find = unit_lookup(resources)
    assert find("20857", date(2026, 1, 1)) == "commune"
    assert find("20857", date(2020, 1, 1)) is None
    assert find("99999", date(2025, 1, 1)) == "retired"
    assert find("00000", date(2026, 1, 1)) is None
