import pytest

from server.services import ledger_places
from server.services.delivery_states import DeliveryState
from server.services.ledger_places import places_of
from server.services.resources import Resources
from tests.server.board_builders import a_board
from tests.server.staff_builders import add_units

PAINTED, FAILED = DeliveryState.PAINTED, DeliveryState.FAILED


def test_boards_at_one_place_are_one_spot(resources: Resources) -> None:
    add_units(resources)
    one = a_board(resources, name="An", lat=14.7, lon=108.7)
    other = a_board(resources, name="Bình", lat=14.7, lon=108.7)
    alone = a_board(resources, name="Cam", lat=14.8, lon=108.6)
    nowhere = a_board(resources, name="Duyên")
    found = places_of(
        resources,
        {one.id: PAINTED, other.id: FAILED, alone.id: PAINTED, nowhere.id: FAILED},
    )
    assert found.unplaced == 1 and not found.is_by_unit and found.units == ("commune",)
    pair, single = sorted(found.spots, key=lambda spot: -spot.boards)
    assert (pair.lat, pair.lon) == (14.7, 108.7) and set(pair.names) == {"An", "Bình"}
    assert pair.counts == {PAINTED: 1, FAILED: 1} and single.counts == {PAINTED: 1}


@pytest.mark.parametrize(
    ("most", "units"), [(3, ["commune", "elsewhere", "sibling"]), (2, ["area", "elsewhere"]),
                        (1, ["province"])],
)  # fmt: skip
def test_many_boards_are_drawn_by_the_lowest_level_that_leaves_few_spots(
    resources: Resources, monkeypatch: pytest.MonkeyPatch, most: int, units: list[str]
) -> None:
    add_units(resources)
    monkeypatch.setattr(ledger_places, "MOST_SPOTS", most)
    states = {}
    for number, code in enumerate(["20857", "20857", "20860", "20900"]):
        board = a_board(resources, code, f"Bảng {number}", lat=14.0 + number, lon=108.0)
        states[board.id] = PAINTED
    found = places_of(resources, states)
    assert found.is_by_unit and sorted(spot.unit for spot in found.spots) == units
    assert sum(spot.boards for spot in found.spots) == 4
    commune = next((spot for spot in found.spots if spot.unit == "commune"), None)
    if commune is not None:
        assert (commune.lat, commune.lon) == (14.5, 108.0)
