import threading

from server.realtime.hub_inbox import HubInbox
from server.services.changes import Change


def a_change(seq: int) -> Change:
    return Change(seq, "notice.approved", "n1", None, {})


def test_a_change_of_the_hub_thread_is_heeded_at_once() -> None:
    heeded: list[int] = []
    inbox = HubInbox(lambda change: heeded.append(change.seq))
    inbox.put(a_change(1))
    assert heeded == [1]


def test_a_change_of_another_thread_waits_for_the_hub_and_keeps_its_place() -> None:
    heeded: list[tuple[int, int]] = []
    inbox = HubInbox(lambda change: heeded.append((change.seq, threading.get_ident())))
    thread = threading.Thread(target=inbox.put, args=(a_change(1),))
    thread.start()
    thread.join(5)
    assert heeded == []
    inbox.put(a_change(2))
    assert heeded == [(1, threading.get_ident()), (2, threading.get_ident())]
