"""What was taken off the boards is gone for everybody a minute later."""

import time

import requests

from tests.faults.independent_board import until
from tests.faults.province import World

GONE_WITHIN_S = 60


def test_what_was_withdrawn_is_gone_within_a_minute(world: World) -> None:
    def answers() -> list[int]:
        address = world.server.address
        return [requests.get(address + path, timeout=20).status_code for path in world.withdrawn]

    left_s = world.withdrawn_at + GONE_WITHIN_S - time.monotonic()
    until(lambda: answers() == [410, 410, 410], left_s)
    never = requests.get(f"{world.server.address}/items/{'0' * 64}", timeout=20)
    assert never.status_code == 404
