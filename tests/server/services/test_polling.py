"""What asking feeds and asking CAP sources have in common."""

from datetime import UTC, datetime, timedelta

import pytest

from content.errors import InvalidInputError
from server.services import fetching, polling
from server.services.fetching import Answer, FetchError
from server.storage.tables import FeedRow

NOW = datetime(2026, 11, 27, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)
REFUSED = InvalidInputError("{host} is away.", host="a.vn")


def an_answer(status: int = 200, **headers: str) -> Answer:
    return Answer(status, "text/xml", b"", headers)


def test_people_are_told_once_and_only_of_what_lasts() -> None:
    row = FeedRow()
    assert polling.note_failure(row, REFUSED, NOW, DAY) is None
    assert polling.note_failure(row, REFUSED, NOW + DAY, DAY) == NOW
    assert polling.note_failure(row, REFUSED, NOW + 2 * DAY, DAY) is None
    assert (row.error, row.error_params) == (REFUSED.message, {"host": "a.vn"})
    polling.note_success(row, NOW + 3 * DAY)
    assert (row.error, row.failing_since, row.told_at) == (None, None, None)


@pytest.mark.parametrize(
    ("sent", "kept"), [('"v1"', '"v1"'), ("", None), ("a\nb", None), ("x" * 301, None)]
)
def test_only_a_mark_that_may_be_sent_back_is_kept(sent: str, kept: str | None) -> None:
    assert polling.mark(an_answer(etag=sent), "etag") == kept


def test_news_only_is_asked_for_by_the_marks_there_are() -> None:
    assert polling.conditions(FeedRow(etag='"v1"')) == {"If-None-Match": '"v1"'}
    assert polling.conditions(FeedRow()) == {}


def test_an_error_names_its_host() -> None:
    polling.require_fine(an_answer(), "https://a.vn/x")
    with pytest.raises(InvalidInputError) as caught:
        polling.require_fine(an_answer(503), "https://a.vn/x")
    assert caught.value.params == {"host": "a.vn", "status": 503}
    assert polling.host_of("https://[broken") == "https://[broken"


def test_words_of_ones_own_go_before_the_common_ones() -> None:
    slow = FetchError("slow", code=fetching.TOO_SLOW)
    common = polling.in_words(slow, "https://a.vn", {}, 2048)
    assert "did not answer in time" in common.message and common.params["most"] == 2
    own = polling.in_words(slow, "https://a.vn", {fetching.TOO_SLOW: "Wait."}, 2048)
    assert own.message == "Wait."
