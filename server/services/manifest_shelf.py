"""The scores that are public now: manifests, items and media by digest, and when they go."""

import threading
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

# Whoever was just told of a score may still fetch it; 410 has to come within 60 s.
GRACE = timedelta(seconds=30)


@dataclass(eq=False, slots=True)
class Score:
    """Hold a signed manifest with all it names; shared by every board of equal content."""

    key: Hashable
    digest: str
    envelope: bytes
    payload: bytes
    items: dict[str, bytes]
    media: frozenset[str]
    good_until: datetime
    boards: set[str] = field(default_factory=set)
    left_at: datetime | None = None

    def is_public(self, now: datetime) -> bool:
        """Tell whether it, its items and its media may be fetched."""
        ends = self.good_until if self.left_at is None else min(self.left_at, self.good_until)
        return now < ends + GRACE


class Shelf:
    """Keep scores while boards hold them, and a little longer."""

    def __init__(self) -> None:
        """Begin empty."""
        self._lock = threading.Lock()
        self._by_key: dict[Hashable, Score] = {}
        self._by_digest: dict[str, Score] = {}
        self._holders: dict[str, set[Score]] = {}
        self._of_board: dict[str, tuple[Score, datetime]] = {}

    def find(self, key: Hashable) -> Score | None:
        """Give the score made for this content and layout."""
        return self._by_key.get(key)

    def of_board(self, board_id: str, now: datetime) -> Score | None:
        """Give the score the board holds, unless its time is over."""
        held = self._of_board.get(board_id)
        return held[0] if held is not None and now < held[1] else None

    def put(self, score: Score, now: datetime) -> None:
        """Lay out a new score; unless a board holds it, it goes again."""
        with self._lock:
            score.left_at = now
            self._lay_out(score)

    def hold(self, board_id: str, score: Score, until: datetime, now: datetime) -> None:
        """Give the board this score, until an instant, instead of the one it had."""
        with self._lock:
            self._leave(board_id, now)
            self._lay_out(score)
            score.boards.add(board_id)
            score.left_at = None
            self._of_board[board_id] = (score, until)

    def release(self, boards: Iterable[str], now: datetime) -> None:
        """Take back what these boards were given: it no longer holds."""
        with self._lock:
            for board_id in boards:
                self._leave(board_id, now)

    def sweep(self, now: datetime) -> None:
        """Forget scores that are no longer public."""
        with self._lock:
            for score in [old for old in self._by_digest.values() if not old.is_public(now)]:
                self._drop(score)

    def manifest(self, digest: str, now: datetime) -> bytes | None:
        """Give the envelope of a public manifest."""
        score = self._by_digest.get(digest)
        return score.envelope if score is not None and score.is_public(now) else None

    def item(self, digest: str, now: datetime) -> bytes | None:
        """Give the bytes of a public item."""
        for score in tuple(self._holders.get(digest, ())):
            if digest in score.items and score.is_public(now):
                return score.items[digest]
        return None

    def has_media(self, digest: str, now: datetime) -> bool:
        """Tell whether a public score shows this file."""
        holders = tuple(self._holders.get(digest, ()))
        return any(digest in score.media and score.is_public(now) for score in holders)

    def count(self) -> int:
        """Count the distinct manifests."""
        return len(self._by_digest)

    def _lay_out(self, score: Score) -> None:
        if self._by_digest.get(score.digest) is score:
            return
        self._by_key[score.key] = self._by_digest[score.digest] = score
        for digest in (*score.items, *score.media):
            self._holders.setdefault(digest, set()).add(score)

    def _leave(self, board_id: str, now: datetime) -> None:
        held = self._of_board.pop(board_id, None)
        if held is None:
            return
        score = held[0]
        score.boards.discard(board_id)
        if not score.boards:
            score.left_at = now

    def _drop(self, score: Score) -> None:
        self._by_digest.pop(score.digest, None)
        if self._by_key.get(score.key) is score:
            del self._by_key[score.key]
        for board_id in score.boards:
            self._of_board.pop(board_id, None)
        for digest in (*score.items, *score.media):
            holders = self._holders.get(digest, set())
            holders.discard(score)
            if not holders:
                self._holders.pop(digest, None)
