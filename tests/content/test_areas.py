"""What may be drawn on a map, and which units it touches or holds: content.areas."""

import pytest

from content.areas import MOST_CORNERS, WIDEST_KM, Box, holds_box, require_drawn_well, touches_box
from content.errors import InvalidInputError
from content.targeting import Circle, Polygon

BOX = Box(14.0, 108.0, 15.0, 109.0)


def polygon(*points: tuple[float, float]) -> Polygon:
    return Polygon(points)


AROUND = polygon((13.0, 107.0), (13.0, 110.0), (16.0, 110.0), (16.0, 107.0))
WITHIN = polygon((14.4, 108.4), (14.4, 108.6), (14.6, 108.6), (14.6, 108.4))
ACROSS = polygon((14.4, 107.0), (14.4, 110.0), (14.6, 110.0), (14.6, 107.0))
AWAY = polygon((10.0, 100.0), (10.0, 101.0), (11.0, 101.0), (11.0, 100.0))
NOTCHED = polygon(
    (13, 107), (13, 110), (16, 110), (16, 108.6), (14.5, 108.5), (16, 108.4), (16, 107)
)


@pytest.mark.parametrize(
    ("area", "touches", "holds"),
    [
        (AROUND, True, True),
        (WITHIN, True, False),
        (ACROSS, True, False),
        (AWAY, False, False),
        (NOTCHED, True, False),
        (Circle(14.5, 108.5, 200), True, True),
        (Circle(14.5, 108.5, 5), True, False),
        (Circle(15.05, 108.5, 6), True, False),
        (Circle(15.05, 108.5, 5), False, False),
        (Circle(10, 100, 50), False, False),
    ],
)
def test_a_box_is_touched_and_held(area: Circle | Polygon, touches: bool, holds: bool) -> None:
    assert touches_box(area, BOX) is touches
    assert holds_box(area, BOX) is holds


@pytest.mark.parametrize(
    ("area", "code"),
    [
        (Circle(14, 108, WIDEST_KM + 0.1), "area_too_wide"),
        (polygon((0, 0), (1, 1), (1, 0), (0, 1)), "area_crosses"),
        (polygon((0, 0), (1, 1), (2, 2), (3, 3)), "area_crosses"),
        (polygon((0, 0), (0, 0), (0, 0)), "area_crosses"),
        (
            Polygon(tuple((float(n), n % 2 * 90.0) for n in range(MOST_CORNERS + 1))),
            "area_too_fine",
        ),
    ],
)
def test_what_nobody_means_to_draw_is_refused_in_words(area: Circle | Polygon, code: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        require_drawn_well([area])
    assert (caught.value.code, caught.value.field) == (code, "targets.areas")


def test_what_is_drawn_well_passes_whichever_way_around_and_closed_or_not() -> None:
    points = AROUND.points
    shapes = [AROUND, Polygon(points[::-1]), Polygon((*points, points[0])), NOTCHED]
    require_drawn_well([*shapes, Circle(14, 108, WIDEST_KM), polygon((0, 0), (0, 1), (1, 0))])


@pytest.mark.parametrize(
    "edges", [[1, 2, 3], [15, 108, 14, 109], [14, 109, 15, 108], [1, 2, 99, 3]]
)
def test_a_box_must_be_one(edges: list[float]) -> None:
    with pytest.raises(InvalidInputError):
        Box.of(edges)


def test_a_box_survives_being_kept() -> None:
    assert Box.of(BOX.to_json()) == BOX
