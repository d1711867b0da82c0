from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from server.services.delivery_reading import Group, Times, read_groups, read_times
from server.services.delivery_rows import upsert
from server.services.delivery_states import Step
from server.services.resources import Resources
from tests.server.board_builders import a_board, fire
from tests.server.builders import START
from tests.server.staff_builders import add_units

BEFORE = START - timedelta(seconds=1)


@pytest.fixture
def boards(resources: Resources) -> list[str]:
    add_units(resources)
    return [a_board(resources, name=name).id for name in ("An", "Bình", "Cam")]


def put(resources: Resources, alert: str, board: str, times: Mapping[str, datetime]) -> None:
    columns = {f"{step}_at": at for step, at in times.items()}
    row = {"alert_id": alert, "revision": 1, "board_id": board} | columns
    resources.database.write(lambda session: upsert(session, [row], *columns))


def groups(resources: Resources, alert: str, quiet_before: datetime = BEFORE) -> list[Group]:
    return resources.database.read(lambda session: read_groups(session, alert, quiet_before))


@pytest.mark.parametrize(
    ("reached", "step"),
    [
        (("sent",), Step.SENT),
        (("received",), Step.RECEIVED),
        (("sent", "received", "failed"), Step.FAILED),
        (("failed", "painted"), Step.PAINTED),
        (("received", "painted", "ended"), Step.ENDED),
        (("ended",), Step.ENDED),
    ],
)
def test_the_furthest_step_counts(
    resources: Resources, boards: list[str], reached: tuple[str, ...], step: Step
) -> None:
    alert = fire(resources).id
    put(resources, alert, boards[0], dict.fromkeys(reached, START))
    assert groups(resources, alert) == [Group(1, step, False, (boards[0],))]


def test_boards_that_came_equally_far_are_one_group(
    resources: Resources, boards: list[str]
) -> None:
    alert, other = fire(resources).id, fire(resources).id
    for board in boards[:2]:
        put(resources, alert, board, {"sent": START})
    put(resources, alert, boards[2], {"sent": START, "received": START})
    put(resources, other, boards[0], {"painted": START})
    found = {group.step: set(group.boards) for group in groups(resources, alert)}
    assert found == {Step.SENT: set(boards[:2]), Step.RECEIVED: {boards[2]}}


def test_a_board_is_quiet_by_its_last_step(resources: Resources, boards: list[str]) -> None:
    alert = fire(resources).id
    put(resources, alert, boards[0], {"sent": BEFORE})
    put(resources, alert, boards[1], {"sent": BEFORE, "received": START})
    found = {board: one.is_quiet for one in groups(resources, alert) for board in one.boards}
    assert found == {boards[0]: True, boards[1]: False}


def test_times_are_read_of_the_boards_asked_for(resources: Resources, boards: list[str]) -> None:
    alert = fire(resources).id
    for board in boards:
        put(resources, alert, board, {"sent": BEFORE, "received": START})
    times = Times(sent_at=BEFORE, received_at=START)

    def found(asked: set[str] | None) -> dict[tuple[int, str], Times]:
        return dict(resources.database.read(lambda session: read_times(session, alert, asked)))

    assert found({boards[1]}) == {(1, boards[1]): times}
    assert found(set()) == {}
    assert found(None) == {(1, board): times for board in boards}
