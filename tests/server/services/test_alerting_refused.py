"""Alerts that are refused: no right, no target, words or times that break a rule."""

from typing import Any

import pytest
from sqlalchemy import select

from content.errors import (
    ContentError,
    ForbiddenError,
    InvalidInputError,
    NoBoardsError,
    NotFoundError,
    UnitRetiredError,
)
from server.services import alerting
from server.services.actor import Role
from server.services.alerting import AlertView
from server.services.resources import Resources
from server.storage.tables import AuditRow
from tests.server.board_builders import a_board, fire, officer, own_words
from tests.server.staff_builders import add_units, an_actor


@pytest.fixture(autouse=True)
def _boards(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)


def audit_actions(resources: Resources) -> list[str]:
    rows = resources.database.read(lambda session: session.scalars(select(AuditRow)).all())
    return [row.action for row in rows if row.action.startswith("alert.")]


def propose(resources: Resources, **fields: Any) -> AlertView:
    request = own_words(resources.clock.now(), **fields)
    return alerting.issue_alert(resources, officer(), request)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DUTY_OFFICER])
def test_only_duty_officers_fire(resources: Resources, role: Role) -> None:
    with pytest.raises(ForbiddenError):
        fire(resources, an_actor(role, "province"))
    assert audit_actions(resources) == []


@pytest.mark.parametrize(
    "targets",
    [
        {"subtrees": ["51"]},
        {"units": ["20860"]},
        {"units": ["20857", "20900"]},
        {"units": ["20860"], "tags": ["ven sông"]},
        {"areas": [{"lat": 15.0, "lon": 108.5, "radius_km": 500}]},
    ],
)
def test_officer_reaches_no_further_than_their_unit(
    resources: Resources, targets: dict[str, object]
) -> None:
    a_board(resources, "20860", "Ba Tô", tags=["ven sông"], lat=14.8, lon=108.7)
    with pytest.raises(ForbiddenError):
        fire(resources, officer("commune"), targets=targets)
    assert fire(resources, officer("province"), targets=targets).state == "in_force"


def test_lowest_unit_that_holds_all_targets_answers_for_the_alert(resources: Resources) -> None:
    a_board(resources, "20860", "Ba Tô")
    area = fire(resources, officer("area"), targets={"subtrees": ["KV-522"]})
    assert area.unit_id == "area"
    assert area.alert.sender == "Ủy ban nhân dân tỉnh Quảng Ngãi"
    commune = fire(resources, officer("commune"), targets={"units": ["20857"]})
    assert commune.alert.sender == "Ủy ban nhân dân xã Ba Tơ"


def test_higher_unit_cancels_what_a_lower_one_fired_but_not_the_reverse(
    resources: Resources,
) -> None:
    low = fire(resources, officer("commune"))
    high = fire(resources, officer("province"))
    with pytest.raises(ForbiddenError):
        alerting.cancel_alert(resources, officer("commune"), high.id, "không")
    with pytest.raises(ForbiddenError):
        alerting.cancel_alert(resources, officer("sibling"), low.id, "không")
    assert alerting.cancel_alert(resources, officer("province"), low.id, "x").state == "cancelled"


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"targets": {}}, InvalidInputError),
        ({"targets": {"units": ["51"]}}, NoBoardsError),
        ({"targets": {"tags": ["không có"]}}, NoBoardsError),
        ({"targets": {"units": ["no such"]}}, InvalidInputError),
        ({"targets": {"subtrees": ["99999"]}}, UnitRetiredError),
        ({"targets": {"boards": ["no such"]}}, InvalidInputError),
        ({"targets": {"planets": ["Mars"]}}, InvalidInputError),
        ({"targets": {"areas": [[1, 2]]}}, InvalidInputError),
        ({"targets": ["20857"]}, InvalidInputError),
        ({"expires": "2026-11-24T01:00:00Z"}, InvalidInputError),
        ({"expires": "2099-01-01T00:00:00Z"}, InvalidInputError),
        ({"expires": "tomorrow"}, InvalidInputError),
        ({"effective": "2027-11-24T01:00:00Z"}, InvalidInputError),
        ({"status": "Test"}, InvalidInputError),
        ({"risk_level": 6}, InvalidInputError),
        ({"risk_level": True}, InvalidInputError),
        ({"severity": "Terrible"}, InvalidInputError),
        ({"template_id": "no such"}, NotFoundError),
        ({"template_slots": {}}, InvalidInputError),
        ({"template_slots": {"where": "x" * 500}}, InvalidInputError),
        ({"template_slots": {"where": 7}}, InvalidInputError),
        ({"template_slots": {"where": "a", "nowhere": "b"}}, InvalidInputError),
        ({"info": ({"headline": "x"},)}, InvalidInputError),
    ],
)
def test_bad_alert_changes_nothing(
    resources: Resources, wrong: dict[str, Any], kind: type[ContentError]
) -> None:
    with pytest.raises(kind):
        fire(resources, **wrong)
    assert audit_actions(resources) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": None},
        {"event": " "},
        {"event": "x" * 81},
        {"category": "Weather"},
        {"info": ()},
        {"info": ("LŨ",)},
        {"info": ({"headline": ""},)},
        {"info": ({"headline": "x" * 121},)},
        {"info": ({"headline": "LŨ", "language": "Klingon!"},)},
        {"info": ({"headline": "LŨ", "colour": "red"},)},
        {"info": ({"headline": "LŨ\ud800"},)},
        {"info": ({"headline": "LŨ"}, {"headline": "LŨ"})},
    ],
)
def test_bad_words_change_nothing(resources: Resources, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError):
        propose(resources, **wrong)
    assert audit_actions(resources) == []


def test_words_are_composed_and_stripped_of_what_cannot_be_seen(resources: Resources) -> None:
    info = ({"headline": "LU\u0303 QUE\u0301T\u202e", "instruction": "Cha\u0323y\x07"},)
    view = propose(resources, info=info)
    assert view.alert.info[0].headline == "LŨ QUÉT"
    assert view.alert.info[0].instruction == "Chạy"
