import threading

from server.services import audit
from server.services.changes import Change, ChangeFeed
from server.services.resources import Resources, open_resources
from tests.server.builders import START


def change(resources: Resources, subject: str) -> None:
    resources.database.write(
        lambda session: audit.record(
            session,
            at=START,
            actor=None,
            action="notice.approved",
            subject=subject,
            unit_id="u1",
            details={"revision": 2},
        )
    )


def test_a_listener_hears_each_change_once_and_in_order(resources: Resources) -> None:
    heard: list[Change] = []
    resources.changes.subscribe(heard.append)
    for subject in "abc":
        change(resources, subject)
    resources.changes.catch_up()
    assert [one.subject for one in heard] == ["a", "b", "c"]
    assert heard[0].details == {"revision": 2}
    assert (heard[0].action, heard[0].unit_id) == ("notice.approved", "u1")


def test_changes_of_another_process_are_heard_at_the_next_look(resources: Resources) -> None:
    other = open_resources(resources.settings, clock=resources.clock)
    heard: list[str] = []
    resources.changes.subscribe(lambda one: heard.append(one.subject))
    change(other, "x")
    assert heard == []
    resources.changes.catch_up()
    assert heard == ["x"]
    other.close()


def test_a_listener_that_fails_does_not_stop_the_others(resources: Resources) -> None:
    heard: list[str] = []

    def fail(one: Change) -> None:
        raise RuntimeError

    resources.changes.subscribe(fail)
    resources.changes.subscribe(lambda one: heard.append(one.subject))
    change(resources, "x")
    assert heard == ["x"]


def test_a_listener_that_writes_is_heard_after_its_cause(resources: Resources) -> None:
    heard: list[str] = []

    def answer(one: Change) -> None:
        heard.append(one.subject)
        if one.subject == "cause":
            change(resources, "effect")

    resources.changes.subscribe(answer)
    change(resources, "cause")
    assert heard == ["cause", "effect"]


def test_whoever_commits_while_another_hands_out_returns_after_its_own_change(
    resources: Resources,
) -> None:
    heard: list[str] = []
    is_slow, may_go_on = threading.Event(), threading.Event()

    def listen(one: Change) -> None:
        if one.subject == "first":
            is_slow.set()
            assert may_go_on.wait(10)
        heard.append(one.subject)

    resources.changes.subscribe(listen)
    first = threading.Thread(target=change, args=(resources, "first"))
    first.start()
    assert is_slow.wait(10)
    seen_by_second: list[list[str]] = []

    def second_work() -> None:
        change(resources, "second")
        seen_by_second.append(list(heard))

    second = threading.Thread(target=second_work)
    second.start()
    may_go_on.set()
    first.join()
    second.join()
    assert seen_by_second == [["first", "second"]]


def test_a_feed_begins_after_what_was_there(resources: Resources) -> None:
    change(resources, "old")
    heard: list[str] = []
    feed = ChangeFeed(resources.database, resources.clock.sleep)
    feed.subscribe(lambda one: heard.append(one.subject))
    feed.catch_up()
    assert heard == []
