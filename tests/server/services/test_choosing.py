import json

import pytest
from sqlalchemy import select

from content import trust
from content.choosing import Choice, Standing
from content.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from server.services.actor import Role
from server.services.choosing import decide, take_back
from server.services.resources import Resources
from server.services.withdrawing import withdraw_notice
from server.storage.tables import AuditRow
from tests.server.builders import FixedClock
from tests.server.choice_builders import (
    CHOOSER,
    POOLED,
    PROVINCE_APPROVER,
    attended,
    from_above,
)
from tests.server.notice_builders import pair_a_board
from tests.server.staff_builders import add_units, an_actor

UNIT = "20857"


@pytest.fixture(autouse=True)
def board(resources: Resources, clock: FixedClock) -> str:
    add_units(resources)
    made = pair_a_board(resources)
    attended(resources, "commune")
    clock.advance(60)
    return made


def shown(resources: Resources, board: str) -> set[str]:
    raw = resources.scores.manifest(resources.scores.manifest_for(board))
    assert raw is not None
    envelope = trust.Envelope.from_bytes(raw, "manifest")
    payload = trust.verify(envelope, resources.keyring.trusted, "content")
    return {name for name in payload["items"] if "." not in name}


def actions(resources: Resources) -> list[str]:
    query = select(AuditRow.action).where(AuditRow.action.startswith("choice."))
    rows = resources.database.read(lambda s: s.scalars(query.order_by(AuditRow.seq)).all())
    return [action for action in rows if not action.endswith("attended")]


def test_a_board_shows_it_once_the_commune_chose_it(resources: Resources, board: str) -> None:
    notice = from_above(resources)
    assert shown(resources, board) == set()
    assert decide(resources, CHOOSER, UNIT, notice.id, Choice.SHOWN).standing is Standing.CHOSEN
    assert shown(resources, board) == {notice.id}
    decide(resources, CHOOSER, UNIT, notice.id, Choice.DECLINED)
    assert shown(resources, board) == set()
    back = take_back(resources, CHOOSER, UNIT, notice.id)
    assert back.standing is Standing.WAITING
    assert actions(resources) == ["choice.shown", "choice.declined", "choice.undone"]


def test_priority_is_shown_and_only_reordered(resources: Resources, board: str) -> None:
    notice = from_above(resources, priority="priority")
    assert shown(resources, board) == {notice.id}
    with pytest.raises(ConflictError, match="shown by itself"):
        decide(resources, CHOOSER, UNIT, notice.id, Choice.DECLINED)
    assert decide(resources, CHOOSER, UNIT, notice.id, Choice.SHOWN, 3).weight == 3
    assert shown(resources, board) == {notice.id}


def test_what_lies_in_the_pool_is_taken_and_dropped(resources: Resources, board: str) -> None:
    notice = from_above(resources, **POOLED)
    decide(resources, CHOOSER, UNIT, notice.id, Choice.SHOWN)
    assert shown(resources, board) == {notice.id}
    take_back(resources, CHOOSER, UNIT, notice.id)
    assert shown(resources, board) == set()
    assert actions(resources) == ["choice.adopted", "choice.dropped"]


@pytest.mark.parametrize(
    "actor", [an_actor(Role.CONTRIBUTOR, "commune"), an_actor(Role.AUTHOR, "sibling")]
)
def test_only_who_may_choose_there_chooses(resources: Resources, actor) -> None:  # type: ignore[no-untyped-def]
    notice = from_above(resources)
    with pytest.raises(ForbiddenError):
        decide(resources, actor, UNIT, notice.id, Choice.SHOWN)
    with pytest.raises(ForbiddenError):
        take_back(resources, actor, UNIT, notice.id)


@pytest.mark.parametrize("weight", [0, 11, -1, 1.5, "2", True])
def test_a_weight_out_of_range_is_refused(resources: Resources, weight: object) -> None:
    notice = from_above(resources)
    with pytest.raises(InvalidInputError):
        decide(resources, CHOOSER, UNIT, notice.id, Choice.SHOWN, weight)  # type: ignore[arg-type]
    assert actions(resources) == []


def test_what_is_not_offered_cannot_be_chosen(resources: Resources) -> None:
    gone = from_above(resources)
    withdraw_notice(resources, PROVINCE_APPROVER, gone.id, "Sai")
    for notice in (gone.id, "nothing", ""):
        with pytest.raises(NotFoundError):
            decide(resources, CHOOSER, UNIT, notice, Choice.SHOWN)


def test_taking_back_what_nobody_decided_is_refused(resources: Resources) -> None:
    notice = from_above(resources)
    with pytest.raises(ConflictError):
        take_back(resources, CHOOSER, UNIT, notice.id)


def test_the_audit_names_notice_unit_and_person(resources: Resources) -> None:
    notice = from_above(resources)
    decide(resources, CHOOSER, UNIT, notice.id, Choice.SHOWN, 2)
    row = resources.database.read(
        lambda s: s.scalars(select(AuditRow).where(AuditRow.action == "choice.shown")).one()
    )
    assert (row.subject, row.unit_id, row.actor_id) == (notice.id, "commune", CHOOSER.account_id)
    assert json.loads(row.details) == {"title": notice.content.title, "unit": UNIT, "weight": 2}
