"""What units chose, on their boards: only their own are built anew, equal choices share."""

import json

import pytest
from sqlalchemy.orm import Session

from content import trust
from content.choosing import Standing
from content.errors import InvalidInputError
from server.services import audit, publishing, withdrawing
from server.services.manifest_builder import ScoreBuilder
from server.services.resources import Resources
from server.storage.tables.choices import NoticeChoiceRow
from tests.server.builders import FixedClock
from tests.server.choice_builders import (
    POOLED,
    PROVINCE_APPROVER,
    PROVINCE_AUTHOR,
    approved,
    attended,
    from_above,
)
from tests.server.notice_builders import pair_a_board, published
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def units(resources: Resources) -> None:
    add_units(resources)


def payload_of(resources: Resources, board: str) -> dict:
    raw = resources.scores.manifest(resources.scores.manifest_for(board))
    assert raw is not None
    return trust.verify(
        trust.Envelope.from_bytes(raw, "manifest"), resources.keyring.trusted, "content"
    )


def shown_on(resources: Resources, board: str) -> set[str]:
    return {name for name in payload_of(resources, board)["items"] if "." not in name}


def decide(
    resources: Resources, notice: str, unit: str, choice: str = "shown", weight: int | None = None
) -> None:
    """What choosing leaves behind."""

    def work(session: Session) -> None:
        session.merge(
            NoticeChoiceRow(
                unit_id=unit,
                notice_id=notice,
                choice=choice,
                weight=weight,
                via="hand",
                decided_by="x",
                decided_at=resources.clock.now(),
            )  # fmt: skip
        )
        audit.record(
            session, at=resources.clock.now(), actor=None, action=f"choice.{choice}",
            subject=notice, unit_id=unit, details={"units": [unit]},
        )  # fmt: skip

    resources.database.write(work)


def test_unattended_board_shows_a_normal_notice_from_above(resources: Resources) -> None:
    board = pair_a_board(resources)
    view = from_above(resources)
    assert shown_on(resources, board) == {view.id}


def test_attended_board_waits_for_the_choice_and_shows_it_then(resources: Resources) -> None:
    board = pair_a_board(resources)
    attended(resources, "commune")
    view = from_above(resources)
    assert shown_on(resources, board) == set()
    decide(resources, view.id, "commune")
    assert shown_on(resources, board) == {view.id}
    decide(resources, view.id, "commune", "declined")
    assert shown_on(resources, board) == set()


def test_nothing_vanishes_when_the_first_chooser_comes_not_even_with_its_next_wording(
    resources: Resources, clock: FixedClock
) -> None:
    board = pair_a_board(resources)
    view = from_above(resources)
    clock.advance(60)
    attended(resources, "commune")
    assert shown_on(resources, board) == {view.id}
    publishing.edit_notice(resources, PROVINCE_AUTHOR, view.id, {"title": "Khác"})
    approved(resources, view)
    assert shown_on(resources, board) == {view.id}


def test_priority_notice_from_above_is_shown_by_itself_as_often_as_the_commune_likes(
    resources: Resources,
) -> None:
    board, there = pair_a_board(resources), pair_a_board(resources, "20860")
    attended(resources, "commune", "sibling")
    published(resources, weight=2)
    view = from_above(resources, priority="priority", weight=1)
    assert view.id in shown_on(resources, board)
    before = slots_of(resources, board)
    decide(resources, view.id, "commune", weight=5)
    assert (before[view.id], slots_of(resources, board)[view.id]) == (1, 5)
    assert slots_of(resources, there) == {view.id: 1}


def slots_of(resources: Resources, board: str) -> dict[str, int]:
    """How often each notice comes in a cycle of the main zone."""
    cycles = payload_of(resources, board)["zones"]["main"]["cycles"].values()
    names = [slot[0] for cycle in cycles for slot in cycle if slot[1] == 0]
    return {name: names.count(name) for name in names}


def test_one_communes_decision_is_no_other_communes_work(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = pair_a_board(resources), pair_a_board(resources, "20860")
    attended(resources, "commune", "sibling")
    view = from_above(resources)
    other = resources.scores.score_for(there)
    resources.scores.score_for(here)
    touched: list[str] = []
    resources.changes.subscribe(
        lambda change: touched.extend(resources.scores.boards_touched(change))
    )
    built: list[object] = []
    build = ScoreBuilder.build
    monkeypatch.setattr(
        ScoreBuilder, "build", lambda self, order: built.append(order) or build(self, order)
    )
    decide(resources, view.id, "commune")
    for board in (here, there):
        resources.scores.score_for(board)
    assert touched == [here]
    assert len(built) == 1
    assert resources.scores.score_for(there) is other


def test_communes_that_chose_alike_share_one_manifest_whenever_they_chose(
    resources: Resources, clock: FixedClock
) -> None:
    boards = [pair_a_board(resources), pair_a_board(resources, "20860")]
    attended(resources, "commune", "sibling")
    view = from_above(resources)
    decide(resources, view.id, "commune")
    clock.advance(3600)
    decide(resources, view.id, "sibling")
    digests = {resources.scores.manifest_for(board) for board in boards}
    assert len(digests) == 1


def test_pool_alone_is_addressed_to_nobody_until_it_is_adopted(resources: Resources) -> None:
    here, there = pair_a_board(resources), pair_a_board(resources, "20860")
    view = from_above(resources, **POOLED)
    assert shown_on(resources, here) == shown_on(resources, there) == set()
    decide(resources, view.id, "commune")
    assert shown_on(resources, here) == {view.id}
    assert shown_on(resources, there) == set()
    raw = resources.scores.item(payload_of(resources, here)["items"][view.id]["digest"])
    assert json.loads(raw or b"")["issuer"] == "Ủy ban nhân dân tỉnh Quảng Ngãi"


def test_pool_beside_ordinary_targets_asks_only_those_it_is_not_addressed_to(
    resources: Resources,
) -> None:
    here, there = pair_a_board(resources), pair_a_board(resources, "20860")
    view = from_above(resources, targets={"units": ["20857"], "pool": True})
    assert shown_on(resources, here) == {view.id}
    assert shown_on(resources, there) == set()


def test_new_wording_of_an_adopted_notice_replaces_it_and_a_withdrawal_takes_it_down(
    resources: Resources,
) -> None:
    board = pair_a_board(resources)
    view = from_above(resources, **POOLED)
    decide(resources, view.id, "commune")
    publishing.edit_notice(resources, PROVINCE_AUTHOR, view.id, {"title": "Khác"})
    approved(resources, view)
    raw = resources.scores.item(payload_of(resources, board)["items"][view.id]["digest"])
    assert json.loads(raw or b"")["title"] == "Khác"
    withdrawing.withdraw_notice(resources, PROVINCE_APPROVER, view.id, "Sai ngày")
    assert shown_on(resources, board) == set()


def test_restart_finds_the_same_decisions(resources: Resources) -> None:
    from server.services.choice_book import ChoiceBook

    board = pair_a_board(resources)
    attended(resources, "commune")
    view = from_above(resources)
    decide(resources, view.id, "commune", "declined")
    again = ChoiceBook(resources.database, resources.changes, resources.units, resources.clock)
    source = resources.scores.source(view.id)
    assert source is not None
    found = again.judge(source, resources.boards.get(board).addressee)
    assert (found.standing, found.decided_by) == (Standing.DECLINED, "commune")


def test_targets_without_the_pool_keep_their_digest(resources: Resources) -> None:
    pair_a_board(resources)
    view = from_above(resources)
    assert "pool" not in view.content.targets.to_dict()


def test_pool_that_is_neither_true_nor_false_is_refused(resources: Resources) -> None:
    with pytest.raises(InvalidInputError) as refused:
        from_above(resources, targets={"pool": "yes"})
    assert refused.value.field == "targets.pool"
