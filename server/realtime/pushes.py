"""What is pushed to boards after a commit; every push may be lost, the next head says the same."""

from collections.abc import Callable, Collection

import structlog

from content.errors import ContentError
from server.realtime.connections import Connections
from server.services import heads, ledger
from server.services.changes import Change
from server.services.resources import Resources

LARGEST_PUSHED_BYTES = 8 * 1024
LONGEST_SPREAD_S = 10
BOARDS_PER_SECOND = 200
"""How many boards may fetch a head at once: a change is spread over their number / this."""
GATHER_S = 0.05
HEADS_AT_ONCE = 20
"""So many heads are signed and pushed before others on the hub have their turn."""
CUTS_SOCKETS = frozenset({"board.revoked", "board.paired"})
"""After these the board's key is no longer, or another: whoever holds a socket comes anew."""

log = structlog.get_logger(__name__)


class Pushes:
    """Listens to the change feed; does nothing when the settings switch push off."""

    def __init__(
        self,
        resources: Resources,
        connections: Connections,
        spawn: Callable[..., object],
        sleep: Callable[[float], None],
    ) -> None:
        """Take the engine's way to start a task and to wait."""
        self._resources = resources
        self._connections = connections
        self._spawn = spawn
        self._sleep = sleep
        self._changed: set[str] = set()
        self._slated: set[str] = set()

    def on_change(self, change: Change) -> None:
        """Push what one change means; called after the caches know it."""
        if change.action in CUTS_SOCKETS:
            self._connections.drop(change.subject)
        if not self._resources.settings.push:
            return
        if change.action.startswith("alert."):
            self._push_alert(change)
        if change.action == "board.command":
            self._connections.broadcast("command", dict(change.details), [change.subject])
        elif change.action == "board.slate":
            self._gather(self._slated, change.details.get("boards", ()))
        elif change.action == "officer_key.revoked":
            self._gather(self._changed, self._connections.boards())
        else:
            self._gather(self._changed, self._resources.scores.boards_touched(change))

    def _push_alert(self, change: Change) -> None:
        alert = self._resources.alerts.get(change.subject)
        if alert is None:
            return
        here = self._connections.boards()
        meant = alert.reached & frozenset(change.details.get("extended_to", alert.reached))
        hint = {"id": alert.id, "revision": alert.revision, "digest": alert.digest}
        is_small = alert.size_bytes <= LARGEST_PUSHED_BYTES
        reached = self._connections.broadcast(
            "alert", alert.envelope if is_small else hint, meant & here
        )
        if not is_small:  # what was cancelled is not among the alerts to pull: the head tells it
            self._gather(self._changed, alert.reached)
        elif meant != alert.reached:  # who has it takes it with more approvals from the head alone
            self._gather(self._changed, alert.reached - meant)
        self._spawn(self._note_sent, alert.id, alert.revision, reached, self._resources.clock.now())

    def _note_sent(self, *sent: object) -> None:
        try:
            ledger.note_sent(self._resources, *sent)  # type: ignore[arg-type]
        except ContentError as error:
            log.warning("sent_not_noted", reason=str(error))

    def _gather(self, waiting: set[str], boards: Collection[str]) -> None:
        """Collect boards for a moment, so that twenty changes at once are one hint."""
        here = self._connections.boards()
        fresh = {board for board in boards if board in here} - waiting
        if not fresh:
            return
        is_first = not waiting
        waiting |= fresh
        if is_first:
            self._spawn(self._flush, waiting)

    def _flush(self, waiting: set[str]) -> None:
        self._sleep(GATHER_S)
        boards = sorted(waiting)
        waiting.clear()
        if waiting is self._slated:
            self._push_heads(boards)
            return
        spread_s = min(LONGEST_SPREAD_S, len(boards) // BOARDS_PER_SECOND)
        self._connections.broadcast("changed", {"spread_s": spread_s}, boards)

    def _push_heads(self, boards: list[str]) -> None:
        """Sign a head for each: the stop button must act at once, board by board."""
        for first in range(0, len(boards), HEADS_AT_ONCE):
            some = boards[first : first + HEADS_AT_ONCE]
            try:
                for board_id, head in heads.make_heads(self._resources, some):
                    self._connections.broadcast("head", head.to_dict(), [board_id])
            except ContentError as error:
                log.warning("heads_not_pushed", boards=len(some), reason=str(error))
            self._sleep(0)
