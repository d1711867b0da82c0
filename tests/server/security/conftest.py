"""People with browsers beside one server, as the staff pages' own tests have them."""

from tests.server.staff_web.conftest import staff

__all__ = ["staff"]
