"""Power by the hours and by command, as long as a command counts."""

import pytest

from player.agent import Agent
from player.errors import PlayerError
from player.power_by_command import PowerByCommand
from tests.player.simulated_server import SimulatedServer
from tests.player.test_panel import hours, play


def test_the_hours_decide_until_a_command_and_after_it(
    agent: Agent, server: SimulatedServer
) -> None:
    power = PowerByCommand(agent.holding)
    play(agent, server, power=hours((-1, True), (2, False), (4, True)))
    assert (power.is_on(), power.ordered()) == (True, None)
    power.obey({"on": False})
    assert (power.is_on(), power.ordered()) == (False, False)
    server.clock.advance(2 * 3600)
    assert (power.is_on(), power.ordered()) == (False, None)
    server.clock.advance(2 * 3600)  # on again as planned: the command is over for good
    assert (power.is_on(), power.ordered()) == (True, None)


def test_a_board_without_a_score_is_on_and_can_be_switched_off(agent: Agent) -> None:
    power = PowerByCommand(agent.holding)
    agent.holding._score = None
    assert power.is_on()
    power.obey({"on": False})
    assert not power.is_on()
    power.obey({})
    assert power.is_on()


@pytest.mark.parametrize("fields", [{"on": "no"}, {"until": "2026-11-25T06:00:00Z"}])
def test_what_is_no_command_is_refused_and_changes_nothing(
    agent: Agent, fields: dict[str, object]
) -> None:
    power = PowerByCommand(agent.holding)
    power.obey({"on": False})
    with pytest.raises(PlayerError, match="no power command"):
        power.obey({"name": "power", **fields})
    assert power.ordered() is False
