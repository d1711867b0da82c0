from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content.trusted_time import Reading, TrustedTime
from tests.vectors.statements import NOON

WALLS = st.sampled_from(
    [datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC), NOON,
     NOON - timedelta(hours=3)]
)  # fmt: skip
STEPS = st.lists(
    st.tuples(WALLS, st.integers(1, 900), st.sampled_from(["read", "head", "now", "alert"])),
    max_size=20,
)


@given(STEPS)
def test_an_unsynchronised_wall_clock_never_decides(
    steps: list[tuple[datetime, int, str]],
) -> None:
    mono, true = 10.0, NOON
    held = TrustedTime().after_head(Reading(true, mono), true, 1, true)
    for wall, seconds, what in steps:
        mono, true = mono + seconds, true + timedelta(seconds=seconds)
        reading = Reading(wall, mono)
        if what == "head":
            held = held.after_head(reading, true, 1)
        elif what == "now":
            held = held.after_head(reading, true, 1, true)
        elif what == "alert":
            held = held.after_statement(reading, true)
        assert held.now(reading).at == true
        assert held.now(reading).trusted


@given(STEPS)
def test_time_never_runs_backwards_within_an_epoch(
    steps: list[tuple[datetime, int, str]],
) -> None:
    mono, issued, held = 10.0, NOON, TrustedTime().after_statement(Reading(NOON, 10.0), NOON)
    last = held.now(Reading(NOON, mono)).at
    for wall, seconds, what in steps:
        mono += seconds
        issued += timedelta(seconds=seconds)
        reading = Reading(wall, mono)
        if what == "alert":
            held = held.after_statement(reading, issued)
        assert held.now(reading).at >= last
        last = held.now(reading).at


def test_a_checkpoint_keeps_the_time_over_a_power_cut() -> None:
    held = TrustedTime().after_head(Reading(NOON, 10), NOON, 1, NOON)
    held = held.checkpoint(Reading(NOON, 3610))
    again = TrustedTime.from_dict(held.to_dict()).after_power_on(2)
    moment = again.now(Reading(datetime(1970, 1, 1, tzinfo=UTC), 2))
    assert (moment.at, moment.trusted) == (NOON + timedelta(hours=1), False)


def test_without_anything_known_there_is_nothing_to_write_down() -> None:
    empty = TrustedTime()
    assert empty.checkpoint(Reading(NOON, 1)) is empty
    assert TrustedTime.from_dict(empty.to_dict()) == empty


def test_an_agent_started_anew_in_the_same_boot_goes_on_trusting() -> None:
    held = TrustedTime().after_head(Reading(NOON, 10), NOON, 1, NOON)
    moment = TrustedTime.from_dict(held.to_dict()).now(Reading(NOON, 70))
    assert (moment.at, moment.trusted) == (NOON + timedelta(seconds=60), True)
