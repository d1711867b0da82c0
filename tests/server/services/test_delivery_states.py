import pytest

from server.services.delivery_states import (
    DeliveryState,
    Ending,
    Step,
    is_to_call,
    state_of,
    urgency_of,
)

NONE, EXPIRED, TAKEN_BACK = Ending.NONE, Ending.EXPIRED, Ending.TAKEN_BACK
SOON, LATE = False, True


@pytest.mark.parametrize(
    ("step", "ending", "is_late", "state"),
    [
        (Step.NOTHING, NONE, SOON, "accepted"),
        (Step.SENT, NONE, SOON, "sent"),
        (Step.NOTHING, NONE, LATE, "unreachable"),
        (Step.SENT, NONE, LATE, "unreachable"),
        (Step.RECEIVED, NONE, LATE, "received"),
        (Step.PAINTED, NONE, LATE, "painted"),
        (Step.FAILED, NONE, LATE, "failed"),
        (Step.ENDED, TAKEN_BACK, LATE, "ended"),
        (Step.PAINTED, EXPIRED, LATE, "painted"),
        (Step.RECEIVED, TAKEN_BACK, LATE, "withdrawn"),
        (Step.NOTHING, TAKEN_BACK, LATE, "withdrawn"),
        (Step.FAILED, TAKEN_BACK, LATE, "withdrawn"),
        (Step.NOTHING, EXPIRED, SOON, "unreachable"),
        (Step.SENT, EXPIRED, LATE, "unreachable"),
        (Step.RECEIVED, EXPIRED, LATE, "failed"),
        (Step.FAILED, EXPIRED, LATE, "failed"),
    ],
)
def test_state_follows_from_step_and_ending(
    step: Step, ending: Ending, is_late: bool, state: str
) -> None:
    assert state_of(step, ending, is_late=is_late) is DeliveryState(state)


@pytest.mark.parametrize(
    ("state", "soon", "quiet"),
    [
        ("failed", True, True),
        ("unreachable", True, True),
        ("sent", False, True),
        ("received", False, True),
        ("painted", False, False),
        ("ended", False, False),
        ("withdrawn", False, False),
    ],
)
def test_boards_without_the_alert_are_called_after_some_grace(
    state: str, soon: bool, quiet: bool
) -> None:
    one = DeliveryState(state)
    assert (is_to_call(one, is_quiet=False), is_to_call(one, is_quiet=True)) == (soon, quiet)


def test_boards_that_do_not_show_it_are_urgent_the_worst_first() -> None:
    ranked = sorted(DeliveryState, key=urgency_of)
    assert ranked[:5] == ["failed", "unreachable", "sent", "accepted", "received"]
    assert len({urgency_of(state) for state in ranked[5:]}) == 1
