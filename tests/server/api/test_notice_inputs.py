"""The bodies of a notice: strict; null means the default when made, cleared when changed."""

from typing import Any

import pytest
from pydantic import ValidationError

from content.notice import LONGEST_TITLE, MOST_MEDIA
from server.api.notice_inputs import NoticeBody, NoticeChanges
from tests.server.api.conftest import a_notice_body


def test_what_is_not_given_takes_the_drafts_defaults() -> None:
    draft = NoticeBody.model_validate(a_notice_body(weight=None, media=None)).to_draft()
    bare = NoticeBody.model_validate(a_notice_body()).to_draft()
    assert draft == bare
    assert (draft.weight, list(draft.media), draft.category) == (1, [], "projects")


def test_dayparts_and_documents_are_handed_on_as_on_the_wire() -> None:
    dayparts = [{"from": "22:00", "to": "05:00", "days": [6, 7]}, {"from": "06:00", "to": "08:00"}]
    body = a_notice_body(dayparts=dayparts, document={"number": "214/TB-UBND"})
    draft = NoticeBody.model_validate(body).to_draft()
    every = {"from": "06:00", "to": "08:00", "days": [1, 2, 3, 4, 5, 6, 7]}
    assert list(draft.dayparts) == [dayparts[0], every]
    assert draft.document == {"number": "214/TB-UBND"}


def test_changes_hold_what_was_named_and_null_clears() -> None:
    changes = NoticeChanges.model_validate({"title": "Mới", "valid_until": None}).to_changes()
    assert changes == {"title": "Mới", "valid_until": None}
    assert NoticeChanges.model_validate({}).to_changes() == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * (LONGEST_TITLE + 1)}, "title"),
        ({"title": 7}, "title"),
        ({"category": "gossip"}, "category"),
        ({"priority": "urgent"}, "priority"),
        ({"weight": 0}, "weight"),
        ({"weight": 11}, "weight"),
        ({"weight": True}, "weight"),
        ({"language": "Vietnamese"}, "language"),
        ({"media": ["m"] * (MOST_MEDIA + 1)}, "media"),
        ({"dayparts": [{"from": "6:00", "to": "08:00"}]}, "dayparts.0.from"),
        ({"dayparts": [{"from": "06:00", "to": "08:00", "days": [8]}]}, "dayparts.0.days.0"),
        ({"document": {"issued_on": "24/11/2026"}}, "document.issued_on"),
        ({"targets": {"areas": []}}, "targets.areas"),
        ({"state": "approved"}, "state"),
    ],
)
@pytest.mark.parametrize("kind", [NoticeBody, NoticeChanges])
def test_a_wrong_field_is_named(
    kind: type[NoticeBody] | type[NoticeChanges], change: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        kind.model_validate({**a_notice_body(), **change})
    assert ".".join(map(str, caught.value.errors()[0]["loc"])) == field
