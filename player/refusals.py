"""What officers did not approve, and is not asked for again while that cannot change."""

from collections.abc import Iterable

from content.approvals import REFUSALS
from content.board_state import BoardState, Wanted

IDENTITY_FAULT = "identity_unapproved"
ENDED = "ended"
_MOST = 500


class Refusals:
    """Remember digests; a new root, another place or another revoked officer begins anew."""

    def __init__(self) -> None:
        """Begin with nothing refused."""
        self._under: tuple[object, ...] = ()
        self._digests: dict[str, None] = {}

    def note(self, state: BoardState, digest: str, code: str) -> bool:
        """Remember a refusal if it is one of these; tell whether it is."""
        if code not in REFUSALS and code != ENDED:
            return False
        self._begin(state)
        self._digests[digest] = None
        if len(self._digests) > _MOST:
            del self._digests[next(iter(self._digests))]
        return True

    def left_of(self, state: BoardState) -> Wanted:
        """Give what the state wants, without what was refused."""
        self._begin(state)
        wanted, known = state.wanted(), self._digests
        identity = wanted.identity if wanted.identity not in known else None
        return Wanted(identity, tuple(_without(wanted.alerts, known)))

    def faults(self, state: BoardState) -> list[str]:
        """Name what a technician should know."""
        self._begin(state)
        named = state.head.identity if state.head else None
        return [IDENTITY_FAULT] if named in self._digests else []

    def _begin(self, state: BoardState) -> None:
        under = (state.root.digest, state.identity.digest, state.revoked)
        if under != self._under:
            self._under, self._digests = under, {}


def _without(digests: Iterable[str], known: Iterable[str]) -> Iterable[str]:
    refused = frozenset(known)
    return (digest for digest in digests if digest not in refused)
