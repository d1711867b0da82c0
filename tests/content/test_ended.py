"""Alerts that are over for good: content.ended."""

from datetime import timedelta

import pytest

from content.ended import MOST_UNKNOWN, Ended, ended_with, still_ended
from content.errors import TrustError
from tests.vectors.statements import NOON, an_alert, minutes

CANCEL = an_alert(revision=2, state="cancelled", lasts_min=10)


def test_the_longest_of_its_revisions_counts() -> None:
    held = an_alert(lasts_min=90)
    ended = ended_with({}, CANCEL, held)
    assert ended == {"flood": Ended(2, NOON + minutes(90))}
    assert ended_with(ended, an_alert(lasts_min=5)) == ended


def test_it_is_remembered_until_a_day_after_it_would_have_expired() -> None:
    ended = ended_with({}, CANCEL)
    last = CANCEL.expires + timedelta(days=1)
    assert still_ended(ended, last) is ended
    assert still_ended(ended, last + minutes(1)) == {}


def test_invented_ones_push_no_other_out() -> None:
    ended = ended_with({}, CANCEL)
    for number in range(MOST_UNKNOWN + 5):
        ended = ended_with(ended, an_alert(f"x{number}", state="cancelled"))
    assert len(ended) == MOST_UNKNOWN and "flood" in ended
    real = an_alert("real")
    ended = ended_with(ended, an_alert("real", revision=2, state="cancelled"), real)
    assert ended["real"].revision == 2
    assert ended_with(ended, an_alert("shown"))["shown"].revision == 1


def test_it_survives_the_disk() -> None:
    ended = Ended(3, NOON)
    assert Ended.from_dict(ended.to_dict()) == ended
    with pytest.raises(TrustError):
        Ended.from_dict({"revision": "3", "expires": "x"})
