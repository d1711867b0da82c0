import json
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.category import CategoryKey
from content.document import Document
from content.errors import ConflictError, InvalidInputError
from content.notice import (
    STORED_STATES,
    NoticeAction,
    NoticeContent,
    NoticeState,
    allowed_actions,
    clean_reason,
    ends_at,
    is_stale_soon,
    move,
    stale_at,
    time_state,
)
from content.priority import Priority
from content.schedule import Daypart
from content.targeting import Targets
from tests.builders import a_notice

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WIRE: dict[str, Any] = {
    "title": "Tiêm phòng",
    "body": "Đưa trâu, bò đến.",
    "category": "policy",
    "language": "vi",
    "unit_id": "bato",
    "targets": {"units": ["bato"]},
}


def test_a_notice_is_drafted_submitted_and_approved() -> None:
    state = move(NoticeState.DRAFT, NoticeAction.SUBMIT)
    assert state is NoticeState.SUBMITTED
    assert move(state, NoticeAction.APPROVE) is NoticeState.APPROVED
    assert move(state, NoticeAction.REJECT) is NoticeState.REJECTED
    assert move(NoticeState.REJECTED, NoticeAction.SUBMIT) is NoticeState.SUBMITTED


@pytest.mark.parametrize("state", STORED_STATES[:4])
def test_any_edit_leads_back_to_a_draft_and_anything_can_be_withdrawn(state: NoticeState) -> None:
    assert move(state, NoticeAction.EDIT) is NoticeState.DRAFT
    assert move(state, NoticeAction.WITHDRAW) is NoticeState.WITHDRAWN


def test_withdrawn_is_the_end() -> None:
    assert allowed_actions(NoticeState.WITHDRAWN) == frozenset()


@given(st.sampled_from(NoticeState), st.sampled_from(NoticeAction))
def test_a_move_is_either_listed_or_a_conflict(state: NoticeState, action: NoticeAction) -> None:
    if action in allowed_actions(state):
        assert move(state, action) in STORED_STATES
    else:
        with pytest.raises(ConflictError) as caught:
            move(state, action)
        assert caught.value.code == "not_in_this_state"


@given(st.lists(st.sampled_from(NoticeAction), max_size=12))
def test_nothing_is_approved_that_was_not_submitted_last(actions: list[NoticeAction]) -> None:
    state, last = NoticeState.DRAFT, None
    for action in actions:
        if action in allowed_actions(state):
            if action is NoticeAction.APPROVE:
                assert last is NoticeAction.SUBMIT
            state, last = move(state, action), action


def test_an_approved_notice_is_scheduled_live_or_expired_by_time() -> None:
    content = a_notice(valid_from=NOW, valid_until=NOW + HOUR)
    approved = NoticeState.APPROVED
    assert time_state(approved, content, NOW - HOUR) is NoticeState.SCHEDULED
    assert time_state(approved, content, NOW) is NoticeState.LIVE
    assert time_state(approved, content, NOW + HOUR) is NoticeState.EXPIRED
    assert time_state(approved, a_notice(), NOW) is NoticeState.LIVE


@pytest.mark.parametrize("state", [s for s in STORED_STATES if s is not NoticeState.APPROVED])
def test_time_moves_only_what_is_approved(state: NoticeState) -> None:
    assert time_state(state, a_notice(valid_until=NOW - HOUR), NOW) is state


def test_defaults_fill_what_a_client_leaves_out() -> None:
    content = NoticeContent.from_dict(WIRE)
    content.validate()
    assert content.priority is Priority.NORMAL
    assert content.weight == 1
    assert (content.valid_from, content.valid_until, content.document) == (None, None, None)
    assert (content.dayparts, content.media, content.picture_consent) == ((), (), False)
    nulls = dict.fromkeys(("priority", "weight", "media", "dayparts", "valid_from", "document"))
    assert NoticeContent.from_dict(WIRE | nulls) == content


def test_text_is_cleaned_on_the_way_in() -> None:
    odd = {
        "title": unicodedata.normalize("NFD", " Tiêm\u202e phòng\n"),
        "body": "Đưa trâu,\u200b bò đến.\r\n",
    }
    assert NoticeContent.from_dict(WIRE | odd) == NoticeContent.from_dict(WIRE)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "\u200b\n"}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": 5}, "title"),
        ({"title": None}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"body": "\ud800"}, "body"),
        ({"body": ""}, "body"),
        ({"body": "x" * 20_001}, "body"),
        ({"category": "sport"}, "category"),
        ({"category": None}, "category"),
        ({"priority": "urgent"}, "priority"),
        ({"priority": "emergency"}, "priority"),
        ({"language": "xx"}, "language"),
        ({"language": None}, "language"),
        ({"unit_id": None}, "unit"),
        ({"targets": {}}, "targets"),
        ({"targets": None}, "targets"),
        ({"valid_from": "yesterday"}, "valid_from"),
        ({"valid_until": 5}, "valid_until"),
        ({"valid_from": "2026-11-24T02:00:00"}, "valid_from"),
        (
            {"valid_from": "2026-11-24T02:00:00Z", "valid_until": "2026-11-24T02:00:00Z"},
            "valid_until",
        ),
        ({"dayparts": {}}, "dayparts"),
        ({"dayparts": [{"from": "06:00", "to": "07:00"}] * 21}, "dayparts"),
        ({"media": "m1"}, "media"),
        ({"media": ["m1", "m1"]}, "media"),
        ({"media": [str(n) for n in range(21)]}, "media"),
        ({"media": [1]}, "media"),
        ({"weight": 0}, "weight"),
        ({"weight": 11}, "weight"),
        ({"weight": 1.5}, "weight"),
        ({"weight": True}, "weight"),
        ({"document": []}, "document"),
        ({"document": {"number": "x" * 301}}, "document.number"),
        ({"picture_consent": "yes"}, "picture_consent"),
    ],
)
def test_a_bad_field_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        NoticeContent.from_dict(WIRE | changes).validate()
    assert caught.value.field == field


def test_news_needs_a_source_before_it_is_submitted() -> None:
    with pytest.raises(InvalidInputError) as caught:
        a_notice(category=CategoryKey.NEWS).check_ready()
    assert (caught.value.code, caught.value.field) == ("source_missing", "document.source")
    a_notice(category=CategoryKey.NEWS, document=Document(source="TTXVN")).check_ready()
    a_notice(category=CategoryKey.NEWS, body="Mưa to.\nNguồn: Đài khí tượng").check_ready()
    assert a_notice(body="Nguồn: Đài khí tượng").source == "Đài khí tượng"
    assert a_notice(body="Nguồn:").source is None


def test_a_role_models_picture_needs_consent() -> None:
    content = a_notice(category=CategoryKey.ROLE_MODELS, media=("m1",))
    with pytest.raises(InvalidInputError) as caught:
        content.check_ready()
    assert caught.value.code == "consent_missing"
    a_notice(category=CategoryKey.ROLE_MODELS, media=("m1",), picture_consent=True).check_ready()
    a_notice(category=CategoryKey.ROLE_MODELS).check_ready()


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Khác"},
        {"body": "Khác"},
        {"category": CategoryKey.MARKET},
        {"priority": Priority.PRIORITY},
        {"language": "hre"},
        {"unit_id": "trabong"},
        {"targets": Targets(subtrees=("bato",))},
        {"valid_from": NOW},
        {"valid_until": NOW},
        {"dayparts": (Daypart(time(6), time(7)),)},
        {"media": ("m1",)},
        {"weight": 2},
        {"document": Document(number="1")},
        {"picture_consent": True},
    ],
)
def test_the_digest_covers_every_field(changes: dict[str, Any]) -> None:
    assert a_notice(**changes).digest() != a_notice().digest()


def test_the_digest_is_the_same_everywhere() -> None:
    assert a_notice().digest() == a_notice().digest()
    content = a_notice(valid_from=NOW, document=Document(issued_on=date(2026, 1, 2)))
    assert NoticeContent.from_dict(content.to_dict()).digest() == content.digest()


@given(
    st.text(min_size=1, max_size=30),
    st.sampled_from(CategoryKey),
    st.integers(1, 10),
    st.none() | st.integers(0, 10**6).map(lambda s: NOW + timedelta(seconds=s)),
)
def test_notices_come_back_from_json(
    title: str, category: CategoryKey, weight: int, until: datetime | None
) -> None:
    given_values = WIRE | {"title": title, "category": category.value, "weight": weight}
    content = NoticeContent.from_dict(
        given_values | {"valid_until": None if until is None else until.isoformat()}
    )
    assert content.valid_until == until
    assert NoticeContent.from_dict(json.loads(json.dumps(content.to_dict()))) == content


def test_a_reason_is_needed_and_not_too_long() -> None:
    assert clean_reason(" Sai\u200b ngày. ") == "Sai ngày."
    for bad in ("", " \u200b", None, 5, "x" * 1001, "\ud800"):
        with pytest.raises(InvalidInputError) as caught:
            clean_reason(bad)
        assert caught.value.field == "reason"


def test_a_limit_that_is_not_set_leaves_the_digest_as_it_was() -> None:
    assert "most_minutes_a_day" not in a_notice().to_dict()
    limited = a_notice(most_minutes_a_day=30)
    assert limited.digest() != a_notice().digest()
    assert NoticeContent.from_dict(limited.to_dict()) == limited


@pytest.mark.parametrize("bad", [0, -1, 1441, 1.5, True, "30"])
def test_minutes_a_day_are_whole_and_fit_a_day(bad: object) -> None:
    with pytest.raises(InvalidInputError) as caught:
        NoticeContent.from_dict(a_notice().to_dict() | {"most_minutes_a_day": bad})
    assert caught.value.field == "most_minutes_a_day"


def test_prices_leave_the_boards_a_week_after_the_day_they_were_posted() -> None:
    prices = a_notice(category=CategoryKey.MARKET)
    ends = ends_at(prices, NOW)
    assert ends == datetime(2026, 12, 1, 17, 0, tzinfo=UTC)  # midnight in Vietnam
    assert time_state(NoticeState.APPROVED, prices, ends - HOUR, NOW) is NoticeState.LIVE
    assert time_state(NoticeState.APPROVED, prices, ends, NOW) is NoticeState.EXPIRED
    assert not is_stale_soon(prices, NOW, ends - timedelta(days=3))
    assert is_stale_soon(prices, NOW, ends - HOUR)
    assert not is_stale_soon(prices, NOW, ends)


def test_an_earlier_end_comes_before_staleness_and_other_categories_never_grow_stale() -> None:
    soon = a_notice(category=CategoryKey.MARKET, valid_until=NOW + HOUR)
    assert ends_at(soon, NOW) == NOW + HOUR
    assert not is_stale_soon(soon, NOW, NOW)
    policy = a_notice(category=CategoryKey.POLICY)
    assert stale_at(policy, NOW) is None
    assert ends_at(policy, NOW) is None


def test_prices_posted_ahead_count_from_the_day_they_are_first_shown() -> None:
    later = a_notice(category=CategoryKey.MARKET, valid_from=NOW + timedelta(days=3))
    assert stale_at(later, NOW) == datetime(2026, 12, 4, 17, 0, tzinfo=UTC)
