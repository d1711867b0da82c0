from datetime import timedelta

import pytest

from content.errors import ForbiddenError, InvalidInputError
from server.services import publishing
from server.services.actor import Role
from server.services.audit_list import AuditFilters, Subject, every_line, list_audit, list_counted
from server.services.resources import Resources
from tests.server.builders import FixedClock
from tests.server.notice_builders import APPROVER, AUTHOR, a_draft, pair_a_board, submitted
from tests.server.staff_builders import add_units, an_actor

INSPECTOR = an_actor(Role.INSPECTOR, "commune")
TOP = an_actor(Role.INSPECTOR, "province")


@pytest.fixture
def filled(resources: Resources, clock: FixedClock) -> Resources:
    add_units(resources)
    pair_a_board(resources, name="Chợ Thủy Lợi")
    clock.advance(3600)
    view = submitted(resources, title="Đường Làng Teng")
    publishing.reject_notice(resources, APPROVER, view.id, "Thiếu ngày")
    return resources


def actions(resources: Resources, actor=INSPECTOR, **filters: object) -> list[str]:  # type: ignore[no-untyped-def]
    page = list_audit(resources, actor, filters=AuditFilters(**filters))  # type: ignore[arg-type]
    return [line.action for line in page.items]


def test_the_newest_line_comes_first(filled: Resources) -> None:
    found = actions(filled)
    assert found[:3] == ["notice.rejected", "notice.submitted", "notice.created"]
    assert "board.paired" in found


def test_only_the_units_below_are_seen_and_the_systems_lines_from_the_top_alone(
    filled: Resources,
) -> None:
    assert actions(filled, an_actor(Role.INSPECTOR, "sibling")) == []
    assert "unit.imported" not in actions(filled)
    assert "unit.imported" in actions(filled, TOP)
    assert "unit.imported" not in actions(filled, an_actor(Role.INSPECTOR, "area"))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.INSPECTOR, Role.ADMINISTRATOR}))
def test_nobody_else_reads_it(filled: Resources, role: Role) -> None:
    with pytest.raises(ForbiddenError):
        list_audit(filled, an_actor(role, "commune"))


def test_people_notices_and_boards_are_found_without_marks(filled: Resources) -> None:
    assert set(actions(filled, text="duong lang")) == {
        "notice.rejected", "notice.submitted", "notice.created",
    }  # fmt: skip
    assert actions(filled, text="cho thuỷ loi") == ["board.paired"]
    assert actions(filled, text="Thiếu ngày") == ["notice.rejected"]
    assert actions(filled, text="100%_") == []


def test_days_subjects_and_units_narrow_the_list(filled: Resources, clock: FixedClock) -> None:
    assert "board.paired" not in actions(filled, since=clock.now() - timedelta(minutes=1))
    assert actions(filled, until=clock.now() - timedelta(minutes=1)) == ["board.paired"]
    assert actions(filled, about=Subject.BOARDS) == ["board.paired"]
    assert "unit.imported" in actions(filled, TOP, about=Subject.UNITS)
    assert actions(filled, TOP, about=Subject.OTHER) == ["keys.rotated"]
    assert actions(filled, TOP, unit="20860") == []
    with pytest.raises(InvalidInputError):
        actions(filled, unit="00000")


def test_a_list_goes_on_behind_its_last_line(filled: Resources) -> None:
    first = list_audit(filled, INSPECTOR, limit=2)
    rest = list_audit(filled, INSPECTOR, before=first.next)
    seqs = [line.seq for line in (*first.items, *rest.items)]
    assert seqs == sorted(seqs, reverse=True)
    assert len(set(seqs)) == len(seqs)
    assert rest.next is None
    with pytest.raises(InvalidInputError):
        list_audit(filled, INSPECTOR, limit=501)


def test_every_line_stops_at_the_most_asked_for(filled: Resources) -> None:
    assert len(list(every_line(filled, INSPECTOR, AuditFilters(), 3))) == 3
    everything = list(every_line(filled, INSPECTOR, AuditFilters(), 50_000))
    assert [line.action for line in everything] == actions(filled)


def test_a_line_names_the_actor_as_they_signed_in(filled: Resources) -> None:
    publishing.create_notice(filled, AUTHOR, a_draft())
    line = list_audit(filled, INSPECTOR, limit=1).items[0]
    assert (line.actor_login, line.name) == (AUTHOR.login, None)
    assert line.details["title"] == a_draft().title


def test_a_page_is_listed_with_the_count_of_all_that_matches(
    filled: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(before: int | None = None, **filters: object) -> tuple[list[int], int | None, int]:
        asked = AuditFilters(**filters)  # type: ignore[arg-type]
        found = list_counted(filled, INSPECTOR, asked, before=before, limit=2)
        assert (found.below, found.reached) == (None, None)
        return [line.seq for line in found.page.items], found.page.next, found.total

    publishing.create_notice(filled, AUTHOR, a_draft())
    seqs = [line.seq for line in list_audit(filled, INSPECTOR).items]
    assert len(seqs) == 5
    assert page() == (seqs[:2], seqs[1], len(seqs))
    assert page(seqs[1]) == (seqs[2:4], seqs[3], len(seqs))
    assert page(seqs[3]) == (seqs[4:], None, 5)
    assert page(text="không ai viết") == ([], None, 0)
    monkeypatch.setattr("server.services.audit_list.MOST_COUNTED", 2)
    assert page() == (seqs[:2], seqs[1], 3)
    assert page(seqs[1]) == (seqs[2:4], seqs[3], 3)
    with pytest.raises(ForbiddenError):
        list_counted(filled, AUTHOR, AuditFilters(), limit=2)


def test_a_long_audit_is_searched_a_stretch_at_a_time(
    filled: Resources, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.services.audit_list.REACH", 3)
    for _ in range(4):
        clock.advance(86_400)
        publishing.create_notice(filled, AUTHOR, a_draft())
    lines = list_audit(filled, TOP).items
    seqs = [line.seq for line in lines]

    def stretch(top: int | None = None, **filters: object) -> tuple[list[int], int, int | None]:
        asked = AuditFilters(**filters)  # type: ignore[arg-type]
        found = list_counted(filled, TOP, asked, top=top, limit=2)
        assert found.reached == next((x.at for x in lines if x.seq == found.below), None)
        return [line.seq for line in found.page.items], found.total, found.below

    assert stretch() == (seqs[:2], 3, seqs[2])
    assert stretch(seqs[2]) == (seqs[3:5], 3, seqs[5])
    assert stretch(4) == ([3, 2], 3, None)
    assert stretch(text="không ai viết") == ([], 0, seqs[2])
    assert stretch(since=lines[1].at) == (seqs[:2], 2, None)
    assert stretch(until=lines[2].at) == (seqs[3:5], 3, seqs[5])
    walked, top = [], None
    while True:
        found = list_counted(filled, TOP, AuditFilters(), top=top, limit=3)
        walked += [line.seq for line in found.page.items]
        if found.below is None:
            break
        top = found.below
    assert walked == seqs
