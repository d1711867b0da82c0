from server.services.actor import Role
from server.services.feed_book import FeedBook, is_feed_change
from server.services.feeds import stop_feed
from server.services.resources import Resources
from server.services.unit_changes import change_units
from tests.server.builders import START
from tests.server.feed_builders import ADMIN, Site, allow_loopback, running
from tests.server.notice_builders import pair_a_board, published
from tests.server.services.test_feeds import ticker
from tests.server.services.test_unit_changes import a_merge
from tests.server.staff_builders import add_units, an_actor


def test_a_book_holds_the_feeds_that_run_and_follows_them(resources: Resources, site: Site) -> None:
    add_units(resources)
    allow_loopback(resources)
    board = resources.boards.get(pair_a_board(resources))
    early = FeedBook(resources.database, resources.changes)
    view = running(resources, site)
    late = FeedBook(resources.database, resources.changes)
    assert len(early.headlines_of(board, START)) == 2
    assert early.headlines_of(board, START) == late.headlines_of(board, START)
    stop_feed(resources, ADMIN, view.feed.id)
    assert early.headlines_of(board, START) == ()


def test_boards_of_other_units_and_other_changes_are_left_alone(
    resources: Resources, site: Site
) -> None:
    add_units(resources)
    allow_loopback(resources)
    here, sibling = pair_a_board(resources), pair_a_board(resources, "20860")
    touched: list[tuple[bool, set[str]]] = []
    resources.changes.subscribe(
        lambda change: touched.append(
            (is_feed_change(change), set(resources.scores.boards_touched(change)))
        )
    )
    running(resources, site)
    assert touched[-1] == (True, {here})
    published(resources, title="Tin")
    assert touched[-1][0] is False and sibling not in touched[-1][1]


def test_a_feed_follows_its_unit_into_a_merge(resources: Resources, site: Site) -> None:
    add_units(resources)
    allow_loopback(resources)
    board_id = pair_a_board(resources)
    running(resources, site)
    change_units(resources, an_actor(Role.ADMINISTRATOR, "province"), a_merge())
    moved = resources.boards.get(board_id)
    assert moved.unit_id != "commune"
    assert len(resources.feeds.headlines_of(moved, START)) == 2
    assert len(ticker(resources, board_id)) == 2
