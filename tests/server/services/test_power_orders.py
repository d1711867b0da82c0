"""A power command is told of as long as it may count, and no longer."""

from datetime import timedelta

import pytest

from server.services.board_changes import send_command
from server.services.power_orders import last_power
from server.services.resources import Resources
from tests.server.board_builders import a_board, technician
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units


@pytest.mark.parametrize("hours", [2, None])
def test_a_command_is_over_when_its_time_is(
    resources: Resources, clock: FixedClock, hours: int | None
) -> None:
    add_units(resources)
    board, now = a_board(resources), clock.now()
    assert last_power(resources, board.id) is None
    until = now + timedelta(hours=hours) if hours else None
    send_command(resources, technician(), board.id, "power", on=False, until=until)
    sent = last_power(resources, board.id)
    assert sent is not None and not sent.is_on
    assert sent.until == now + timedelta(hours=hours or 24)
    assert last_power(resources, a_board(resources).id) is None
    clock.at += timedelta(hours=hours or 24)
    assert last_power(resources, board.id) is None
