"""How long a public posting must stay up, and what is refused."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.category import CategoryKey
from content.document import Document
from content.errors import InvalidInputError
from content.notice import NoticeContent, NoticeState, ends_at, time_state
from content.posting import (
    LONGEST_DAYS,
    STARTING_KINDS,
    Posting,
    PostingKind,
    check_posting,
    last_day,
    required_until,
)
from content.schedule import TIMEZONE, Daypart
from tests.builders import a_notice

NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
INSTANTS = st.integers(0, 1500 * 86_400).map(lambda s: NOON + timedelta(seconds=s))


def posted(days: int = 15, reason: str | None = None, **more: object) -> NoticeContent:
    document = Document(posting=Posting("land", "Hồ sơ đất đai", days, "Luật Đất đai", reason))
    return a_notice(document=document, **more)


def test_the_day_of_posting_does_not_count() -> None:
    until = required_until(posted(15), NOON)
    assert until == datetime(2026, 12, 11, 0, 0, tzinfo=TIMEZONE)
    assert until is not None and last_day(until) == date(2026, 12, 10)


def test_one_that_begins_later_is_counted_from_there() -> None:
    content = posted(1, valid_from=NOON + timedelta(days=3))
    assert required_until(content, NOON) == datetime(2026, 11, 30, 0, 0, tzinfo=TIMEZONE)


@given(INSTANTS, st.integers(1, LONGEST_DAYS))
def test_whole_days_are_up_however_late_in_the_day_it_began(at: datetime, days: int) -> None:
    until = required_until(posted(days), at)
    assert until is not None
    whole = (until - at) / timedelta(days=1)
    assert days <= whole <= days + 1
    assert until.astimezone(TIMEZONE).time() == time(0)


@given(INSTANTS, st.integers(1, 60), st.integers(-70 * 24, 70 * 24))
def test_what_passes_is_up_for_the_whole_period(at: datetime, days: int, hours: int) -> None:
    until = required_until(posted(days), at)
    assert until is not None
    content = posted(days, valid_until=until + timedelta(hours=hours))
    if hours >= 0:
        check_posting(content, at, ends_at(content, at))
    else:
        with pytest.raises(InvalidInputError) as caught:
            check_posting(content, at, ends_at(content, at))
        assert (caught.value.field, caught.value.code) == ("valid_until", "posting_too_short")


def test_without_an_end_of_its_own_it_leaves_when_the_period_is_over() -> None:
    content = posted(15)
    end = required_until(content, NOON)
    assert end is not None
    assert ends_at(content, NOON) == end
    assert ends_at(content, None) is None
    moment = timedelta(seconds=1)
    states = [time_state(NoticeState.APPROVED, content, at, NOON) for at in (end - moment, end)]
    assert states == [NoticeState.LIVE, NoticeState.EXPIRED]


def test_a_reason_lets_a_shorter_posting_pass() -> None:
    content = posted(15, "Theo yêu cầu của tòa án", valid_until=NOON + timedelta(days=2))
    check_posting(content, NOON, ends_at(content, NOON))


def test_a_price_that_grows_stale_sooner_cannot_be_posted_for_longer() -> None:
    content = posted(30, category=CategoryKey.MARKET, valid_until=NOON + timedelta(days=40))
    with pytest.raises(InvalidInputError, match="stays up"):
        check_posting(content, NOON, NOON + timedelta(days=3))


def test_every_weekday_must_be_ticked_but_hours_may_be_chosen() -> None:
    hours = Daypart(time(7), time(17))
    check_posting(posted(dayparts=(hours,)), NOON, None)
    weekdays = Daypart(time(7), time(17), frozenset({1, 2, 3, 4, 5}))
    weekend = Daypart(time(8), time(11), frozenset({6, 7}))
    check_posting(posted(dayparts=(weekdays, weekend)), NOON, None)
    with pytest.raises(InvalidInputError) as caught:
        check_posting(posted(dayparts=(weekdays,)), NOON, None)
    assert caught.value.code == "posting_not_daily"


def test_a_notice_that_need_not_be_posted_may_end_when_it_likes() -> None:
    content = a_notice(valid_until=NOON + timedelta(hours=1))
    assert required_until(content, NOON) is None
    check_posting(content, NOON, ends_at(content, NOON))


@given(
    st.builds(
        Posting,
        st.from_regex(r"[a-z0-9]{1,32}", fullmatch=True),
        st.just("Đấu giá"),
        st.integers(1, LONGEST_DAYS),
        st.sampled_from(["", "Điều 35 Luật Đấu giá tài sản"]),
        st.sampled_from([None, "Tòa án yêu cầu"]),
    )
)
def test_it_is_written_and_read_back(posting: Posting) -> None:
    posting.validate()
    assert Posting.from_dict(posting.to_dict()) == posting
    assert Document.from_dict(Document(posting=posting).to_dict()).posting == posting


@pytest.mark.parametrize(
    "value",
    [
        7,
        [],
        {"kind": "land"},
        {"kind": "land", "name": "A", "days": 0},
        {"kind": "land", "name": "A", "days": 900},
        {"kind": "land", "name": "A", "days": "15"},
        {"kind": 1, "name": "A", "days": 15},
        {"kind": "land", "name": "A", "days": 15, "law": "B"},
    ],
)
def test_what_cannot_be_a_posting_is_refused(value: object) -> None:
    with pytest.raises(InvalidInputError):
        Posting.from_dict(value)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (PostingKind("Bad key", "A", 15), "key"),
        (PostingKind("a", "", 15), "name"),
        (PostingKind("a", "A" * 121, 15), "name"),
        (PostingKind("a", "A", 0), "days"),
        (PostingKind("a", "A", 367), "days"),
        (PostingKind("a", "A", True), "days"),
        (PostingKind("a", "A", 15, "B" * 301), "basis"),
    ],
)
def test_a_kind_that_makes_no_sense_is_refused(kind: PostingKind, field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        kind.validate()
    assert caught.value.field == field


def test_the_kinds_to_begin_with_make_sense() -> None:
    for kind in STARTING_KINDS:
        kind.validate()
    assert len({kind.key for kind in STARTING_KINDS}) == len(STARTING_KINDS)
