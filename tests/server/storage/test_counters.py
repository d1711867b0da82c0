import threading
from datetime import timedelta

from server.clock import unix_ms
from server.storage import counters
from server.storage.database import Database
from tests.server.builders import START


def test_an_unused_counter_is_zero_and_a_raised_one_never_falls(database: Database) -> None:
    assert database.read(lambda session: counters.value_of(session, "x")) == 0
    assert database.write(lambda session: counters.raise_to(session, "x", 5)) == 5
    assert database.write(lambda session: counters.raise_to(session, "x", 3)) == 5


def test_alert_sequences_follow_the_clock(database: Database) -> None:
    first = database.write(lambda session: counters.next_alert_sequence(session, START))
    later = START + timedelta(seconds=1)
    second = database.write(lambda session: counters.next_alert_sequence(session, later))
    assert (first, second) == (unix_ms(START), unix_ms(START) + 1000)
    assert database.read(counters.alerts_as_of) == second


def test_alert_sequences_rise_also_when_the_clock_goes_back(database: Database) -> None:
    first = database.write(lambda session: counters.next_alert_sequence(session, START))
    earlier = START - timedelta(days=365)
    second = database.write(lambda session: counters.next_alert_sequence(session, earlier))
    assert second == first + 1


def test_alerts_issued_at_once_get_different_sequences(database: Database) -> None:
    given: list[int] = []

    def issue() -> None:
        given.append(database.write(lambda session: counters.next_alert_sequence(session, START)))

    threads = [threading.Thread(target=issue) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(given)) == 8
