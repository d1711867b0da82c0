"""An alert stays in the unit that answers for it, whatever its tags, places and updates say."""

from dataclasses import replace

import pytest

from content.errors import ForbiddenError
from server.services import alerting, heads
from server.services.alerting import approve_alert, cancel_alert, issue_alert, update_alert
from server.services.citizens import alerts_on
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_board, a_request, officer, own_words
from tests.server.staff_builders import add_units

TAG = "ven sông"


@pytest.fixture(autouse=True)
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources, tags=[TAG], lat=14.75, lon=108.73)


@pytest.mark.parametrize(
    "targets", [{"tags": [TAG]}, {"areas": [{"lat": 14.7, "lon": 108.7, "radius_km": 500}]}]
)
def test_a_board_that_comes_to_fit_elsewhere_does_not_get_a_communes_alert(
    resources: Resources, board: ABoard, targets: dict[str, object]
) -> None:
    request = a_request(resources.clock.now(), targets=targets)
    fired = issue_alert(resources, officer("commune"), request)
    other = a_board(resources, "20860", "Ba Tô", tags=[TAG], lat=14.8, lon=108.7)
    assert [alert.id for alert in board.head().alerts] == [fired.id]
    assert board.head().alerts[0].revision == 1
    assert other.head().alerts == ()
    assert heads.alerts_for(resources, other.id) == []
    assert alerts_on(resources, resources.units.tree().get("sibling")) == ()
    late = a_board(resources, "20857", "Mới", tags=[TAG], lat=14.7, lon=108.7)
    assert [alert.id for alert in late.head().alerts] == [fired.id]


def test_a_second_officers_yes_reaches_no_further_than_the_unit(
    resources: Resources, board: ABoard
) -> None:
    request = own_words(resources.clock.now(), targets={"tags": [TAG]})
    waiting = issue_alert(resources, officer("commune"), request)
    assert waiting.state == "pending"
    a_board(resources, "20860", "Ba Tô", tags=[TAG])
    second = officer("commune", 2)
    out = approve_alert(resources, second, waiting.id, waiting.revision, waiting.digest)
    assert out.targeted == 1
    found = alerting.deliveries(resources, second, out.id)
    assert [one.board for one in found.boards] == [board.id]


def test_a_widened_alert_is_ended_by_nobody_below(resources: Resources, board: ABoard) -> None:
    other = a_board(resources, "20900", "Trà Bồng")
    now = resources.clock.now()
    local, province = officer("commune"), officer("province")
    fired = issue_alert(resources, local, a_request(now, targets={"units": ["20857"]}))
    wide = a_request(now, targets={"subtrees": ["51"]})
    with pytest.raises(ForbiddenError):
        update_alert(resources, local, fired.id, wide)
    update_alert(resources, province, fired.id, wide)
    with pytest.raises(ForbiddenError):
        cancel_alert(resources, local, fired.id, "Của xã tôi")
    assert [len(one.head().alerts) for one in (board, other)] == [1, 1]
    cancel_alert(resources, province, fired.id, "Hết")
    assert [len(one.head().alerts) for one in (board, other)] == [0, 0]


def test_two_units_of_an_officer_make_no_third(resources: Resources) -> None:
    a_board(resources, "20900", "Trà Bồng")
    now = resources.clock.now()
    both = replace(
        officer("commune"), grants=(*officer("commune").grants, *officer("elsewhere").grants)
    )
    assert {grant.unit_id for grant in both.grants} == {"commune", "elsewhere"}
    fired = issue_alert(resources, both, a_request(now, targets={"units": ["20857"]}))
    with pytest.raises(ForbiddenError):
        update_alert(resources, both, fired.id, a_request(now, targets={"units": ["20900"]}))
    assert alerting.get_alert(resources, both, fired.id).revision == 1
