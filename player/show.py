"""What is on the glass now: an alert, the stop slate, a page of the score, or the slate."""

import logging
from dataclasses import dataclass
from enum import StrEnum

from content.alert import Alert, on_glass
from content.manifest import MAIN, Slot, slot_at
from content.trusted_time import Moment
from player.holding import Holding
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
    """Decide what is on, and keep the proof of it; painting itself is the display's."""

    def __init__(self, holding: Holding, files: ScoreFiles, proof: ProofLog) -> None:
        """Take the holding; nothing is on yet."""
        self._holding, self._files, self._proof = holding, files, proof
        self.shown = Shown(Kind.SLATE)

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
        if shown.alert is not None:
            self._proof.note((shown.alert.id, shown.alert.revision), "painted", moment)
        return shown


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
