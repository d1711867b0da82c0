from server.realtime.background import STALL_WINDOW_S, HubWatch, StrangerWatch, hub_stall


def test_the_watch_reports_by_how_much_a_sleep_was_overslept() -> None:
    now = [100.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds + late

    watch = HubWatch(lambda: now[0], sleep)
    late = 0.25
    watch.tick()
    late = 0.0
    watch.tick()
    assert abs(hub_stall._value.get() - 0.25) < 1e-6


def test_an_old_stall_is_forgotten_after_its_window() -> None:
    now = [100.0]
    late = 0.5

    def sleep(seconds: float) -> None:
        now[0] += seconds + late

    watch = HubWatch(lambda: now[0], sleep)
    watch.tick()
    late = 0.0
    for _ in range(3):
        now[0] += STALL_WINDOW_S / 2 + 1
        watch.tick()
    assert hub_stall._value.get() < 0.01


def test_a_session_that_does_not_say_who_it_is_is_ended_at_the_second_look() -> None:
    class Sessions:
        def __init__(self) -> None:
            self.here = frozenset({"slow", "quick"})
            self.closed: list[str] = []

        def strangers(self) -> frozenset[str]:
            return self.here

        def close_session(self, session: str) -> None:
            self.closed.append(session)

    sessions = Sessions()
    watch = StrangerWatch(sessions)  # type: ignore[arg-type]
    watch.tick()
    assert sessions.closed == []
    sessions.here = frozenset({"slow", "new"})
    watch.tick()
    assert sessions.closed == ["slow"]
