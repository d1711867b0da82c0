"""Everything a use case needs, opened once and handed in; nothing here connects on import."""

from dataclasses import dataclass, field

from server.clock import Clock
from server.services.changes import ChangeFeed
from server.services.key_files import KeyFiles
from server.services.keyring import Keyring
from server.services.throttle import Throttle
from server.services.units import UnitDirectory
from server.settings import Settings
from server.storage import schema
from server.storage.database import Database
from server.storage.head_clock import HeadClock
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
    keyring: Keyring
    changes: ChangeFeed
    units: UnitDirectory
    head_clock: HeadClock
    throttle: Throttle = field(default_factory=Throttle, kw_only=True)

    def close(self) -> None:
        """Give back what was opened."""
        self.database.close()


def open_resources(
    settings: Settings, *, clock: Clock | None = None, offload: Offload | None = None
) -> Resources:
    """Open the database, media and keys, and load the caches.

    Raises: DatabaseUnavailableError; OperatorError when the tables or keys are not in order.
    """
    clock = clock or Clock()
    database = Database(settings.database_address, offload=offload or run_here)
    schema.require_current(database)
    keyring = Keyring.open(KeyFiles(settings.keys_dir), database, clock.now())
    changes = ChangeFeed(database, clock.sleep)
    changes.subscribe(keyring.on_change)
    database.after_commit.append(changes.catch_up)
    return Resources(
        settings=settings,
        clock=clock,
        offload=offload or run_here,
        database=database,
        media=MediaStore(settings.media_dir),
        keyring=keyring,
        changes=changes,
        units=UnitDirectory(database, changes),
        head_clock=HeadClock(database, clock),
    )
