"""When the ladder is climbed, how high, and how often."""

from hypothesis import given
from hypothesis import strategies as st

from player.watchdog import LADDER, Ladder, Step


def climbed(ladder: Ladder, start_s: float, seconds: int) -> list[tuple[float, Step]]:
    """What it says, asked every second without a good picture."""
    steps = []
    for second in range(seconds):
        step = ladder.step(start_s + second)
        if step is not None:
            steps.append((float(second), step))
    return steps


def test_a_dark_picture_is_reloaded_then_renewed_in_time() -> None:
    assert climbed(Ladder(0.0), 0.0, 12) == [(5, Step.RELOAD), (9, Step.BROWSER)]


def test_without_a_good_picture_it_goes_up_to_a_reboot_and_tries_again() -> None:
    steps = [step for _, step in climbed(Ladder(0.0), 0.0, 400)]
    assert steps[:6] == [rung.step for rung in LADDER]
    assert steps[6] is Step.BROWSER
    assert Step.RELOAD not in steps[1:]


def test_a_minute_of_good_pictures_leads_down_to_the_ground() -> None:
    ladder = Ladder(0.0)
    climbed(ladder, 0.0, 40)
    assert ladder.is_climbing
    ladder.good(41.0)
    assert ladder.is_climbing
    assert climbed(ladder, 42.0, 10)[0] == (3, Step.BROWSER)
    ladder.good(106.0)
    assert not ladder.is_climbing
    assert climbed(ladder, 106.0, 10)[0] == (5, Step.RELOAD)


def test_good_news_of_before_a_step_does_not_shorten_its_time() -> None:
    ladder = Ladder(0.0)
    ladder.begun(10.0)
    ladder.good(8.0)
    assert climbed(ladder, 10.0, 20) == [(15, Step.BROWSER)]


def test_a_browser_that_was_just_started_has_time_to_come_up() -> None:
    ladder = Ladder(0.0)
    ladder.begun(0.0)
    assert climbed(ladder, 0.0, 20) == [(15, Step.BROWSER)]


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=60))
def test_the_browser_is_never_started_more_often_than_it_takes_to_come_up(
    waits: list[float],
) -> None:
    ladder, now_s, started = Ladder(0.0), 0.0, []
    for wait_s in waits:
        now_s += wait_s
        if ladder.step(now_s) is Step.BROWSER:
            started.append(now_s)
    assert all(
        later - earlier >= 15.0 for earlier, later in zip(started, started[1:], strict=False)
    )
