from collections.abc import Sequence

from content.breaks import Chooser, Sheet, Spot
from content.runs import Run, TextRun


class Press:
    """Pages of one column of 20 letters and three lines, a table where a run is None."""

    pitch_u = 1.37

    def __init__(self, *texts: str | None) -> None:
        self._runs = [text and TextRun(text, 20, lambda line: float(len(line))) for text in texts]

    @property
    def runs(self) -> Sequence[Run | None]:
        return [run or None for run in self._runs]

    def sheet(self, page: int, pictures: int, is_quoted: bool) -> Sheet:
        return Sheet(20.0, 3 * 1.37, 0.0, None if page else 8.0, pictures, is_quoted)

    def table_pages(self, run: int, page: int) -> int:
        return 2

    def is_done(self, spot: Spot) -> bool:
        return spot.page > 0 and spot.run == len(self._runs)


def ends(press: Press, *, is_cut: bool = False) -> list[tuple[int, int, int]] | None:
    plan = Chooser(press, 4, is_cut=is_cut).best(Spot())
    if plan is None:
        return None
    return [(leaf.end.page, leaf.end.run, leaf.end.place) for leaf in plan.leaves]


def test_what_fits_one_page_stands_on_one() -> None:
    assert ends(Press("Một hai ba bốn.", "Năm sáu.")) == [(1, 2, 0)]


def test_a_page_ends_with_a_sentence_rather_than_full() -> None:
    text = "Một hai ba bốn năm sáu. Bảy tám chín mười một hai ba bốn năm sáu bảy tám."
    assert ends(Press(text)) == [(1, 0, 6), (2, 1, 0)]


def test_a_table_has_pages_of_its_own() -> None:
    assert ends(Press(None, "Một hai.")) == [(2, 1, 0), (3, 2, 0)]


def test_too_much_has_no_plan_until_it_is_cut() -> None:
    press = Press("một hai ba bốn năm sáu " * 30)
    assert ends(press) is None
    cut = ends(press, is_cut=True)
    assert cut is not None
    assert [page for page, _, _ in cut] == [1, 2, 3, 4]
