"""Yesterday's backup is restored: every board goes on accepting."""

from pathlib import Path

from content.head import accept
from server.services import alerting
from server.services.backup import make_backup
from server.services.resources import Resources, open_resources
from server.services.restore import restore_backup
from tests.server.board_builders import ABoard, a_board, fire, officer
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units


def test_board_accepts_heads_and_alerts_of_a_restored_backup(
    resources: Resources, clock: FixedClock, tmp_path: Path
) -> None:
    add_units(resources)
    board = a_board(resources)
    early = fire(resources, expires="2026-11-26T02:00:00Z")
    make_backup(resources, tmp_path / "backup")
    clock.advance(86_400)
    lost = fire(resources, expires="2026-11-26T02:00:00Z")
    alerting.cancel_alert(resources, officer(), early.id, "Hết")
    held = board.head()
    root = resources.keyring.trusted
    mark = accept(None, held, root, board.id)
    resources.close()
    restore_backup(resources.settings, tmp_path / "backup", clock)

    restored = open_resources(resources.settings, clock=clock)
    again = ABoard(restored, board.id, board.signer, seq=board.seq)
    assert again.token()
    head = again.head()
    assert accept(mark, head, restored.keyring.trusted, board.id).sequence > mark.sequence
    assert head.alerts_as_of > (lost.sequence or 0)
    new = fire(restored)
    assert (new.sequence or 0) > (lost.sequence or 0)
    assert new.id in {one.id for one in again.head().alerts}
    restored.close()


def test_an_alert_of_the_backup_is_ended_above_its_lost_revisions(
    resources: Resources, clock: FixedClock, tmp_path: Path
) -> None:
    """A board that holds a lost revision 2 must not refuse the next one as old news."""
    add_units(resources)
    a_board(resources)
    alert = fire(resources)
    make_backup(resources, tmp_path / "backup")
    lost = alerting.cancel_alert(resources, officer(), alert.id, "Hết")
    resources.close()
    restore_backup(resources.settings, tmp_path / "backup", clock)

    restored = open_resources(resources.settings, clock=clock)
    again = alerting.cancel_alert(restored, officer(), alert.id, "Hết")
    assert again.revision > lost.revision + 1
    later = fire(restored)
    assert alerting.cancel_alert(restored, officer(), later.id, "Hết").revision == 2
    restored.close()


def test_heads_rise_across_a_restart_with_the_clock_set_back(
    resources: Resources, clock: FixedClock
) -> None:
    add_units(resources)
    board = a_board(resources)
    before, alert = board.head(), fire(resources)
    resources.close()
    clock.advance(-3600)
    restarted = open_resources(resources.settings, clock=clock)
    again = ABoard(restarted, board.id, board.signer)
    assert again.head().sequence > before.sequence
    assert (fire(restarted).sequence or 0) > (alert.sequence or 0)
    restarted.close()
