import threading

from server.clock import unix_ms
from server.storage import counters
from server.storage.database import Database
from server.storage.head_clock import BLOCK_MS, HeadClock
from tests.server.builders import START, FixedClock


def test_sequences_follow_the_clock_and_rise_within_a_millisecond(database: Database) -> None:
    clock = FixedClock()
    heads = HeadClock(database, clock)
    assert [heads.next("a"), heads.next("a"), heads.next("b")] == [
        unix_ms(START),
        unix_ms(START) + 1,
        unix_ms(START),
    ]
    clock.advance(1)
    assert heads.next("a") == unix_ms(START) + 1000


def test_heads_within_a_block_write_nothing(database: Database) -> None:
    clock = FixedClock()
    heads = HeadClock(database, clock)
    heads.next("a")
    reserved = database.read(lambda session: counters.value_of(session, counters.HEAD))
    for _ in range(100):
        heads.next("a")
    assert reserved == unix_ms(START) + BLOCK_MS
    assert database.read(lambda session: counters.value_of(session, counters.HEAD)) == reserved
    clock.advance(BLOCK_MS / 1000 + 1)
    heads.next("a")
    assert database.read(lambda session: counters.value_of(session, counters.HEAD)) > reserved


def test_sequences_rise_across_a_restart_also_when_the_clock_was_set_back(
    database: Database,
) -> None:
    clock = FixedClock()
    last = HeadClock(database, clock).next("a")
    clock.advance(-86_400)
    assert HeadClock(database, clock).next("a") > last


def test_boards_that_ask_at_once_never_get_a_number_twice(database: Database) -> None:
    heads = HeadClock(database, FixedClock())
    given: list[int] = []

    def ask() -> None:
        given.extend(heads.next("a") for _ in range(50))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(given)) == 200
