from dataclasses import replace

from content.targeting import Targets
from server.services import cap_alerts
from server.services.alert_rows import Desk
from server.services.alerting import cancel_alert, get_alert
from server.services.resources import Resources
from tests.server.board_builders import a_board, fire, officer
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units
from tests.vectors.statements import an_alert


def a_desk(resources: Resources) -> Desk:
    return Desk(resources.keyring, officer(), resources.clock.now())


def test_what_is_out_goes_on_under_its_name_and_what_is_over_begins_anew(
    resources: Resources,
) -> None:
    add_units(resources)
    a_board(resources)
    alert, desk = fire(resources), a_desk(resources)

    def named() -> tuple[str, int]:
        name, revision = resources.database.read(
            lambda session: cap_alerts.next_name(session, desk, alert.id)
        )
        return name.id, revision

    assert named() == (alert.id, 2)
    cancel_alert(resources, officer(), alert.id, "Hết")
    assert named()[0] != alert.id and named()[1] == 1


def test_taking_back_what_is_over_changes_nothing(resources: Resources, clock: FixedClock) -> None:
    add_units(resources)
    a_board(resources)
    alert = fire(resources)
    clock.advance(2 * 3600)
    desk = a_desk(resources)
    resources.database.write(lambda s: cap_alerts.take_back(s, desk, alert.id, "Hết"))
    assert get_alert(resources, officer(), alert.id).revision == 1


def test_what_is_put_out_is_heard_by_its_tone(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)
    desk, now = a_desk(resources), resources.clock.now()
    mute = replace(
        an_alert("flood", at=now, targets=Targets(subtrees=("commune",))), identifier="bangtin-1"
    )
    assert mute.sound is None
    resources.database.write(
        lambda session: cap_alerts.put_out(session, resources, desk, "commune", mute)
    )
    assert get_alert(resources, officer(), "flood").alert.sound == "attention"
