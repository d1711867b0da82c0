"""How a board is doing follows from its contact, faults, slate and revocation."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from server.services.board_views import SILENT_AFTER, BoardState, view_board
from server.services.boards import BoardRecord
from server.services.presence import BoardStatus, Presence
from server.services.resources import Resources
from tests.server.builders import START, FixedClock

FAULTY = BoardStatus(faults=("disk_full",))


def a_view(
    heard_s: float | None,
    status: BoardStatus | None = None,
    *,
    is_degraded: bool = False,
    **record: Any,
) -> Any:
    presence = Presence()
    if heard_s is not None:
        presence.saw("board", START - timedelta(seconds=heard_s), status)
    fields = {
        "id": "board",
        "last_contact_at": None,
        "is_revoked": False,
        "slate": None,
        **record,
    }
    tests = SimpleNamespace(is_degraded=lambda board, now: is_degraded)
    resources = SimpleNamespace(presence=presence, clock=FixedClock(), tests=tests)
    return view_board(cast(Resources, resources), cast(BoardRecord, SimpleNamespace(**fields)))


@pytest.mark.parametrize(
    ("view", "state"),
    [
        (a_view(None), BoardState.NEW),
        (a_view(None, last_contact_at=START - timedelta(days=1)), BoardState.OFFLINE),
        (a_view(1), BoardState.ONLINE),
        (a_view(SILENT_AFTER.total_seconds()), BoardState.OFFLINE),
        (a_view(1, FAULTY), BoardState.FAULTY),
        (a_view(120, FAULTY), BoardState.OFFLINE),
        (a_view(1, is_degraded=True), BoardState.DEGRADED),
        (a_view(1, FAULTY, is_degraded=True), BoardState.FAULTY),
        (a_view(120, is_degraded=True), BoardState.OFFLINE),
        (a_view(1, slate={"text": "Tạm dừng", "since": "now"}), BoardState.STOPPED),
        (a_view(1, is_revoked=True), BoardState.REVOKED),
    ],
)
def test_the_state_follows(view: Any, state: BoardState) -> None:
    assert view.state is state


def test_faults_are_told_only_while_the_board_is_heard() -> None:
    assert a_view(1, FAULTY).faults == ("disk_full",)
    assert a_view(120, FAULTY).faults == ()
