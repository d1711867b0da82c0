from dataclasses import replace
from datetime import date

import pytest

from content.category import CategoryKey
from content.errors import ForbiddenError, InvalidInputError, NotFoundError
from content.year_plan import PlanEntry, PlanState
from server.services import publishing, withdrawing
from server.services.actor import Role
from server.services.resources import Resources
from server.services.year_plans import (
    EntryView,
    add_entries,
    find_entry,
    list_plan,
    list_progress,
    offered_entries,
    remove_entry,
    tick_entry,
)
from server.storage.tables.plans import PlanEntryRow
from tests.server.notice_builders import (
    APPROVER,
    AUTHOR,
    a_draft,
    pair_a_board,
    published,
    submitted,
)
from tests.server.staff_builders import add_units, an_actor

ENTRY = PlanEntry(
    2026, "Vay vốn ưu đãi", CategoryKey.POLICY, date(2026, 11, 1), date(2026, 11, 30), 2
)
PAST = replace(ENTRY, title="Tháng trước", first_day=date(2026, 10, 1), last_day=date(2026, 10, 31))


@pytest.fixture(autouse=True)
def world(resources: Resources) -> None:
    add_units(resources)
    pair_a_board(resources)
    add_entries(resources, AUTHOR, "commune", [ENTRY, PAST])


def entry(resources: Resources, place: int = 1) -> EntryView:
    return list_plan(resources, AUTHOR, "commune", 2026)[place]


def test_approved_notices_tick_an_entry_by_themselves(resources: Resources) -> None:
    mine = entry(resources)
    assert (mine.notices, mine.state) == (0, PlanState.NOW)
    submitted(resources, plan_entry=mine.id)
    assert entry(resources).notices == 0
    first = published(resources, plan_entry=mine.id)
    assert (entry(resources).notices, entry(resources).state) == (1, PlanState.NOW)
    published(resources, plan_entry=mine.id)
    assert entry(resources).state is PlanState.DONE
    withdrawing.withdraw_notice(resources, APPROVER, first.id, "Sai ngày")
    assert (entry(resources).notices, entry(resources).state) == (1, PlanState.NOW)


def test_a_tick_by_hand_needs_a_reason_and_can_be_taken_back(resources: Resources) -> None:
    late = entry(resources, 0)
    assert late.state is PlanState.LATE
    with pytest.raises(InvalidInputError):
        tick_entry(resources, AUTHOR, late.id, " ")
    tick_entry(resources, AUTHOR, late.id, "Đã làm qua loa truyền thanh")
    assert entry(resources, 0).state is PlanState.DONE
    tick_entry(resources, AUTHOR, late.id, None)
    assert entry(resources, 0).state is PlanState.LATE


def test_the_unit_above_sees_counts_of_those_below(resources: Resources) -> None:
    above = an_actor(Role.VIEWER, "province")
    progress = list_progress(resources, above, "province", 2026)
    assert [(one.unit.id, one.done, one.late, one.total) for one in progress] == [
        ("commune", 0, 1, 2)
    ]
    assert list_progress(resources, above, "province", 2027) == ()


def test_of_many_plans_below_the_latest_are_listed_first(resources: Resources) -> None:
    for unit, entries in (("elsewhere", [ENTRY]), ("sibling", [ENTRY, PAST]), ("area", [PAST] * 2)):
        add_entries(resources, an_actor(Role.AUTHOR, unit), unit, entries)

    def listed(most: int | None) -> list[str]:
        above = an_actor(Role.VIEWER, "province")
        found = list_progress(resources, above, "province", 2026, most=most)
        return [one.unit.id for one in found]

    assert listed(None) == listed(9) == ["area", "sibling", "commune", "elsewhere"]
    assert listed(2) == ["area", "sibling"]


def test_the_counts_from_above_are_those_of_the_entries_states(resources: Resources) -> None:
    starts = (date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1))
    for first in starts:
        span = {"first_day": first, "last_day": first.replace(day=28)}
        for planned in (1, 2):
            entry = replace(ENTRY, title=f"{first} {planned}", planned=planned, **span)
            add_entries(resources, AUTHOR, "commune", [entry, replace(entry, title="Tay")])
    for view in list_plan(resources, AUTHOR, "commune", 2026):
        if view.entry.title == "Tay":
            tick_entry(resources, AUTHOR, view.id, "Đã làm")
        elif view.entry.title in [f"{first} 1" for first in starts]:
            published(resources, plan_entry=view.id)
    states = [view.state for view in list_plan(resources, AUTHOR, "commune", 2026)]
    assert set(states) == set(PlanState)
    [one] = list_progress(resources, an_actor(Role.VIEWER, "province"), "province", 2026)
    counted = (states.count(PlanState.DONE), states.count(PlanState.LATE), len(states))
    assert (one.done, one.late, one.total) == counted


def test_rights_are_those_of_writing(resources: Resources) -> None:
    viewer, elsewhere = an_actor(Role.VIEWER, "commune"), an_actor(Role.AUTHOR, "elsewhere")
    with pytest.raises(ForbiddenError):
        add_entries(resources, viewer, "commune", [ENTRY])
    with pytest.raises(ForbiddenError):
        remove_entry(resources, viewer, entry(resources).id)
    for ask in (list_plan, list_progress):
        with pytest.raises(NotFoundError):
            ask(resources, elsewhere, "commune", 2026)
    with pytest.raises(NotFoundError):
        tick_entry(resources, elsewhere, entry(resources).id, "Xong")


def test_one_bad_entry_leaves_nothing_behind(resources: Resources) -> None:
    with pytest.raises(InvalidInputError):
        add_entries(resources, AUTHOR, "commune", [ENTRY, replace(ENTRY, planned=0)])
    assert len(list_plan(resources, AUTHOR, "commune", 2026)) == 2


def test_a_notice_names_entries_of_its_own_unit_or_above_only(resources: Resources) -> None:
    stranger = an_actor(Role.AUTHOR, "elsewhere")
    add_entries(resources, stranger, "elsewhere", [ENTRY])
    theirs = list_plan(resources, stranger, "elsewhere", 2026)[0]
    for wrong in (theirs.id, "nobody"):
        with pytest.raises(InvalidInputError) as caught:
            publishing.create_notice(resources, AUTHOR, a_draft(plan_entry=wrong))
        assert caught.value.field == "plan_entry"


def test_what_is_due_is_offered_first_and_removed_ones_not(resources: Resources) -> None:
    offered = offered_entries(resources, ("province", "commune"))
    assert [view.state for view in offered] == [PlanState.NOW, PlanState.LATE]
    gone = entry(resources).id
    remove_entry(resources, AUTHOR, gone)
    assert find_entry(resources, gone) is None
    rows = resources.database.read(lambda session: session.query(PlanEntryRow).count())
    assert rows == 1
