"""A CAP message as values."""

from content.cap import CapProblem, CapReference
from tests.cap_samples import SENT, a_message


def test_a_message_is_named_by_sender_identifier_and_sent() -> None:
    assert a_message().reference == CapReference("kttv@example.vn", "kttv-1", SENT)


def test_a_problem_says_its_sentence() -> None:
    assert CapProblem("x", "{name} is missing.", "scope", {"name": "scope"}).reason == (
        "scope is missing."
    )
    assert CapProblem("x", "Nothing {to} fill.").reason == "Nothing {to} fill."
