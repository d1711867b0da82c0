"""Which of the officers that the newest root names were revoked since: asked for with each head."""

import threading

from server.services.changes import Change, ChangeFeed
from server.services.keyring import Keyring
from server.services.officer_rows import revoked_keyids
from server.storage.database import Database


class OfficerBook:
    """Give the revoked key ids in order; read again after a revocation or a new root."""

    def __init__(self, database: Database, changes: ChangeFeed, keyring: Keyring) -> None:
        """Read once; subscribes after the keyring."""
        self._database, self._keyring = database, keyring
        self._lock = threading.Lock()
        self._version, self._held = 0, 0
        self._revoked = self._read()
        changes.subscribe(self._heed)

    def revoked(self) -> tuple[str, ...]:
        """Give the key ids that heads tell boards to refuse."""
        version = self._version
        if self._held != version:
            fresh = self._read()
            with self._lock:
                if self._held < version:
                    self._held, self._revoked = version, fresh
        return self._revoked

    def _heed(self, change: Change) -> None:
        if change.action in ("officer_key.revoked", "keys.rotated"):
            with self._lock:
                self._version += 1

    def _read(self) -> tuple[str, ...]:
        officers = self._keyring.officers()
        if officers is None:
            return ()
        return self._database.read(lambda session: revoked_keyids(session, officers.keys))
