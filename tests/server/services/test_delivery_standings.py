from datetime import datetime, timedelta

import pytest

from server.services.delivery_reading import Group
from server.services.delivery_standings import Handed, standings
from server.services.delivery_states import Step
from server.storage.tables.alerts import AlertRevisionRow
from tests.server.builders import START

MINUTE = timedelta(minutes=1)
AT_ONCE = START + timedelta(seconds=20)


def a_revision(
    number: int, audience: list[str], *, state: str = "in_force", decided: datetime = START
) -> AlertRevisionRow:
    return AlertRevisionRow(
        alert_id="alert", revision=number, sequence=number, state=state, audience=audience,
        created_at=decided, decided_at=decided, expires=START + timedelta(hours=1),
    )  # fmt: skip


def found(
    revisions: list[AlertRevisionRow],
    *groups: Group,
    handed: Handed | None = None,
    now: datetime = AT_ONCE,
) -> dict[str, tuple[int, str]]:
    known = standings(revisions, groups, handed or {}, now)
    return {board: (one.revision, str(one.state)) for board, one in known.items()}


def test_a_board_stands_with_the_newest_revision_meant_for_it() -> None:
    revisions = [
        a_revision(1, ["a", "b"], state="replaced"),
        a_revision(2, ["b"], decided=START + timedelta(seconds=9)),
    ]
    reached = Group(1, Step.PAINTED, False, ("a", "b"))
    assert found(revisions, reached) == {"a": (1, "painted"), "b": (2, "accepted")}


def test_a_board_that_reports_stands_in_the_ledger_though_nobody_meant_it() -> None:
    late = Group(1, Step.RECEIVED, False, ("late",))
    assert found([a_revision(1, ["a"])], late) == {"a": (1, "accepted"), "late": (1, "received")}


def test_what_is_handed_out_counts_before_it_is_written() -> None:
    revisions = [a_revision(1, ["a", "b", "c"])]
    reached = Group(1, Step.PAINTED, False, ("b",))
    handed = {1: {"a": START, "b": START, "elsewhere": START}}
    assert found(revisions, reached, handed=handed) == {
        "a": (1, "sent"),
        "b": (1, "painted"),
        "c": (1, "accepted"),
    }


@pytest.mark.parametrize(("seconds", "is_called"), [(14, False), (15, True)])
def test_a_board_handed_it_without_a_word_is_to_call(seconds: int, is_called: bool) -> None:
    now = START + timedelta(seconds=seconds)
    known = standings([a_revision(1, ["a"])], [], {1: {"a": START}}, now)
    assert known["a"].is_to_call is is_called


def test_a_board_with_nothing_handed_is_not_called_until_it_is_unreachable() -> None:
    revisions = [a_revision(1, ["a"])]
    early, late = (
        standings(revisions, [], {}, AT_ONCE),
        standings(revisions, [], {}, START + MINUTE),
    )
    assert (str(early["a"].state), early["a"].is_to_call) == ("accepted", False)
    assert (str(late["a"].state), late["a"].is_to_call) == ("unreachable", True)


def test_a_board_that_awaits_its_own_officers_is_neither_out_of_contact_nor_to_call() -> None:
    revision = a_revision(1, ["a", "b"])
    revision.awaits = ["b"]
    shown = Group(1, Step.PAINTED, False, ("a",))
    for minutes, state in ((1, "accepted"), (61, "failed")):
        known = standings([revision], [shown], {}, START + minutes * MINUTE)
        waits = known["b"]
        assert (str(waits.state), waits.awaits, waits.is_to_call) == (state, True, False)
        assert not known["a"].awaits


def test_a_board_that_reports_an_alert_does_not_await_it() -> None:
    revision = a_revision(1, ["a"])
    revision.awaits = ["a"]
    shown = Group(1, Step.PAINTED, False, ("a",))
    assert found([revision], shown) == {"a": (1, "painted")}
    assert not standings([revision], [shown], {}, AT_ONCE)["a"].awaits


def test_a_cancelled_alert_was_taken_back() -> None:
    revisions = [
        a_revision(1, ["a", "b"], state="replaced"),
        a_revision(2, ["a", "b"], state="cancelled", decided=START + MINUTE),
    ]
    ended = Group(1, Step.ENDED, False, ("a",))
    assert found(revisions, ended, now=START + 2 * MINUTE) == {
        "a": (1, "ended"),
        "b": (1, "withdrawn"),
    }


def test_an_expired_alert_that_is_replaced_had_expired_first() -> None:
    late = START + timedelta(hours=2)
    revisions = [a_revision(1, ["a"], state="replaced"), a_revision(2, [], decided=late)]
    assert found(revisions, now=late) == {"a": (1, "unreachable")}


def test_nobody_stands_anywhere_before_it_went_out() -> None:
    waiting = a_revision(1, ["a"], state="pending")
    waiting.sequence = None
    assert found([waiting]) == {}
