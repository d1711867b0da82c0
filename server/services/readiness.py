"""Whether the server can do its work now."""

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from server.storage import counters
from server.storage.database import DatabaseUnavailableError

if TYPE_CHECKING:
    from server.services.resources import Resources


def is_ready(resources: "Resources") -> bool:
    """Return whether the database answers."""
    try:
        resources.database.read(_touch)
    except DatabaseUnavailableError:
        return False
    return True


def _touch(session: Session) -> None:
    counters.value_of(session, counters.AUDIT)
