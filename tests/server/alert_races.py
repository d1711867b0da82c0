"""Officers who press their buttons at the same moment, and what is left of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from content.errors import ConflictError
from server.services import alerting
from server.services.alerting import AlertView
from server.services.resources import Resources
from server.storage.tables.alerts import AlertRevisionRow
from server.storage.tables.system import AuditRow
from tests.server.board_builders import ABoard, officer, own_words

Deed = Callable[[], object]


def at_once(*deeds: Deed) -> list[str]:
    """Do all together; tell of each how it ended: `done`, or the code of its conflict."""
    together = Barrier(len(deeds))

    def press(deed: Deed) -> str:
        together.wait(timeout=20)
        try:
            deed()
        except ConflictError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(press, deeds))


def waiting_alert(resources: Resources) -> AlertView:
    """An alert in an officer's own words, before a second officer."""
    request = own_words(resources.clock.now())
    return alerting.issue_alert(resources, officer(), request)


def approval(resources: Resources, view: AlertView, number: int) -> Deed:
    """One more officer's yes to what was read."""
    second = officer(number=number)
    return lambda: alerting.approve_alert(resources, second, view.id, view.revision, view.digest)


def cancellation(resources: Resources, view: AlertView, number: int) -> Deed:
    """One more officer's end to it."""
    return lambda: alerting.cancel_alert(resources, officer(number=number), view.id, "Phát nhầm")


def actions(resources: Resources) -> list[str]:
    """What the log says of alerts, oldest first."""
    query = select(AuditRow.action).where(AuditRow.action.like("alert.%")).order_by(AuditRow.seq)
    return list(resources.database.read(lambda session: session.scalars(query).all()))


def sequences(resources: Resources, view: AlertView) -> list[int | None]:
    """The sequences that its revisions bear, in their order."""
    query = select(AlertRevisionRow.sequence).where(AlertRevisionRow.alert_id == view.id)
    rows = resources.database.read(
        lambda session: session.scalars(query.order_by(AlertRevisionRow.revision)).all()
    )
    return list(rows)


def approve_together(resources: Resources, board: ABoard, people: int) -> None:
    """Have so many officers approve one alert together: it counts once, the rest are told."""
    view = waiting_alert(resources)
    answers = at_once(*(approval(resources, view, 2 + number) for number in range(people)))
    assert sorted(answers) == ["alert_state"] * (people - 1) + ["done"]
    assert actions(resources) == ["alert.pending", "alert.in_force"]
    out = alerting.get_alert(resources, officer(), view.id)
    assert (out.state, out.revision, out.targeted) == ("in_force", 1, 1)
    assert sequences(resources, view) == [out.sequence]
    assert [alert.id for alert in board.head().alerts] == [view.id]
    assert board.head().alerts_as_of == out.sequence


def approve_and_cancel_together(resources: Resources, board: ABoard) -> None:
    """Approve and cancel one alert together: whoever comes first, it ends cancelled."""
    view = waiting_alert(resources)
    approved, cancelled = at_once(approval(resources, view, 2), cancellation(resources, view, 3))
    assert cancelled == "done"
    if approved == "done":
        assert actions(resources) == ["alert.pending", "alert.in_force", "alert.cancelled"]
        first, second = sequences(resources, view)
        assert first is not None and second is not None and first < second
    else:
        assert approved == "alert_state"
        assert actions(resources) == ["alert.pending", "alert.cancelled"]
        assert sequences(resources, view) == [None]
    assert alerting.get_alert(resources, officer(), view.id).state == "cancelled"
    assert board.head().alerts == ()
