"""The panel behind the glass: whether it is on and heard, by the score, a command and alerts.

Brightness and volume are not the panel's: the page paints the one and plays by the other.
"""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from content.alert import standing
from content.alert_loudness import loudness
from content.hours import MOST, volume_at
from player.holding import Holding
from player.panel_tools import Power, Sound
from player.power_by_command import PowerByCommand

# What was set is set again: panels are switched by hand, sound servers start anew.
AGAIN_S = 60.0
# A panel that did not wake is asked again so soon: an alert may be behind it.
WAKES_S = 5.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Say how the panel is to be; its own volume is 0 or 100 percent."""

    is_on: bool
    volume: int


class Panel:
    """Keep one screen's panel as it is to be, from a thread of its own."""

    def __init__(self, holding: Holding, power: Power, sound: Sound) -> None:
        """Take what is held and the tools; nothing is switched yet."""
        self._holding, self._power, self._sound = holding, power, sound
        self._by_command = PowerByCommand(holding)
        self._asked, self._loud = self.wanted(), self._loud_alerts()
        self._failed: frozenset[str] = frozenset()
        self._wake, self._stopped = threading.Event(), False

    @property
    def faults(self) -> list[str]:
        """Name what was to be done and cannot be."""
        return sorted(self._failed)

    @property
    def is_off(self) -> bool:
        """Tell whether the display is switched off: its picture says nothing then."""
        return not self._power.is_on and "panel_power" not in self._failed

    @property
    def again_s(self) -> float:
        """Give the seconds until all is set again, unless something changes before."""
        return WAKES_S if self._power.is_asleep and self.wanted().is_on else AGAIN_S

    def ordered(self) -> bool | None:
        """Tell what a command says of the power; None: the hours decide."""
        return self._by_command.ordered()

    def wanted(self) -> Wanted:
        """Tell how the panel is to be now: an alert that is no silent test has it on.

        In quiet hours it is mute but for an alert that is heard then; at all others it is open,
        for the page plays by the volume.
        """
        is_on = bool(self._loud_alerts()) or self._by_command.is_on()
        score, at = self._holding.score, self._holding.now().at
        volume = MOST if score is None else volume_at(score.manifest, at)
        is_mute = volume == 0 and not self._is_alert_heard(volume)
        return Wanted(is_on, 0 if is_mute else MOST)

    def obey(self, command: Mapping[str, object]) -> None:
        """Take a power command. Raises: PlayerError."""
        self._by_command.obey(command)
        self.look()

    def look(self) -> None:
        """See whether something is to change, and have it done at once; never waits."""
        if self.wanted() != self._asked or self._loud_alerts() - self._loud:
            self._wake.set()

    def run(self) -> None:
        """Keep the panel as it is to be until stopped; then it stays as it is."""
        self._power.begin()
        while not self._stopped:
            try:
                self.step()
            except Exception:
                log.exception("the panel goes on after an unforeseen error")
            self._wake.wait(self.again_s)
            self._wake.clear()

    def stop(self) -> None:
        """End `run` soon."""
        self._stopped = True
        self._wake.set()

    def step(self) -> None:
        """Set all as it is to be now; what cannot be set counts only where it is wanted."""
        before, self._loud = self._loud, self._loud_alerts()
        wanted = self._asked = self.wanted()
        if self._loud - before:
            self._power.forget_television()
        failed = set()
        is_set = self._power.set(self, wanted.is_on)
        if not is_set and (self._power.is_asleep or not wanted.is_on):
            failed.add("panel_power")
        if not self._sound.set(self, wanted.volume) and wanted.volume < MOST:
            failed.add("panel_volume")
        for fault in failed - self._failed:
            log.warning("%s: nothing here can do it (see the README for the tools)", fault)
        self._failed = frozenset(failed)

    def _is_alert_heard(self, volume: int) -> bool:
        """Tell whether an alert on the glass is heard where notices are at this volume."""
        return any(
            loudness(alert.is_drill, alert.silent, volume, volume == 0) is not None
            for alert in standing(self._holding.alerts_now())
        )

    def _loud_alerts(self) -> frozenset[tuple[str, int]]:
        """Name the revisions that wake a panel: all but silent tests."""
        alerts = standing(self._holding.alerts_now())
        return frozenset((alert.id, alert.revision) for alert in alerts if not alert.silent)
