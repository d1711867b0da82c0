"""Scores from the database on: sharing, what is public when, restarts and changes."""

import json
from datetime import timedelta

import pytest

from content import trust
from content.instant import format_instant
from content.manifest import slot_at
from server.services import publishing, withdrawing
from server.services.changes import Change
from server.services.manifest_shelf import GRACE
from server.services.manifests import Scores
from server.services.published import PublishedBook
from server.services.resources import Resources
from server.storage.database import DatabaseUnavailableError
from tests.server.builders import FixedClock
from tests.server.notice_builders import APPROVER, AUTHOR, a_draft, pair_a_board, published
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def units(resources: Resources) -> None:
    add_units(resources)


def payload_of(resources: Resources, board: str) -> dict:
    raw = resources.scores.manifest(resources.scores.manifest_for(board))
    assert raw is not None
    envelope = trust.Envelope.from_bytes(raw, "manifest")
    return trust.verify(envelope, resources.keyring.trusted, "content")


def items_of(resources: Resources, board: str) -> dict[str, str]:
    listed = payload_of(resources, board)["items"]
    return {name: entry["digest"] for name, entry in listed.items()}


def scores_after_restart(resources: Resources) -> Scores:
    return Scores(
        settings=resources.settings,
        clock=resources.clock,
        offload=resources.offload,
        database=resources.database,
        changes=resources.changes,
        keyring=resources.keyring,
        boards=resources.boards,
        units=resources.units,
        rules=resources.rules,
        choices=resources.choices,
        feeds=resources.feeds,
    )


def test_board_without_notices_gets_a_signed_score_with_an_empty_timeline(
    resources: Resources,
) -> None:
    payload = payload_of(resources, pair_a_board(resources))
    assert payload["items"] == {}
    assert payload["zones"]["main"]["timeline"] == []
    assert payload["root"] == resources.keyring.trusted.version
    assert payload["layout"] == {"shape": "landscape", "em_u": 8.8, "far_m": 8}


def test_approved_notice_is_on_its_boards_at_once_and_first(
    resources: Resources, clock: FixedClock
) -> None:
    board = pair_a_board(resources)
    published(resources)
    resources.scores.manifest_for(board)
    clock.advance(3600)
    newest = published(resources, title="Mới nhất")
    payload = payload_of(resources, board)
    slot = slot_at(payload, "main", clock.now(), lambda item, page: True)
    assert slot is not None
    assert slot.item == newest.id
    assert payload["issued_at"] == format_instant(clock.now())


def test_item_says_who_what_until_when_and_where_to_read_on(resources: Resources) -> None:
    board = pair_a_board(resources)
    view = published(
        resources,
        title="Tiêm phòng",
        document={"kind": "Thông báo", "number": "76/TB-UBND", "issued_on": "2026-11-20"},
    )
    raw = resources.scores.item(items_of(resources, board)[view.id])
    assert raw is not None
    item = json.loads(raw)
    assert item["link"] == f"http://127.0.0.1:8000/n/{view.id}"
    assert item["issuer"] == "Ủy ban nhân dân xã Ba Tơ"
    assert item["reference"] == "Thông báo số 76/TB-UBND, ngày 20/11/2026"
    assert item["until"] is None
    assert (item["revision"], item["category"], item["template"]) == (1, "policy", "text")


def test_boards_of_equal_content_and_layout_share_one_manifest(resources: Resources) -> None:
    first, second = pair_a_board(resources), pair_a_board(resources)
    upright = pair_a_board(resources, profile={"width": 1080, "height": 1920})
    published(resources)
    digests = [resources.scores.manifest_for(board) for board in (first, second, upright)]
    assert digests[0] == digests[1] != digests[2]


def test_new_notice_of_one_commune_leaves_the_others_scores_alone(resources: Resources) -> None:
    here, there = pair_a_board(resources), pair_a_board(resources, "20860")
    before = resources.scores.score_for(there)
    touched: list[str] = []
    resources.changes.subscribe(
        lambda change: touched.extend(resources.scores.boards_touched(change))
    )
    published(resources)
    assert touched == [here]
    assert resources.scores.score_for(there) is before


def test_priority_notice_also_runs_in_the_ticker(resources: Resources) -> None:
    board = pair_a_board(resources)
    view = published(resources, priority="priority")
    payload = payload_of(resources, board)
    cycles = payload["zones"]["ticker"]["cycles"].values()
    assert {slot[0] for cycle in cycles for slot in cycle} == {f"{view.id}.ticker"}
    line = json.loads(resources.scores.item(items_of(resources, board)[f"{view.id}.ticker"]) or b"")
    assert line["pages"][0]["template"] == "ticker"


def test_restart_builds_the_same_bytes_again(resources: Resources, clock: FixedClock) -> None:
    board = pair_a_board(resources)
    published(resources, dayparts=[{"from": "06:00", "to": "08:30"}])
    digest = resources.scores.manifest_for(board)
    clock.advance(7)
    again = scores_after_restart(resources)
    assert again.manifest_for(board) == digest


def test_digest_asked_for_first_after_a_restart_is_found(resources: Resources) -> None:
    board = pair_a_board(resources)
    view = published(resources)
    digest, item = resources.scores.manifest_for(board), items_of(resources, board)[view.id]
    again = scores_after_restart(resources)
    assert again.item(item) == resources.scores.item(item)
    assert again.manifest(digest) == resources.scores.manifest(digest)


def test_withdrawn_notice_is_gone_within_a_minute(resources: Resources, clock: FixedClock) -> None:
    board = pair_a_board(resources)
    view = published(resources)
    manifest, item = resources.scores.manifest_for(board), items_of(resources, board)[view.id]
    withdrawing.withdraw_notice(resources, APPROVER, view.id, "Sai ngày")
    clock.advance(59)
    assert resources.scores.manifest_for(board) != manifest
    for digest, find in ((item, resources.scores.item), (manifest, resources.scores.manifest)):
        assert find(digest) is None
        assert resources.scores.was_public(digest)


def test_board_that_fetches_a_moment_after_the_change_still_gets_what_it_was_told(
    resources: Resources, clock: FixedClock
) -> None:
    board = pair_a_board(resources)
    digest = resources.scores.manifest_for(board)
    published(resources)
    clock.advance(GRACE.total_seconds() - 1)
    assert resources.scores.manifest(digest) is not None


def test_unknown_digest_was_never_public(resources: Resources) -> None:
    pair_a_board(resources)
    assert resources.scores.manifest("0" * 64) is None
    assert not resources.scores.media_is_public("0" * 64)
    assert not resources.scores.was_public("0" * 64)


def test_draft_is_never_public(resources: Resources) -> None:
    board = pair_a_board(resources)
    publishing.create_notice(resources, AUTHOR, a_draft())
    assert payload_of(resources, board)["items"] == {}


def test_scheduled_notice_is_public_24_hours_before_it_may_be_shown(
    resources: Resources, clock: FixedClock
) -> None:
    board = pair_a_board(resources)
    begins = clock.now() + timedelta(hours=30)
    view = published(resources, valid_from=format_instant(begins))
    assert view.id not in items_of(resources, board)
    clock.advance(6 * 3600 - 1)
    assert view.id not in items_of(resources, board)
    clock.advance(1)
    assert view.id in items_of(resources, board)
    payload = payload_of(resources, board)
    assert slot_at(payload, "main", begins - timedelta(seconds=1), lambda item, page: True) is None
    shown = slot_at(payload, "main", begins, lambda item, page: True)
    assert shown is not None
    assert shown.item == view.id


def test_board_is_back_at_the_shared_score_when_its_own_notice_is_over(
    resources: Resources, clock: FixedClock
) -> None:
    board, sibling = pair_a_board(resources), pair_a_board(resources)
    published(resources)
    shared = resources.scores.manifest_for(sibling)
    assert resources.scores.manifest_for(board) == shared
    ends = clock.now() + timedelta(hours=1)
    published(resources, targets={"boards": [board]}, valid_until=format_instant(ends))
    assert resources.scores.manifest_for(board) != shared
    assert resources.scores.manifest_for(sibling) == shared
    clock.advance(3600)
    assert resources.scores.manifest_for(board) == shared


def test_expired_notice_is_gone_from_the_score_and_from_the_public_addresses(
    resources: Resources, clock: FixedClock
) -> None:
    board = pair_a_board(resources)
    ends = clock.now() + timedelta(hours=1)
    view = published(resources, valid_until=format_instant(ends))
    payload = payload_of(resources, board)
    assert slot_at(payload, "main", ends, lambda item, page: True) is None
    item = items_of(resources, board)[view.id]
    clock.advance(24 * 3600)
    assert view.id not in items_of(resources, board)
    assert resources.scores.item(item) is None
    assert resources.scores.was_public(item)


def test_new_local_day_brings_a_new_manifest_of_the_same_items(
    resources: Resources, clock: FixedClock
) -> None:
    board = pair_a_board(resources)
    published(resources)
    before, items = resources.scores.manifest_for(board), items_of(resources, board)
    clock.advance(24 * 3600)
    assert resources.scores.manifest_for(board) != before
    assert items_of(resources, board) == items


def test_edit_stays_off_the_boards_until_it_is_approved(resources: Resources) -> None:
    board = pair_a_board(resources)
    view = published(resources)
    before = resources.scores.manifest_for(board)
    edited = publishing.edit_notice(resources, AUTHOR, view.id, {"title": "Khác"})
    assert resources.scores.manifest_for(board) == before
    publishing.submit_notice(resources, AUTHOR, view.id)
    newest = publishing.get_notice(resources, APPROVER, view.id)
    publishing.approve_notice(resources, APPROVER, view.id, newest.revision, edited.digest)
    item = json.loads(resources.scores.item(items_of(resources, board)[view.id]) or b"")
    assert (item["title"], item["revision"]) == ("Khác", 2)


def test_new_root_signs_every_score_anew(resources: Resources) -> None:
    from server.services.keyring import rotate_root

    board = pair_a_board(resources)
    before = resources.scores.manifest_for(board)
    rotate_root(resources)
    assert resources.scores.manifest_for(board) != before
    assert payload_of(resources, board)["root"] == 2


def test_schedule_tells_each_zone_at_an_instant(resources: Resources, clock: FixedClock) -> None:
    board = pair_a_board(resources)
    view = published(resources)
    found = resources.scores.schedule(board, clock.now())
    assert found["zones"]["main"]["notice"] == view.id
    assert found["zones"]["main"]["pages"] == 1
    assert found["zones"]["ticker"] is None


def test_other_changes_touch_no_board(resources: Resources) -> None:
    board = pair_a_board(resources)
    change = Change(10**9, "account.created", board, None, {})
    assert not resources.scores.boards_touched(change)


def test_notice_missed_in_an_outage_is_read_at_the_next_asking(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = pair_a_board(resources)
    resources.scores.manifest_for(board)
    read = resources.database.read

    def away(work: object) -> object:
        if "Scores._read" in getattr(work, "__qualname__", ""):
            raise DatabaseUnavailableError
        return read(work)

    with monkeypatch.context() as outage:
        outage.setattr(resources.database, "read", away)
        view = published(resources)
        with pytest.raises(DatabaseUnavailableError):
            resources.scores.manifest_for(board)
    assert view.id in items_of(resources, board)


def test_published_book_notes_again_what_an_outage_kept_back(
    resources: Resources, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = PublishedBook(resources.database)

    def away(work: object) -> None:
        raise DatabaseUnavailableError

    with monkeypatch.context() as outage:
        outage.setattr(resources.database, "write", away)
        book.note({"a" * 64: "item"}, clock.now())
    assert not book.has("a" * 64)
    book.note({"b" * 64: "item"}, clock.now())
    assert book.has("a" * 64)
    assert PublishedBook(resources.database).has("b" * 64)


def test_a_correction_comes_right_behind_the_newest_in_every_round(resources: Resources) -> None:
    board = pair_a_board(resources)
    wrong = published(resources, category="correction", body="Đập an toàn.\nTin sai: Đập sắp vỡ.")
    resources.clock.advance(3600)  # type: ignore[attr-defined]
    published(resources, title="Tin khác")
    resources.clock.advance(3600)  # type: ignore[attr-defined]
    newest = published(resources, title="Tin mới hơn")
    main = payload_of(resources, board)["zones"]["main"]
    name = main["timeline"][-1][1]
    shown = list(dict.fromkeys(item for item, _, _ in main["cycles"][name]))
    assert shown[:2] == [newest.id, wrong.id]


def test_stale_prices_leave_the_score_by_themselves(resources: Resources) -> None:
    board = pair_a_board(resources)
    prices = published(resources, category="market")
    listed = payload_of(resources, board)["items"][prices.id]
    assert listed["until"] == "2026-12-01T17:00:00Z"
