"""A notice as the API shows it: the newest revision, and the one that is on the boards."""

import pytest

from content.targeting import Targets
from server.api.notice_outputs import NoticeAnswer, describe_notice, describe_targets
from server.services import publishing
from server.services.resources import Resources
from tests.server.notice_builders import (
    APPROVER,
    AUTHOR,
    a_draft,
    pair_a_board,
    published,
    submitted,
)
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def board(resources: Resources) -> None:
    add_units(resources)
    pair_a_board(resources)


def test_a_draft_is_shown_as_it_was_given(resources: Resources) -> None:
    dayparts = [{"from": "22:00", "to": "05:00", "days": [6, 7]}]
    draft = a_draft(dayparts=dayparts, valid_until="2026-12-01T00:00:00Z")
    shown = describe_notice(resources, publishing.create_notice(resources, AUTHOR, draft))
    NoticeAnswer.model_validate(shown)
    assert (shown["unit"], shown["targets"]["units"]) == ("20857", ["20857"])
    assert (shown["dayparts"], shown["valid_until"]) == (dayparts, "2026-12-01T00:00:00Z")
    assert (shown["state"], shown["shown"], shown["submitted_at"]) == ("draft", None, None)
    assert "unit_id" not in shown


def test_a_live_notice_names_the_revision_on_the_boards(resources: Resources) -> None:
    view = published(resources)
    edited = publishing.edit_notice(resources, AUTHOR, view.id, {"title": "Mới"})
    shown = describe_notice(resources, edited)
    NoticeAnswer.model_validate(shown)
    assert (shown["revision"], shown["state"]) == (2, "draft")
    assert shown["shown"] == {
        "revision": 1,
        "digest": view.digest,
        "state": "live",
        "posted_at": "2026-11-24T02:00:00Z",
    }


def test_a_refusal_is_shown_with_its_reason(resources: Resources) -> None:
    view = submitted(resources)
    publishing.reject_notice(resources, APPROVER, view.id, "Sai ngày")
    shown = describe_notice(resources, publishing.get_notice(resources, AUTHOR, view.id))
    assert (shown["state"], shown["reason"]) == ("rejected", "Sai ngày")
    assert shown["decided_by"] == APPROVER.account_id


def test_targets_bear_the_codes_of_units(resources: Resources) -> None:
    targets = Targets(units=("commune",), subtrees=("area", "province"), tags=("chợ",))
    shown = describe_targets(resources.units.tree(), targets)
    assert (shown["units"], shown["subtrees"]) == (["20857"], ["KV-522", "51"])
    assert shown["tags"] == ["chợ"]
