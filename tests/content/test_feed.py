from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import InvalidInputError
from content.feed import (
    MOST_ON_A_BOARD,
    Feed,
    FeedEntry,
    FeedState,
    FeedWish,
    chosen,
    merged,
)
from content.feed_reading import ReadEntry

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def read(title: str, hours_ago: float | None = 1, **fields: Any) -> ReadEntry:
    at = None if hours_ago is None else NOW - hours_ago * HOUR
    return ReadEntry(title, published_at=at, **fields)


def a_feed(*titles: str, **fields: Any) -> Feed:
    entries = merged([read(title) for title in titles], (), NOW)
    known = {"id": "f1", "unit_id": "commune", "state": FeedState.RUNNING, "entries": entries}
    wish = FeedWish("Cổng tỉnh", "https://tinh.vn/rss")
    return Feed(**{"wish": wish, **known, **fields})


def titles(entries: tuple[FeedEntry, ...]) -> list[str]:
    return [entry.title for entry in entries]


def test_the_newest_comes_first_and_doubles_are_left_out() -> None:
    found = merged(
        [read("Cũ", 73), read("Hai", 5), read("Một", 2), read("MỘT", 1, name="1"), read("Hai", 5)],
        (), NOW,
    )  # fmt: skip
    assert titles(found) == ["MỘT", "Một", "Hai", "Cũ"]
    feed = a_feed(entries=found)
    assert [entry.title for entry in feed.distinct] == ["MỘT", "Hai", "Cũ"]
    assert [line.title for line in feed.headlines_at(NOW)] == ["MỘT", "Hai"]


def test_what_is_over_hides_no_new_one_of_the_same_words() -> None:
    found = merged([read("Họp báo", 800, name="1"), read("Họp báo", 1, name="2")], (), NOW)
    (line,) = a_feed(entries=found).headlines_at(NOW)
    assert line.published_at == NOW - HOUR


def test_a_repeat_left_out_does_not_come_back_as_new() -> None:
    twice = [read("Họp báo", None, name="1"), read("Họp báo", None, name="2")]
    first = merged(twice, (), NOW)
    later = merged(twice, first, NOW + 100 * HOUR)
    assert later == first and a_feed(entries=later).headlines_at(NOW + 100 * HOUR) == ()


def test_an_entry_without_a_date_counts_from_when_it_was_first_seen() -> None:
    first = merged([read("Không ngày", None)], (), NOW)
    later = merged([read("Không ngày", None)], first, NOW + 5 * HOUR)
    assert later == first and first[0].published_at == NOW
    old = merged([read("Không ngày", None)], first, NOW + 73 * HOUR)
    assert old == first
    assert a_feed(entries=old).headlines_at(NOW + 73 * HOUR) == ()
    assert a_feed(entries=old).ends(old[0]) <= NOW + 73 * HOUR


def test_a_date_yet_to_come_counts_as_now_and_stays() -> None:
    first = merged([read("Mai", -24)], (), NOW)
    assert first[0].published_at == NOW
    assert merged([read("Mai", -24)], first, NOW + HOUR) == first


def test_a_corrected_title_keeps_its_key_when_the_feed_names_the_entry() -> None:
    first = merged([read("Sai chính tã", name="tin-1")], (), NOW)
    after = merged([read("Sai chính tả", name="tin-1")], first, NOW + HOUR)
    assert after[0].key == first[0].key
    assert after[0].seen_at == NOW + HOUR
    assert after[0].published_at == first[0].published_at


def test_a_bulletin_of_one_name_without_dates_is_new_each_day() -> None:
    kept: tuple[FeedEntry, ...] = ()
    for day in range(8):
        now = NOW + day * 24 * HOUR
        kept = merged([read(f"Hôm nay {20 + day} độ", None, name="thoi-tiet")], kept, now)
        (line,) = a_feed(entries=kept).headlines_at(now)
        assert line.published_at == now


def test_entries_with_one_link_but_other_words_are_all_kept() -> None:
    found = merged(
        [read("Hà Nội 25 độ", link="https://kt.vn"), read("Huế 22 độ", link="https://kt.vn")],
        (), NOW,
    )  # fmt: skip
    assert len(found) == 2


def test_entries_survive_being_stored() -> None:
    (entry,) = merged([read("Tin", link="https://a.vn/1")], (), NOW)
    assert FeedEntry.from_dict(entry.to_dict()) == entry


def test_hidden_and_refused_headlines_are_not_shown_and_others_move_up() -> None:
    feed = a_feed("Giá ma túy", "Bán mai vàng", "Họp dân", wish=FeedWish("A", "u", most=1))
    hidden = frozenset(entry.key for entry in feed.entries if entry.title == "Bán mai vàng")
    wish = FeedWish("A", "u", most=1, refused=("MA",))
    kept = a_feed("Giá ma túy", "Bán mai vàng", "Họp dân", wish=wish, hidden=hidden)
    assert [line.title for line in kept.headlines] == ["Họp dân"]
    assert [kept.why_not(entry) for entry in kept.entries] == ["MA", "hidden", ""]


def test_a_headline_leaves_so_many_days_after_it_was_published() -> None:
    (line,) = a_feed("Tin").headlines
    assert line.until - line.published_at == timedelta(days=3)
    assert line.source == "Cổng tỉnh"


@pytest.mark.parametrize(
    ("fields", "is_shown"),
    [
        ({}, True),
        ({"unit_id": "province"}, True),
        ({"unit_id": "province", "wish": FeedWish("A", "u", subtree=False)}, False),
        ({"wish": FeedWish("A", "u", subtree=False)}, True),
        ({"unit_id": "sibling"}, False),
        ({"state": FeedState.STOPPED}, False),
        ({"state": FeedState.WAITING}, False),
    ],
)
def test_which_boards_show_a_feed(fields: dict[str, Any], is_shown: bool) -> None:
    found = chosen([a_feed("Tin", **fields)], "commune", ("province", "commune"), NOW)
    assert bool(found) is is_shown


def test_the_nearest_unit_comes_first_and_a_board_takes_only_so_many() -> None:
    many = [a_feed(*(f"Tin {n}" for n in range(10)), id=f"p{k}", unit_id="province",
                   wish=FeedWish("Tỉnh", "u", most=10)) for k in range(4)]  # fmt: skip
    mine, path = a_feed("Của xã", id="z"), ("province", "commune")
    found = chosen([*many, mine], "commune", path, NOW)
    assert (found[0].title, len(found)) == ("Của xã", MOST_ON_A_BOARD)


def test_what_is_over_takes_no_place_of_what_still_runs() -> None:
    over = [a_feed(*(f"Cũ {n}" for n in range(10)), id=f"c{k}", wish=FeedWish("Xã", "u", most=10))
            for k in range(3)]  # fmt: skip
    wish = FeedWish("Tỉnh", "u", keep_days=30)
    live = a_feed("Còn mới", id="t", unit_id="province", wish=wish)
    found = chosen([*over, live], "commune", ("province", "commune"), NOW + 80 * HOUR)
    assert [line.title for line in found] == ["Còn mới"]


def test_a_wish_is_cleaned() -> None:
    wish = FeedWish("  Cổng\u200b tỉnh ", " https://a.vn ", refused=(" a ", "", "a")).cleaned()
    assert (wish.name, wish.url, wish.refused) == ("Cổng tỉnh", "https://a.vn", ("a",))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"url": ""}, "url"),
        ({"most": 0}, "most"),
        ({"most": 11}, "most"),
        ({"keep_days": 31}, "keep_days"),
        ({"refused": tuple(map(str, range(51)))}, "refused"),
        ({"refused": ("x" * 61,)}, "refused"),
    ],
)
def test_a_wish_beyond_its_limits_is_refused(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        FeedWish(**{"name": "A", "url": "https://a.vn", **fields}).cleaned()
    assert caught.value.field == field


@given(st.lists(st.sampled_from("ABCDEFGHIJ"), min_size=1, max_size=10), st.integers(1, 200))
def test_fetched_again_an_undated_feed_brings_nothing_back_and_makes_nothing_newer(
    names: list[str], hours: int
) -> None:
    undated = [read(name, None) for name in names]
    first = merged(undated, (), NOW)
    kept = first
    for hour in range(1, hours, 7):
        kept = merged(undated, kept, NOW + hour * HOUR)
    assert kept == first
    feed = a_feed(entries=kept)
    assert bool(feed.headlines_at(NOW + hours * HOUR)) == (hours < 72)
