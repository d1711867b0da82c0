"""The score that is played: fetched with all its files, then swapped at once.

A score that comes with a newer root is fetched before that root is adopted: until then the score of
the root before is played.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from content.board_state import BoardState, check_manifest
from content.errors import TrustError
from content.trust import Envelope
from player.calls import Source
from player.errors import DamagedError, SupersededError
from player.holding import Holding, Score
from player.quarantine import Quarantine
from player.score_files import ScoreFiles

# A page that turns to a newer root has something to show, or waits for so long.
_WAIT_S, _AGAIN_S = 600.0, 15.0


@dataclass(frozen=True, slots=True)
class Coming:
    """The score of roots that are not adopted yet, and since when it is waited for.

    `trial` is the state under those roots, which the score has to verify against.
    """

    trial: BoardState
    digest: str
    since_s: float
    tried_s: float
    score: Score | None = None


class ScoreSync:
    """Keep the score up with the head; `pull` is for one thread, the rest for any."""

    def __init__(
        self,
        holding: Holding,
        calls: Source,
        files: ScoreFiles,
        on_doubt: Callable[[TrustError], object],
        refused: Quarantine,
    ) -> None:
        """Take the parts; `on_doubt` is told of a manifest that does not verify.

        `refused` remembers such a manifest, to ask for it ever more seldom.
        """
        self._holding, self._calls, self._files = holding, calls, files
        self._on_doubt, self._refused = on_doubt, refused
        # Fetched, but not whole yet; and the one before what is played, for the disk may rot.
        self._next: Score | None = None
        self._before: Score | None = None
        self._lock = threading.Lock()
        self._coming: Coming | None = None
        # Tells whether something else is to be fetched first, over and over.
        self.gives_way: Callable[[], bool] = lambda: False

    @property
    def is_coming(self) -> bool:
        """Tell whether a newer root waits for its score."""
        return self._coming is not None

    def is_coming_due(self) -> bool:
        """Tell whether the turn to a newer root is to be tried again."""
        coming = self._coming
        return coming is not None and self._holding.clock.mono_s() - coming.tried_s >= _AGAIN_S

    def named(self) -> str | None:
        """Give the digest of the score to be fetched: that of the head, or of a coming root."""
        coming, head = self._coming, self._holding.state.head
        if coming is not None:
            return coming.digest
        return head.manifest if head else None

    def is_due(self) -> bool:
        """Tell whether there is something to fetch."""
        coming, named = self._coming, self.named()
        if named is None:
            return False
        state = coming.trial if coming else self._holding.state
        if self._refused.holds(_judged(state, named)):
            return False
        score = coming.score if coming else self._known(named)
        if score is None:
            return True
        is_new = coming is None and score is not self._holding.score
        return bool(self._files.due(score.manifest)) or (
            is_new and self._files.is_playable(score.manifest)
        )

    def pull(self) -> None:
        """Fetch the manifest that is named and all it needs; play it unless its root is to come.

        Raises: UnreachableError, RejectedError, DamagedError, FullError, OSError.
        """
        coming = self._coming
        if coming is not None:
            self._pull_coming(coming)
            return
        head = self._holding.state.head
        if head is None or head.manifest is None:
            return
        score = self._known(head.manifest)
        if score is None:
            self._next = score = self._fetched(self._holding.state, head.manifest)
            if self._holding.score is None:
                self._holding.take_score(score)
        with self._files.needed(score.manifest):
            if self._fetch_files(score):
                self._swap(score)

    def _known(self, digest: str) -> Score | None:
        """Give a score that was fetched before."""
        for score in (self._holding.score, self._next):
            if score is not None and score.digest == digest:
                return score
        return None

    def may_turn(self, trial: BoardState, *, is_urgent: bool) -> bool:
        """Take the score of a coming root if it is whole, and tell whether to adopt that root.

        What is urgent waits for no score, and nothing waits for ever: then the score of the root
        before plays on until the new one is whole. Raises: TrustError.
        """
        digest = trial.head.manifest if trial.head else None
        now_s = self._holding.clock.mono_s()
        with self._lock:
            before = self._coming
            score = before.score if before and before.digest == digest else None
            since_s = before.since_s if before else now_s
            if digest is not None:
                if score is not None:
                    check_manifest(trial, score.envelope, digest)
                    if self._files.is_playable(score.manifest):
                        self._holding.take_score(score)
                        return True
                if not is_urgent and now_s - since_s <= _WAIT_S:
                    self._coming = Coming(trial, digest, since_s, now_s, score)
                    return False
        return True

    def forget_coming(self) -> None:
        """The roots are adopted, or are not the newest any more."""
        with self._lock:
            self._coming = None

    def _pull_coming(self, coming: Coming) -> None:
        score = coming.score or self._fetched(coming.trial, coming.digest)
        self._note(coming.digest, score=score)
        with self._files.needed(score.manifest):
            self._fetch_files(score)
        self._note(coming.digest, tried_s=-_AGAIN_S)

    def _note(self, digest: str, **what: Any) -> None:
        """Write down what is known of a coming score, if that is still the one that comes."""
        with self._lock:
            if self._coming is not None and self._coming.digest == digest:
                self._coming = replace(self._coming, **what)

    def _fetched(self, state: BoardState, digest: str) -> Score:
        try:
            envelope = Envelope.from_bytes(self._calls.manifest(digest), "manifest")
            return Score(digest, check_manifest(state, envelope, digest), envelope)
        except TrustError as error:
            self._on_doubt(error)
            self._refused.add(_judged(state, digest))
            raise DamagedError("the manifest is not the one that was named") from error

    def _fetch_files(self, score: Score) -> bool:
        """Fetch what a score needs; tell whether it can be played now.

        What no score needs any more goes first: it may be what the disk is full of.
        """
        self._drop_others(score)
        try:
            self._files.fetch(
                score.manifest, lambda: self.named() == score.digest and not self.gives_way()
            )
        except SupersededError:
            return False
        return self._files.is_playable(score.manifest)

    def _swap(self, score: Score) -> None:
        with self._holding.swapping:
            head = self._holding.state.head
            if head is None or head.manifest != score.digest:
                return  # a newer head came while the files did
            if self._holding.score != score:
                self._before = self._holding.score
                self._holding.take_score(score)
            self._next = None
        self._drop_others(score, self._before)

    def _drop_others(self, *also: Score | None) -> None:
        """Keep what is played, what comes, and these."""
        with self._holding.swapping:
            coming = self._coming
            wanted = (self._holding.score, coming.score if coming else None, *also)
            self._files.keep_only(*(score.manifest for score in wanted if score is not None))


def _judged(state: BoardState, digest: str) -> str:
    """Name a manifest under a root: another one may have vouched for it."""
    return f"{digest} {state.root.version}"
