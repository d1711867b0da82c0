from dataclasses import replace
from datetime import timedelta

import pytest

from content.cap import CapMessage
from content.cap_incidents import CapIncident
from content.cap_reading import read_cap
from content.errors import InvalidInputError
from content.priority import Priority
from content.targeting import Targets
from server.services.cap_sources import blank_source
from server.services.cap_words import alert_of, notice_of
from server.services.resources import Resources
from server.storage.tables import CapSourceRow
from tests.server.builders import START
from tests.server.cap_builders import a_cap, a_wish


def told(**fields: str) -> tuple[CapMessage, CapIncident]:
    message = read_cap(a_cap(**fields))[0].message
    assert message is not None
    ends = START + timedelta(hours=2)
    targets = Targets(subtrees=("commune",))
    return message, CapIncident(message.infos, Priority.PRIORITY, START, ends, targets)


def a_row() -> CapSourceRow:
    return blank_source("province", a_wish(), None, START)


def test_an_alert_says_what_the_message_says() -> None:
    message, event = told()
    alert = alert_of(message, event, START)
    assert (alert.event, alert.severity, alert.status) == ("Lũ quét", "Extreme", "Actual")
    assert alert.info[0].instruction == "Rời bờ suối, lên chỗ cao ngay."
    assert alert.sender == "Chi cục Phòng chống thiên tai"


def test_a_notice_names_its_place_and_its_source(resources: Resources) -> None:
    content = notice_of(resources, a_row(), *told(), START)
    assert content.body.split("\n") == [
        "Nước lên nhanh ở thôn Nước Nẻ.",
        "Rời bờ suối, lên chỗ cao ngay.",
        "Xã Ba Tơ",
        "Nguồn: Chi cục Phòng chống thiên tai",
    ]
    assert content.priority is Priority.PRIORITY and content.unit_id == "province"


def test_a_notice_is_told_in_vietnamese_first_and_then_in_the_other_languages(
    resources: Resources,
) -> None:
    message, event = told()
    english = replace(
        event.infos[0],
        language="en-US",
        event="Flash flood",
        headline="FLASH FLOOD",
        description="The water rises fast.",
        instruction="Leave the stream now.",
    )
    both = replace(event, infos=(english, event.infos[0]))
    content = notice_of(resources, a_row(), message, both, START)
    assert content.language == "vi"
    assert [(one.language, one.title) for one in content.translations] == [("en", "FLASH FLOOD")]


def test_a_notice_in_a_language_no_board_knows_is_refused(resources: Resources) -> None:
    message, event = told(language="is-IS", headline="Flóð", description="x", instruction="y")
    with pytest.raises(InvalidInputError, check=lambda error: error.field == "info.language"):
        notice_of(resources, a_row(), message, event, START)


def test_a_notice_in_letters_that_boards_lack_is_refused(resources: Resources) -> None:
    message, event = told(language="zh-TW", headline="水庫洩洪", description="水", instruction="")
    with pytest.raises(InvalidInputError):
        notice_of(resources, a_row(), message, event, START)
