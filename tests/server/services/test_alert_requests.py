from datetime import timedelta

from content.targeting import Targets
from server.services.alert_reach import Reach
from server.services.alert_requests import AlertName, read_request
from tests.server.board_builders import a_request, own_words
from tests.server.builders import START

REACH = Reach(Targets(units=("commune",)), (), "commune", "Ủy ban nhân dân xã Ba Tơ", is_cut=False)
NAME = AlertName("a1", "bangtin-20261124-a1")


def test_words_of_a_template_are_its_own_but_the_officer_says_how_grave() -> None:
    request = a_request(START, event="Bóng đá", severity="Moderate", risk_level=2)
    alert = read_request(request, REACH, NAME, 1, START)
    assert (alert.event, alert.severity, alert.risk_level) == ("Lũ quét", "Moderate", 2)
    assert alert.urgency == "Immediate"


def test_alert_begins_at_the_full_minute_so_that_slow_clocks_show_it_too() -> None:
    now = START + timedelta(seconds=42, milliseconds=500)
    alert = read_request(a_request(START), REACH, NAME, 1, now)
    assert (alert.effective, alert.issued_at) == (START, now)


def test_only_templates_and_break_glass_are_immediate() -> None:
    assert a_request(START).is_immediate
    assert own_words(START, break_glass=True).is_immediate
    assert not own_words(START).is_immediate
