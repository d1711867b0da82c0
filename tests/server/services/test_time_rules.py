import json
from datetime import time, timedelta

import pytest

from content.errors import ForbiddenError, NotFoundError
from content.hours import BoardHours, volume_at
from content.schedule import Daypart
from content.shares import CategoryShares
from server.services.actor import Role
from server.services.resources import Resources, open_resources
from server.services.time_rules import TimeRules, set_board_rules, set_unit_rules
from server.storage.tables.time_rules import TimeRuleRow
from tests.server.builders import FixedClock
from tests.server.notice_builders import pair_a_board, published
from tests.server.staff_builders import add_units, an_actor

NIGHT = BoardHours(quiet=(Daypart(time(21), time(5)),))
THIRD = CategoryShares.from_dict({"policy": 30})
ADMIN = an_actor(Role.ADMINISTRATOR, "province")


@pytest.fixture
def board(resources: Resources) -> str:
    add_units(resources)
    return pair_a_board(resources)


def manifest(resources: Resources, board: str) -> dict:
    return json.loads(resources.scores.score_for(board).payload)


def test_what_is_set_above_holds_below_until_it_is_set_there(
    resources: Resources, board: str
) -> None:
    set_unit_rules(resources, ADMIN, "province", TimeRules(THIRD, NIGHT))
    record = resources.boards.get(board)
    assert resources.rules.of_board(record) == TimeRules(THIRD, BoardHours(quiet=NIGHT.quiet))
    own = CategoryShares.from_dict({"news": 10})
    set_unit_rules(resources, ADMIN, "commune", TimeRules(own))
    set_board_rules(resources, ADMIN, board, TimeRules(None, BoardHours(quiet=())))
    assert resources.rules.of_board(record) == TimeRules(own, BoardHours(quiet=()))


def test_a_change_of_rules_gives_the_boards_below_another_score_at_once(
    resources: Resources, board: str, clock: FixedClock
) -> None:
    sibling = pair_a_board(resources, "20860")
    before = resources.scores.manifest_for(board)
    assert resources.scores.manifest_for(sibling) == before
    set_unit_rules(resources, ADMIN, "commune", TimeRules(None, NIGHT))
    assert resources.scores.manifest_for(board) != before
    assert resources.scores.manifest_for(sibling) == before
    night = clock.now().replace(hour=16) + timedelta(days=20)
    assert volume_at(manifest(resources, board), night) == 0
    assert volume_at(manifest(resources, board), clock.now()) == 100


def test_boards_of_equal_rules_share_one_score(resources: Resources, board: str) -> None:
    sibling = pair_a_board(resources, "20860")
    for unit in ("commune", "sibling"):
        set_unit_rules(resources, ADMIN, unit, TimeRules(THIRD, NIGHT))
    assert resources.scores.manifest_for(board) == resources.scores.manifest_for(sibling)


def test_shares_raise_a_category_on_the_glass(resources: Resources, board: str) -> None:
    for n in range(6):
        published(resources, title=f"Giá heo hơi tuần {n}", category="market")
    policy = published(resources, category="policy")

    def part() -> float:
        cycle = max(manifest(resources, board)["zones"]["main"]["cycles"].values(), key=len)
        mine = sum(seconds for item, _, seconds in cycle if item == policy.id)
        return mine / sum(seconds for _, _, seconds in cycle)

    assert part() < 0.25
    set_unit_rules(resources, ADMIN, "commune", TimeRules(THIRD))
    assert 0.3 <= part() < 0.4


def test_a_limit_of_minutes_reaches_the_timeline(resources: Resources, board: str) -> None:
    published(resources, title="Không giới hạn")
    limited = published(resources, most_minutes_a_day=20)
    zone = manifest(resources, board)["zones"]["main"]
    shown = {name: {slot[0] for slot in slots} for name, slots in zone["cycles"].items()}
    with_it = [name for name, items in shown.items() if limited.id in items]
    assert 0 < len(with_it) < len([items for items in shown.values() if items])


def test_rules_survive_a_restart(resources: Resources, board: str, clock: FixedClock) -> None:
    set_unit_rules(resources, ADMIN, "commune", TimeRules(THIRD, NIGHT))
    digest = resources.scores.manifest_for(board)
    again = open_resources(resources.settings, clock=clock)
    assert again.scores.manifest_for(board) == digest
    again.close()


def test_only_those_with_the_right_set_rules(resources: Resources, board: str) -> None:
    author = an_actor(Role.AUTHOR, "commune")
    with pytest.raises(ForbiddenError):
        set_unit_rules(resources, author, "commune", TimeRules(THIRD))
    with pytest.raises(ForbiddenError):
        set_board_rules(resources, author, board, TimeRules(None, NIGHT))
    with pytest.raises(NotFoundError):
        set_board_rules(resources, ADMIN, "nobody", TimeRules())
    with pytest.raises(NotFoundError):
        set_unit_rules(resources, ADMIN, "nowhere", TimeRules())


def test_setting_again_changes_the_one_row(resources: Resources, board: str) -> None:
    for rules in (TimeRules(THIRD), TimeRules(None, NIGHT)):
        set_unit_rules(resources, ADMIN, "commune", rules)
    rows = resources.database.read(lambda session: session.query(TimeRuleRow).all())
    assert [(row.subject_id, row.shares, row.hours) for row in rows] == [
        ("commune", None, NIGHT.to_dict())
    ]
