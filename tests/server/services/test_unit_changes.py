from datetime import date

import pytest
from sqlalchemy import select

from content.errors import ConflictError, ContentError, ForbiddenError, InvalidInputError
from content.identity import Identity
from server.services import accounts, publishing
from server.services.actor import Actor, Role
from server.services.chores import CHORES
from server.services.publishing import edit_notice, get_notice
from server.services.resources import Resources
from server.services.unit_changes import (
    ChangeKind,
    ChangeRequest,
    Into,
    cancel_change,
    change_units,
    list_changes,
)
from server.services.unit_moves import KEPT, apply_due, unit_columns
from server.services.unit_plans import check_change
from server.storage.columns import Base
from server.storage.tables import AuditRow, GrantRow, NoticeRow, UnitSettingRow
from tests.server.board_builders import fire, officer
from tests.server.builders import FixedClock
from tests.server.notice_builders import pair_a_board, published, submitted
from tests.server.staff_builders import PASSWORD, add_units, an_actor, cheap_hashes

TODAY = date(2026, 11, 24)
SOON = date(2026, 12, 1)
ADMIN = an_actor(Role.ADMINISTRATOR, "province")


@pytest.fixture
def units(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Resources:
    cheap_hashes(monkeypatch)
    add_units(resources)
    return resources


def a_merge(day: date = TODAY) -> ChangeRequest:
    """Ba Tơ and Ba Tô become one commune under the code of the first."""
    into = (Into("20857", "Xã Ba Tơ Mới", "xa"),)
    return ChangeRequest(ChangeKind.MERGE, day, ("20857", "20860"), into)


def on_the_board(resources: Resources, board: str) -> set[str]:
    resources.scores.warm()
    found = resources.scores.score_for(board)
    shown = [publishing.get_notice(resources, ADMIN, name) for name in notices_in(found.payload)]
    return {view.content.title for view in shown}


def notices_in(payload: bytes) -> set[str]:
    import json

    return {name.split(".")[0] for name in json.loads(payload)["items"]}


def identity_of(resources: Resources, board: str) -> Identity:
    import json

    envelope = resources.boards.identity(board)
    return Identity.from_payload(json.loads(envelope.payload), envelope.digest)


def test_boards_people_and_notices_of_both_communes_move_to_the_new_one(units: Resources) -> None:
    boards = [pair_a_board(units, "20857"), pair_a_board(units, "20860")]
    person = accounts.create_account(
        units, login="lan", name="Lan", password=PASSWORD, role="author", unit_code="20860"
    )
    live = published(units, title="Tiêm phòng")
    waiting = submitted(units, title="Còn chờ duyệt")
    change_units(units, ADMIN, a_merge())
    new = units.units.tree().resolve("20857", TODAY)
    assert new.name == "Xã Ba Tơ Mới"
    for board in boards:
        assert units.boards.get(board).unit_id == new.id
        assert identity_of(units, board).addressee.path[-1] == new.id
        assert units.boards.get(board).header["title"] == "Xã Ba Tơ Mới"
        assert on_the_board(units, board) == {"Tiêm phòng"}
    grants = units.database.read(
        lambda s: s.scalars(select(GrantRow).where(GrantRow.account_id == person.id)).all()
    )
    assert [grant.unit_id for grant in grants] == [new.id]
    approver = an_actor(Role.APPROVER, new.id)
    for view in (live, waiting):
        assert get_notice(units, approver, view.id).unit_id == new.id
    publishing.approve_notice(units, approver, waiting.id, waiting.revision, waiting.digest)
    assert on_the_board(units, boards[1]) == {"Tiêm phòng", "Còn chờ duyệt"}


def test_an_old_notice_keeps_its_issuers_name_and_what_was_approved(units: Resources) -> None:
    pair_a_board(units, "20857")
    view = published(units)
    change_units(units, ADMIN, a_merge())
    after = get_notice(units, ADMIN, view.id)
    assert after.issuer_name == "Ủy ban nhân dân xã Ba Tơ"
    assert (after.digest, after.content) == (view.digest, view.content)
    assert after.shown_revision == view.revision


def test_an_edit_after_the_merge_names_the_new_commune(units: Resources) -> None:
    pair_a_board(units, "20857")
    view = published(units)
    change_units(units, ADMIN, a_merge())
    new = units.units.tree().resolve("20857", TODAY)
    author = an_actor(Role.AUTHOR, new.id)
    edited = edit_notice(units, author, view.id, {"body": "Sửa giờ."})
    assert edited.content.unit_id == new.id
    assert edited.content.targets.units == (new.id,)
    assert edited.shown_revision == view.revision


def test_a_planned_change_waits_for_its_day_and_then_happens_by_itself(
    units: Resources, clock: FixedClock
) -> None:
    board = pair_a_board(units, "20860")
    view = change_units(units, ADMIN, a_merge(SOON))
    assert view.state == "scheduled"
    assert apply_due(units) == 0
    assert units.boards.get(board).unit_id == "sibling"
    assert units.units.tree().resolve("20860", date(2026, 11, 30)).id == "sibling"
    clock.advance(7 * 86_400)
    assert apply_due(units) == 1
    assert apply_due(units) == 0
    assert units.boards.get(board).unit_id == units.units.tree().resolve("20857", SOON).id
    assert list_changes(units, ADMIN)[0].state == "applied"
    assert "unit_changes" in {chore.name for chore in CHORES}


def test_a_planned_change_can_be_taken_back_and_planned_again(units: Resources) -> None:
    view = change_units(units, ADMIN, a_merge(SOON))
    cancel_change(units, ADMIN, view.id)
    assert units.units.tree().resolve("20860", SOON).id == "sibling"
    assert units.units.tree().get("commune").valid_to is None
    with pytest.raises(ConflictError):
        cancel_change(units, ADMIN, view.id)
    assert change_units(units, ADMIN, a_merge(SOON)).state == "scheduled"


def test_a_change_that_was_carried_out_cannot_be_taken_back(units: Resources) -> None:
    view = change_units(units, ADMIN, a_merge())
    with pytest.raises(ConflictError):
        cancel_change(units, ADMIN, view.id)


def test_a_renamed_unit_keeps_its_code_and_hands_on_what_hangs_below(units: Resources) -> None:
    board = pair_a_board(units, "20857")
    request = ChangeRequest(
        ChangeKind.RENAME, TODAY, ("KV-522",), (Into("KV-522", "Khu vực Ba Tơ - Minh Long"),)
    )
    change_units(units, ADMIN, request)
    tree = units.units.tree()
    area = tree.resolve("KV-522", TODAY)
    assert area.name == "Khu vực Ba Tơ - Minh Long"
    assert tree.path("commune") == ("province", area.id, "commune")
    assert identity_of(units, board).addressee.path == ("province", area.id, "commune")


def test_a_split_hands_each_board_where_it_was_said_and_the_rest_to_the_main_one(
    units: Resources,
) -> None:
    staying, leaving = pair_a_board(units, "20857"), pair_a_board(units, "20857", name="Bảng 2")
    view = published(units)
    request = ChangeRequest(
        ChangeKind.SPLIT,
        TODAY,
        ("20857",),
        (Into("20857", "Xã Ba Tơ"), Into("20999", "Xã Ba Động")),
        {leaving: "20999"},
    )
    change_units(units, ADMIN, request)
    tree = units.units.tree()
    main, other = tree.resolve("20857", TODAY), tree.resolve("20999", TODAY)
    assert units.boards.get(staying).unit_id == main.id
    assert units.boards.get(leaving).unit_id == other.id
    assert get_notice(units, ADMIN, view.id).unit_id == main.id
    assert on_the_board(units, staying) == {view.content.title}


def test_a_merge_into_a_unit_that_goes_on_leaves_that_one_as_it_is(units: Resources) -> None:
    board = pair_a_board(units, "20860")
    request = ChangeRequest(ChangeKind.MERGE, TODAY, ("20860",), (Into("20857"),))
    change_units(units, ADMIN, request)
    assert units.boards.get(board).unit_id == "commune"
    assert units.units.tree().resolve("20857", TODAY).id == "commune"


def test_a_new_unit_hangs_below_the_one_that_is_named(units: Resources) -> None:
    into = (Into("21000", "Xã Mới", "xa", "51", 15.1, 108.8),)
    change_units(units, ADMIN, ChangeRequest(ChangeKind.CREATE, TODAY, (), into))
    tree = units.units.tree()
    assert tree.path(tree.resolve("21000", TODAY).id)[0] == "province"


def test_an_alert_in_force_is_addressed_to_the_new_commune(units: Resources) -> None:
    board = pair_a_board(units, "20857")
    fire(units, officer("commune"))
    change_units(units, ADMIN, a_merge())
    addressee = units.boards.get(board).addressee
    listed = units.alerts.snapshot().addressed_to(addressee, units.clock.now())
    assert [alert.revision for alert in listed] == [2]


def test_what_the_new_unit_has_already_is_not_overwritten(units: Resources) -> None:
    def settings(session):  # type: ignore[no-untyped-def]
        session.add(UnitSettingRow(unit_id="sibling", own_approval=True))
        session.add(UnitSettingRow(unit_id="commune", own_approval=False))

    units.database.write(settings)
    change_units(units, ADMIN, ChangeRequest(ChangeKind.MERGE, TODAY, ("20860",), (Into("20857"),)))
    rows = units.database.read(lambda s: s.scalars(select(UnitSettingRow)).all())
    assert [(row.unit_id, row.own_approval) for row in rows] == [("commune", False)]


def test_every_table_that_names_a_unit_follows_or_is_kept_on_purpose() -> None:
    named = {table.name for table in Base.metadata.sorted_tables if unit_columns(table)}
    assert {"boards", "grants", "notices", "media", "alerts", "unit_settings"} <= named
    assert {"units", "unit_successions"} <= KEPT & named


def test_who_answers_for_the_new_unit_answers_for_what_went_into_it(units: Resources) -> None:
    change_units(units, ADMIN, a_merge())
    new = units.units.tree().resolve("20857", TODAY)
    inspector = an_actor(Role.INSPECTOR, new.id)
    from server.services.audit_list import list_audit
    from server.services.permissions import Right, can, units_with

    assert {"commune", "sibling"} <= units_with(units, inspector, Right.READ)
    assert can(units, inspector, Right.READ, "sibling")
    assert list_audit(units, inspector).items is not None


def test_every_step_is_in_the_audit(units: Resources) -> None:
    change_units(units, ADMIN, a_merge())
    actions = units.database.read(
        lambda s: list(s.scalars(select(AuditRow.action).order_by(AuditRow.seq)))
    )
    assert [action for action in actions if action.startswith("unit.")][-2:] == [
        "unit.planned", "unit.changed",
    ]  # fmt: skip


WRONG: dict[str, ChangeRequest] = {
    "one unit merged with itself": ChangeRequest(
        ChangeKind.MERGE, TODAY, ("20857", "20857"), (Into("1", "X", "xa"),)
    ),
    "a merge into nothing": ChangeRequest(ChangeKind.MERGE, TODAY, ("20857", "20860"), ()),
    "a split into one": ChangeRequest(
        ChangeKind.SPLIT, TODAY, ("20857",), (Into("20857", "Xã Ba Tơ"),)
    ),
    "a code that stands for another unit": ChangeRequest(
        ChangeKind.RENAME, TODAY, ("20857",), (Into("20860", "Xã Khác"),)
    ),
    "a code never used": ChangeRequest(
        ChangeKind.RENAME, TODAY, ("77777",), (Into("1", "Xã Khác"),)
    ),
    "a unit that is gone": ChangeRequest(
        ChangeKind.RENAME, TODAY, ("99999",), (Into("1", "Xã Khác"),)
    ),
    "no name": ChangeRequest(ChangeKind.RENAME, TODAY, ("20857",), (Into("1", "  "),)),
    "a name that is too long": ChangeRequest(
        ChangeKind.RENAME, TODAY, ("20857",), (Into("1", "X" * 101),)
    ),
    "nothing would change": ChangeRequest(ChangeKind.MERGE, TODAY, ("20857",), (Into("20857"),)),
    "a new unit without a level": ChangeRequest(
        ChangeKind.CREATE, TODAY, (), (Into("1", "Xã Mới", None, "51"),)
    ),
    "a new unit below nothing": ChangeRequest(
        ChangeKind.CREATE, TODAY, (), (Into("1", "Tỉnh Mới", "tinh"),)
    ),
    "below a unit that ends": ChangeRequest(
        ChangeKind.RENAME, TODAY, ("20857",), (Into("1", "Xã Mới", "xa", "99999"),)
    ),
    "a day out of reach": ChangeRequest(
        ChangeKind.RENAME, date(1800, 1, 1), ("20857",), (Into("1", "Xã Mới"),)
    ),
    "a board of elsewhere": ChangeRequest(
        ChangeKind.SPLIT,
        TODAY,
        ("20857",),
        (Into("20857", "Xã Ba Tơ"), Into("20999", "Xã Ba Động")),
        {"nothing": "20999"},
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(
    units: Resources, name: str
) -> None:
    before = {unit.id: unit for unit in units.units.tree().units()}
    with pytest.raises(ContentError):
        change_units(units, ADMIN, WRONG[name])
    assert {unit.id: unit for unit in units.units.tree().units()} == before
    assert list_changes(units, None) == ()


@pytest.mark.parametrize(
    "actor",
    [an_actor(Role.ADMINISTRATOR, "commune"), an_actor(Role.APPROVER, "province")],
    ids=["one commune's", "no administrator"],
)
def test_only_who_manages_all_units_that_take_part_may_change_them(
    units: Resources, actor: Actor
) -> None:
    with pytest.raises(ForbiddenError):
        change_units(units, actor, a_merge())


def test_a_unit_with_a_planned_change_takes_no_second_one(units: Resources) -> None:
    change_units(units, ADMIN, a_merge(SOON))
    with pytest.raises((ConflictError, InvalidInputError)):
        change_units(units, ADMIN, a_merge(date(2026, 12, 24)))
    rows = units.database.read(lambda s: s.scalars(select(NoticeRow)).all())
    assert rows == []


def test_asking_what_a_change_would_do_changes_nothing(units: Resources) -> None:
    plan = check_change(units, ADMIN, a_merge())
    assert {unit.name for unit in plan.ended} == {"Xã Ba Tơ", "Xã Ba Tô"}
    assert [unit.name for unit in plan.made] == ["Xã Ba Tơ Mới"]
    assert list_changes(units, None) == ()
