"""Fetch, verify, swap: takes what the server says and lets only what verifies into the holding.

`content` always raises; here it is decided what a refusal means: keep the last good state.
"""

import logging
import random
import threading
from dataclasses import dataclass
from datetime import datetime

from content.alert import Alert, AlertState
from content.approvals import REFUSALS
from content.board_state import (
    BoardState,
    alerts_now,
    apply_alert,
    apply_head,
    apply_identity,
    apply_roots,
)
from content.errors import ContentError, TrustError
from content.instant import parse_instant
from content.targeting import matches
from content.trust import Envelope, verify_alert
from content.trusted_time import TrustedTime
from player.calls import Source
from player.errors import DamagedError, RejectedError, UnreachableError
from player.holding import Holding, Learn, head_time
from player.proof_log import ProofLog
from player.quarantine import Quarantine
from player.refusals import Refusals
from player.score_files import ScoreFiles
from player.score_sync import ScoreSync

# Refusals that a newer root may explain.
_ROOT_CODES = REFUSALS | {"unknown_key", "bad_signature", "threshold", "wrong_epoch", "wrong_root"}
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Due:
    """Say what is still to be asked for."""

    head: bool = False
    alerts: bool = False
    roots: bool = True


class Sync:
    """Keep the holding up with the server; `take_` may be called from the socket's thread."""

    def __init__(self, holding: Holding, calls: Source, proof: ProofLog, files: ScoreFiles) -> None:
        """Take the parts; nothing is asked yet."""
        self.holding, self.calls, self.proof = holding, calls, proof
        self.due, self.refusals = Due(), Refusals()
        # How many heads were verified: what a server that answers is measured by.
        self.verified_heads = 0
        self.scores = ScoreSync(
            holding,
            calls,
            files,
            lambda error: self._refused("manifest", error),
            Quarantine(holding.clock.mono_s, random.SystemRandom()),
        )
        # One thread at a time turns to a new root.
        self._turning = threading.Lock()

    def take_alert(self, value: object) -> bool:
        """Take a pushed or fetched alert; a short notice of one only asks to fetch it."""
        if isinstance(value, dict) and "payload" not in value:
            # A cancelled alert is not among those to fetch: only the head tells of it.
            self.due.head = self.due.alerts = True
            return False
        return self._take_alert(value)

    def _take_alert(self, value: object) -> bool:
        envelope = None
        at = self.holding.now().at
        try:
            envelope = Envelope.from_dict(value, "alert")
            changed = self.holding.change(
                lambda state: apply_alert(state, envelope, at), self._alert_time(envelope)
            )
        except TrustError as error:
            if envelope is not None:
                self._tell_unapproved(envelope, error)
            return self._refused("alert", error)
        self.prove_received()
        return changed

    def take_head(self, value: object, now: object = None) -> bool:
        """Take a head, with the server's now if one came beside it."""
        try:
            envelope = Envelope.from_dict(value, "head")
            changed = self.holding.change(
                lambda state: apply_head(state, envelope, state.head_at),
                head_time(self.holding.clock, _instant(now)),
            )
        except TrustError as error:
            return self._refused("head", error)
        self.verified_heads += 1
        self.prove_received()
        return changed

    def pull_head(self) -> None:
        """Ask for the head. Raises: UnreachableError, RejectedError."""
        self.due.head = False
        try:
            answer = self.calls.head()
        except (UnreachableError, RejectedError):
            self.due.head = True
            raise
        self.take_head(answer.get("head"), answer.get("now"))

    def pull_wanted(self) -> bool:
        """Fetch what head and pushes name and is not held; tell whether all of it is here.

        Raises: as `pull_head`.
        """
        wanted = self.refusals.left_of(self.holding.state)
        if wanted.identity is not None:
            self._take_identity(self.calls.identity())
        if wanted.alerts or self.due.alerts:
            self._take_alerts()
        missing = self.refusals.left_of(self.holding.state)
        if missing.alerts:
            log.warning("alerts named by the head are missing: %s", ", ".join(missing.alerts))
        return not missing.alerts and missing.identity is None

    def are_roots_due(self) -> bool:
        """Tell whether newer roots are to be asked for, also to try again what waits for files."""
        return self.due.roots or self.scores.is_coming_due()

    def follow_roots(self) -> None:
        """Adopt newer roots, once all that they must vouch for is here.

        A refusal is logged; the next statement that does not verify asks again.
        Raises: UnreachableError.
        """
        with self._turning:
            self.due.roots = False
            try:
                state = self.holding.state
                values = self.calls.roots(state.root.version)
                roots = [Envelope.from_dict(value, "root") for value in values]
                newer = newer_roots(roots, state)
                if newer:
                    self._turn(newer)
                else:
                    self.scores.forget_coming()
            except UnreachableError:
                self.due.roots = True
                raise
            except (TrustError, RejectedError, DamagedError) as error:
                self.scores.forget_coming()
                log.warning("newer roots are not adopted: %s", error)

    def prove_received(self) -> None:
        """Tell of every alert that is held, synced and addressed to this board."""
        if not self.holding.is_stored:
            return
        addressee = self.holding.state.identity.addressee
        for held in self.holding.state.alerts.values():
            if matches(held.alert.targets, addressee):
                revision = (held.alert.id, held.alert.revision)
                self.proof.note_if_kept(revision, "received", self.holding.now())

    def _turn(self, roots: list[Envelope]) -> None:
        """Fetch all signed anew, check it under the last root, then swap at once.

        The score is left to `scores.pull`: whoever talks to the server must not wait for it.
        """
        identity = Envelope.from_dict(self.calls.identity(), "identity")
        alerts = [Envelope.from_dict(value, "alert") for value in self.calls.alerts()]
        answer = self.calls.head()
        head = Envelope.from_dict(answer.get("head"), "head")

        def work(state: BoardState) -> BoardState:
            turned = apply_roots(state, roots, identity, alerts)
            return apply_head(turned, head, state.head_at)

        trial = work(self.holding.state)
        alerts_there = alerts_now(trial, self.holding.now().at)
        if not self.scores.may_turn(trial, is_urgent=bool(alerts_there or trial.slate)):
            return
        self.holding.change(work, head_time(self.holding.clock, _instant(answer.get("now"))))
        self.scores.forget_coming()
        log.info("root %s is adopted", self.holding.state.root.version)
        self.prove_received()

    def _take_alerts(self) -> None:
        self.due.alerts = False
        try:
            values = self.calls.alerts()
        except UnreachableError:
            self.due.alerts = True
            raise
        for value in values:
            self._take_alert(value)

    def _take_identity(self, value: object) -> None:
        envelope = None
        at = self.holding.now().at
        try:
            envelope = Envelope.from_dict(value, "identity")
            self.holding.change(
                lambda state: apply_identity(state, envelope, at), lambda time, state: time
            )
        except TrustError as error:
            if envelope is not None:
                self.refusals.note(self.holding.state, envelope.digest, error.code)
            self._refused("identity", error)
        self.prove_received()

    def _tell_unapproved(self, envelope: Envelope, error: TrustError) -> None:
        """Have the server know that officers' approvals are wanting: nobody else would say so."""
        state = self.holding.state
        if not self.refusals.note(state, envelope.digest, error.code):
            return
        alert = Alert.from_payload(verify_alert(envelope, state.root))
        if alert.state is AlertState.IN_FORCE and matches(alert.targets, state.identity.addressee):
            revision = (alert.id, alert.revision)
            self.proof.note_if_kept(revision, "failed", self.holding.now(), error.code)

    def _alert_time(self, envelope: Envelope) -> Learn:
        def learn(time: TrustedTime, state: BoardState) -> TrustedTime:
            for held in state.alerts.values():
                if held.envelope is envelope:
                    return time.after_statement(self.holding.clock.reading(), held.alert.issued_at)
            return time

        return learn

    def _refused(self, what: str, error: TrustError) -> bool:
        """Log a refusal; the last good state stands."""
        log.warning("%s refused: %s (%s)", what, error, error.code)
        if error.code in _ROOT_CODES:
            self.due.roots = True
        return False


def newer_roots(roots: list[Envelope], state: BoardState) -> list[Envelope]:
    """Give the roots that come after the one held."""
    held = [place for place, entry in enumerate(roots) if entry.digest == state.root.digest]
    return roots[held[-1] + 1 :] if held else roots


def _instant(now: object) -> datetime | None:
    """Read the server's now; a bad one is none."""
    if now is None:
        return None
    try:
        return parse_instant(now)
    except ContentError:
        return None
