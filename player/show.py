"""What is on the glass now: an alert, the stop slate, a page of the score, or the slate."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from content.alert import Alert, on_glass
from content.hours import power_at
from content.manifest import MAIN, Slot, slot_at
from content.trusted_time import Moment
from player.errors import DamagedError
from player.holding import Holding
from player.play_count import Showing
from player.play_log import PlayLog
from player.proof_log import ProofLog, Revision
from player.score_files import Manifest, ScoreFiles

# Two alerts at once: each shows this long, so both come round twice a minute.
TURN_S = 15.0
# An item that could not be painted is tried again after so long.
_SPOILT_S = 600.0
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

    `seen` tells what is really on the glass, given what was decided: only that counts as painted
    and as played. It is the decision itself until a display says otherwise. `works` tells whether
    the display paints at all, which is what a test is to prove.
    """

    def __init__(
        self, holding: Holding, files: ScoreFiles, proof: ProofLog, plays: PlayLog
    ) -> None:
        """Take the holding; nothing is on yet."""
        self._holding, self._files, self._proof, self._plays = holding, files, proof, plays
        self.shown = Shown(Kind.SLATE)
        self.seen: Callable[[Shown], Shown | None] = lambda shown: shown
        self.works: Callable[[], bool] = lambda: True
        # Whether the stop slate is really on the glass, once it was decided; as `seen`.
        self.has_stopped: Callable[[], bool] = lambda: True
        # Until when, in monotonic seconds, an item is passed over; by digest.
        self._spoilt: Mapping[str, float] = {}

    @property
    def told(self) -> str | None:
        """Name what is on for the status; of a stop slate nothing until it is on the glass."""
        is_unseen = self.shown.kind is Kind.STOP and not self.has_stopped()
        return None if is_unseen else self.shown.name

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
                manifest,
                MAIN,
                moment.at,
                lambda item, page: self._is_usable(manifest, item, page),
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
        alerts = self._holding.alerts_now()
        present: set[Revision] = {(alert.id, alert.revision) for alert in alerts}
        for revision in self._proof.on_glass() - present:
            self._proof.note_if_kept(revision, "ended", moment)
        seen = self.seen(shown)
        if seen is not None and seen.alert is not None:
            revision = (seen.alert.id, seen.alert.revision)
            if revision in present:
                self._proof.note_if_kept(revision, "painted", moment)
        if any(alert.is_test for alert in alerts) and self.works():
            for alert in alerts:
                if alert.is_test:
                    self._proof.note_if_kept((alert.id, alert.revision), "painted", moment)
        mono_s = self._holding.clock.mono_s()
        self._plays.tick(self._showing(seen, moment) if seen else None, moment, mono_s)
        return shown

    def spoil(self, item: str, value: Mapping[str, Any]) -> None:
        """Pass over an item for a while: its bytes, read as `value`, could not be painted."""
        score, mono_s = self._holding.score, self._holding.clock.mono_s()
        if score is None or not self._files.is_held(score.manifest, item, value):
            return
        self._files.note_unpaintable(score.manifest, item, "it cannot be drawn")
        digest = str(score.manifest["items"][item]["digest"])
        kept = {name: until for name, until in self._spoilt.items() if until > mono_s}
        self._spoilt = {**kept, digest: mono_s + _SPOILT_S}

    def _is_usable(self, manifest: Manifest, item: str, page: int) -> bool:
        if not self._files.is_usable(manifest, item, page):
            return False
        until = self._spoilt.get(str(manifest["items"][item]["digest"]), 0.0)
        return self._holding.clock.mono_s() >= until

    def _showing(self, shown: Shown, moment: Moment) -> Showing | None:
        """Say what a passer-by sees of the score; nothing while the screen is to be off."""
        score, slot = self._holding.score, shown.slot
        if score is None or slot is None or not power_at(score.manifest, moment.at):
            return None
        try:
            revision = int(self._files.item(score.manifest, slot.item)["revision"])
        except (DamagedError, OSError, KeyError, ValueError, TypeError):
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
