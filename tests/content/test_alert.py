"""Alerts and what they say: content.alert, content.alert_info."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.alert import (
    SEVERITIES,
    Alert,
    AlertAction,
    AlertState,
    in_force,
    move,
    newest,
    on_glass,
    precedence,
    standing,
)
from content.alert_info import AlertInfo
from content.errors import ConflictError, InvalidInputError, TrustError
from content.targeting import Addressee, Targets
from content.trust import parse_json
from tests.vectors.statements import BOARD, NOON, PATH, UNIT, an_alert, minutes

HERE = Addressee(BOARD, UNIT, PATH, lat=14.76, lon=108.73)
ALERTS = st.lists(
    st.builds(
        lambda number, severity, status, start: an_alert(
            f"a{number}", at=NOON + minutes(start), severity=severity, status=status
        ),
        st.integers(0, 99),
        st.sampled_from(SEVERITIES),
        st.sampled_from(["Actual", "Exercise"]),
        st.integers(0, 30),
    ),
    max_size=6,
    unique_by=lambda alert: alert.id,
)


def test_an_alert_survives_the_wire() -> None:
    alert = replace(an_alert(), sound="siren", silent=True, approvals=({"keyid": "k"},))
    payload = parse_json(alert.to_payload())
    assert isinstance(payload, dict)
    assert Alert.from_payload(payload) == alert
    assert Alert.from_payload({**payload, "later_field": 1}) == alert


WRONG = [None, 5.5, True, {"x": 1}, [["x"]], -1, "\u0000"]
FREE = {"event", "category", "urgency", "severity", "certainty", "sender"}
OPTIONAL = {"kind", "media", "sound", "silent", "risk_level"}
# A board shows a text it does not know, and passes over later kinds of targets.
BROKEN = [
    (name, value)
    for name in sorted(an_alert().to_dict().keys() - OPTIONAL)
    for value in WRONG
    if not (name in FREE and isinstance(value, str))
    and not (name == "targets" and isinstance(value, dict))
]


@pytest.mark.parametrize(("name", "value"), BROKEN)
def test_an_alert_with_a_wrong_field_is_refused(name: str, value: object) -> None:
    with pytest.raises(TrustError):
        Alert.from_payload({**an_alert().to_dict(), name: value})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"status": "Test"}, "status"),
        ({"category": "met"}, "category"),
        ({"urgency": ""}, "urgency"),
        ({"severity": "Huge"}, "severity"),
        ({"certainty": "Sure"}, "certainty"),
        ({"risk_level": 0}, "risk_level"),
        ({"risk_level": 6}, "risk_level"),
        ({"expires": NOON}, "expires"),
        ({"expires": NOON - timedelta(hours=1)}, "expires"),
        ({"expires": NOON + timedelta(days=31)}, "expires"),
        ({"targets": Targets()}, "targets"),
        ({"event": ""}, "event"),
        ({"event": "x" * 81}, "event"),
        ({"event": "hai\ndòng"}, "event"),
        ({"event": "Lu\u0303"}, "event"),
        ({"sender": " "}, "sender"),
        ({"info": ()}, "info"),
        ({"info": (AlertInfo("vi", "a", "", ""),) * 2}, "info"),
        ({"info": tuple(AlertInfo(f"x{n}a", "a", "", "") for n in range(9))}, "info"),
        ({"info": (AlertInfo("Việt", "a", "", ""),)}, "info.0.language"),
        ({"info": (AlertInfo("vi", "", "", ""),)}, "info.0.headline"),
        ({"info": (AlertInfo("vi", "a\u202eb", "", ""),)}, "info.0.headline"),
        ({"info": (AlertInfo("vi", "a", "\ud800", ""),)}, "info.0.description"),
        ({"info": (AlertInfo("vi", "a", "", "x" * 1001),)}, "info.0.instruction"),
    ],
)
def test_what_an_officer_got_wrong_is_named(change: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        replace(an_alert(), **change).validate()
    assert caught.value.field == field
    assert str(caught.value)


def test_a_good_alert_is_valid() -> None:
    an_alert().validate()


@given(st.floats(-120, 240))
def test_in_force_is_half_open_and_never_before_effective(minute: float) -> None:
    alert = an_alert(starts_min=10, lasts_min=60)
    assert in_force(alert, HERE, NOON + minutes(minute)) == (
        alert.effective <= NOON + minutes(minute) < alert.expires
    )


def test_a_cancelled_or_misaddressed_alert_is_not_in_force() -> None:
    assert not in_force(an_alert(state="cancelled"), HERE, NOON)
    assert not in_force(an_alert(targets=Targets(units=("u-area",))), HERE, NOON)


def test_the_highest_revision_wins_in_any_order() -> None:
    first, second = an_alert(), an_alert(revision=2)
    assert newest([second, first]) == newest([first, second]) == {"flood": second}


@given(ALERTS)
def test_precedence_puts_drills_last_and_the_gravest_first(alerts: list[Alert]) -> None:
    ordered = precedence(alerts)
    assert ordered == precedence(reversed(alerts))
    ranks = [(alert.is_drill, SEVERITIES.index(alert.severity)) for alert in ordered]
    assert ranks == sorted(ranks)


@given(ALERTS, st.integers(0, 3600))
def test_every_alert_that_stands_gets_its_turn(alerts: list[Alert], second: int) -> None:
    at = NOON + minutes(31) + timedelta(seconds=second)
    turns = {
        shown.id
        for step in range(len(alerts))
        if (shown := on_glass(alerts, at + timedelta(seconds=15 * step), 15))
    }
    assert turns == {alert.id for alert in standing(alerts)}


@given(ALERTS)
def test_drills_stand_back_while_there_is_a_real_alert(alerts: list[Alert]) -> None:
    real = [alert for alert in precedence(alerts) if not alert.is_drill]
    assert list(standing(alerts)) == (real or list(precedence(alerts)))


def test_a_test_never_takes_the_glass_and_no_real_alert_passes_for_one() -> None:
    weekly = replace(an_alert("weekly", status="Exercise"), silent=True, unseen=True)
    drill, real = an_alert("drill", status="Exercise"), replace(an_alert("real"), unseen=True)
    assert weekly.is_test and not drill.is_test and not real.is_test
    assert on_glass([weekly], NOON, 15) is None
    assert standing([weekly, drill]) == (drill,)
    assert standing([weekly, real]) == (real,)
    payload = parse_json(weekly.to_payload())
    assert isinstance(payload, dict) and Alert.from_payload(payload) == weekly
    assert "unseen" not in drill.to_dict()


@given(ALERTS)
def test_a_new_alert_takes_the_glass_at_once(alerts: list[Alert]) -> None:
    fresh = an_alert("fresh", at=NOON + minutes(40), severity="Minor")
    assert on_glass([*alerts, fresh], fresh.issued_at, 15) is fresh


@pytest.mark.parametrize("state", AlertState)
@pytest.mark.parametrize("action", AlertAction)
def test_only_pending_and_standing_alerts_take_actions(
    state: AlertState, action: AlertAction
) -> None:
    allowed = {
        ("pending", "approve"): "in_force", ("pending", "reject"): "rejected",
        ("pending", "cancel"): "cancelled", ("pending", "update"): "pending",
        ("in_force", "cancel"): "cancelled", ("in_force", "update"): "in_force",
    }  # fmt: skip
    if (state, action) in allowed:
        assert move(state, action) == allowed[state, action]
        return
    with pytest.raises(ConflictError):
        move(state, action)
