from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.document import Document
from content.notice import NoticeContent
from content.posting import Posting
from content.proof_of_play import (
    MOST_DAYS,
    Approved,
    PlayDay,
    Service,
    digest_of,
    prove,
    required_days,
)
from content.schedule import Daypart
from tests.builders import a_notice

# Monday 2 November 2026, 08:00 in Vietnam.
APPROVED = datetime(2026, 11, 2, 1, tzinfo=UTC)
FIRST = date(2026, 11, 2)
DAY = timedelta(days=1)
LATER = FIRST + 60 * DAY


def day_of(number: int) -> date:
    return FIRST + number * DAY


def a_play(number: int, board: str = "b1", **fields: object) -> PlayDay:
    begun = APPROVED + number * DAY
    made = PlayDay(board, 1, day_of(number), begun, begun + timedelta(hours=9), 600, 60, 10)
    return replace(made, **fields)  # type: ignore[arg-type]


def approved(**fields: object) -> list[Approved]:
    return [Approved(APPROVED, a_notice(**fields))]


def until(number: int) -> datetime:
    """The midnight that ends a day."""
    return datetime(2026, 11, 1, 17, tzinfo=UTC) + (number + 1) * DAY


SERVICE = {"b1": Service(FIRST - DAY)}


def test_days_without_a_showing_are_named() -> None:
    plays = [a_play(number) for number in (0, 1, 3, 4)]
    proof = prove(approved(valid_until=until(4)), None, plays, SERVICE, LATER)
    (board,) = proof.boards
    assert (proof.first, proof.last) == (FIRST, day_of(4))
    assert (board.required, board.shown, board.missed) == (5, 4, (day_of(2),))
    assert (board.showings, board.seconds, board.records) == (240, 2400, 40)
    assert (board.first_at, board.last_at) == (plays[0].first_at, plays[-1].last_at)
    assert proof.missed == (day_of(2),)
    assert not proof.is_met_somewhere
    assert prove(
        approved(valid_until=until(4)), None, [*plays, a_play(2)], SERVICE, LATER
    ).is_met_everywhere


def test_one_board_may_stand_in_for_another_but_not_everywhere() -> None:
    plays = [a_play(0), a_play(1, "b2"), a_play(2)]
    boards = SERVICE | {"b2": Service(FIRST)}
    proof = prove(approved(valid_until=until(2)), None, plays, boards, LATER)
    assert proof.missed == ()
    assert proof.is_met_somewhere
    assert not proof.is_met_everywhere
    assert [board.missed for board in proof.boards] == [(day_of(1),), (day_of(0), day_of(2))]


def test_a_period_that_still_runs_is_not_met_and_today_is_not_missed_yet() -> None:
    proof = prove(approved(valid_until=until(4)), None, [a_play(0)], SERVICE, day_of(1))
    assert proof.missed == ()
    assert not proof.is_over
    assert not proof.is_met_somewhere
    assert (proof.boards[0].required, proof.boards[0].shown) == (5, 1)


def test_a_notice_without_end_asks_for_the_days_so_far() -> None:
    proof = prove(approved(), None, [a_play(0), a_play(1)], SERVICE, day_of(2))
    assert proof.last is None
    assert proof.required == (FIRST, day_of(1), day_of(2))
    assert not proof.is_over


def test_a_notice_that_may_go_any_day_owes_nothing_after_it_was_taken_down() -> None:
    down = APPROVED + 2 * DAY
    assert required_days(approved(), down, LATER)[-1] == day_of(2)
    assert required_days(approved(valid_until=until(9)), down, LATER)[-1] == day_of(2)


@pytest.mark.parametrize(
    ("document", "last"),
    [
        (Document(posting=Posting("land", "Đất đai", 15)), day_of(15)),
        (Document(posted_until=day_of(20)), day_of(20)),
        (Document(posted_until=day_of(20), posting=Posting("land", "Đất đai", 15)), day_of(15)),
    ],
)
def test_a_period_that_rules_ask_for_holds_however_early_it_is_taken_down(
    document: Document, last: date
) -> None:
    days = required_days(approved(document=document), APPROVED + DAY, LATER)
    assert (days[0], days[-1]) == (FIRST, last)


def test_days_before_it_may_be_shown_and_outside_its_hours_are_not_asked_for() -> None:
    weekdays = Daypart(time(7), time(17), frozenset({1, 2, 3, 4, 5}))
    late = approved(valid_from=APPROVED + DAY, valid_until=until(7), dayparts=(weekdays,))
    days = required_days(late, None, LATER)
    assert [day.isoweekday() for day in days] == [2, 3, 4, 5, 1]


def test_the_first_wording_begins_the_period_and_the_last_ends_it() -> None:
    wordings = [
        Approved(APPROVED, a_notice(valid_until=until(1))),
        Approved(APPROVED + DAY, a_notice(valid_until=until(5))),
    ]
    assert len(required_days(wordings, None, LATER)) == 6


def test_a_board_owes_only_the_days_it_was_there() -> None:
    boards = {"new": Service(day_of(2)), "gone": Service(FIRST, day_of(0))}
    proof = prove(approved(valid_until=until(3)), None, [a_play(0, "other")], boards, LATER)
    asked = {board.board: (board.required, board.missed) for board in proof.boards}
    assert asked == {
        "new": (2, (day_of(2), day_of(3))),
        "gone": (1, (day_of(0),)),
        "other": (1, ()),
    }


def test_without_any_board_nothing_is_proved() -> None:
    proof = prove(approved(valid_until=until(0)), None, [], {}, LATER)
    assert (proof.boards, proof.is_met_somewhere, proof.records) == ((), False, 0)


def test_the_digest_is_of_the_canonical_list_of_days() -> None:
    import hashlib

    said = (
        '[{"board":"b1","count":60,"day":"2026-11-02","first_at":"2026-11-02T01:00:00Z",'
        '"last_at":"2026-11-02T10:00:00Z","records":10,"revision":1,"seconds":600}]'
    )
    assert digest_of([a_play(0)]) == hashlib.sha256(said.encode()).hexdigest()


PLAYS = st.lists(
    st.builds(a_play, st.integers(0, 9), st.sampled_from(["b1", "b2", "b3"])),
    unique_by=lambda one: (one.board, one.day),
)
WINDOW = st.integers(0, 9).map(lambda last: [Approved(APPROVED, a_window(last))])


def a_window(last: int) -> NoticeContent:
    return a_notice(valid_until=until(last))


@given(PLAYS, WINDOW, st.integers(0, 12))
def test_shown_and_missed_days_never_overlap_and_never_exceed_what_is_asked(
    plays: list[PlayDay], wordings: list[Approved], passed: int
) -> None:
    boards = {"b1": Service(FIRST), "b2": Service(day_of(3), day_of(6))}
    proof = prove(wordings, None, plays, boards, day_of(passed))
    for board in proof.boards:
        seen = {one.day for one in plays if one.board == board.board}
        assert not seen & set(board.missed)
        assert board.shown + len(board.missed) <= board.required <= len(proof.required)
        assert set(board.missed) <= set(proof.required)
    assert all(day < proof.today for day in proof.missed)
    assert proof.records == sum(one.records for one in plays)
    if proof.is_met_everywhere:
        assert proof.is_met_somewhere


@given(PLAYS, WINDOW, st.builds(a_play, st.integers(0, 9), st.just("b1")))
def test_another_showing_never_makes_a_proof_worse(
    plays: list[PlayDay], wordings: list[Approved], more: PlayDay
) -> None:
    others = [one for one in plays if (one.board, one.day) != (more.board, more.day)]
    before = prove(wordings, None, others, SERVICE, LATER)
    after = prove(wordings, None, [*others, more], SERVICE, LATER)
    assert set(after.missed) <= set(before.missed)
    assert after.is_met_somewhere >= before.is_met_somewhere


@given(PLAYS, st.randoms())
def test_the_order_of_days_changes_nothing(plays: list[PlayDay], chance: object) -> None:
    shuffled = list(plays)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    wordings = approved(valid_until=until(5))
    assert prove(wordings, None, plays, SERVICE, LATER) == prove(
        wordings, None, shuffled, SERVICE, LATER
    )


def test_each_day_is_asked_for_by_the_hours_in_force_on_it() -> None:
    weekdays = Daypart(time(7), time(17), frozenset({1, 2, 3, 4, 5}))
    wordings = [
        Approved(APPROVED, a_notice(valid_until=until(13))),
        Approved(APPROVED + 7 * DAY, a_notice(valid_until=until(13), dayparts=(weekdays,))),
    ]
    days = required_days(wordings, None, LATER)
    assert [(day - FIRST).days for day in days] == [*range(7), 7, 8, 9, 10, 11]


def test_a_last_day_far_beyond_any_life_costs_no_more_than_three_years() -> None:
    document = Document(posted_until=date(9999, 12, 31))
    days = required_days(approved(document=document), None, LATER)
    assert len(days) == MOST_DAYS.days + 1
