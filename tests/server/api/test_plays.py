from datetime import timedelta

import pytest

from server.services.plays import store_plays
from tests.server.api.conftest import Api
from tests.server.board_builders import a_board
from tests.server.builders import FixedClock

VIEWER = ("viewer", "20857")


def test_a_day_is_told_hour_by_hour_with_its_deviations(api: Api, clock: FixedClock) -> None:
    board = a_board(api.resources)
    clock.advance(3600)
    record = board.play_of("stranger", clock.now() - timedelta(hours=1))
    store_plays(api.resources, board.id, [record])
    answer = api.call("GET", f"/boards/{board.id}/plays?day=2026-11-24", *VIEWER).get_json()
    assert (answer["board"], answer["day"], answer["records"]) == (board.id, "2026-11-24", 1)
    (hour,) = [hour for hour in answer["hours"] if hour["deviations"]]
    assert (hour["start"], hour["state"]) == ("2026-11-24T02:00:00Z", "deviates")
    (found,) = hour["deviations"]
    assert (found["item"], found["kind"], found["shown_s"]) == ("stranger", "not_planned", 120)


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "2026-11-25", "2020-01-01", "24/11/2026"])
def test_a_day_that_is_none_is_refused(api: Api, day: str) -> None:
    board = api.a_board()
    answer = api.call("GET", f"/boards/{board}/plays?day={day}", *VIEWER)
    assert (answer.status_code, answer.get_json()["field"]) == (422, "day")


def test_without_a_day_it_is_today(api: Api) -> None:
    board = api.a_board()
    assert api.call("GET", f"/boards/{board}/plays", *VIEWER).get_json()["day"] == "2026-11-24"
