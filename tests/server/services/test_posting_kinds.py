"""Kinds of public posting: inherited, never shortened below, and held to by publishing."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from content.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from content.instant import format_instant
from content.posting import PostingKind
from server.services import posting_kinds
from server.services.actor import Role
from server.services.posting_kinds import drop_kind, kinds_of, set_kind
from server.services.publishing import approve_notice, create_notice, edit_notice, submit_notice
from server.services.resources import Resources
from server.services.unit_moves import move_rows
from server.services.withdrawing import withdraw_notice
from server.storage.tables import AuditRow
from server.storage.tables.postings import PostingKindRow
from tests.server.builders import FixedClock
from tests.server.notice_builders import APPROVER, AUTHOR, a_draft, pair_a_board, submitted
from tests.server.staff_builders import add_units, an_actor

ABOVE = an_actor(Role.ADMINISTRATOR, "province")
BELOW = an_actor(Role.ADMINISTRATOR, "commune")
LAND = PostingKind("land", "Hồ sơ đất đai", 15, "Điều 1")
POSTED = {"posting": {"kind": "land"}}


@pytest.fixture(autouse=True)
def board(resources: Resources) -> str:
    add_units(resources)
    return pair_a_board(resources)


def days(resources: Resources, unit: str) -> dict[str, int]:
    return {known.kind.key: known.kind.days for known in kinds_of(resources, unit)}


def last_audit(resources: Resources, action: str) -> dict[str, Any]:
    query = select(AuditRow.details).where(AuditRow.action == action).order_by(AuditRow.seq)
    found = resources.database.read(lambda session: list(session.scalars(query)))
    return json.loads(found[-1])


def test_what_is_set_above_holds_below_and_may_only_be_lengthened(resources: Resources) -> None:
    set_kind(resources, ABOVE, "province", LAND)
    assert days(resources, "commune")["land"] == 15
    with pytest.raises(InvalidInputError) as caught:
        set_kind(resources, BELOW, "commune", PostingKind("land", "Đất", 14))
    assert caught.value.code == "set_above"
    with pytest.raises(InvalidInputError):
        drop_kind(resources, BELOW, "commune", "land")
    set_kind(resources, BELOW, "commune", PostingKind("land", "Đất", 20))
    assert days(resources, "commune")["land"] == 20
    assert days(resources, "sibling")["land"] == 15
    assert last_audit(resources, "unit.posting_kind")["after"]["days"] == 20


def test_a_number_to_begin_with_may_be_changed_or_dropped_by_the_unit(resources: Resources) -> None:
    before = days(resources, "commune")
    set_kind(resources, BELOW, "commune", LAND)
    drop_kind(resources, BELOW, "commune", "auction")
    assert days(resources, "commune")["land"] == 15
    assert "auction" not in days(resources, "commune")
    assert days(resources, "sibling") == before


def test_a_new_kind_gets_a_key_of_its_own(resources: Resources) -> None:
    for name in ("Danh sách hộ nghèo", "Danh sách cử tri"):
        set_kind(resources, BELOW, "commune", PostingKind("", name, 10))
    assert list(days(resources, "commune").values()).count(10) == 2


def test_only_administrators_of_the_unit_set_kinds(resources: Resources) -> None:
    for deed in (
        lambda: set_kind(resources, AUTHOR, "commune", LAND),
        lambda: set_kind(resources, BELOW, "sibling", LAND),
        lambda: drop_kind(resources, APPROVER, "commune", "land"),
    ):
        with pytest.raises(ForbiddenError):
            deed()
    with pytest.raises(InvalidInputError):
        drop_kind(resources, BELOW, "commune", "nothing")
    with pytest.raises(NotFoundError):
        kinds_of(resources, "nowhere")


def test_a_notice_takes_days_and_rule_from_its_kind_not_from_who_writes(
    resources: Resources,
) -> None:
    set_kind(resources, ABOVE, "province", LAND)
    sly = {"posting": {"kind": "land", "days": 1, "name": "x", "basis": "y"}}
    for document in (POSTED, sly):
        view = create_notice(resources, AUTHOR, a_draft(document=document))
        posting = view.content.document and view.content.document.posting
        assert posting is not None
        assert (posting.name, posting.days, posting.basis) == ("Hồ sơ đất đai", 15, "Điều 1")


@pytest.mark.parametrize("kind", ["nothing", "", None, 5, ["land"]])
def test_an_unknown_kind_is_refused(resources: Resources, kind: object) -> None:
    with pytest.raises(InvalidInputError) as caught:
        create_notice(resources, AUTHOR, a_draft(document={"posting": {"kind": kind}}))
    assert caught.value.field == "document.posting"


def test_a_kind_offered_no_more_stays_with_the_notice_that_has_it(resources: Resources) -> None:
    set_kind(resources, BELOW, "commune", LAND)
    view = create_notice(resources, AUTHOR, a_draft(document=POSTED))
    drop_kind(resources, BELOW, "commune", "land")
    edited = edit_notice(resources, AUTHOR, view.id, {"document": POSTED, "title": "Tên khác"})
    document = edited.content.document
    assert document is not None and document.posting is not None
    assert document.posting.days == 15
    with pytest.raises(InvalidInputError):
        create_notice(resources, AUTHOR, a_draft(document=POSTED))


def test_a_posting_that_would_be_cut_short_is_not_sent_for_approval(
    resources: Resources, clock: FixedClock
) -> None:
    until = format_instant(clock.now() + timedelta(days=5))
    view = create_notice(resources, AUTHOR, a_draft(document=POSTED, valid_until=until))
    with pytest.raises(InvalidInputError) as caught:
        submit_notice(resources, AUTHOR, view.id)
    assert (caught.value.code, caught.value.field) == ("posting_too_short", "valid_until")
    reason = {"posting": {"kind": "land", "reason": "Tòa án yêu cầu"}}
    edit_notice(resources, AUTHOR, view.id, {"document": reason})
    submit_notice(resources, AUTHOR, view.id)


def test_one_that_waited_too_long_for_approval_is_not_approved(
    resources: Resources, clock: FixedClock
) -> None:
    set_kind(resources, ABOVE, "province", LAND)
    until = format_instant(clock.now() + timedelta(days=17))
    view = submitted(resources, document=POSTED, valid_until=until)
    clock.advance(4 * 86_400)
    with pytest.raises(InvalidInputError) as caught:
        approve_notice(resources, APPROVER, view.id, view.revision, view.digest)
    assert caught.value.code == "posting_too_short"


def test_taking_it_down_early_is_written_into_the_record(
    resources: Resources, clock: FixedClock
) -> None:
    set_kind(resources, ABOVE, "province", LAND)
    early = submitted(resources, document=POSTED)
    late = submitted(resources, document=POSTED)
    for view in (early, late):
        approve_notice(resources, APPROVER, view.id, view.revision, view.digest)
    withdraw_notice(resources, APPROVER, early.id, "Sai số liệu")
    assert "posting_until" in last_audit(resources, "notice.withdrawn")
    clock.advance(20 * 86_400)
    withdraw_notice(resources, APPROVER, late.id, "Hết hạn")
    assert "posting_until" not in last_audit(resources, "notice.withdrawn")


def test_what_a_unit_set_goes_over_to_the_one_that_takes_its_place(resources: Resources) -> None:
    set_kind(resources, BELOW, "commune", LAND)
    resources.database.write(lambda session: move_rows(session, "commune", "sibling"))
    assert days(resources, "sibling")["land"] == 15
    query = select(PostingKindRow.unit_id)
    assert resources.database.read(lambda session: list(session.scalars(query))) == ["sibling"]


def test_what_is_set_above_later_binds_what_was_shorter_or_dropped_below(
    resources: Resources,
) -> None:
    set_kind(resources, BELOW, "commune", PostingKind("land", "Đất", 10))
    drop_kind(resources, BELOW, "commune", "auction")
    set_kind(resources, ABOVE, "province", LAND)
    set_kind(resources, ABOVE, "province", PostingKind("auction", "Đấu giá", 7))
    held = {known.kind.key: known for known in kinds_of(resources, "commune")}
    assert (held["land"].kind, held["land"].set_by) == (LAND, "province")
    assert held["auction"].kind.days == 7


def test_a_unit_sets_so_many_kinds_and_no_more(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting_kinds, "MOST_KINDS", 2)
    set_kind(resources, BELOW, "commune", LAND)
    set_kind(resources, BELOW, "commune", PostingKind("", "Danh sách", 5))
    with pytest.raises(ConflictError) as caught:
        set_kind(resources, BELOW, "commune", PostingKind("", "Khác", 5))
    assert caught.value.code == "too_many"
    set_kind(resources, BELOW, "commune", PostingKind("land", "Đất", 20))
