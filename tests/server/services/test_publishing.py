import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from content.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from content.instant import format_instant
from content.notice import NoticeState
from server.services import audit
from server.services.actor import Actor, Grant, Role
from server.services.publishing import (
    NoticeView,
    approve_notice,
    create_notice,
    edit_notice,
    get_notice,
    reject_notice,
    submit_notice,
)
from server.services.resources import Resources
from server.services.withdrawing import withdraw_notice
from server.storage.tables import AuditRow, NoticeRevisionRow, NoticeRow
from tests.server.builders import START, FixedClock
from tests.server.notice_builders import (
    APPROVER,
    AUTHOR,
    a_draft,
    approve_at_once,
    pair_a_board,
    published,
    submitted,
)
from tests.server.staff_builders import add_units, an_actor


@pytest.fixture(autouse=True)
def board(resources: Resources) -> str:
    add_units(resources)
    return pair_a_board(resources)


def trail(resources: Resources, notice_id: str) -> list[tuple[str, dict[str, Any]]]:
    def work(session: Any) -> list[tuple[str, dict[str, Any]]]:
        rows = session.scalars(
            select(AuditRow).where(AuditRow.subject == notice_id).order_by(AuditRow.seq)
        )
        return [(row.action, json.loads(row.details)) for row in rows]

    return resources.database.read(work)


def everything(resources: Resources) -> list[Any]:
    def work(session: Any) -> list[Any]:
        found: list[Any] = []
        for table in (NoticeRow, NoticeRevisionRow, AuditRow):
            for row in session.scalars(select(table)):
                found.append({c.key: getattr(row, c.key) for c in table.__table__.columns})
        return found

    return resources.database.read(work)


def approve(resources: Resources, view: NoticeView, actor: Actor = APPROVER) -> NoticeView:
    return approve_notice(resources, actor, view.id, view.revision, view.digest)


def test_a_notice_goes_from_draft_to_the_boards(resources: Resources) -> None:
    draft = create_notice(resources, AUTHOR, a_draft())
    assert (draft.state, draft.revision, draft.shown_revision) == (NoticeState.DRAFT, 1, None)
    assert draft.content.unit_id == "commune"
    assert draft.content.targets.units == ("commune",)
    assert draft.issuer_name == "Ủy ban nhân dân xã Ba Tơ"
    waiting = submit_notice(resources, AUTHOR, draft.id)
    assert (waiting.state, waiting.submitted_at) == (NoticeState.SUBMITTED, START)
    shown = approve(resources, waiting)
    assert shown.stored_state is NoticeState.APPROVED
    assert shown.state is NoticeState.LIVE
    assert (shown.shown_revision, shown.posted_at) == (1, START)
    assert shown.decided_by == APPROVER.account_id
    assert get_notice(resources, AUTHOR, draft.id) == shown


def test_every_step_is_in_the_audit_chain(resources: Resources) -> None:
    view = published(resources)
    withdraw_notice(resources, APPROVER, view.id, "Hết vắc-xin.")
    steps = trail(resources, view.id)
    assert [action for action, _ in steps] == [
        "notice.created",
        "notice.submitted",
        "notice.approved",
        "notice.withdrawn",
    ]
    assert all(details["digest"] == view.digest for _, details in steps)
    assert steps[2][1]["targets"]["units"] == ["commune"]
    assert steps[3][1]["reason"] == "Hết vắc-xin."
    assert resources.database.read(audit.verify).is_good


def test_a_refused_deed_leaves_no_trace(resources: Resources) -> None:
    view = submitted(resources)
    before = everything(resources)
    with pytest.raises(ConflictError):
        approve_notice(resources, APPROVER, view.id, 2, view.digest)
    with pytest.raises(ConflictError):
        approve_notice(resources, APPROVER, view.id, 1, "0" * 64)
    with pytest.raises(InvalidInputError):
        reject_notice(resources, APPROVER, view.id, " ")
    with pytest.raises(ConflictError):
        submit_notice(resources, AUTHOR, view.id)
    with pytest.raises(InvalidInputError):
        edit_notice(resources, AUTHOR, view.id, {"priority": "emergency"})
    with pytest.raises(ForbiddenError):
        approve(resources, view, AUTHOR)
    assert everything(resources) == before


def test_an_edit_meanwhile_voids_what_the_approver_read(resources: Resources) -> None:
    read = submitted(resources)
    edited = edit_notice(resources, AUTHOR, read.id, {"title": "Đổi ngày tiêm"})
    assert (edited.revision, edited.state) == (2, NoticeState.DRAFT)
    with pytest.raises(ConflictError) as caught:
        approve(resources, read)
    assert caught.value.code == "revision_changed"
    again = submit_notice(resources, AUTHOR, read.id)
    with pytest.raises(ConflictError):
        approve(resources, read)
    assert approve(resources, again).shown_revision == 2


def test_nobody_approves_their_own_words(resources: Resources) -> None:
    grants = (Grant(Role.AUTHOR, "commune"), Grant(Role.APPROVER, "commune"))
    both = Actor("both", "both", "Trần Thị B", grants=grants)
    own = create_notice(resources, both, a_draft())
    with pytest.raises(ForbiddenError) as caught:
        approve(resources, submit_notice(resources, both, own.id), both)
    assert caught.value.code == "own_work"
    others = create_notice(resources, AUTHOR, a_draft())
    edit_notice(resources, both, others.id, {"title": "Sửa lời"})
    waiting = submit_notice(resources, AUTHOR, others.id)
    with pytest.raises(ForbiddenError):
        approve(resources, waiting, both)
    assert approve(resources, waiting).state is NoticeState.LIVE


@pytest.mark.parametrize("category", ["security", "policy"])
def test_an_administrator_does_not_approve_own_work_either(
    resources: Resources, category: str
) -> None:
    administrator = an_actor(Role.ADMINISTRATOR, "province")
    view = create_notice(resources, administrator, a_draft(category=category))
    submit_notice(resources, administrator, view.id)
    with pytest.raises(ForbiddenError):
        approve(resources, view, administrator)
    assert approve(resources, view).shown_revision == 1


def test_the_old_revision_stays_up_until_the_edit_is_approved(resources: Resources) -> None:
    live = published(resources)
    edited = edit_notice(resources, AUTHOR, live.id, {"title": "Tiêm phòng đợt 3"})
    assert (edited.state, edited.revision) == (NoticeState.DRAFT, 2)
    assert (edited.shown_revision, edited.shown_digest) == (1, live.digest)
    assert edited.shown_state is NoticeState.LIVE
    sent_back = reject_notice(
        resources, APPROVER, submit_notice(resources, AUTHOR, live.id).id, "Thiếu ngày."
    )
    assert (sent_back.state, sent_back.reason) == (NoticeState.REJECTED, "Thiếu ngày.")
    assert sent_back.shown_revision == 1
    again = edit_notice(resources, AUTHOR, live.id, {"body": "Ngày 5/12."})
    assert (again.revision, again.shown_revision) == (3, 1)
    final = approve(resources, submit_notice(resources, AUTHOR, live.id))
    assert final.shown_revision == 3
    assert final.shown_content is not None and final.shown_content.body == "Ngày 5/12."


def test_a_draft_is_edited_in_place_and_the_same_words_change_nothing(
    resources: Resources,
) -> None:
    draft = create_notice(resources, AUTHOR, a_draft())
    edited = edit_notice(resources, AUTHOR, draft.id, {"weight": 5})
    assert (edited.revision, edited.content.weight) == (1, 5)
    assert edited.digest != draft.digest
    length = len(trail(resources, draft.id))
    assert edit_notice(resources, AUTHOR, draft.id, {"weight": 5}) == edited
    assert len(trail(resources, draft.id)) == length
    live = published(resources)
    assert edit_notice(resources, AUTHOR, live.id, {"title": live.content.title}) == live


def test_a_rejected_notice_may_be_handed_in_again(resources: Resources) -> None:
    view = submitted(resources)
    reject_notice(resources, APPROVER, view.id, "Chưa rõ.")
    again = submit_notice(resources, AUTHOR, view.id)
    assert (again.state, again.reason) == (NoticeState.SUBMITTED, None)


def test_withdrawn_is_off_the_boards_and_final(resources: Resources) -> None:
    view = published(resources)
    gone = withdraw_notice(resources, APPROVER, view.id, "Sai số liệu.")
    assert (gone.state, gone.shown_revision) == (NoticeState.WITHDRAWN, None)
    assert gone.withdrawn_reason == "Sai số liệu."
    for deed in (
        lambda: edit_notice(resources, AUTHOR, view.id, {"title": "x"}),
        lambda: submit_notice(resources, AUTHOR, view.id),
        lambda: approve(resources, view),
        lambda: withdraw_notice(resources, APPROVER, view.id, "Nữa."),
    ):
        with pytest.raises(ConflictError):
            deed()


def test_a_contributor_takes_back_only_what_was_never_shown(resources: Resources) -> None:
    contributor = an_actor(Role.CONTRIBUTOR, "commune")
    own = create_notice(resources, contributor, a_draft())
    assert withdraw_notice(resources, contributor, own.id, "Nhầm.").state is NoticeState.WITHDRAWN
    live = create_notice(resources, contributor, a_draft())
    approve(resources, submit_notice(resources, contributor, live.id))
    for view in (live, submitted(resources)):
        with pytest.raises(ForbiddenError):
            withdraw_notice(resources, contributor, view.id, "Nhầm.")


@pytest.mark.parametrize("unit", ["sibling", "elsewhere"])
def test_another_units_people_see_and_do_nothing(resources: Resources, unit: str) -> None:
    view = submitted(resources)
    stranger = an_actor(Role.ADMINISTRATOR, unit)
    for deed in (
        lambda: get_notice(resources, stranger, view.id),
        lambda: edit_notice(resources, stranger, view.id, {"title": "x"}),
        lambda: submit_notice(resources, stranger, view.id),
        lambda: approve(resources, view, stranger),
        lambda: reject_notice(resources, stranger, view.id, "x"),
        lambda: withdraw_notice(resources, stranger, view.id, "x"),
    ):
        with pytest.raises(NotFoundError):
            deed()
    with pytest.raises(ForbiddenError):
        create_notice(resources, stranger, a_draft())


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.APPROVER, Role.ADMINISTRATOR)])
def test_only_an_approver_decides(resources: Resources, role: Role) -> None:
    view = submitted(resources)
    with pytest.raises(ForbiddenError):
        approve(resources, view, an_actor(role, "province"))
    with pytest.raises(ForbiddenError):
        reject_notice(resources, an_actor(role, "province"), view.id, "x")


@pytest.mark.parametrize("unit", ["area", "province"])
def test_a_higher_units_approver_decides_too(resources: Resources, unit: str) -> None:
    view = submitted(resources)
    assert approve(resources, view, an_actor(Role.APPROVER, unit)).state is NoticeState.LIVE


def test_a_token_without_the_scope_writes_nothing(resources: Resources) -> None:
    reader = an_actor(Role.AUTHOR, "commune", scopes=frozenset({"read"}))
    with pytest.raises(ForbiddenError):
        create_notice(resources, reader, a_draft())


def test_an_unknown_notice_is_not_found(resources: Resources) -> None:
    with pytest.raises(NotFoundError):
        get_notice(resources, AUTHOR, "gone")


def test_news_waits_for_its_source(resources: Resources) -> None:
    view = create_notice(resources, AUTHOR, a_draft(category="news"))
    with pytest.raises(InvalidInputError) as caught:
        submit_notice(resources, AUTHOR, view.id)
    assert caught.value.code == "source_missing"
    edit_notice(resources, AUTHOR, view.id, {"document": {"source": "Báo Quảng Ngãi"}})
    assert submit_notice(resources, AUTHOR, view.id).state is NoticeState.SUBMITTED


def test_time_makes_it_scheduled_live_and_expired(resources: Resources, clock: FixedClock) -> None:
    begin, end = START + timedelta(hours=1), START + timedelta(hours=2)
    view = published(resources, valid_from=format_instant(begin), valid_until=format_instant(end))
    assert view.state is NoticeState.SCHEDULED
    clock.advance(3600)
    assert get_notice(resources, AUTHOR, view.id).state is NoticeState.LIVE
    clock.advance(3600)
    expired = get_notice(resources, AUTHOR, view.id)
    assert (expired.state, expired.stored_state) == (NoticeState.EXPIRED, NoticeState.APPROVED)


def test_an_edit_on_top_of_another_one_is_noticed(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = create_notice(resources, AUTHOR, a_draft())
    write = resources.database.write

    def late(work: Any) -> Any:
        monkeypatch.setattr(resources.database, "write", write)
        edit_notice(resources, AUTHOR, draft.id, {"title": "Người khác sửa"})
        return write(work)

    monkeypatch.setattr(resources.database, "write", late)
    with pytest.raises(ConflictError) as caught:
        edit_notice(resources, AUTHOR, draft.id, {"weight": 3})
    assert caught.value.code == "revision_changed"
    assert get_notice(resources, AUTHOR, draft.id).content.title == "Người khác sửa"


def test_an_edit_does_not_bring_back_what_was_withdrawn_meanwhile(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = published(resources)
    write = resources.database.write

    def late(work: Any) -> Any:
        monkeypatch.setattr(resources.database, "write", write)
        withdraw_notice(resources, APPROVER, live.id, "Sai.")
        return write(work)

    monkeypatch.setattr(resources.database, "write", late)
    with pytest.raises(ConflictError):
        edit_notice(resources, AUTHOR, live.id, {"weight": 3})
    assert get_notice(resources, AUTHOR, live.id).state is NoticeState.WITHDRAWN


def test_two_who_approve_at_once_approve_it_once(resources: Resources) -> None:
    view = submitted(resources)
    answers = approve_at_once(resources, view, people=4)
    assert sorted(answers) == ["approved", "refused", "refused", "refused"]
    assert [deed for deed, _ in trail(resources, view.id)].count("notice.approved") == 1
