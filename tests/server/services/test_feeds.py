import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from content.errors import ConflictError, ForbiddenError, NotFoundError
from content.feed import FeedState, FeedWish
from server.services import feeds
from server.services.actor import Role
from server.services.feed_fetching import Fetched, fetch_due, look
from server.services.feeds import (
    add_feed,
    change_feed,
    get_feed,
    hide_headline,
    list_feeds,
    remove_feed,
    start_feed,
    stop_feed,
)
from server.services.resources import Resources, open_resources
from server.storage.tables import AuditRow
from server.storage.tables.feeds import FeedRow
from tests.server.builders import FixedClock
from tests.server.feed_builders import ADMIN, Site, a_site, a_wish, allow_loopback, running
from tests.server.notice_builders import pair_a_board, published
from tests.server.staff_builders import add_units, an_actor

DAY_S = 86_400


@pytest.fixture
def board(resources: Resources) -> str:
    add_units(resources)
    allow_loopback(resources)
    return pair_a_board(resources)


def manifest(resources: Resources, board: str) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(resources.scores.score_for(board).payload)
    return payload


def ticker(resources: Resources, board: str) -> list[str]:
    """What the ticker runs now, in its order, each once."""
    score = resources.scores.score_for(board)
    payload = json.loads(score.payload)
    zone = payload["zones"]["ticker"]
    if not zone["timeline"]:
        return []
    newest = [name for at, name in zone["timeline"] if at <= payload["issued_at"]][-1]
    names = dict.fromkeys(item for item, _, _ in zone["cycles"][newest])
    items = [json.loads(score.items[payload["items"][name]["digest"]]) for name in names]
    return [item["title"] for item in items]


def audited(resources: Resources) -> list[str]:
    query = select(AuditRow.action).where(AuditRow.action.startswith("feed."))
    ordered = query.order_by(AuditRow.seq)
    return list(resources.database.read(lambda session: session.scalars(ordered).all()))


def row_of(resources: Resources, feed_id: str) -> FeedRow:
    return resources.database.read(lambda session: session.get_one(FeedRow, feed_id))


def test_nothing_runs_before_a_person_has_seen_it(
    resources: Resources, board: str, site: Site
) -> None:
    view = add_feed(resources, ADMIN, "commune", a_wish(site))
    assert view.feed.state is FeedState.WAITING
    assert [line.entry.title for line in view.lines] == ["Áp thấp nhiệt đới gần bờ", "Mở đường mới"]
    assert ticker(resources, board) == []
    start_feed(resources, ADMIN, view.feed.id, site.url)
    assert ticker(resources, board) == [
        "Áp thấp nhiệt đới gần bờ · Nguồn: Cổng tỉnh",
        "Mở đường mới · Nguồn: Cổng tỉnh",
    ]
    assert audited(resources) == ["feed.added", "feed.started"]
    assert len(site.asked) == 1


def test_the_communes_own_lines_come_first_however_old(
    resources: Resources, board: str, site: Site, clock: FixedClock
) -> None:
    published(resources, title="Cắt điện thôn Nước Nẻ", category="policy", priority="priority")
    clock.advance(60)
    running(resources, site)
    assert ticker(resources, board)[0] == "Cắt điện thôn Nước Nẻ"
    assert len(ticker(resources, board)) == 3


def test_news_from_a_feed_do_not_start_the_notices_round_again(
    resources: Resources, board: str, site: Site, clock: FixedClock
) -> None:
    published(resources, title="Cắt điện", category="policy")
    running(resources, site)
    before = manifest(resources, board)
    clock.advance(1200)
    site.says("Bão số 9", at=clock.now())
    assert fetch_due(resources) == 1
    after = manifest(resources, board)
    assert after["zones"]["main"] == before["zones"]["main"]
    assert after["issued_at"] == "2026-11-24T02:20:00Z" > before["issued_at"]
    assert ticker(resources, board) == ["Bão số 9 · Nguồn: Cổng tỉnh"]
    assert audited(resources)[-1] == "feed.fetched"


def test_the_same_headlines_give_the_same_bytes_to_every_board_and_after_a_restart(
    resources: Resources, board: str, site: Site, clock: FixedClock
) -> None:
    other = pair_a_board(resources, name="Bảng chợ")
    running(resources, site)
    digest = resources.scores.manifest_for(board)
    assert resources.scores.manifest_for(other) == digest
    again = open_resources(resources.settings, clock=clock)
    assert again.scores.manifest_for(board) == digest
    again.close()


def test_a_headline_ends_by_itself_on_a_board_that_is_offline(
    resources: Resources, board: str, site: Site
) -> None:
    running(resources, site, keep_days=1)
    ends = {item["until"] for item in manifest(resources, board)["items"].values()}
    assert ends == {"2026-11-25T01:00:00Z", "2026-11-25T00:00:00Z"}


def test_small_led_panels_have_no_ticker(resources: Resources, board: str, site: Site) -> None:
    panel = {"width": 320, "height": 160, "pitch_mm": 5, "far_m": 8, "near_m": 3}
    led = pair_a_board(resources, name="LED", profile=panel)
    running(resources, site)
    assert ticker(resources, board) != []
    assert ticker(resources, led) == [] and manifest(resources, led)["items"] == {}


def test_a_feed_of_the_unit_above_runs_below_unless_it_says_otherwise(
    resources: Resources, board: str, site: Site
) -> None:
    view = running(resources, site, unit_id="province")
    assert len(ticker(resources, board)) == 2
    above = an_actor(Role.ADMINISTRATOR, "province")
    change_feed(resources, above, view.feed.id, replace(view.feed.wish, subtree=False))
    assert ticker(resources, board) == []
    assert ticker(resources, pair_a_board(resources, "51")) != []


def test_a_hidden_headline_vanishes_and_stays_hidden(
    resources: Resources, board: str, site: Site, clock: FixedClock
) -> None:
    view = running(resources, site)
    author = an_actor(Role.AUTHOR, "commune")
    key = view.lines[0].entry.key
    hidden = hide_headline(resources, author, view.feed.id, key)
    assert [line.why_not for line in hidden.lines] == ["hidden", ""]
    assert ticker(resources, board) == ["Mở đường mới · Nguồn: Cổng tỉnh"]
    clock.advance(1200)
    fetch_due(resources)
    assert ticker(resources, board) == ["Mở đường mới · Nguồn: Cổng tỉnh"]
    hide_headline(resources, author, view.feed.id, key, is_hidden=False)
    assert len(ticker(resources, board)) == 2
    assert audited(resources)[-2:] == ["feed.hidden", "feed.unhidden"]
    with pytest.raises(NotFoundError):
        hide_headline(resources, author, view.feed.id, "0" * 16)


def test_a_headline_with_a_refused_word_is_not_shown(
    resources: Resources, board: str, site: Site
) -> None:
    view = running(resources, site, refused=("ĐƯỜNG MỚI",))
    assert [line.why_not for line in view.lines] == ["", "ĐƯỜNG MỚI"]
    assert len(ticker(resources, board)) == 1


def test_a_stopped_or_removed_feed_leaves_the_boards(
    resources: Resources, board: str, site: Site, clock: FixedClock
) -> None:
    view = running(resources, site)
    stop_feed(resources, an_actor(Role.APPROVER, "commune"), view.feed.id)
    assert ticker(resources, board) == []
    clock.advance(DAY_S)
    assert fetch_due(resources) == 0
    start_feed(resources, ADMIN, view.feed.id, site.url)
    assert len(ticker(resources, board)) == 2
    assert fetch_due(resources) == 1
    assert remove_feed(resources, ADMIN, view.feed.id) == "commune"
    assert ticker(resources, board) == []
    assert list_feeds(resources, ADMIN, "commune") == ()


def test_another_address_waits_for_a_person_again(
    resources: Resources, board: str, site: Site
) -> None:
    view = running(resources, site)
    with a_site() as other:
        other.says("Tin của trang khác")
        changed = change_feed(resources, ADMIN, view.feed.id, a_wish(other))
    assert changed.feed.state is FeedState.WAITING
    assert [line.entry.title for line in changed.lines] == ["Tin của trang khác"]
    assert ticker(resources, board) == []


def test_more_days_bring_back_what_was_too_old(
    resources: Resources, board: str, site: Site, clock: FixedClock
) -> None:
    site.headers["ETag"] = '"a"'
    view = running(resources, site, keep_days=3)
    clock.advance(4 * DAY_S)
    assert ticker(resources, board) == []
    change_feed(resources, ADMIN, view.feed.id, a_wish(site, keep_days=9))
    fetch_due(resources)
    assert len(ticker(resources, board)) == 2


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_adds_starts_changes_and_removes(
    resources: Resources, board: str, site: Site, role: Role
) -> None:
    view = running(resources, site)
    actor = an_actor(role, "commune")
    for deed in (
        lambda: add_feed(resources, actor, "commune", a_wish(site, url=f"{site.url}?2")),
        lambda: start_feed(resources, actor, view.feed.id, site.url),
        lambda: change_feed(resources, actor, view.feed.id, view.feed.wish),
        lambda: remove_feed(resources, actor, view.feed.id),
    ):
        with pytest.raises(ForbiddenError):
            deed()
    if role not in (Role.AUTHOR, Role.APPROVER):
        with pytest.raises(ForbiddenError):
            stop_feed(resources, actor, view.feed.id)
        with pytest.raises(ForbiddenError):
            hide_headline(resources, actor, view.feed.id, view.lines[0].entry.key)


def test_a_feed_of_a_sibling_is_not_there(resources: Resources, board: str, site: Site) -> None:
    view = running(resources, site)
    sibling = an_actor(Role.ADMINISTRATOR, "sibling")
    with pytest.raises(NotFoundError):
        get_feed(resources, sibling, view.feed.id)
    with pytest.raises(ForbiddenError):
        list_feeds(resources, sibling, "commune")


def test_a_feed_whose_address_changed_meanwhile_does_not_start_unseen(
    resources: Resources, board: str, site: Site
) -> None:
    seen = add_feed(resources, ADMIN, "commune", a_wish(site))
    other = replace(seen.feed.wish, url=f"{site.url}?muc=2")
    change_feed(resources, ADMIN, seen.feed.id, other)
    with pytest.raises(ConflictError) as caught:
        start_feed(resources, ADMIN, seen.feed.id, seen.feed.wish.url)
    assert caught.value.code == "feed_changed"
    assert ticker(resources, board) == []
    start_feed(resources, ADMIN, seen.feed.id, other.url)
    assert ticker(resources, board) != []


def test_of_two_people_who_change_the_address_at_once_the_second_is_told(
    resources: Resources, board: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = running(resources, site)
    first, second = (replace(view.feed.wish, url=f"{site.url}?muc={n}") for n in (1, 2))

    def look_late(*arguments: Any) -> Fetched:
        monkeypatch.undo()
        change_feed(resources, ADMIN, view.feed.id, first)
        return look(*arguments)

    monkeypatch.setattr(feeds, "look", look_late)
    with pytest.raises(ConflictError) as caught:
        change_feed(resources, ADMIN, view.feed.id, second)
    assert caught.value.code == "feed_changed"
    assert get_feed(resources, ADMIN, view.feed.id).feed.wish == first


def test_who_changes_the_days_does_not_bring_an_address_back(
    resources: Resources, board: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = running(resources, site)
    other = replace(view.feed.wish, url=f"{site.url}?muc=2")

    class Late(FeedWish):
        def cleaned(self) -> FeedWish:
            change_feed(resources, ADMIN, view.feed.id, other)
            return super().cleaned()

    wish = view.feed.wish
    late = Late(wish.name, wish.url, wish.subtree, wish.most, 9, wish.refused)
    with pytest.raises(ConflictError):
        change_feed(resources, ADMIN, view.feed.id, late)
    assert get_feed(resources, ADMIN, view.feed.id).feed.wish == other
