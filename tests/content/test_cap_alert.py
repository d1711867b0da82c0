"""An event told in CAP as the fields of our alert."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from content.alert import LONGEST_DAYS, Alert, AlertState
from content.alert_info import LONGEST_DESCRIPTION, LONGEST_EVENT, LONGEST_HEADLINE
from content.cap import CapCategory, CapInfo, CapMessage, MalformedCapError
from content.cap_alert import CapWords, words_of
from content.cap_incidents import CapIncident
from content.cap_reading import read_cap
from content.priority import Priority
from content.targeting import Targets
from tests.cap_samples import OWN, REAL, SENT, a_message, an_info, read_own

HERE = Targets(subtrees=("trabong",))


def told(*infos: CapInfo, message: CapMessage | None = None, **times: Any) -> CapWords:
    begins = times.get("begins", SENT)
    incident = CapIncident(
        infos, Priority.EMERGENCY, begins, times.get("expires", begins + timedelta(hours=6)), HERE
    )
    words = words_of(incident, message or a_message())
    an_alert(words).validate()
    return words


def an_alert(words: CapWords) -> Alert:
    return Alert(
        id="a", identifier="a", revision=1, sequence=1, status="Actual", state=AlertState.IN_FORCE,
        issued_at=SENT, targets=words.targets, effective=words.effective, expires=words.expires,
        event=words.event, category=words.category, urgency=words.urgency,
        severity=words.severity, certainty=words.certainty, risk_level=words.risk_level,
        info=words.info, sender=words.sender,
    )  # fmt: skip


def test_an_event_becomes_an_alert_in_every_language_vietnamese_first() -> None:
    message = read_own("translations")
    words = told(*reversed(message.infos), message=message)
    assert [info.language for info in words.info] == ["vi", "en"]
    assert words.event == "Lũ trên sông" and words.category == "Met"
    assert (words.urgency, words.severity, words.certainty) == ("Immediate", "Severe", "Observed")
    assert words.sender == "Đài Khí tượng Thủy văn tỉnh Quảng Ngãi"
    assert words.info[0].headline == "Lũ lớn trên sông Trà Khúc"
    assert words.info[0].instruction.split("\n")[1] == "Không qua ngầm, tràn."
    assert words.targets == HERE


def test_too_long_words_are_cut_and_say_so() -> None:
    words = told(an_info(event="Lũ " * 60, headline="Lũ " * 60, description="Nước lên. " * 200))
    info = words.info[0]
    assert len(words.event) <= LONGEST_EVENT and words.event.endswith("…")
    assert len(info.headline) <= LONGEST_HEADLINE and info.headline.endswith("…")
    assert len(info.description) <= LONGEST_DESCRIPTION and info.description.endswith(". …")


def test_what_is_not_told_is_taken_from_what_is() -> None:
    bare = an_info(headline=None, description=None, instruction=None, sender_name=None)
    words = told(bare)
    assert words.info[0].headline == "Lũ trên sông" and words.info[0].description == ""
    assert words.sender == "kttv@example.vn"
    unseen = told(an_info(event="\u200b", sender_name="\u202e", headline=None))
    assert unseen.event == unseen.info[0].headline == unseen.sender == "?"


def test_of_two_blocks_in_one_of_our_languages_the_first_counts() -> None:
    words = told(
        an_info(language="en-US", event="River", headline="Flood", description="Rising."),
        an_info(language="en-GB", headline="Other"),
    )
    assert [(info.language, info.headline) for info in words.info] == [("en", "Flood")]


def test_an_expected_beginning_is_told() -> None:
    ahead = SENT + timedelta(hours=5)
    long = "Nước lên. " * 200
    words = told(
        an_info(onset=ahead, description=long),
        an_info(language="en-US", onset=ahead, description="Rising."),
        an_info(language="fr-FR", onset=ahead, description="Crue."),
    )
    vietnamese, english, french = (info.description for info in words.info)
    assert vietnamese.endswith("…\nDự kiến từ 12h30 ngày 25/11.")
    assert len(vietnamese) <= LONGEST_DESCRIPTION
    assert english == "Rising.\nExpected from 12:30 25 November."
    assert french == "Crue."
    assert told(an_info(onset=SENT)).info[0].description == "Mực nước trên báo động 3."


@pytest.mark.parametrize(
    ("name", "value", "level"),
    [
        ("VN-CapDoRuiRo", "4", 4),
        ("Cấp độ rủi ro thiên tai", "Cấp 3", 3),
        ("risk-level", "2", 2),
        ("risk_level", "6", None),
        ("risk_level", "35", None),
        ("Color", "4", None),
    ],
)
def test_a_risk_level_is_read_where_a_parameter_names_it(
    name: str, value: str, level: int | None
) -> None:
    assert told(an_info(parameters=(("x", "1"), (name, value)))).risk_level == level


def test_an_end_beyond_what_an_alert_may_have_is_brought_forward() -> None:
    words = told(an_info(), expires=SENT + timedelta(days=400))
    assert words.expires == SENT + timedelta(days=LONGEST_DAYS)


def test_the_first_category_counts() -> None:
    both = replace(an_info(), categories=(CapCategory.GEO, CapCategory.MET))
    assert told(both).category == "Geo"


SAMPLES = sorted(OWN.glob("*.xml")) + (sorted(REAL.glob("*.xml")) if REAL else [])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_makes_an_alert_that_passes_all_checks(path: Any) -> None:
    try:
        found = [read.message for read in read_cap(path.read_bytes())]
    except MalformedCapError:
        return
    for message in found:
        for info in message.infos if message is not None else ():
            told(info, message=message)
