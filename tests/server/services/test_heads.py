from datetime import timedelta
from typing import Any

import pytest

from content import trust
from content.alert import Alert
from content.errors import ContentError, InvalidInputError
from content.head import Head, accept
from content.trust import Envelope
from server.services import alerting, board_changes, heads, slates
from server.services.board_places import BoardPlace
from server.services.resources import Resources
from server.services.slates import SlateScope
from server.services.tokens import TokenError
from tests.server.board_builders import (
    ABoard,
    a_board,
    a_request,
    fire,
    officer,
    read_head,
    technician,
)
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


def status(resources: Resources, board: ABoard, sequence: int | None) -> Head | None:
    answer: dict[str, Any] = heads.status_answer(resources, board.id, {"sequence": sequence})
    if "head" not in answer:
        return None
    return read_head(resources, Envelope.from_dict(answer["head"], "head"))


def test_head_is_signed_names_the_score_and_only_rises(resources: Resources, board: ABoard) -> None:
    first, second = board.head(), board.head()
    assert first.manifest == resources.scores.manifest_for(board.id)
    assert first.identity == resources.boards.get(board.id).identity_digest
    root = resources.keyring.trusted
    mark = accept(accept(None, first, root, board.id), second, root, board.id)
    assert mark.sequence == second.sequence > first.sequence


def test_head_lists_the_alert_committed_just_before(resources: Resources, board: ABoard) -> None:
    before = board.head()
    alert = fire(resources)
    after = board.head()
    assert before.alerts == () and before.alerts_as_of < (alert.sequence or 0)
    listed = after.listed(alert.id)
    assert listed is not None and listed.digest == alert.digest
    assert after.alerts_as_of == alert.sequence


def test_head_lists_what_has_not_begun_but_not_what_is_over_or_elsewhere(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    a_board(resources, "20860", "Ba Tô")
    fire(resources, targets={"units": ["20860"]})
    later = fire(resources, effective="2026-11-24T02:30:00Z")
    assert [one.id for one in board.head().alerts] == [later.id]
    clock.advance(3600)
    assert board.head().alerts == ()


def test_many_heads_are_signed_at_once_and_a_board_out_of_service_is_left_out(
    resources: Resources, board: ABoard
) -> None:
    other, gone = a_board(resources, "20860", "Ba Tô"), a_board(resources, "20857", "Cũ")
    board_changes.revoke_board(resources, technician(), gone.id)
    alert = fire(resources)
    made = dict(heads.make_heads(resources, (board.id, gone.id, "no such", other.id)))
    read = {name: read_head(resources, envelope) for name, envelope in made.items()}
    assert set(read) == {board.id, other.id}
    assert [one.id for one in read[board.id].alerts] == [alert.id]
    assert read[other.id].board == other.id and read[other.id].alerts == ()
    assert board.head().sequence > read[board.id].sequence


def test_cancelled_alert_is_not_listed_and_lies_below_alerts_as_of(
    resources: Resources, board: ABoard
) -> None:
    alert = fire(resources)
    cancelled = alerting.cancel_alert(resources, officer(), alert.id, "Nước đã rút")
    head = board.head()
    assert head.alerts == ()
    assert head.alerts_as_of == cancelled.sequence


def test_up_to_date_board_gets_the_time_alone(resources: Resources, board: ABoard) -> None:
    head = status(resources, board, None)
    assert head is not None
    assert status(resources, board, head.sequence) is None


def test_board_with_an_older_head_gets_a_new_one(resources: Resources, board: ABoard) -> None:
    head = board.head()
    board.head()
    assert status(resources, board, head.sequence) is not None


def test_head_comes_at_least_every_five_minutes(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    sequence = board.head().sequence
    clock.advance(260)
    assert status(resources, board, sequence) is None
    clock.advance(20)
    assert status(resources, board, sequence) is not None


def test_status_exchange_alone_tells_of_alert_cancel_slate_and_move(
    resources: Resources, board: ABoard
) -> None:
    sequence = board.head().sequence

    def told() -> Head:
        nonlocal sequence
        head = status(resources, board, sequence)
        assert head is not None
        sequence = head.sequence
        assert status(resources, board, sequence) is None
        return head

    alert = fire(resources)
    assert [one.id for one in told().alerts] == [alert.id]
    alerting.cancel_alert(resources, officer(), alert.id, "Nhầm")
    assert told().alerts == ()
    slates.set_slate(resources, technician(), SlateScope(board=board.id), "Tạm dừng")
    slate = told().slate
    assert slate is not None and slate.text == "Tạm dừng"
    identity = resources.boards.get(board.id).identity_digest
    board_changes.move_board(resources, technician(), board.id, BoardPlace(unit="20860"))
    assert told().identity != identity


def test_alert_that_runs_out_is_no_reason_to_wait(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    fire(resources, break_glass=True)
    sequence = board.head().sequence
    clock.advance(30 * 60)
    head = status(resources, board, sequence)
    assert head is not None and head.alerts == ()


def test_heads_do_not_write_to_the_database(
    resources: Resources, board: ABoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.head()

    def forbidden(work: object) -> None:
        raise AssertionError("a head wrote to the database")

    monkeypatch.setattr(resources.database, "write", forbidden)
    for _ in range(50):
        board.head()


@pytest.mark.parametrize("error", [ContentError("broken"), RuntimeError("a bug")])
def test_alert_goes_out_even_when_the_score_cannot_be_built(
    resources: Resources, board: ABoard, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    held = board.head().manifest
    alert = fire(resources)

    def broken(board_id: str) -> str:
        raise error

    monkeypatch.setattr(resources.scores, "manifest_for", broken)
    head = board.head()
    assert [one.id for one in head.alerts] == [alert.id]
    assert head.manifest == held


def test_revoked_or_unknown_board_gets_no_head(resources: Resources, board: ABoard) -> None:
    board_changes.revoke_board(resources, technician(), board.id)
    for board_id in (board.id, "no such"):
        with pytest.raises(TokenError):
            heads.make_head(resources, board_id)
        with pytest.raises(TokenError):
            heads.status_answer(resources, board_id, {})


def test_junk_status_is_refused(resources: Resources, board: ABoard) -> None:
    with pytest.raises(InvalidInputError):
        heads.status_answer(resources, board.id, ["junk"])


def test_pulled_alerts_are_the_ones_the_head_lists(resources: Resources, board: ABoard) -> None:
    alert = fire(resources)
    a_board(resources, "20860", "Ba Tô")
    fire(resources, targets={"units": ["20860"]})
    (pulled,) = heads.alerts_for(resources, board.id)
    envelope = Envelope.from_dict(pulled, "alert")
    payload = trust.verify_alert(envelope, resources.keyring.trusted)
    assert Alert.from_payload(payload).id == alert.id
    assert envelope.digest == board.head().alerts[0].digest


def test_alert_stands_in_the_head_of_a_board_that_was_paired_later(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)
    alert = fire(resources)
    late = a_board(resources, name="Bảng mới")
    assert [one.id for one in late.head().alerts] == [alert.id]


def test_audit_witness_is_in_the_head(
    resources: Resources, board: ABoard, clock: FixedClock
) -> None:
    first = board.head().audit_head
    fire(resources)
    clock.advance(61)
    second = board.head().audit_head
    assert first is not None and second is not None
    assert int(second.split(":")[0]) > int(first.split(":")[0])


def test_requests_are_alike_for_equal_content() -> None:
    from tests.server.builders import START

    assert a_request(START).digest == a_request(START).digest
    assert a_request(START).digest != a_request(START + timedelta(seconds=1)).digest
