"""C5, C6: doubled, delayed and mixed up, what a server says brings nothing back."""

import pytest

from content import board_state
from tests.faults.shuffled import World


@pytest.mark.parametrize("seed", range(8))
def test_nothing_goes_back_however_statements_come(seed: int) -> None:
    world = World(seed)
    world.run(1_000)
    assert world.wrong == []
    assert world.deliveries >= 1_000 and world.refused > 100


def test_the_simulation_notices_a_board_that_forgets_what_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(board_state, "_is_over", lambda alert, head: False)
    world = World(1)
    world.run(1_000)
    assert world.wrong


def test_the_simulation_notices_a_board_that_takes_older_revisions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(board_state, "_refuse_older", lambda state, alert, digest: None)
    world = World(2)
    world.run(1_000)
    assert any("went back" in line for line in world.wrong)
