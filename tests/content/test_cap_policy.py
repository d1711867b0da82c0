"""What a source is trusted with."""

import json
from typing import Any

import pytest

from content.cap import CapCertainty, CapInfo, CapResponseType, CapSeverity, CapUrgency
from content.cap_policy import DEFAULT_RULES, MOST_RULES, MOST_SENDERS, PriorityRule, SourcePolicy
from content.errors import InvalidInputError
from content.priority import Priority
from tests.cap_samples import an_info


def graded(urgency: str, severity: str, certainty: str, *responses: str) -> CapInfo:
    return an_info(
        urgency=CapUrgency(urgency),
        severity=CapSeverity(severity),
        certainty=CapCertainty(certainty),
        response_types=tuple(map(CapResponseType, responses)),
    )


@pytest.mark.parametrize(
    ("info", "priority"),
    [
        (graded("Immediate", "Extreme", "Observed"), Priority.EMERGENCY),
        (graded("Expected", "Severe", "Likely", "Evacuate"), Priority.EMERGENCY),
        (graded("Immediate", "Severe", "Observed", "AllClear"), Priority.NORMAL),
        (graded("Past", "Severe", "Observed"), Priority.NORMAL),
        (graded("Immediate", "Severe", "Possible"), Priority.PRIORITY),
        (graded("Future", "Extreme", "Likely"), Priority.PRIORITY),
        (graded("Expected", "Moderate", "Likely"), Priority.PRIORITY),
        (graded("Immediate", "Minor", "Observed"), Priority.NORMAL),
        (graded("Unknown", "Moderate", "Likely"), Priority.NORMAL),
        (graded("Immediate", "Severe", "Unlikely"), Priority.NORMAL),
    ],
)
def test_the_grades_make_one_of_three_priorities(info: CapInfo, priority: Priority) -> None:
    assert SourcePolicy().priority_of(info) is priority


def test_the_first_rule_that_matches_counts_and_none_is_below_the_threshold() -> None:
    quiet = PriorityRule(None, severities=(CapSeverity.MINOR,))
    policy = SourcePolicy(rules=(quiet, *DEFAULT_RULES), otherwise=None)
    assert policy.priority_of(graded("Immediate", "Minor", "Observed")) is None
    assert policy.priority_of(graded("Unknown", "Unknown", "Unknown")) is None


def test_a_policy_survives_as_json() -> None:
    policy = SourcePolicy(
        senders=("kttv@example.vn",),
        is_automatic=True,
        default_hours=12,
        rules=(PriorityRule(None, severities=(CapSeverity.MINOR,)), *DEFAULT_RULES),
        otherwise=None,
        code_names=("KTTV:xa",),
    )
    assert SourcePolicy.from_dict(json.loads(json.dumps(policy.to_dict()))) == policy
    assert SourcePolicy.from_dict({}) == SourcePolicy()


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ([], "policy"),
        ({"senders": [1]}, "senders"),
        ({"senders": [" "]}, "senders"),
        ({"senders": ["a"] * (MOST_SENDERS + 1)}, "senders"),
        ({"is_automatic": "yes"}, "is_automatic"),
        ({"default_hours": 0}, "default_hours"),
        ({"otherwise": "loud"}, "otherwise.priority"),
        ({"rules": ["x"]}, "rules.0"),
        ({"rules": [{}] * (MOST_RULES + 1)}, "rules"),
        ({"rules": [{"priority": "normal", "severities": ["Grave"]}]}, "rules.0.severities"),
    ],
)
def test_a_policy_that_is_none_is_refused_by_field(value: Any, field: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        SourcePolicy.from_dict(value)
    assert error.value.field == field
