"""People with browsers beside one server, as the staff pages' own tests have them."""

import pytest

from tests.server.security.staff_world import World, things_of
from tests.server.staff_web.conftest import Staff, staff

__all__ = ["staff"]


@pytest.fixture
def world(staff: Staff) -> World:
    return World(staff, things_of(staff))
