from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from content.body import Facts
from content.fitting import Stop
from content.runs import LONE_TAIL, SHORT_HEAD, STOP_COST, FactsRun, TextRun
from server.render.fonts import measure_with

MEASURE = measure_with(Path("/usr/share/fonts/truetype/noto"))


def width(text: str) -> float:
    return float(len(text))


def run_of(text: str, room: float = 20) -> TextRun:
    return TextRun(text, room, width)


def test_a_page_may_end_at_stops_and_at_full_lines() -> None:
    run = run_of("Một hai. Ba bốn, năm sáu bảy tám chín mười")
    places = [(end.place, end.lines) for end in run.ends(0, 20, 2)]
    assert places == [(2, 1), (4, 1), (5, 1), (9, 2)]


def test_a_short_head_and_a_lone_tail_cost_more_than_a_good_stop() -> None:
    run = run_of("Một hai. Ba bốn, năm sáu bảy tám chín mười ba bốn năm sáu bảy tám, chín.")
    assert run.damage(0, 2, 20, 20) == STOP_COST[Stop.SENTENCE]
    assert run.damage(0, 4, 20, 20) == STOP_COST[Stop.CLAUSE] + SHORT_HEAD
    assert run.damage(0, run.length - 1, 20, 20) == STOP_COST[Stop.CLAUSE] + LONE_TAIL


def test_facts_are_cut_between_facts_only() -> None:
    facts = Facts((("Nơi nộp", "Bộ phận Một cửa, trụ sở Ủy ban nhân dân xã"), ("Hạn", "31/10")))
    run = FactsRun(facts, 8.8, MEASURE)
    assert [(end.place, end.lines) for end in run.ends(0, 141.6, 4)] == [(1, 2), (2, 3)]
    assert run.ends(0, 141.6, 1) == []


texts = st.lists(st.text("abcđ.,", min_size=1, max_size=12), min_size=1, max_size=40)


@given(texts, st.integers(1, 5), st.integers(6, 30))
def test_every_end_takes_the_lines_it_names_and_loses_nothing(
    words: list[str], lines: int, room: int
) -> None:
    text = " ".join(words)
    run = TextRun(text, room, width)
    for end in run.ends(0, room, lines):
        taken = run.block(0, end.place, room).lines
        assert len(taken) <= end.lines <= lines
        assert all(width(line) <= room for line in taken)
        rest = run.block(end.place, run.length, room).lines if end.place < run.length else ()
        assert "".join((*taken, *rest)).replace(" ", "") == text.replace(" ", "")
