"""Everything a use case needs, opened once and handed in; nothing here connects on import."""

from dataclasses import dataclass, field

from server.clock import Clock
from server.services.changes import ChangeFeed
from server.services.throttle import Throttle
from server.settings import Settings
from server.storage.database import Database
from server.storage.media_store import MediaStore
from server.storage.offload import Offload, run_here


@dataclass
class Resources:
    """The open doors to the outside and the caches over them."""

    settings: Settings
    clock: Clock
    offload: Offload
    database: Database
    media: MediaStore
    changes: ChangeFeed
    throttle: Throttle = field(default_factory=Throttle, kw_only=True)

    def close(self) -> None:
        """Give back what was opened."""
        self.database.close()


def open_resources(
    settings: Settings, *, clock: Clock | None = None, offload: Offload | None = None
) -> Resources:
    """Open the database, media and keys, and load the caches.

    Raises: DatabaseUnavailableError.
    """
    clock = clock or Clock()
    offload = offload or run_here
    database = Database(settings.database_address, offload=offload)
    changes = ChangeFeed(database, clock.sleep)
    database.after_commit.append(changes.catch_up)
    return Resources(
        settings=settings,
        clock=clock,
        offload=offload,
        database=database,
        media=MediaStore(settings.media_dir),
        changes=changes,
    )
