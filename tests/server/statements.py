"""What is asked of the database, statement by statement."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from server.services.resources import Resources


@contextmanager
def statements(resources: Resources) -> Iterator[list[str]]:
    """Collect the statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(resources.database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(resources.database.engine, "before_cursor_execute", note)
