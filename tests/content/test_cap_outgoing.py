"""Our alerts as CAP: others read them, follow them, and reach the same places."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from content.alert import Alert, AlertState
from content.alert_info import AlertInfo
from content.cap import CapArea, CapMessage, CapMsgType, CapStatus
from content.cap_alert import words_of
from content.cap_judgement import CapDecision
from content.cap_outgoing import areas_of, message_of, sender_of
from content.cap_reading import read_cap
from content.cap_writing import write_cap
from content.schedule import TIMEZONE
from content.targeting import Circle, Polygon, Targets
from tests.builders import a_tree
from tests.cap_desk import Desk
from tests.cap_samples import REAL, SENT

ADDRESS = "https://bangtin.example.vn"
HOUR = timedelta(hours=1)


def an_alert(revision: int = 1, **overrides: Any) -> Alert:
    values: dict[str, Any] = {
        "id": "a1", "identifier": "bangtin-20261125-a1", "revision": revision, "sequence": revision,
        "status": "Actual", "state": AlertState.IN_FORCE, "targets": Targets(subtrees=("trabong",)),
        "issued_at": SENT + revision * timedelta(seconds=61), "effective": SENT,
        "expires": SENT + 6 * HOUR, "event": "Lũ quét", "category": "Met", "urgency": "Immediate",
        "severity": "Extreme", "certainty": "Observed", "risk_level": 4,
        "info": (
            AlertInfo("vi", "LŨ QUÉT Ở TRÀ BỒNG", "Nước lên nhanh.", "Lên nơi cao.\nXa suối."),
            AlertInfo("hre", "LŨ QUÉT", "", ""),
        ),
        "sender": "Ủy ban nhân dân tỉnh Quảng Ngãi",
        **overrides,
    }  # fmt: skip
    return Alert(**values)


def told(*revisions: Alert) -> CapMessage:
    message = message_of(revisions, "new", a_tree(), ADDRESS)
    xml = write_cap(message)
    assert read_cap(xml)[0].message == message
    if REAL is not None:
        schema = etree.XMLSchema(etree.parse(str(REAL / "cap12.xsd")))
        schema.assertValid(etree.fromstring(xml))
    return message


def cancelled(alert: Alert) -> Alert:
    number = alert.revision + 1
    return replace(an_alert(number), state=AlertState.CANCELLED, targets=alert.targets)


def test_an_alert_comes_to_others_with_all_it_says() -> None:
    alert = an_alert()
    message = told(alert)
    assert (message.status, message.msg_type) == (CapStatus.ACTUAL, CapMsgType.ALERT)
    assert message.identifier == alert.identifier and message.sender == "bangtin@bangtin.example.vn"
    judged = Desk().take(message, message.sent)
    assert judged.decision is CapDecision.IN_FORCE and judged.priority == "emergency"
    (incident,) = judged.incidents
    words = words_of(incident, message)
    assert words.info == alert.info and words.targets == alert.targets
    assert (words.event, words.risk_level, words.sender) == (alert.event, 4, alert.sender)
    assert (words.expires, words.severity) == (alert.expires, "Extreme")


def test_others_can_follow_updates_and_the_end() -> None:
    first, second = an_alert(1), an_alert(2)
    last = cancelled(second)
    alert, update, end = told(first), told(first, second), told(first, second, last)
    assert update.identifier == f"{first.identifier}.2" and update.references == (alert.reference,)
    assert end.references == (alert.reference, update.reference)
    desk = Desk()
    at = end.sent
    decisions = [desk.take(message, at).decision.value for message in (alert, update, end)]
    assert decisions == ["in_force", "replaced", "cancelled"]


def test_the_first_that_went_out_bears_the_alerts_identifier_whatever_its_number() -> None:
    assert told(an_alert(3)).identifier == an_alert().identifier
    assert told(an_alert(3), an_alert(5)).references[0].identifier == an_alert().identifier


def test_an_end_says_so_in_words_and_asks_for_nothing() -> None:
    (vietnamese, hre) = told(an_alert(), cancelled(an_alert())).infos
    assert vietnamese.headline == "Đã kết thúc: LŨ QUÉT Ở TRÀ BỒNG" and hre.headline == "LŨ QUÉT"
    assert vietnamese.response_types == ("AllClear",) and vietnamese.instruction is None


def test_a_drill_is_an_exercise_that_nobody_shows_as_real() -> None:
    message = told(an_alert(status="Exercise"))
    assert message.status is CapStatus.EXERCISE and message.note is not None
    assert Desk().take(message, message.sent).code == "exercise"


def areas(targets: Targets, tree_day: Any = SENT) -> list[CapArea]:
    tree = a_tree()
    day = tree_day.astimezone(TIMEZONE).date()
    return list(areas_of(targets, tree, tree.get("new"), day))


def test_places_are_told_by_code_and_shape() -> None:
    ring = ((15.0, 108.0), (15.0, 109.0), (16.0, 109.0))
    shapes = (Polygon(ring), Circle(15.25, 108.5, 2.5))
    unit, polygon, circle = areas(Targets(subtrees=("trabong",), areas=shapes))
    assert unit == CapArea("Xã Trà Bồng", geocodes=(("GSO", "21115"),))
    assert polygon.polygons == ((*ring, ring[0]),)
    assert circle.circles == ((15.25, 108.5, 2.5),) and "2.5 km" in circle.description
    told(an_alert(targets=Targets(areas=shapes)))


def test_a_level_without_an_official_code_is_told_by_the_units_below() -> None:
    assert areas(Targets(subtrees=("area",))) == [CapArea("Xã Ba Tơ", geocodes=(("GSO", "21484"),))]


def test_what_reaches_one_office_only_is_not_told_as_a_whole_province() -> None:
    assert areas(Targets(units=("new", "trabong"))) == [
        CapArea("Tỉnh Quảng Ngãi"), CapArea("Xã Trà Bồng", geocodes=(("GSO", "21115"),)),
    ]  # fmt: skip
    assert areas(Targets(units=("new",), subtrees=("new",))) == [
        CapArea("Tỉnh Quảng Ngãi", geocodes=(("GSO", "51"),))
    ]


def test_boards_by_name_or_tag_are_no_place() -> None:
    assert areas(Targets(tags=("cho",))) == [CapArea("Các bảng tin được chọn của Tỉnh Quảng Ngãi")]


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("https://Bangtin.example.vn:8443/x", "bangtin@bangtin.example.vn"),
        ("http://192.168.1.5:8000", "bangtin@192.168.1.5"),
        ("http://[fe80::1]:8000", "bangtin@[fe80::1]"),
        ("", "bangtin@localhost"),
    ],
)
def test_our_sender_is_our_host(address: str, sender: str) -> None:
    assert sender_of(address) == sender
