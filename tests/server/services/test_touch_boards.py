"""Boards that wait for a touch: those who hold keys hear of it, loudest after units changed."""

from datetime import date

import pytest
from sqlalchemy import select

from content.errors import NoBoardsError
from server.locale import translate
from server.services import identity_approvals
from server.services.actor import Actor, Role
from server.services.alert_reach import preview_audience, read_reach
from server.services.contacts import Contact, set_contact
from server.services.resources import Resources
from server.services.tasks import count_waiting
from server.services.telling import tell
from server.services.touch_boards import AGAIN_AFTER
from server.services.unit_changes import ChangeKind, ChangeRequest, Into, change_units
from server.storage.tables import MessageRow, TaskRow
from tests.server.board_builders import ABoard, a_board, officer
from tests.server.builders import FixedClock
from tests.server.officer_builders import (
    a_person,
    an_officer,
    hold_ceremony,
    somebody_for_alerts,
    with_name,
)
from tests.server.services.test_identity_approvals import TU, move, touch
from tests.server.staff_builders import add_units, an_actor, cheap_hashes
from tests.server.telling_builders import told, with_mail

HOUR = 3600
ASKED = "ask.touch_boards"


@pytest.fixture
def board(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> ABoard:
    cheap_hashes(monkeypatch)
    add_units(with_name(resources))
    with_mail(resources)
    return a_board(resources)


@pytest.fixture
def tu(resources: Resources, board: ABoard) -> Actor:
    """A technician whose key counts; another's does not exist."""
    admin = a_person(resources, "quan", "administrator", "51")
    made = a_person(resources, "tu", "technician", "51")
    other = a_person(resources, "khong-khoa", "technician", "51")
    for actor in (made, other):
        set_contact(resources, None, actor.account_id, Contact(email=f"{actor.login}@example.vn"))
    an_officer(resources, admin, made, TU, "51", ["identity"])
    somebody_for_alerts(resources, admin)
    hold_ceremony(resources)
    return made


def merge(resources: Resources) -> str:
    """Ba Tơ and Ba Tô become one commune; give its id."""
    into = (Into("20857", "Xã Ba Tơ Mới", "xa"),)
    request = ChangeRequest(ChangeKind.MERGE, date(2026, 11, 24), ("20857", "20860"), into)
    change_units(resources, an_actor(Role.ADMINISTRATOR, "province"), request)
    return resources.units.tree().resolve("20857", date(2026, 11, 24)).id


def test_a_moved_board_is_told_to_who_holds_a_key_and_again(
    resources: Resources, board: ABoard, tu: Actor, clock: FixedClock
) -> None:
    move(resources, board.id, unit="20900")
    tell(resources)
    tell(resources)
    assert told(resources, ASKED) == [("tu", ASKED)]
    assert count_waiting(resources, tu) == 1
    clock.advance(2 * HOUR)
    tell(resources)
    assert told(resources, ASKED) == [("tu", ASKED)] * 2
    assert touch(resources, tu, TU, board.id) == 1
    tell(resources)
    assert told(resources, ASKED) == []
    assert count_waiting(resources, tu) == 0
    assert resources.database.read(lambda session: session.scalars(select(TaskRow)).all()) == []


def test_boards_of_one_unit_are_told_together(
    resources: Resources, board: ABoard, tu: Actor, clock: FixedClock
) -> None:
    others = [board.id]
    move(resources, board.id, groups=("chợ",))
    tell(resources)
    assert told(resources, ASKED) == [("tu", ASKED)]
    clock.advance(60)
    move(resources, board.id, groups=("cổng",))
    tell(resources)
    assert told(resources, ASKED) == [("tu", ASKED)], "not every minute"
    clock.advance(AGAIN_AFTER.total_seconds())
    tell(resources)
    assert told(resources, ASKED) == [("tu", ASKED)], "the old words are called off"
    row = resources.database.read(lambda session: session.scalars(select(MessageRow).where(
        MessageRow.kind == ASKED)).one())  # fmt: skip
    assert row.created_at == clock.now() and row.params["count"] == len(others)


def test_without_officers_nothing_is_asked(resources: Resources, board: ABoard) -> None:
    move(resources, board.id, unit="20900")
    tell(resources)
    assert told(resources, ASKED) == []


def test_after_a_merge_boards_keep_their_old_address_and_that_is_said(
    resources: Resources, board: ABoard, tu: Actor
) -> None:
    new = merge(resources)
    (waits,) = identity_approvals.list_waiting(resources, tu)
    assert (waits.unit_before, waits.unit, waits.is_left_behind) == ("commune", new, True)
    assert resources.boards.get(board.id).addressee.unit == "commune"
    seen = preview_audience(resources, officer(), {"units": ["20857"]})
    assert (seen.count, [one.id for one in seen.left_behind]) == (0, [board.id])
    with pytest.raises(NoBoardsError):
        read_reach(resources, officer(), {"subtrees": ["20857"]})
    tell(resources)
    assert told(resources, ASKED) == [("tu", ASKED)]
    query = select(MessageRow).where(MessageRow.kind == ASKED)
    row = resources.database.read(lambda session: session.scalars(query).one())
    assert row.is_urgent
    said = translate(row.subject, "vi", **row.params)
    assert said == "Cảnh báo cho Xã Ba Tơ Mới không đến được 1 bảng: cần anh/chị chạm khóa"


def test_touched_after_a_merge_they_hear_what_is_for_the_new_unit(
    resources: Resources, board: ABoard, tu: Actor
) -> None:
    new = merge(resources)
    assert touch(resources, tu, TU, board.id) == 1
    assert resources.boards.get(board.id).addressee.unit == new
    seen = preview_audience(resources, officer(), {"units": ["20857"]})
    assert (seen.count, seen.left_behind) == (1, ())


def test_a_board_that_a_person_moves_is_not_left_behind(
    resources: Resources, board: ABoard, tu: Actor
) -> None:
    move(resources, board.id, unit="20900")
    (waits,) = identity_approvals.list_waiting(resources, tu)
    assert not waits.is_left_behind


def test_a_new_root_does_not_make_what_waits_look_new(
    resources: Resources, board: ABoard, tu: Actor, clock: FixedClock
) -> None:
    move(resources, board.id, unit="20900")
    since = identity_approvals.list_waiting(resources, tu)[0].since
    clock.advance(HOUR)
    hold_ceremony(resources)
    assert identity_approvals.list_waiting(resources, tu)[0].since == since
