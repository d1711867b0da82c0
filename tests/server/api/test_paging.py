"""Pages of lists in memory."""

import pytest

from content.errors import InvalidInputError
from server.api.paging import slice_of

LETTERS = ["a", "ă", "â", "b", "c"]


def test_pages_join_to_the_whole_list() -> None:
    found, cursor = [], None
    for _ in range(3):
        page = slice_of(LETTERS, str, cursor, 2)
        found += page.items
        cursor = page.next
    assert (found, cursor) == (LETTERS, None)


def test_a_cursor_stays_at_its_item_when_the_list_grows() -> None:
    cursor = slice_of(LETTERS, str, None, 2).next
    grown = ["0", *LETTERS]
    assert slice_of(grown, str, cursor, 2).items == ("â", "b")


def test_an_empty_list_has_one_empty_page() -> None:
    page = slice_of([], str, None, None)
    assert (page.items, page.next) == ((), None)


@pytest.mark.parametrize("cursor", ["AAAA", "x", "====", "InoiCg==", "MQ=="])
def test_a_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        slice_of(LETTERS, str, cursor, 2)
    assert caught.value.field == "cursor"
