from datetime import timedelta
from pathlib import Path

import pytest

from content.trust import decode_base64, is_signed, play_message
from content.trusted_time import Moment
from player.cache import Folder
from tests.player.play_stand import HOUR, Stand, answer_to, page_record, sums
from tests.vectors.statements import NOON


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    return Stand(tmp_path)


def test_what_the_page_reports_is_added_up_once_and_signed_by_the_board(stand: Stand) -> None:
    stand.tick(None)
    records = [page_record(number, NOON + timedelta(minutes=number)) for number in (1, 2)]
    stand.pass_time(600)
    now = Moment(stand.at, True)
    assert stand.log.take(records, now) == answer_to(records)
    assert stand.log.take(records, now) == answer_to(records)
    stand.restart()
    stand.log.take([*records, page_record(3, NOON, item="b", instead="a")], now)
    stand.next_hour()
    signed = stand.log.batch()
    assert sums(signed) == {"a": (60, 6), "b": (30, 3)}
    assert len(signed) == 2
    public = Folder(stand.path).key().signer.public
    assert all(is_signed(public, play_message(one), decode_base64(one["sig"])) for one in signed)


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ("text", "malformed"),
        (page_record(1, NOON) | {"seq": "1"}, "malformed"),
        (page_record(1, NOON, manifest="short"), "malformed"),
        (page_record(1, NOON, seconds=4000), "implausible"),
        (page_record(1, NOON + HOUR), "in_future"),
        (page_record(1, NOON, to=(NOON - HOUR).isoformat()), "malformed"),
    ],
)
def test_what_the_page_cannot_have_seen_is_rejected_and_the_others_count(
    stand: Stand, record: object, code: str
) -> None:
    good = page_record(2, NOON - HOUR)
    answer = stand.log.take([record, good], Moment(NOON, True))
    assert answer["acknowledged"] == [["page-1", 2]]
    assert [one["code"] for one in answer["rejected"]] == [code]  # type: ignore[attr-defined]
