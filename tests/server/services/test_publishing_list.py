from datetime import timedelta
from typing import Any

import pytest

from content.errors import InvalidInputError, UnitRetiredError
from content.instant import format_instant
from server.services.actor import Actor, Role
from server.services.publishing import NoticeFilters, create_notice, edit_notice, list_notices
from server.services.resources import Resources
from tests.server.builders import START, FixedClock
from tests.server.notice_builders import AUTHOR, a_draft, pair_a_board, published, submitted
from tests.server.staff_builders import add_units, an_actor

READER = an_actor(Role.VIEWER, "province")


@pytest.fixture(autouse=True)
def board(resources: Resources) -> str:
    add_units(resources)
    return pair_a_board(resources)


def titles(resources: Resources, actor: Actor = READER, **filters: Any) -> list[str]:
    page = list_notices(resources, actor, filters=NoticeFilters.from_dict(filters))
    return [view.content.title for view in page.items]


def test_the_newest_come_first_and_pages_hold_each_once(
    resources: Resources, clock: FixedClock
) -> None:
    for number in range(7):
        create_notice(resources, AUTHOR, a_draft(title=f"Tin {number}"))
        clock.advance(number % 2)
    seen, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = list_notices(resources, READER, cursor=cursor, limit=3)
        seen += [view.content.title for view in page.items]
        cursor, pages = page.next, pages + 1
    assert pages == 3
    assert sorted(seen) == [f"Tin {number}" for number in range(7)]
    assert seen[0] == "Tin 6"
    assert set(seen[-2:]) == {"Tin 0", "Tin 1"}


def test_a_full_last_page_has_no_next(resources: Resources) -> None:
    for _ in range(2):
        create_notice(resources, AUTHOR, a_draft())
    assert list_notices(resources, READER, limit=2).next is None
    assert list_notices(resources, READER, limit=1).next is not None
    assert list_notices(resources, an_actor(Role.VIEWER, "elsewhere")).items == ()


def test_a_reader_sees_their_units_only(resources: Resources) -> None:
    pair_a_board(resources, "20860")
    neighbour = an_actor(Role.AUTHOR, "sibling")
    create_notice(resources, AUTHOR, a_draft(title="Ba Tơ"))
    draft = a_draft(title="Ba Tô", unit="20860", targets={"units": ["20860"]})
    create_notice(resources, neighbour, draft)
    assert titles(resources, AUTHOR) == ["Ba Tơ"]
    assert titles(resources, neighbour) == ["Ba Tô"]
    assert set(titles(resources)) == {"Ba Tơ", "Ba Tô"}
    assert titles(resources, unit="20860") == ["Ba Tô"]
    assert set(titles(resources, unit="KV-522")) == {"Ba Tơ", "Ba Tô"}
    assert titles(resources, AUTHOR, unit="20860") == []


def test_filters_of_state_speak_of_time_too(resources: Resources, clock: FixedClock) -> None:
    later = format_instant(START + timedelta(hours=5))
    soon = format_instant(START + timedelta(hours=1))
    create_notice(resources, AUTHOR, a_draft(title="nháp"))
    submitted(resources, title="chờ")
    edited = published(resources, title="đang hiện")
    published(resources, title="hẹn giờ", valid_from=later)
    published(resources, title="sắp hết", valid_until=soon)
    edit_notice(resources, AUTHOR, edited.id, {"title": "đang hiện, đã sửa"})
    clock.advance(2 * 3600)
    assert set(titles(resources, state="draft")) == {"nháp", "đang hiện, đã sửa"}
    assert titles(resources, state="submitted") == ["chờ"]
    assert set(titles(resources, state="approved")) == {"hẹn giờ", "sắp hết"}
    assert titles(resources, state="live") == ["đang hiện, đã sửa"]
    assert titles(resources, state="scheduled") == ["hẹn giờ"]
    assert titles(resources, state="expired") == ["sắp hết"]
    assert titles(resources, state="withdrawn") == []


def test_a_state_of_time_is_found_beyond_the_first_batch(
    resources: Resources, clock: FixedClock
) -> None:
    soon = format_instant(START + timedelta(hours=1))
    for number in range(2):
        published(resources, title=f"cũ {number}", valid_until=soon)
        clock.advance(1)
    for _ in range(5):
        published(resources)
        clock.advance(1)
    clock.advance(3600)
    expired = NoticeFilters.from_dict({"state": "expired"})
    first = list_notices(resources, READER, filters=expired, limit=1)
    assert [view.content.title for view in first.items] == ["cũ 1"]
    second = list_notices(resources, READER, filters=expired, limit=1, cursor=first.next)
    assert [view.content.title for view in second.items] == ["cũ 0"]
    assert second.next is None


def test_words_are_found_without_diacritics_and_case(resources: Resources) -> None:
    create_notice(resources, AUTHOR, a_draft(title="Giá SẮN tươi", body="Chợ Ba Tơ"))
    create_notice(resources, AUTHOR, a_draft(title="Giá keo 100%"))
    assert titles(resources, q="san TUOI") == ["Giá SẮN tươi"]
    assert titles(resources, q="chợ sắn") == ["Giá SẮN tươi"]
    assert titles(resources, q="100%") == ["Giá keo 100%"]
    assert titles(resources, q="%") == ["Giá keo 100%"]
    assert titles(resources, q="_") == []


def test_category_priority_and_author(resources: Resources) -> None:
    create_notice(resources, AUTHOR, a_draft(title="a", category="market"))
    create_notice(resources, AUTHOR, a_draft(title="b", priority="priority"))
    assert titles(resources, category="market") == ["a"]
    assert titles(resources, priority="priority") == ["b"]
    assert set(titles(resources, author=AUTHOR.account_id)) == {"a", "b"}
    assert titles(resources, author="nobody") == []


@pytest.mark.parametrize(
    "filters",
    [{"sort": "title"}, {"state": "gone"}, {"category": "x"}, {"priority": "high"}, {"q": 5}],
)
def test_unknown_filters_and_values_are_refused(filters: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError) as caught:
        NoticeFilters.from_dict(filters)
    assert caught.value.field in filters


def test_empty_filters_are_none() -> None:
    assert NoticeFilters.from_dict({"state": "", "q": None}) == NoticeFilters()


@pytest.mark.parametrize("limit", [0, 501, -1])
def test_a_limit_out_of_range_is_refused(resources: Resources, limit: int) -> None:
    with pytest.raises(InvalidInputError):
        list_notices(resources, READER, limit=limit)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "é",
        "W10=",
        "WzEsMl0",
        "Wy0xLCJhIl0",
        "bnVsbA",
        "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5LCJhIl0",
    ],
)
def test_a_broken_cursor_is_refused(resources: Resources, cursor: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        list_notices(resources, READER, cursor=cursor)
    assert caught.value.field == "cursor"


def test_a_retired_unit_is_refused(resources: Resources) -> None:
    with pytest.raises(UnitRetiredError):
        titles(resources, unit="99999")
