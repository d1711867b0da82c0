"""The voices of alerts: fetched when the alert itself stands on the glass, before all other files.

They are kept as long as the alert may be shown, and go into the room that content leaves free.
"""

import logging
import random
from collections.abc import Callable
from pathlib import Path

from content.alert import Alert, AlertState
from content.alert_sound import voice_files
from content.targeting import matches
from player.answers import Target
from player.backoff import jitter
from player.cache import RESERVE_BYTES
from player.errors import DamagedError, FullError, PlayerError, RejectedError
from player.holding import Holding
from player.proof_log import ProofLog
from player.quarantine import Quarantine

# A display that paints nothing keeps no voice away for longer.
PAINTS_S = 3.0
_LONGEST_WAIT_S = 10.0
# Of what content leaves free; the rest is for statements, receipts and plays.
_LEAST_FREE_BYTES = RESERVE_BYTES // 2
log = logging.getLogger(__name__)
# Fetches a file by its digest.
Fetch = Callable[[str, Target], None]


class AlertFiles:
    """Know and get the voices of the alerts that are held; `fetch` is for one thread."""

    def __init__(
        self,
        holding: Holding,
        proof: ProofLog,
        fetch: Fetch,
        chance: random.Random,
        by: str = "voice",
    ) -> None:
        """Take what is held and the way to get more; from now on nobody drops these files.

        `by` tells who else fetches the same files.
        """
        self._holding, self._proof, self._fetch, self._chance = holding, proof, fetch, chance
        self._objects, self._mono_s = holding.folder.objects, holding.clock.mono_s
        self._by = by
        self._bad = Quarantine(self._mono_s, chance)
        self._failures, self._again_at_s, self._is_full = 0, 0.0, False
        self._held_since_s: dict[tuple[str, int], float] = {}
        self._objects.keep_also(lambda: frozenset(self.wanted()))

    def wanted(self) -> dict[str, int]:
        """Give the bytes of all voices that may be heard here, by digest."""
        return {name: size for alert in self._alerts() for name, size in voice_files(alert).items()}

    def here(self) -> frozenset[str]:
        """Name those that have come; they are verified when opened."""
        return frozenset(name for name in self.wanted() if self._objects.has(name))

    def path(self, name: str) -> Path:
        """Give a voice's file, verified. Raises: FileNotFoundError, DamagedError."""
        self._objects.verify(name)
        return self._objects.path / name

    def is_due(self) -> bool:
        """Tell whether one is to be fetched now."""
        return self._mono_s() >= self._again_at_s and bool(self._due())

    def faults(self) -> list[str]:
        """Name what keeps voices away, for the status."""
        found = {"media_bad": bool(self._bad), "storage_full": self._is_full}
        return [name for name, is_so in found.items() if is_so]

    def fetch(self) -> None:
        """Fetch what is due; what cannot be had now is tried again, what is wrong ever later."""
        if self._mono_s() < self._again_at_s:
            return
        self._bad.keep_only(self.wanted())
        try:
            for name, size in self._due().items():
                self._fetch_one(name, size)
            self._failures, self._is_full = 0, False
        except (PlayerError, OSError) as error:
            self._failures += 1
            self._is_full = isinstance(error, FullError)
            self._again_at_s = self._mono_s() + jitter(
                self._chance, self._failures, _LONGEST_WAIT_S
            )
            log.info("a voice of an alert is not here yet: %s", error)

    def take_all(self) -> None:
        """Take what is missing from where all of it lies, whatever is on the glass.

        A voice that is not there, or is not what was signed, leaves its alert the tone.
        Raises: FullError, OSError.
        """
        for name, size in self.wanted().items():
            if not self._objects.has(name):
                self._fetch_one(name, size)

    def _fetch_one(self, name: str, size: int) -> None:
        receiving = self._objects.receiving(
            name, size, self._goes_on(name), self._by, _LEAST_FREE_BYTES
        )
        try:
            with receiving as target:
                if target.size < size:
                    self._fetch(name, target)
        except (RejectedError, DamagedError) as error:
            log.warning("voice %s: %s", name, error)
            self._bad.add(name)
        else:
            self._bad.let_go(name)

    def _goes_on(self, name: str) -> Callable[[], bool]:
        return lambda: name in self.wanted()

    def _due(self) -> dict[str, int]:
        """Give what is missing; nothing while an alert that came is not on the glass."""
        alerts = self._alerts()
        if self._is_waiting_for_glass(alerts):
            return {}
        return {
            name: size
            for alert in alerts
            for name, size in voice_files(alert).items()
            if not self._objects.has(name) and not self._bad.holds(name)
        }

    def _is_waiting_for_glass(self, alerts: list[Alert]) -> bool:
        now_s = self._mono_s()
        names = {(alert.id, alert.revision): alert for alert in alerts}
        since_s = {name: self._held_since_s.get(name, now_s) for name in names}
        self._held_since_s = since_s
        at = self._holding.now().at
        return any(
            alert.effective <= at
            and now_s - since_s[name] < PAINTS_S
            and not self._proof.has(name, "painted")
            for name, alert in names.items()
        )

    def _alerts(self) -> list[Alert]:
        """Give the alerts that are, or may yet be, heard on this board, the newest first."""
        state, at = self._holding.state, self._holding.now().at
        addressee = state.identity.addressee
        held = (entry.alert for entry in state.alerts.values())
        found = (
            alert
            for alert in held
            if alert.state is AlertState.IN_FORCE
            and not (alert.silent or alert.is_test)
            and at < alert.expires
            and matches(alert.targets, addressee)
        )
        return sorted(found, key=lambda alert: -alert.sequence)
