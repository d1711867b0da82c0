"""The figures on the map of boards: each can be read, those of the worst first."""

from server.staff_web.ledger_map import FIGURE_OF_MANY, Mark, legible

WIDTH, HEIGHT = FIGURE_OF_MANY


def at(x: float, y: float, label: str = "1/2") -> Mark:
    return Mark(x, y, "l-out", label, "")


def labels(*marks: Mark) -> list[str]:
    return [mark.label for mark in legible(marks, *FIGURE_OF_MANY)]


def test_of_two_that_stand_together_the_worse_keeps_its_figure() -> None:
    assert labels(at(500, 500), at(510, 505, "0/9")) == ["", "0/9"]


def test_those_apart_all_keep_theirs() -> None:
    assert labels(at(50, 50), at(50 + 2 * WIDTH, 50), at(50, 50 + 2 * HEIGHT)) == ["1/2"] * 3


def test_a_sign_without_a_figure_takes_no_room() -> None:
    assert labels(at(500, 500), at(500, 500, "")) == ["1/2", ""]


def test_no_two_figures_of_a_whole_country_touch() -> None:
    many = [at(n * 37 % 1000, n * 53 % 1400) for n in range(3321)]
    kept = [mark for mark in legible(many, *FIGURE_OF_MANY) if mark.label]
    assert len(kept) > 50
    for one in kept:
        near = [
            other
            for other in kept
            if abs(one.x - other.x) < WIDTH and abs(one.y - other.y) < HEIGHT
        ]
        assert near == [one]
