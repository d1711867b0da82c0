"""Real messages, judged as if they had just come."""

from datetime import timedelta

import pytest

from content.cap_judgement import CapDecision
from content.cap_reading import read_cap
from tests.cap_desk import Desk
from tests.cap_samples import REAL

HOUR = timedelta(hours=1)


@pytest.mark.skipif(REAL is None, reason="the real messages are not here")
@pytest.mark.parametrize(
    ("start", "decision", "why"),
    [
        ("01", "held", "waits_for_target"),
        ("07", "held", "no_references"),
        ("10", "held", "waits_for_target"),
        ("12", "held", "no_area"),
        ("13", "in_force", "in_force"),
        ("14", "held", "waits_for_target"),
        ("15", "held", "unknown_codes"),
        ("19", "in_force", "in_force"),
        ("24", "held", "unknown_codes"),
        ("28", "held", "only_points"),
        ("31", "in_force", "in_force"),
        ("32", "held", "waits_for_target"),
    ],
)
def test_real_messages_are_judged_rightly(start: str, decision: str, why: str) -> None:
    assert REAL is not None
    (path,) = REAL.glob(f"{start}-*.xml")
    (read,) = read_cap(path.read_bytes())
    assert read.message is not None
    found = Desk().take(read.message, read.message.sent + timedelta(seconds=5))
    assert (found.decision.value, found.code) == (decision, why)


@pytest.mark.skipif(REAL is None, reason="the real messages are not here")
def test_a_real_cancel_ends_its_real_alert_in_either_order() -> None:
    assert REAL is not None
    found = []
    for start in ("31", "32"):
        (path,) = REAL.glob(f"{start}-*.xml")
        (read,) = read_cap(path.read_bytes())
        assert read.message is not None
        found.append(read.message)
    alert, ending = found
    desk = Desk()
    assert desk.take(alert, ending.sent).decision is CapDecision.IN_FORCE
    assert desk.take(ending, ending.sent).decision is CapDecision.CANCELLED
    other = Desk()
    assert other.take(ending, ending.sent).code == "waits_for_target"
    assert other.take(alert, ending.sent).code == "cancelled_before"
