"""What the server does by itself, again and again: one line per chore, each short and off the hub.

A chore finds its work in the database, so that one missed, or cut short by a restart, is made
up by the next round; run twice at once it must do no harm.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from server.services import (
    attending,
    audit_check,
    board_test_sums,
    board_tests,
    cap_fetching,
    cap_file_fetching,
    cap_pruning,
    feed_fetching,
    loudspeakers,
    media_jobs,
    media_sweep,
    outbox,
    plays,
    replacing,
    subscriptions,
    telling,
    unit_moves,
)

if TYPE_CHECKING:
    from server.services.resources import Resources

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Chore:
    """Something to do every so many seconds, in a native thread."""

    name: str
    every_s: float
    work: Callable[["Resources"], object]


CHORES: tuple[Chore, ...] = (
    Chore("unit_changes", unit_moves.EVERY_S, unit_moves.apply_due),
    Chore("attended_units", attending.EVERY_S, attending.attend),
    Chore("audit_check", audit_check.EVERY_S, audit_check.check_audit),
    Chore("replaced_documents", replacing.EVERY_S, replacing.replace_due),
    Chore("subscriptions", subscriptions.EVERY_S, subscriptions.adopt),
    Chore("feeds", feed_fetching.EVERY_S, feed_fetching.fetch_due),
    Chore("cap_sources", cap_fetching.EVERY_S, cap_fetching.fetch_due),
    Chore("cap_files", cap_file_fetching.EVERY_S, cap_file_fetching.fetch_files),
    Chore("prune_cap", cap_pruning.EVERY_S, cap_pruning.prune_cap),
    Chore("loudspeakers", loudspeakers.EVERY_S, loudspeakers.hand_over),
    Chore("tell_people", telling.EVERY_S, telling.tell),
    Chore("send_messages", outbox.EVERY_S, outbox.deliver),
    Chore("prune_messages", outbox.PRUNE_EVERY_S, outbox.prune),
    Chore("board_tests", board_tests.EVERY_S, board_tests.run),
    Chore("board_test_sums", board_test_sums.EVERY_S, board_test_sums.sweep),
    Chore("prune_plays", plays.PRUNE_EVERY_S, plays.prune_plays),
    Chore("media_films", 1.0, media_jobs.work_off_films),
    Chore("media_others", 1.0, media_jobs.work_off_others),
    Chore("media_sweep", media_sweep.EVERY_S, media_sweep.sweep),
)


def run_chore(resources: "Resources", chore: Chore) -> None:
    """Run one round off the event hub; whatever goes wrong is logged and tried again next time."""
    try:
        resources.offload(lambda: chore.work(resources))
    except Exception:  # one chore that fails must not end the rounds of any
        log.exception("chore_failed", chore=chore.name)
