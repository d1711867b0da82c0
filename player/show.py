"""What is on the glass now: an alert, the stop slate, a page of the score, or the slate."""

import logging
from dataclasses import dataclass
from enum import StrEnum

from content.alert import Alert, on_glass
from content.hours import power_at
from content.manifest import MAIN, Slot, slot_at
from content.trusted_time import Moment
from player.errors import DamagedError
from player.holding import Holding
from player.play_count import Showing
from player.play_log import PlayLog
from player.proof_log import ProofLog, Revision
from player.score_files import ScoreFiles

# Two alerts at once: each shows this long, so both come round twice a minute.
TURN_S = 15.0
log = logging.getLogger(__name__)


class Kind(StrEnum):
    """Name what takes the glass; the first that applies wins."""

    ALERT = "alert"
    STOP = "stop"
    ITEM = "item"
    SLATE = "slate"


@dataclass(frozen=True, slots=True)
class Shown:
    """Say what is on: the alert, or the slot of the score, or a text."""

    kind: Kind
    alert: Alert | None = None
    slot: Slot | None = None
    text: str = ""

    @property
    def name(self) -> str:
        """Name it for the status: the item's id, or the kind and the alert's id."""
        if self.alert is not None:
            return f"alert:{self.alert.id}"
        return self.slot.item if self.slot is not None else str(self.kind)


class Glass:
    """Decide what is on, and keep the proof of it; painting itself is the display's.

    `is_counting` says that what is decided here is on the glass: alerts count as painted and
    plays are counted at once.
    """

    def __init__(
        self, holding: Holding, files: ScoreFiles, proof: ProofLog, plays: PlayLog
    ) -> None:
        """Take the holding; nothing is on yet."""
        self._holding, self._files, self._proof, self._plays = holding, files, proof, plays
        self.shown = Shown(Kind.SLATE)
        self.is_counting = True

    def look(self, moment: Moment) -> Shown:
        """Tell what belongs on the glass at that moment; there is always something."""
        alert = on_glass(self._holding.alerts_now(), moment.at, TURN_S)
        if alert is not None:
            return Shown(Kind.ALERT, alert=alert)
        state, score = self._holding.state, self._holding.score
        if state.slate is not None:
            return Shown(Kind.STOP, text=state.slate.text)
        if score is not None:
            manifest = score.manifest
            slot = slot_at(
                manifest, MAIN, moment.at, lambda item: self._files.is_usable(manifest, item)
            )
            if slot is not None:
                return Shown(Kind.ITEM, slot=slot)
        return Shown(Kind.SLATE)

    def tick(self) -> Shown:
        """Put on what belongs there now; tell of alerts that were painted or have ended."""
        moment = self._holding.now()
        shown = self.look(moment)
        if _key(shown) != _key(self.shown):
            log.info("on the glass: %s", _described(shown))
        self.shown = shown
        present: set[Revision] = {
            (alert.id, alert.revision) for alert in self._holding.alerts_now()
        }
        for revision in self._proof.on_glass() - present:
            self._proof.note(revision, "ended", moment)
        if shown.alert is not None and self.is_counting:
            self._proof.note((shown.alert.id, shown.alert.revision), "painted", moment)
        mono_s = self._holding.clock.mono_s()
        if self.is_counting:
            self._plays.tick(self._showing(shown, moment), moment, mono_s)
        else:
            self._plays.mind_the_hour(moment, mono_s)
        return shown

    def _showing(self, shown: Shown, moment: Moment) -> Showing | None:
        """Say what a passer-by sees of the score; nothing while the screen is to be off."""
        score, slot = self._holding.score, shown.slot
        if score is None or slot is None or not power_at(score.manifest, moment.at):
            return None
        try:
            revision = int(self._files.item(score.manifest, slot.item)["revision"])
        except (DamagedError, FileNotFoundError, KeyError, ValueError):
            return None
        return Showing(score.digest, slot.item, revision, slot.page, slot.starts_at, slot.instead)


def _key(shown: Shown) -> tuple[object, ...]:
    alert = shown.alert
    return shown.kind, shown.slot, shown.text, alert and (alert.id, alert.revision)


def _described(shown: Shown) -> str:
    if shown.alert is not None:
        drill = "DRILL " if shown.alert.is_drill else ""
        return f"{drill}alert {shown.alert.id}/{shown.alert.revision} {shown.alert.event}"
    if shown.slot is not None:
        return f"item {shown.slot.item} page {shown.slot.page + 1}"
    return str(shown.kind)
