"""How often a box starts itself anew."""

from datetime import date
from pathlib import Path

import pytest

from player.cache import Folder
from player.reboots import ASKED_S, MOST_REBOOTS_A_DAY, RebootBudget, Reboots
from tests.player.fake_clock import FakeClock

TODAY = date(2026, 11, 27)


def test_a_day_has_so_many_reboots_and_the_next_day_begins_anew() -> None:
    reboots, today = Reboots.from_dict({}), date(2026, 11, 27)
    for _ in range(MOST_REBOOTS_A_DAY):
        more = reboots.one_more(today)
        assert more is not None
        reboots = Reboots.from_dict(more.to_dict())
    assert reboots.one_more(today) is None
    tomorrow = reboots.one_more(date(2026, 11, 28))
    assert tomorrow is not None and tomorrow.count == 1


@pytest.mark.parametrize("value", [{}, {"day": "x", "count": 1}, {"day": "2026-11-27"}])
def test_a_damaged_count_counts_as_none(value: dict[str, object]) -> None:
    assert Reboots.from_dict(value).count == 0


def test_screens_that_want_the_same_reboot_spend_one(tmp_path: Path, clock: FakeClock) -> None:
    budget = RebootBudget(Folder(tmp_path), clock.mono_s)
    assert budget.take(TODAY) is True
    clock.advance(ASKED_S - 1)
    assert budget.take(TODAY) is False
    clock.advance(1)
    assert budget.take(TODAY) is True


def test_a_new_program_goes_on_counting(tmp_path: Path, clock: FakeClock) -> None:
    taken = [RebootBudget(Folder(tmp_path), clock.mono_s).take(TODAY) for _ in range(5)]
    assert taken == [True] * MOST_REBOOTS_A_DAY + [False] * (5 - MOST_REBOOTS_A_DAY)
